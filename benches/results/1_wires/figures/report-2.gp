# Run in this folder: gnuplot report-2.gp
set terminal svg size 400,389 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
1 93 89.536399 95.3763055 "sparsify = none, bl segment = 1 ohm: 93.00 % (89.54 % to 95.38 %)"
2 93 89.536399 95.3763055 "sparsify = none, bl segment = 2 ohm: 93.00 % (89.54 % to 95.38 %)"
5 93.3333333 89.927694 95.6432484 "sparsify = none, bl segment = 5 ohm: 93.33 % (89.93 % to 95.64 %)"
10 91.3333333 87.6044041 94.0171102 "sparsify = none, bl segment = 10 ohm: 91.33 % (87.60 % to 94.02 %)"
25 61.3333333 55.712452 66.6676407 "sparsify = none, bl segment = 25 ohm: 61.33 % (55.71 % to 66.67 %)"
END
$picture1_curve1 << END
1 93 89.536399 95.3763055 "sparsify = weights, bl segment = 1 ohm: 93.00 % (89.54 % to 95.38 %)"
2 93 89.536399 95.3763055 "sparsify = weights, bl segment = 2 ohm: 93.00 % (89.54 % to 95.38 %)"
5 93 89.536399 95.3763055 "sparsify = weights, bl segment = 5 ohm: 93.00 % (89.54 % to 95.38 %)"
10 92.6666667 89.1468658 95.1076006 "sparsify = weights, bl segment = 10 ohm: 92.67 % (89.15 % to 95.11 %)"
25 92 88.372676 94.5653145 "sparsify = weights, bl segment = 25 ohm: 92.00 % (88.37 % to 94.57 %)"
END
$picture1_curve2 << END
1 93 89.536399 95.3763055 "sparsify = activations, bl segment = 1 ohm: 93.00 % (89.54 % to 95.38 %)"
2 93 89.536399 95.3763055 "sparsify = activations, bl segment = 2 ohm: 93.00 % (89.54 % to 95.38 %)"
5 93 89.536399 95.3763055 "sparsify = activations, bl segment = 5 ohm: 93.00 % (89.54 % to 95.38 %)"
10 93.6666667 90.3208688 95.9083118 "sparsify = activations, bl segment = 10 ohm: 93.67 % (90.32 % to 95.91 %)"
25 89.3333333 85.3296712 92.3424151 "sparsify = activations, bl segment = 25 ohm: 89.33 % (85.33 % to 92.34 %)"
END
$picture1_curve3 << END
1 93 89.536399 95.3763055 "sparsify = both, bl segment = 1 ohm: 93.00 % (89.54 % to 95.38 %)"
2 93 89.536399 95.3763055 "sparsify = both, bl segment = 2 ohm: 93.00 % (89.54 % to 95.38 %)"
5 93 89.536399 95.3763055 "sparsify = both, bl segment = 5 ohm: 93.00 % (89.54 % to 95.38 %)"
10 93.3333333 89.927694 95.6432484 "sparsify = both, bl segment = 10 ohm: 93.33 % (89.93 % to 95.64 %)"
25 92 88.372676 94.5653145 "sparsify = both, bl segment = 25 ohm: 92.00 % (88.37 % to 94.57 %)"
END
$picture2_curve0 << END
1 93 89.536399 95.3763055 "sparsify = none, bl segment = 1 ohm: 93.00 % (89.54 % to 95.38 %)"
2 93.3333333 89.927694 95.6432484 "sparsify = none, bl segment = 2 ohm: 93.33 % (89.93 % to 95.64 %)"
5 90 86.0833538 92.9052085 "sparsify = none, bl segment = 5 ohm: 90.00 % (86.08 % to 92.91 %)"
10 66 60.4674453 71.1279796 "sparsify = none, bl segment = 10 ohm: 66.00 % (60.47 % to 71.13 %)"
25 9.66666667 6.81502948 13.5381702 "sparsify = none, bl segment = 25 ohm: 9.67 % (6.82 % to 13.54 %)"
END
$picture2_curve1 << END
1 93 89.536399 95.3763055 "sparsify = weights, bl segment = 1 ohm: 93.00 % (89.54 % to 95.38 %)"
2 93 89.536399 95.3763055 "sparsify = weights, bl segment = 2 ohm: 93.00 % (89.54 % to 95.38 %)"
5 93 89.536399 95.3763055 "sparsify = weights, bl segment = 5 ohm: 93.00 % (89.54 % to 95.38 %)"
10 92.6666667 89.1468658 95.1076006 "sparsify = weights, bl segment = 10 ohm: 92.67 % (89.15 % to 95.11 %)"
25 69 63.5539196 73.9656475 "sparsify = weights, bl segment = 25 ohm: 69.00 % (63.55 % to 73.97 %)"
END
$picture2_curve2 << END
1 93 89.536399 95.3763055 "sparsify = activations, bl segment = 1 ohm: 93.00 % (89.54 % to 95.38 %)"
2 93 89.536399 95.3763055 "sparsify = activations, bl segment = 2 ohm: 93.00 % (89.54 % to 95.38 %)"
5 93.3333333 89.927694 95.6432484 "sparsify = activations, bl segment = 5 ohm: 93.33 % (89.93 % to 95.64 %)"
10 90.3333333 86.4618298 93.1849705 "sparsify = activations, bl segment = 10 ohm: 90.33 % (86.46 % to 93.18 %)"
25 19 14.963485 23.8203792 "sparsify = activations, bl segment = 25 ohm: 19.00 % (14.96 % to 23.82 %)"
END
$picture2_curve3 << END
1 93 89.536399 95.3763055 "sparsify = both, bl segment = 1 ohm: 93.00 % (89.54 % to 95.38 %)"
2 93 89.536399 95.3763055 "sparsify = both, bl segment = 2 ohm: 93.00 % (89.54 % to 95.38 %)"
5 93.3333333 89.927694 95.6432484 "sparsify = both, bl segment = 5 ohm: 93.33 % (89.93 % to 95.64 %)"
10 92.6666667 89.1468658 95.1076006 "sparsify = both, bl segment = 10 ohm: 92.67 % (89.15 % to 95.11 %)"
25 85 80.5182389 88.5967531 "sparsify = both, bl segment = 25 ohm: 85.00 % (80.52 % to 88.60 %)"
END
$picture3_curve0 << END
1 93.3333333 89.927694 95.6432484 "sparsify = none, bl segment = 1 ohm: 93.33 % (89.93 % to 95.64 %)"
2 92.6666667 89.1468658 95.1076006 "sparsify = none, bl segment = 2 ohm: 92.67 % (89.15 % to 95.11 %)"
5 65 59.4439111 70.1767997 "sparsify = none, bl segment = 5 ohm: 65.00 % (59.44 % to 70.18 %)"
10 9.66666667 6.81502948 13.5381702 "sparsify = none, bl segment = 10 ohm: 9.67 % (6.82 % to 13.54 %)"
25 9.66666667 6.81502948 13.5381702 "sparsify = none, bl segment = 25 ohm: 9.67 % (6.82 % to 13.54 %)"
END
$picture3_curve1 << END
1 93 89.536399 95.3763055 "sparsify = weights, bl segment = 1 ohm: 93.00 % (89.54 % to 95.38 %)"
2 92.6666667 89.1468658 95.1076006 "sparsify = weights, bl segment = 2 ohm: 92.67 % (89.15 % to 95.11 %)"
5 92.6666667 89.1468658 95.1076006 "sparsify = weights, bl segment = 5 ohm: 92.67 % (89.15 % to 95.11 %)"
10 72.6666667 67.3607426 77.3994427 "sparsify = weights, bl segment = 10 ohm: 72.67 % (67.36 % to 77.40 %)"
25 19.6666667 15.5644634 24.5358768 "sparsify = weights, bl segment = 25 ohm: 19.67 % (15.56 % to 24.54 %)"
END
$picture3_curve2 << END
1 93 89.536399 95.3763055 "sparsify = activations, bl segment = 1 ohm: 93.00 % (89.54 % to 95.38 %)"
2 92.6666667 89.1468658 95.1076006 "sparsify = activations, bl segment = 2 ohm: 92.67 % (89.15 % to 95.11 %)"
5 90.3333333 86.4618298 93.1849705 "sparsify = activations, bl segment = 5 ohm: 90.33 % (86.46 % to 93.18 %)"
10 19 14.963485 23.8203792 "sparsify = activations, bl segment = 10 ohm: 19.00 % (14.96 % to 23.82 %)"
25 10 7.09479146 13.9166462 "sparsify = activations, bl segment = 25 ohm: 10.00 % (7.09 % to 13.92 %)"
END
$picture3_curve3 << END
1 93 89.536399 95.3763055 "sparsify = both, bl segment = 1 ohm: 93.00 % (89.54 % to 95.38 %)"
2 93.3333333 89.927694 95.6432484 "sparsify = both, bl segment = 2 ohm: 93.33 % (89.93 % to 95.64 %)"
5 92.6666667 89.1468658 95.1076006 "sparsify = both, bl segment = 5 ohm: 92.67 % (89.15 % to 95.11 %)"
10 85.3333333 80.8837488 88.8894813 "sparsify = both, bl segment = 10 ohm: 85.33 % (80.88 % to 88.89 %)"
25 35.6666667 30.4587417 41.2370234 "sparsify = both, bl segment = 25 ohm: 35.67 % (30.46 % to 41.24 %)"
END
$picture4_curve0 << END
1 92.6666667 89.1468658 95.1076006 "sparsify = none, bl segment = 1 ohm: 92.67 % (89.15 % to 95.11 %)"
2 86 81.6168388 89.4728673 "sparsify = none, bl segment = 2 ohm: 86.00 % (81.62 % to 89.47 %)"
5 9.66666667 6.81502948 13.5381702 "sparsify = none, bl segment = 5 ohm: 9.67 % (6.82 % to 13.54 %)"
10 9.66666667 6.81502948 13.5381702 "sparsify = none, bl segment = 10 ohm: 9.67 % (6.82 % to 13.54 %)"
25 9.66666667 6.81502948 13.5381702 "sparsify = none, bl segment = 25 ohm: 9.67 % (6.82 % to 13.54 %)"
END
$picture4_curve1 << END
1 92.6666667 89.1468658 95.1076006 "sparsify = weights, bl segment = 1 ohm: 92.67 % (89.15 % to 95.11 %)"
2 90.6666667 86.8414603 93.463578 "sparsify = weights, bl segment = 2 ohm: 90.67 % (86.84 % to 93.46 %)"
5 73.3333333 68.0572606 78.0194008 "sparsify = weights, bl segment = 5 ohm: 73.33 % (68.06 % to 78.02 %)"
10 31 26.0343525 36.4460804 "sparsify = weights, bl segment = 10 ohm: 31.00 % (26.03 % to 36.45 %)"
25 11 7.94052853 15.0456232 "sparsify = weights, bl segment = 25 ohm: 11.00 % (7.94 % to 15.05 %)"
END
$picture4_curve2 << END
1 92.6666667 89.1468658 95.1076006 "sparsify = activations, bl segment = 1 ohm: 92.67 % (89.15 % to 95.11 %)"
2 92.6666667 89.1468658 95.1076006 "sparsify = activations, bl segment = 2 ohm: 92.67 % (89.15 % to 95.11 %)"
5 19.3333333 15.2637267 24.1783755 "sparsify = activations, bl segment = 5 ohm: 19.33 % (15.26 % to 24.18 %)"
10 9.66666667 6.81502948 13.5381702 "sparsify = activations, bl segment = 10 ohm: 9.67 % (6.82 % to 13.54 %)"
25 9.33333333 6.53642196 13.1585397 "sparsify = activations, bl segment = 25 ohm: 9.33 % (6.54 % to 13.16 %)"
END
$picture4_curve3 << END
1 93.3333333 89.927694 95.6432484 "sparsify = both, bl segment = 1 ohm: 93.33 % (89.93 % to 95.64 %)"
2 92 88.372676 94.5653145 "sparsify = both, bl segment = 2 ohm: 92.00 % (88.37 % to 94.57 %)"
5 85 80.5182389 88.5967531 "sparsify = both, bl segment = 5 ohm: 85.00 % (80.52 % to 88.60 %)"
10 64.3333333 58.7629766 69.5412583 "sparsify = both, bl segment = 10 ohm: 64.33 % (58.76 % to 69.54 %)"
25 13.3333333 9.94664168 17.6471762 "sparsify = both, bl segment = 25 ohm: 13.33 % (9.95 % to 17.65 %)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.6864
set bmargin at screen 0.1594
set key at screen 0.02, screen 0.9794 left top vertical maxrows 2 Left reverse samplen 2.5
set key title 'sparsify' left
set xlabel 'wire of one cell (ohm)' offset 0,0.5
set ylabel 'accuracy (%)' offset 1,0
set logscale x
set xrange [0.824372697:30.3260893]
set xtics ('1' 1, '2' 2, '5' 5, '10' 10, '25' 25)
set yrange [0:100]

