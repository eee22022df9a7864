# Run in this folder: gnuplot report-3.gp
set terminal svg size 400,389 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
1 91 87.2222989 93.7409774 "sparsify = none, bl segment = 1 ohm: 91.00 % (87.22 % to 93.74 %)"
2 91 87.2222989 93.7409774 "sparsify = none, bl segment = 2 ohm: 91.00 % (87.22 % to 93.74 %)"
5 90.6666667 86.8414603 93.463578 "sparsify = none, bl segment = 5 ohm: 90.67 % (86.84 % to 93.46 %)"
10 90.3333333 86.4618298 93.1849705 "sparsify = none, bl segment = 10 ohm: 90.33 % (86.46 % to 93.18 %)"
25 79.6666667 74.7505689 83.8326148 "sparsify = none, bl segment = 25 ohm: 79.67 % (74.75 % to 83.83 %)"
END
$picture1_curve1 << END
1 91 87.2222989 93.7409774 "sparsify = weights, bl segment = 1 ohm: 91.00 % (87.22 % to 93.74 %)"
2 91 87.2222989 93.7409774 "sparsify = weights, bl segment = 2 ohm: 91.00 % (87.22 % to 93.74 %)"
5 91 87.2222989 93.7409774 "sparsify = weights, bl segment = 5 ohm: 91.00 % (87.22 % to 93.74 %)"
10 91 87.2222989 93.7409774 "sparsify = weights, bl segment = 10 ohm: 91.00 % (87.22 % to 93.74 %)"
25 91 87.2222989 93.7409774 "sparsify = weights, bl segment = 25 ohm: 91.00 % (87.22 % to 93.74 %)"
END
$picture1_curve2 << END
1 91 87.2222989 93.7409774 "sparsify = activations, bl segment = 1 ohm: 91.00 % (87.22 % to 93.74 %)"
2 91 87.2222989 93.7409774 "sparsify = activations, bl segment = 2 ohm: 91.00 % (87.22 % to 93.74 %)"
5 91 87.2222989 93.7409774 "sparsify = activations, bl segment = 5 ohm: 91.00 % (87.22 % to 93.74 %)"
10 90.6666667 86.8414603 93.463578 "sparsify = activations, bl segment = 10 ohm: 90.67 % (86.84 % to 93.46 %)"
25 88 83.8342186 91.2049156 "sparsify = activations, bl segment = 25 ohm: 88.00 % (83.83 % to 91.20 %)"
END
$picture1_curve3 << END
1 91 87.2222989 93.7409774 "sparsify = both, bl segment = 1 ohm: 91.00 % (87.22 % to 93.74 %)"
2 91 87.2222989 93.7409774 "sparsify = both, bl segment = 2 ohm: 91.00 % (87.22 % to 93.74 %)"
5 91 87.2222989 93.7409774 "sparsify = both, bl segment = 5 ohm: 91.00 % (87.22 % to 93.74 %)"
10 91 87.2222989 93.7409774 "sparsify = both, bl segment = 10 ohm: 91.00 % (87.22 % to 93.74 %)"
25 89 84.9543768 92.0594715 "sparsify = both, bl segment = 25 ohm: 89.00 % (84.95 % to 92.06 %)"
END
$picture2_curve0 << END
1 91 87.2222989 93.7409774 "sparsify = none, bl segment = 1 ohm: 91.00 % (87.22 % to 93.74 %)"
2 90.6666667 86.8414603 93.463578 "sparsify = none, bl segment = 2 ohm: 90.67 % (86.84 % to 93.46 %)"
5 90.6666667 86.8414603 93.463578 "sparsify = none, bl segment = 5 ohm: 90.67 % (86.84 % to 93.46 %)"
10 81.6666667 76.8971382 85.6354736 "sparsify = none, bl segment = 10 ohm: 81.67 % (76.90 % to 85.64 %)"
25 34.6666667 29.5058541 40.215197 "sparsify = none, bl segment = 25 ohm: 34.67 % (29.51 % to 40.22 %)"
END
$picture2_curve1 << END
1 91 87.2222989 93.7409774 "sparsify = weights, bl segment = 1 ohm: 91.00 % (87.22 % to 93.74 %)"
2 91 87.2222989 93.7409774 "sparsify = weights, bl segment = 2 ohm: 91.00 % (87.22 % to 93.74 %)"
5 89 84.9543768 92.0594715 "sparsify = weights, bl segment = 5 ohm: 89.00 % (84.95 % to 92.06 %)"
10 90 86.0833538 92.9052085 "sparsify = weights, bl segment = 10 ohm: 90.00 % (86.08 % to 92.91 %)"
25 81.3333333 76.538122 85.3362518 "sparsify = weights, bl segment = 25 ohm: 81.33 % (76.54 % to 85.34 %)"
END
$picture2_curve2 << END
1 91 87.2222989 93.7409774 "sparsify = activations, bl segment = 1 ohm: 91.00 % (87.22 % to 93.74 %)"
2 91 87.2222989 93.7409774 "sparsify = activations, bl segment = 2 ohm: 91.00 % (87.22 % to 93.74 %)"
5 91.3333333 87.6044041 94.0171102 "sparsify = activations, bl segment = 5 ohm: 91.33 % (87.60 % to 94.02 %)"
10 88 83.8342186 91.2049156 "sparsify = activations, bl segment = 10 ohm: 88.00 % (83.83 % to 91.20 %)"
25 66.3333333 60.8091997 71.4444632 "sparsify = activations, bl segment = 25 ohm: 66.33 % (60.81 % to 71.44 %)"
END
$picture2_curve3 << END
1 91 87.2222989 93.7409774 "sparsify = both, bl segment = 1 ohm: 91.00 % (87.22 % to 93.74 %)"
2 91 87.2222989 93.7409774 "sparsify = both, bl segment = 2 ohm: 91.00 % (87.22 % to 93.74 %)"
5 91.3333333 87.6044041 94.0171102 "sparsify = both, bl segment = 5 ohm: 91.33 % (87.60 % to 94.02 %)"
10 91 87.2222989 93.7409774 "sparsify = both, bl segment = 10 ohm: 91.00 % (87.22 % to 93.74 %)"
25 88.3333333 84.2066857 91.4906865 "sparsify = both, bl segment = 25 ohm: 88.33 % (84.21 % to 91.49 %)"
END
$picture3_curve0 << END
1 91 87.2222989 93.7409774 "sparsify = none, bl segment = 1 ohm: 91.00 % (87.22 % to 93.74 %)"
2 89.6666667 85.7059828 92.6243415 "sparsify = none, bl segment = 2 ohm: 89.67 % (85.71 % to 92.62 %)"
5 78.3333333 73.3290151 82.6212165 "sparsify = none, bl segment = 5 ohm: 78.33 % (73.33 % to 82.62 %)"
10 36.3333333 31.0954037 41.9168375 "sparsify = none, bl segment = 10 ohm: 36.33 % (31.10 % to 41.92 %)"
25 11 7.94052853 15.0456232 "sparsify = none, bl segment = 25 ohm: 11.00 % (7.94 % to 15.05 %)"
END
$picture3_curve1 << END
1 91 87.2222989 93.7409774 "sparsify = weights, bl segment = 1 ohm: 91.00 % (87.22 % to 93.74 %)"
2 89.6666667 85.7059828 92.6243415 "sparsify = weights, bl segment = 2 ohm: 89.67 % (85.71 % to 92.62 %)"
5 90 86.0833538 92.9052085 "sparsify = weights, bl segment = 5 ohm: 90.00 % (86.08 % to 92.91 %)"
10 83 78.3385737 86.8269902 "sparsify = weights, bl segment = 10 ohm: 83.00 % (78.34 % to 86.83 %)"
25 41.3333333 35.904873 46.9809385 "sparsify = weights, bl segment = 25 ohm: 41.33 % (35.90 % to 46.98 %)"
END
$picture3_curve2 << END
1 91 87.2222989 93.7409774 "sparsify = activations, bl segment = 1 ohm: 91.00 % (87.22 % to 93.74 %)"
2 91 87.2222989 93.7409774 "sparsify = activations, bl segment = 2 ohm: 91.00 % (87.22 % to 93.74 %)"
5 88 83.8342186 91.2049156 "sparsify = activations, bl segment = 5 ohm: 88.00 % (83.83 % to 91.20 %)"
10 73 67.7088263 77.7095971 "sparsify = activations, bl segment = 10 ohm: 73.00 % (67.71 % to 77.71 %)"
25 22 17.6827446 27.0252618 "sparsify = activations, bl segment = 25 ohm: 22.00 % (17.68 % to 27.03 %)"
END
$picture3_curve3 << END
1 91 87.2222989 93.7409774 "sparsify = both, bl segment = 1 ohm: 91.00 % (87.22 % to 93.74 %)"
2 91 87.2222989 93.7409774 "sparsify = both, bl segment = 2 ohm: 91.00 % (87.22 % to 93.74 %)"
5 91.3333333 87.6044041 94.0171102 "sparsify = both, bl segment = 5 ohm: 91.33 % (87.60 % to 94.02 %)"
10 87.6666667 83.4626276 90.9182686 "sparsify = both, bl segment = 10 ohm: 87.67 % (83.46 % to 90.92 %)"
25 67 61.4935853 72.0765536 "sparsify = both, bl segment = 25 ohm: 67.00 % (61.49 % to 72.08 %)"
END
$picture4_curve0 << END
1 89.6666667 85.7059828 92.6243415 "sparsify = none, bl segment = 1 ohm: 89.67 % (85.71 % to 92.62 %)"
2 83.6666667 79.0626833 87.4193567 "sparsify = none, bl segment = 2 ohm: 83.67 % (79.06 % to 87.42 %)"
5 41.3333333 35.904873 46.9809385 "sparsify = none, bl segment = 5 ohm: 41.33 % (35.90 % to 46.98 %)"
10 10.3333333 7.37565847 14.2940172 "sparsify = none, bl segment = 10 ohm: 10.33 % (7.38 % to 14.29 %)"
25 11 7.94052853 15.0456232 "sparsify = none, bl segment = 25 ohm: 11.00 % (7.94 % to 15.05 %)"
END
$picture4_curve1 << END
1 89.6666667 85.7059828 92.6243415 "sparsify = weights, bl segment = 1 ohm: 89.67 % (85.71 % to 92.62 %)"
2 90 86.0833538 92.9052085 "sparsify = weights, bl segment = 2 ohm: 90.00 % (86.08 % to 92.91 %)"
5 83.6666667 79.0626833 87.4193567 "sparsify = weights, bl segment = 5 ohm: 83.67 % (79.06 % to 87.42 %)"
10 47.3333333 41.7528998 52.981196 "sparsify = weights, bl segment = 10 ohm: 47.33 % (41.75 % to 52.98 %)"
25 28.3333333 23.5330853 33.6814435 "sparsify = weights, bl segment = 25 ohm: 28.33 % (23.53 % to 33.68 %)"
END
$picture4_curve2 << END
1 91 87.2222989 93.7409774 "sparsify = activations, bl segment = 1 ohm: 91.00 % (87.22 % to 93.74 %)"
2 90 86.0833538 92.9052085 "sparsify = activations, bl segment = 2 ohm: 90.00 % (86.08 % to 92.91 %)"
5 69.3333333 63.8983811 74.279424 "sparsify = activations, bl segment = 5 ohm: 69.33 % (63.90 % to 74.28 %)"
10 30.3333333 25.407113 35.7568439 "sparsify = activations, bl segment = 10 ohm: 30.33 % (25.41 % to 35.76 %)"
25 7 4.62369448 10.463601 "sparsify = activations, bl segment = 25 ohm: 7.00 % (4.62 % to 10.46 %)"
END
$picture4_curve3 << END
1 91 87.2222989 93.7409774 "sparsify = both, bl segment = 1 ohm: 91.00 % (87.22 % to 93.74 %)"
2 91 87.2222989 93.7409774 "sparsify = both, bl segment = 2 ohm: 91.00 % (87.22 % to 93.74 %)"
5 88.6666667 84.5800604 91.7755498 "sparsify = both, bl segment = 5 ohm: 88.67 % (84.58 % to 91.78 %)"
10 77 71.9144614 81.4028182 "sparsify = both, bl segment = 10 ohm: 77.00 % (71.91 % to 81.40 %)"
25 21.6666667 17.3787835 26.6709849 "sparsify = both, bl segment = 25 ohm: 21.67 % (17.38 % to 26.67 %)"
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

set output 'report-3-1.svg'
set title 'tile rows = 32' offset 0,-0.4
set arrow 10 from graph 0, first 91 to graph 1, first 91 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 91.00 %' at graph 0.985, first 91 right offset 0,0.6 front textcolor rgb '#555555'
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

set output 'report-3-2.svg'
set title 'tile rows = 64' offset 0,-0.4
set arrow 10 from graph 0, first 91 to graph 1, first 91 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 91.00 %' at graph 0.985, first 91 right offset 0,0.6 front textcolor rgb '#555555'
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

set output 'report-3-3.svg'
set title 'tile rows = 128' offset 0,-0.4
set arrow 10 from graph 0, first 91 to graph 1, first 91 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 91.00 %' at graph 0.985, first 91 right offset 0,0.6 front textcolor rgb '#555555'
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

set output 'report-3-4.svg'
set title 'tile rows = 256' offset 0,-0.4
set arrow 10 from graph 0, first 91 to graph 1, first 91 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 91.00 %' at graph 0.985, first 91 right offset 0,0.6 front textcolor rgb '#555555'
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
