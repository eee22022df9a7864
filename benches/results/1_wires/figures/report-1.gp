# Run in this folder: gnuplot report-1.gp
set terminal svg size 400,389 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
1 85 76.7164404 90.6940147 "sparsify = none, bl segment = 1 ohm: 85.00 % (76.72 % to 90.69 %)"
2 85 76.7164404 90.6940147 "sparsify = none, bl segment = 2 ohm: 85.00 % (76.72 % to 90.69 %)"
5 85 76.7164404 90.6940147 "sparsify = none, bl segment = 5 ohm: 85.00 % (76.72 % to 90.69 %)"
10 86 77.8628118 91.4736563 "sparsify = none, bl segment = 10 ohm: 86.00 % (77.86 % to 91.47 %)"
25 66 56.2777289 74.5384792 "sparsify = none, bl segment = 25 ohm: 66.00 % (56.28 % to 74.54 %)"
END
$picture1_curve1 << END
1 85 76.7164404 90.6940147 "sparsify = weights, bl segment = 1 ohm: 85.00 % (76.72 % to 90.69 %)"
2 85 76.7164404 90.6940147 "sparsify = weights, bl segment = 2 ohm: 85.00 % (76.72 % to 90.69 %)"
5 85 76.7164404 90.6940147 "sparsify = weights, bl segment = 5 ohm: 85.00 % (76.72 % to 90.69 %)"
10 86 77.8628118 91.4736563 "sparsify = weights, bl segment = 10 ohm: 86.00 % (77.86 % to 91.47 %)"
25 85 76.7164404 90.6940147 "sparsify = weights, bl segment = 25 ohm: 85.00 % (76.72 % to 90.69 %)"
END
$picture1_curve2 << END
1 85 76.7164404 90.6940147 "sparsify = activations, bl segment = 1 ohm: 85.00 % (76.72 % to 90.69 %)"
2 85 76.7164404 90.6940147 "sparsify = activations, bl segment = 2 ohm: 85.00 % (76.72 % to 90.69 %)"
5 85 76.7164404 90.6940147 "sparsify = activations, bl segment = 5 ohm: 85.00 % (76.72 % to 90.69 %)"
10 86 77.8628118 91.4736563 "sparsify = activations, bl segment = 10 ohm: 86.00 % (77.86 % to 91.47 %)"
25 87 79.0196486 92.2428326 "sparsify = activations, bl segment = 25 ohm: 87.00 % (79.02 % to 92.24 %)"
END
$picture1_curve3 << END
1 85 76.7164404 90.6940147 "sparsify = both, bl segment = 1 ohm: 85.00 % (76.72 % to 90.69 %)"
2 85 76.7164404 90.6940147 "sparsify = both, bl segment = 2 ohm: 85.00 % (76.72 % to 90.69 %)"
5 85 76.7164404 90.6940147 "sparsify = both, bl segment = 5 ohm: 85.00 % (76.72 % to 90.69 %)"
10 85 76.7164404 90.6940147 "sparsify = both, bl segment = 10 ohm: 85.00 % (76.72 % to 90.69 %)"
25 87 79.0196486 92.2428326 "sparsify = both, bl segment = 25 ohm: 87.00 % (79.02 % to 92.24 %)"
END
$picture2_curve0 << END
1 85 76.7164404 90.6940147 "sparsify = none, bl segment = 1 ohm: 85.00 % (76.72 % to 90.69 %)"
2 85 76.7164404 90.6940147 "sparsify = none, bl segment = 2 ohm: 85.00 % (76.72 % to 90.69 %)"
5 86 77.8628118 91.4736563 "sparsify = none, bl segment = 5 ohm: 86.00 % (77.86 % to 91.47 %)"
10 68 58.3373814 76.3308527 "sparsify = none, bl segment = 10 ohm: 68.00 % (58.34 % to 76.33 %)"
25 23 15.8432659 32.154383 "sparsify = none, bl segment = 25 ohm: 23.00 % (15.84 % to 32.15 %)"
END
$picture2_curve1 << END
1 85 76.7164404 90.6940147 "sparsify = weights, bl segment = 1 ohm: 85.00 % (76.72 % to 90.69 %)"
2 85 76.7164404 90.6940147 "sparsify = weights, bl segment = 2 ohm: 85.00 % (76.72 % to 90.69 %)"
5 86 77.8628118 91.4736563 "sparsify = weights, bl segment = 5 ohm: 86.00 % (77.86 % to 91.47 %)"
10 86 77.8628118 91.4736563 "sparsify = weights, bl segment = 10 ohm: 86.00 % (77.86 % to 91.47 %)"
25 71 61.4611088 78.9851643 "sparsify = weights, bl segment = 25 ohm: 71.00 % (61.46 % to 78.99 %)"
END
$picture2_curve2 << END
1 85 76.7164404 90.6940147 "sparsify = activations, bl segment = 1 ohm: 85.00 % (76.72 % to 90.69 %)"
2 85 76.7164404 90.6940147 "sparsify = activations, bl segment = 2 ohm: 85.00 % (76.72 % to 90.69 %)"
5 86 77.8628118 91.4736563 "sparsify = activations, bl segment = 5 ohm: 86.00 % (77.86 % to 91.47 %)"
10 84 75.5797306 89.9047115 "sparsify = activations, bl segment = 10 ohm: 84.00 % (75.58 % to 89.90 %)"
25 68 58.3373814 76.3308527 "sparsify = activations, bl segment = 25 ohm: 68.00 % (58.34 % to 76.33 %)"
END
$picture2_curve3 << END
1 85 76.7164404 90.6940147 "sparsify = both, bl segment = 1 ohm: 85.00 % (76.72 % to 90.69 %)"
2 85 76.7164404 90.6940147 "sparsify = both, bl segment = 2 ohm: 85.00 % (76.72 % to 90.69 %)"
5 85 76.7164404 90.6940147 "sparsify = both, bl segment = 5 ohm: 85.00 % (76.72 % to 90.69 %)"
10 88 80.1879006 93.0005936 "sparsify = both, bl segment = 10 ohm: 88.00 % (80.19 % to 93.00 %)"
25 82 73.3326416 88.2997745 "sparsify = both, bl segment = 25 ohm: 82.00 % (73.33 % to 88.30 %)"
END
$picture3_curve0 << END
1 85 76.7164404 90.6940147 "sparsify = none, bl segment = 1 ohm: 85.00 % (76.72 % to 90.69 %)"
2 87 79.0196486 92.2428326 "sparsify = none, bl segment = 2 ohm: 87.00 % (79.02 % to 92.24 %)"
5 64 54.2354025 72.7287796 "sparsify = none, bl segment = 5 ohm: 64.00 % (54.24 % to 72.73 %)"
10 28 20.1396852 37.4880287 "sparsify = none, bl segment = 10 ohm: 28.00 % (20.14 % to 37.49 %)"
25 8 4.10934615 14.9981077 "sparsify = none, bl segment = 25 ohm: 8.00 % (4.11 % to 15.00 %)"
END
$picture3_curve1 << END
1 85 76.7164404 90.6940147 "sparsify = weights, bl segment = 1 ohm: 85.00 % (76.72 % to 90.69 %)"
2 86 77.8628118 91.4736563 "sparsify = weights, bl segment = 2 ohm: 86.00 % (77.86 % to 91.47 %)"
5 87 79.0196486 92.2428326 "sparsify = weights, bl segment = 5 ohm: 87.00 % (79.02 % to 92.24 %)"
10 75 65.6955365 82.4547886 "sparsify = weights, bl segment = 10 ohm: 75.00 % (65.70 % to 82.45 %)"
25 49 39.4219989 58.6519881 "sparsify = weights, bl segment = 25 ohm: 49.00 % (39.42 % to 58.65 %)"
END
$picture3_curve2 << END
1 85 76.7164404 90.6940147 "sparsify = activations, bl segment = 1 ohm: 85.00 % (76.72 % to 90.69 %)"
2 85 76.7164404 90.6940147 "sparsify = activations, bl segment = 2 ohm: 85.00 % (76.72 % to 90.69 %)"
5 85 76.7164404 90.6940147 "sparsify = activations, bl segment = 5 ohm: 85.00 % (76.72 % to 90.69 %)"
10 75 65.6955365 82.4547886 "sparsify = activations, bl segment = 10 ohm: 75.00 % (65.70 % to 82.45 %)"
25 28 20.1396852 37.4880287 "sparsify = activations, bl segment = 25 ohm: 28.00 % (20.14 % to 37.49 %)"
END
$picture3_curve3 << END
1 85 76.7164404 90.6940147 "sparsify = both, bl segment = 1 ohm: 85.00 % (76.72 % to 90.69 %)"
2 85 76.7164404 90.6940147 "sparsify = both, bl segment = 2 ohm: 85.00 % (76.72 % to 90.69 %)"
5 88 80.1879006 93.0005936 "sparsify = both, bl segment = 5 ohm: 88.00 % (80.19 % to 93.00 %)"
10 88 80.1879006 93.0005936 "sparsify = both, bl segment = 10 ohm: 88.00 % (80.19 % to 93.00 %)"
25 58 48.2064867 67.2016173 "sparsify = both, bl segment = 25 ohm: 58.00 % (48.21 % to 67.20 %)"
END
$picture4_curve0 << END
1 87 79.0196486 92.2428326 "sparsify = none, bl segment = 1 ohm: 87.00 % (79.02 % to 92.24 %)"
2 76 66.7676637 83.3086744 "sparsify = none, bl segment = 2 ohm: 76.00 % (66.77 % to 83.31 %)"
5 27 19.2695841 36.4321168 "sparsify = none, bl segment = 5 ohm: 27.00 % (19.27 % to 36.43 %)"
10 8 4.10934615 14.9981077 "sparsify = none, bl segment = 10 ohm: 8.00 % (4.11 % to 15.00 %)"
25 9 4.807254 16.2262129 "sparsify = none, bl segment = 25 ohm: 9.00 % (4.81 % to 16.23 %)"
END
$picture4_curve1 << END
1 86 77.8628118 91.4736563 "sparsify = weights, bl segment = 1 ohm: 86.00 % (77.86 % to 91.47 %)"
2 86 77.8628118 91.4736563 "sparsify = weights, bl segment = 2 ohm: 86.00 % (77.86 % to 91.47 %)"
5 75 65.6955365 82.4547886 "sparsify = weights, bl segment = 5 ohm: 75.00 % (65.70 % to 82.45 %)"
10 63 53.2205296 71.8176395 "sparsify = weights, bl segment = 10 ohm: 63.00 % (53.22 % to 71.82 %)"
25 30 21.8948853 39.5848546 "sparsify = weights, bl segment = 25 ohm: 30.00 % (21.89 % to 39.58 %)"
END
$picture4_curve2 << END
1 85 76.7164404 90.6940147 "sparsify = activations, bl segment = 1 ohm: 85.00 % (76.72 % to 90.69 %)"
2 86 77.8628118 91.4736563 "sparsify = activations, bl segment = 2 ohm: 86.00 % (77.86 % to 91.47 %)"
5 75 65.6955365 82.4547886 "sparsify = activations, bl segment = 5 ohm: 75.00 % (65.70 % to 82.45 %)"
10 35 26.3642482 44.7455567 "sparsify = activations, bl segment = 10 ohm: 35.00 % (26.36 % to 44.75 %)"
25 14 8.52634366 22.1371882 "sparsify = activations, bl segment = 25 ohm: 14.00 % (8.53 % to 22.14 %)"
END
$picture4_curve3 << END
1 85 76.7164404 90.6940147 "sparsify = both, bl segment = 1 ohm: 85.00 % (76.72 % to 90.69 %)"
2 86 77.8628118 91.4736563 "sparsify = both, bl segment = 2 ohm: 86.00 % (77.86 % to 91.47 %)"
5 88 80.1879006 93.0005936 "sparsify = both, bl segment = 5 ohm: 88.00 % (80.19 % to 93.00 %)"
10 72 62.5119713 79.8603148 "sparsify = both, bl segment = 10 ohm: 72.00 % (62.51 % to 79.86 %)"
25 25 17.5452114 34.3044635 "sparsify = both, bl segment = 25 ohm: 25.00 % (17.55 % to 34.30 %)"
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
set arrow 10 from graph 0, first 85 to graph 1, first 85 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 85.00 %' at graph 0.985, first 85 right offset 0,0.6 front textcolor rgb '#555555'
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
set arrow 10 from graph 0, first 85 to graph 1, first 85 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 85.00 %' at graph 0.985, first 85 right offset 0,0.6 front textcolor rgb '#555555'
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
set arrow 10 from graph 0, first 85 to graph 1, first 85 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 85.00 %' at graph 0.985, first 85 right offset 0,0.6 front textcolor rgb '#555555'
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
set arrow 10 from graph 0, first 85 to graph 1, first 85 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 85.00 %' at graph 0.985, first 85 right offset 0,0.6 front textcolor rgb '#555555'
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
