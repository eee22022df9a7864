# Run in this folder: gnuplot report-1.gp
set terminal svg size 400,389 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
1 90 86.0833538 92.9052085 "sparsify = none, bl segment = 1 ohm: 90.00 % (86.08 % to 92.91 %)"
2 90 86.0833538 92.9052085 "sparsify = none, bl segment = 2 ohm: 90.00 % (86.08 % to 92.91 %)"
5 89.6666667 85.7059828 92.6243415 "sparsify = none, bl segment = 5 ohm: 89.67 % (85.71 % to 92.62 %)"
10 89.6666667 85.7059828 92.6243415 "sparsify = none, bl segment = 10 ohm: 89.67 % (85.71 % to 92.62 %)"
25 73.3333333 68.0572606 78.0194008 "sparsify = none, bl segment = 25 ohm: 73.33 % (68.06 % to 78.02 %)"
END
$picture1_curve1 << END
1 90 86.0833538 92.9052085 "sparsify = weights, bl segment = 1 ohm: 90.00 % (86.08 % to 92.91 %)"
2 90 86.0833538 92.9052085 "sparsify = weights, bl segment = 2 ohm: 90.00 % (86.08 % to 92.91 %)"
5 90 86.0833538 92.9052085 "sparsify = weights, bl segment = 5 ohm: 90.00 % (86.08 % to 92.91 %)"
10 89.3333333 85.3296712 92.3424151 "sparsify = weights, bl segment = 10 ohm: 89.33 % (85.33 % to 92.34 %)"
25 89.3333333 85.3296712 92.3424151 "sparsify = weights, bl segment = 25 ohm: 89.33 % (85.33 % to 92.34 %)"
END
$picture1_curve2 << END
1 90 86.0833538 92.9052085 "sparsify = activations, bl segment = 1 ohm: 90.00 % (86.08 % to 92.91 %)"
2 90 86.0833538 92.9052085 "sparsify = activations, bl segment = 2 ohm: 90.00 % (86.08 % to 92.91 %)"
5 90 86.0833538 92.9052085 "sparsify = activations, bl segment = 5 ohm: 90.00 % (86.08 % to 92.91 %)"
10 90.3333333 86.4618298 93.1849705 "sparsify = activations, bl segment = 10 ohm: 90.33 % (86.46 % to 93.18 %)"
25 90 86.0833538 92.9052085 "sparsify = activations, bl segment = 25 ohm: 90.00 % (86.08 % to 92.91 %)"
END
$picture1_curve3 << END
1 90 86.0833538 92.9052085 "sparsify = both, bl segment = 1 ohm: 90.00 % (86.08 % to 92.91 %)"
2 90 86.0833538 92.9052085 "sparsify = both, bl segment = 2 ohm: 90.00 % (86.08 % to 92.91 %)"
5 90 86.0833538 92.9052085 "sparsify = both, bl segment = 5 ohm: 90.00 % (86.08 % to 92.91 %)"
10 90 86.0833538 92.9052085 "sparsify = both, bl segment = 10 ohm: 90.00 % (86.08 % to 92.91 %)"
25 89.6666667 85.7059828 92.6243415 "sparsify = both, bl segment = 25 ohm: 89.67 % (85.71 % to 92.62 %)"
END
$picture2_curve0 << END
1 90 86.0833538 92.9052085 "sparsify = none, bl segment = 1 ohm: 90.00 % (86.08 % to 92.91 %)"
2 89.6666667 85.7059828 92.6243415 "sparsify = none, bl segment = 2 ohm: 89.67 % (85.71 % to 92.62 %)"
5 91.3333333 87.6044041 94.0171102 "sparsify = none, bl segment = 5 ohm: 91.33 % (87.60 % to 94.02 %)"
10 74.6666667 69.4545884 79.255025 "sparsify = none, bl segment = 10 ohm: 74.67 % (69.45 % to 79.26 %)"
25 23 18.5971818 28.0855386 "sparsify = none, bl segment = 25 ohm: 23.00 % (18.60 % to 28.09 %)"
END
$picture2_curve1 << END
1 90 86.0833538 92.9052085 "sparsify = weights, bl segment = 1 ohm: 90.00 % (86.08 % to 92.91 %)"
2 90 86.0833538 92.9052085 "sparsify = weights, bl segment = 2 ohm: 90.00 % (86.08 % to 92.91 %)"
5 90 86.0833538 92.9052085 "sparsify = weights, bl segment = 5 ohm: 90.00 % (86.08 % to 92.91 %)"
10 88.6666667 84.5800604 91.7755498 "sparsify = weights, bl segment = 10 ohm: 88.67 % (84.58 % to 91.78 %)"
25 74 68.7551977 78.6379397 "sparsify = weights, bl segment = 25 ohm: 74.00 % (68.76 % to 78.64 %)"
END
$picture2_curve2 << END
1 90 86.0833538 92.9052085 "sparsify = activations, bl segment = 1 ohm: 90.00 % (86.08 % to 92.91 %)"
2 90 86.0833538 92.9052085 "sparsify = activations, bl segment = 2 ohm: 90.00 % (86.08 % to 92.91 %)"
5 90 86.0833538 92.9052085 "sparsify = activations, bl segment = 5 ohm: 90.00 % (86.08 % to 92.91 %)"
10 89 84.9543768 92.0594715 "sparsify = activations, bl segment = 10 ohm: 89.00 % (84.95 % to 92.06 %)"
25 71 65.6254498 75.8435454 "sparsify = activations, bl segment = 25 ohm: 71.00 % (65.63 % to 75.84 %)"
END
$picture2_curve3 << END
1 90 86.0833538 92.9052085 "sparsify = both, bl segment = 1 ohm: 90.00 % (86.08 % to 92.91 %)"
2 90 86.0833538 92.9052085 "sparsify = both, bl segment = 2 ohm: 90.00 % (86.08 % to 92.91 %)"
5 90 86.0833538 92.9052085 "sparsify = both, bl segment = 5 ohm: 90.00 % (86.08 % to 92.91 %)"
10 90.3333333 86.4618298 93.1849705 "sparsify = both, bl segment = 10 ohm: 90.33 % (86.46 % to 93.18 %)"
25 86.3333333 81.9844587 89.7634854 "sparsify = both, bl segment = 25 ohm: 86.33 % (81.98 % to 89.76 %)"
END
$picture3_curve0 << END
1 90 86.0833538 92.9052085 "sparsify = none, bl segment = 1 ohm: 90.00 % (86.08 % to 92.91 %)"
2 89.6666667 85.7059828 92.6243415 "sparsify = none, bl segment = 2 ohm: 89.67 % (85.71 % to 92.62 %)"
5 73.3333333 68.0572606 78.0194008 "sparsify = none, bl segment = 5 ohm: 73.33 % (68.06 % to 78.02 %)"
10 28.6666667 23.8446039 34.0281629 "sparsify = none, bl segment = 10 ohm: 28.67 % (23.84 % to 34.03 %)"
25 8 5.43468554 11.627324 "sparsify = none, bl segment = 25 ohm: 8.00 % (5.43 % to 11.63 %)"
END
$picture3_curve1 << END
1 90 86.0833538 92.9052085 "sparsify = weights, bl segment = 1 ohm: 90.00 % (86.08 % to 92.91 %)"
2 90.3333333 86.4618298 93.1849705 "sparsify = weights, bl segment = 2 ohm: 90.33 % (86.46 % to 93.18 %)"
5 89 84.9543768 92.0594715 "sparsify = weights, bl segment = 5 ohm: 89.00 % (84.95 % to 92.06 %)"
10 78 72.9747382 82.3172554 "sparsify = weights, bl segment = 10 ohm: 78.00 % (72.97 % to 82.32 %)"
25 52 46.3571082 57.5923199 "sparsify = weights, bl segment = 25 ohm: 52.00 % (46.36 % to 57.59 %)"
END
$picture3_curve2 << END
1 90 86.0833538 92.9052085 "sparsify = activations, bl segment = 1 ohm: 90.00 % (86.08 % to 92.91 %)"
2 90.3333333 86.4618298 93.1849705 "sparsify = activations, bl segment = 2 ohm: 90.33 % (86.46 % to 93.18 %)"
5 89.3333333 85.3296712 92.3424151 "sparsify = activations, bl segment = 5 ohm: 89.33 % (85.33 % to 92.34 %)"
10 75.6666667 70.5064816 80.1778459 "sparsify = activations, bl segment = 10 ohm: 75.67 % (70.51 % to 80.18 %)"
25 27.3333333 22.6005573 32.6392574 "sparsify = activations, bl segment = 25 ohm: 27.33 % (22.60 % to 32.64 %)"
END
$picture3_curve3 << END
1 90 86.0833538 92.9052085 "sparsify = both, bl segment = 1 ohm: 90.00 % (86.08 % to 92.91 %)"
2 90 86.0833538 92.9052085 "sparsify = both, bl segment = 2 ohm: 90.00 % (86.08 % to 92.91 %)"
5 90.6666667 86.8414603 93.463578 "sparsify = both, bl segment = 5 ohm: 90.67 % (86.84 % to 93.46 %)"
10 89 84.9543768 92.0594715 "sparsify = both, bl segment = 10 ohm: 89.00 % (84.95 % to 92.06 %)"
25 60.3333333 54.7004618 65.7049168 "sparsify = both, bl segment = 25 ohm: 60.33 % (54.70 % to 65.70 %)"
END
$picture4_curve0 << END
1 89.6666667 85.7059828 92.6243415 "sparsify = none, bl segment = 1 ohm: 89.67 % (85.71 % to 92.62 %)"
2 82 77.2566801 85.9341697 "sparsify = none, bl segment = 2 ohm: 82.00 % (77.26 % to 85.93 %)"
5 28 23.2219022 33.3343885 "sparsify = none, bl segment = 5 ohm: 28.00 % (23.22 % to 33.33 %)"
10 8.33333333 5.70808741 12.0121602 "sparsify = none, bl segment = 10 ohm: 8.33 % (5.71 % to 12.01 %)"
25 8.66666667 5.98288975 12.3955959 "sparsify = none, bl segment = 25 ohm: 8.67 % (5.98 % to 12.40 %)"
END
$picture4_curve1 << END
1 90.3333333 86.4618298 93.1849705 "sparsify = weights, bl segment = 1 ohm: 90.33 % (86.46 % to 93.18 %)"
2 89.6666667 85.7059828 92.6243415 "sparsify = weights, bl segment = 2 ohm: 89.67 % (85.71 % to 92.62 %)"
5 78 72.9747382 82.3172554 "sparsify = weights, bl segment = 5 ohm: 78.00 % (72.97 % to 82.32 %)"
10 63.6666667 58.0831625 68.9045963 "sparsify = weights, bl segment = 10 ohm: 63.67 % (58.08 % to 68.90 %)"
25 27 22.2904029 32.2911737 "sparsify = weights, bl segment = 25 ohm: 27.00 % (22.29 % to 32.29 %)"
END
$picture4_curve2 << END
1 90.3333333 86.4618298 93.1849705 "sparsify = activations, bl segment = 1 ohm: 90.33 % (86.46 % to 93.18 %)"
2 89.6666667 85.7059828 92.6243415 "sparsify = activations, bl segment = 2 ohm: 89.67 % (85.71 % to 92.62 %)"
5 76 70.8578812 80.4846843 "sparsify = activations, bl segment = 5 ohm: 76.00 % (70.86 % to 80.48 %)"
10 33.6666667 28.5555368 39.1908003 "sparsify = activations, bl segment = 10 ohm: 33.67 % (28.56 % to 39.19 %)"
25 14.3333333 10.8184742 18.7500577 "sparsify = activations, bl segment = 25 ohm: 14.33 % (10.82 % to 18.75 %)"
END
$picture4_curve3 << END
1 90 86.0833538 92.9052085 "sparsify = both, bl segment = 1 ohm: 90.00 % (86.08 % to 92.91 %)"
2 89.6666667 85.7059828 92.6243415 "sparsify = both, bl segment = 2 ohm: 89.67 % (85.71 % to 92.62 %)"
5 88.6666667 84.5800604 91.7755498 "sparsify = both, bl segment = 5 ohm: 88.67 % (84.58 % to 91.78 %)"
10 72 66.6656115 76.7780978 "sparsify = both, bl segment = 10 ohm: 72.00 % (66.67 % to 76.78 %)"
25 24.3333333 19.8221541 29.4935184 "sparsify = both, bl segment = 25 ohm: 24.33 % (19.82 % to 29.49 %)"
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

set output 'report-1-1.svg'
set title 'tile rows = 32' offset 0,-0.4
set arrow 10 from graph 0, first 90 to graph 1, first 90 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 90.00 %' at graph 0.985, first 90 right offset 0,0.6 front textcolor rgb '#555555'
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

set output 'report-1-2.svg'
set title 'tile rows = 64' offset 0,-0.4
set arrow 10 from graph 0, first 90 to graph 1, first 90 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 90.00 %' at graph 0.985, first 90 right offset 0,0.6 front textcolor rgb '#555555'
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

set output 'report-1-3.svg'
set title 'tile rows = 128' offset 0,-0.4
set arrow 10 from graph 0, first 90 to graph 1, first 90 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 90.00 %' at graph 0.985, first 90 right offset 0,0.6 front textcolor rgb '#555555'
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

set output 'report-1-4.svg'
set title 'tile rows = 256' offset 0,-0.4
set arrow 10 from graph 0, first 90 to graph 1, first 90 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 90.00 %' at graph 0.985, first 90 right offset 0,0.6 front textcolor rgb '#555555'
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