set output 'report-2-1.svg'
set title 'tile rows = 32' offset 0,-0.4
set arrow 10 from graph 0, first 93 to graph 1, first 93 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 93.00 %' at graph 0.985, first 93 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture1_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'none', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'weights', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture1_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'activations', \
  $picture1_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture1_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'both', \
  $picture1_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle
unset arrow 10
unset label 10

set output 'report-2-2.svg'
set title 'tile rows = 64' offset 0,-0.4
set arrow 10 from graph 0, first 93 to graph 1, first 93 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 93.00 %' at graph 0.985, first 93 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture2_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'none', \
  $picture2_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'weights', \
  $picture2_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture2_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'activations', \
  $picture2_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture2_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'both', \
  $picture2_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle
unset arrow 10
unset label 10

set output 'report-2-3.svg'
set title 'tile rows = 128' offset 0,-0.4
set arrow 10 from graph 0, first 93 to graph 1, first 93 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 93.00 %' at graph 0.985, first 93 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture3_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture3_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture3_curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture3_curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture3_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'none', \
  $picture3_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture3_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'weights', \
  $picture3_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture3_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'activations', \
  $picture3_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture3_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'both', \
  $picture3_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle
unset arrow 10
unset label 10

set output 'report-2-4.svg'
set title 'tile rows = 256' offset 0,-0.4
set arrow 10 from graph 0, first 93 to graph 1, first 93 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 93.00 %' at graph 0.985, first 93 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture4_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture4_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture4_curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture4_curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture4_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'none', \
  $picture4_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture4_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'weights', \
  $picture4_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture4_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'activations', \
  $picture4_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture4_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'both', \
  $picture4_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle
unset arrow 10
unset label 10
