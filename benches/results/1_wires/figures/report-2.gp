# Run in this folder: gnuplot report-2.gp
set terminal svg size 400,389 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
1 89 81.3687035 93.7458036 "sparsify = none, bl segment = 1 ohm: 89.00 % (81.37 % to 93.75 %)"
2 89 81.3687035 93.7458036 "sparsify = none, bl segment = 2 ohm: 89.00 % (81.37 % to 93.75 %)"
5 89 81.3687035 93.7458036 "sparsify = none, bl segment = 5 ohm: 89.00 % (81.37 % to 93.75 %)"
10 88 80.1879006 93.0005936 "sparsify = none, bl segment = 10 ohm: 88.00 % (80.19 % to 93.00 %)"
25 62 52.2097553 70.9024007 "sparsify = none, bl segment = 25 ohm: 62.00 % (52.21 % to 70.90 %)"
END
$picture1_curve1 << END
1 89 81.3687035 93.7458036 "sparsify = weights, bl segment = 1 ohm: 89.00 % (81.37 % to 93.75 %)"
2 89 81.3687035 93.7458036 "sparsify = weights, bl segment = 2 ohm: 89.00 % (81.37 % to 93.75 %)"
5 89 81.3687035 93.7458036 "sparsify = weights, bl segment = 5 ohm: 89.00 % (81.37 % to 93.75 %)"
10 89 81.3687035 93.7458036 "sparsify = weights, bl segment = 10 ohm: 89.00 % (81.37 % to 93.75 %)"
25 88 80.1879006 93.0005936 "sparsify = weights, bl segment = 25 ohm: 88.00 % (80.19 % to 93.00 %)"
END
$picture1_curve2 << END
1 89 81.3687035 93.7458036 "sparsify = activations, bl segment = 1 ohm: 89.00 % (81.37 % to 93.75 %)"
2 89 81.3687035 93.7458036 "sparsify = activations, bl segment = 2 ohm: 89.00 % (81.37 % to 93.75 %)"
5 89 81.3687035 93.7458036 "sparsify = activations, bl segment = 5 ohm: 89.00 % (81.37 % to 93.75 %)"
10 91 83.7737871 95.192746 "sparsify = activations, bl segment = 10 ohm: 91.00 % (83.77 % to 95.19 %)"
25 85 76.7164404 90.6940147 "sparsify = activations, bl segment = 25 ohm: 85.00 % (76.72 % to 90.69 %)"
END
$picture1_curve3 << END
1 89 81.3687035 93.7458036 "sparsify = both, bl segment = 1 ohm: 89.00 % (81.37 % to 93.75 %)"
2 89 81.3687035 93.7458036 "sparsify = both, bl segment = 2 ohm: 89.00 % (81.37 % to 93.75 %)"
5 89 81.3687035 93.7458036 "sparsify = both, bl segment = 5 ohm: 89.00 % (81.37 % to 93.75 %)"
10 90 82.5634338 94.4770863 "sparsify = both, bl segment = 10 ohm: 90.00 % (82.56 % to 94.48 %)"
25 88 80.1879006 93.0005936 "sparsify = both, bl segment = 25 ohm: 88.00 % (80.19 % to 93.00 %)"
END
$picture2_curve0 << END
1 89 81.3687035 93.7458036 "sparsify = none, bl segment = 1 ohm: 89.00 % (81.37 % to 93.75 %)"
2 89 81.3687035 93.7458036 "sparsify = none, bl segment = 2 ohm: 89.00 % (81.37 % to 93.75 %)"
5 85 76.7164404 90.6940147 "sparsify = none, bl segment = 5 ohm: 85.00 % (76.72 % to 90.69 %)"
10 64 54.2354025 72.7287796 "sparsify = none, bl segment = 10 ohm: 64.00 % (54.24 % to 72.73 %)"
25 12 6.99940644 19.8120994 "sparsify = none, bl segment = 25 ohm: 12.00 % (7.00 % to 19.81 %)"
END
$picture2_curve1 << END
1 89 81.3687035 93.7458036 "sparsify = weights, bl segment = 1 ohm: 89.00 % (81.37 % to 93.75 %)"
2 89 81.3687035 93.7458036 "sparsify = weights, bl segment = 2 ohm: 89.00 % (81.37 % to 93.75 %)"
5 90 82.5634338 94.4770863 "sparsify = weights, bl segment = 5 ohm: 90.00 % (82.56 % to 94.48 %)"
10 89 81.3687035 93.7458036 "sparsify = weights, bl segment = 10 ohm: 89.00 % (81.37 % to 93.75 %)"
25 66 56.2777289 74.5384792 "sparsify = weights, bl segment = 25 ohm: 66.00 % (56.28 % to 74.54 %)"
END
$picture2_curve2 << END
1 89 81.3687035 93.7458036 "sparsify = activations, bl segment = 1 ohm: 89.00 % (81.37 % to 93.75 %)"
2 89 81.3687035 93.7458036 "sparsify = activations, bl segment = 2 ohm: 89.00 % (81.37 % to 93.75 %)"
5 89 81.3687035 93.7458036 "sparsify = activations, bl segment = 5 ohm: 89.00 % (81.37 % to 93.75 %)"
10 86 77.8628118 91.4736563 "sparsify = activations, bl segment = 10 ohm: 86.00 % (77.86 % to 91.47 %)"
25 21 14.1656541 29.9799688 "sparsify = activations, bl segment = 25 ohm: 21.00 % (14.17 % to 29.98 %)"
END
$picture2_curve3 << END
1 89 81.3687035 93.7458036 "sparsify = both, bl segment = 1 ohm: 89.00 % (81.37 % to 93.75 %)"
2 89 81.3687035 93.7458036 "sparsify = both, bl segment = 2 ohm: 89.00 % (81.37 % to 93.75 %)"
5 90 82.5634338 94.4770863 "sparsify = both, bl segment = 5 ohm: 90.00 % (82.56 % to 94.48 %)"
10 86 77.8628118 91.4736563 "sparsify = both, bl segment = 10 ohm: 86.00 % (77.86 % to 91.47 %)"
25 81 72.2211546 87.4852485 "sparsify = both, bl segment = 25 ohm: 81.00 % (72.22 % to 87.49 %)"
END
$picture3_curve0 << END
1 90 82.5634338 94.4770863 "sparsify = none, bl segment = 1 ohm: 90.00 % (82.56 % to 94.48 %)"
2 88 80.1879006 93.0005936 "sparsify = none, bl segment = 2 ohm: 88.00 % (80.19 % to 93.00 %)"
5 65 55.2544433 73.6357518 "sparsify = none, bl segment = 5 ohm: 65.00 % (55.25 % to 73.64 %)"
10 12 6.99940644 19.8120994 "sparsify = none, bl segment = 10 ohm: 12.00 % (7.00 % to 19.81 %)"
25 12 6.99940644 19.8120994 "sparsify = none, bl segment = 25 ohm: 12.00 % (7.00 % to 19.81 %)"
END
$picture3_curve1 << END
1 89 81.3687035 93.7458036 "sparsify = weights, bl segment = 1 ohm: 89.00 % (81.37 % to 93.75 %)"
2 90 82.5634338 94.4770863 "sparsify = weights, bl segment = 2 ohm: 90.00 % (82.56 % to 94.48 %)"
5 89 81.3687035 93.7458036 "sparsify = weights, bl segment = 5 ohm: 89.00 % (81.37 % to 93.75 %)"
10 69 59.3739443 77.2203028 "sparsify = weights, bl segment = 10 ohm: 69.00 % (59.37 % to 77.22 %)"
25 25 17.5452114 34.3044635 "sparsify = weights, bl segment = 25 ohm: 25.00 % (17.55 % to 34.30 %)"
END
$picture3_curve2 << END
1 89 81.3687035 93.7458036 "sparsify = activations, bl segment = 1 ohm: 89.00 % (81.37 % to 93.75 %)"
2 90 82.5634338 94.4770863 "sparsify = activations, bl segment = 2 ohm: 90.00 % (82.56 % to 94.48 %)"
5 87 79.0196486 92.2428326 "sparsify = activations, bl segment = 5 ohm: 87.00 % (79.02 % to 92.24 %)"
10 21 14.1656541 29.9799688 "sparsify = activations, bl segment = 10 ohm: 21.00 % (14.17 % to 29.98 %)"
25 13 7.75716743 20.9803514 "sparsify = activations, bl segment = 25 ohm: 13.00 % (7.76 % to 20.98 %)"
END
$picture3_curve3 << END
1 89 81.3687035 93.7458036 "sparsify = both, bl segment = 1 ohm: 89.00 % (81.37 % to 93.75 %)"
2 90 82.5634338 94.4770863 "sparsify = both, bl segment = 2 ohm: 90.00 % (82.56 % to 94.48 %)"
5 86 77.8628118 91.4736563 "sparsify = both, bl segment = 5 ohm: 86.00 % (77.86 % to 91.47 %)"
10 80 71.1170834 86.6633067 "sparsify = both, bl segment = 10 ohm: 80.00 % (71.12 % to 86.66 %)"
25 36 27.2712204 45.7645975 "sparsify = both, bl segment = 25 ohm: 36.00 % (27.27 % to 45.76 %)"
END
$picture4_curve0 << END
1 88 80.1879006 93.0005936 "sparsify = none, bl segment = 1 ohm: 88.00 % (80.19 % to 93.00 %)"
2 85 76.7164404 90.6940147 "sparsify = none, bl segment = 2 ohm: 85.00 % (76.72 % to 90.69 %)"
5 12 6.99940644 19.8120994 "sparsify = none, bl segment = 5 ohm: 12.00 % (7.00 % to 19.81 %)"
10 12 6.99940644 19.8120994 "sparsify = none, bl segment = 10 ohm: 12.00 % (7.00 % to 19.81 %)"
25 12 6.99940644 19.8120994 "sparsify = none, bl segment = 25 ohm: 12.00 % (7.00 % to 19.81 %)"
END
$picture4_curve1 << END
1 90 82.5634338 94.4770863 "sparsify = weights, bl segment = 1 ohm: 90.00 % (82.56 % to 94.48 %)"
2 89 81.3687035 93.7458036 "sparsify = weights, bl segment = 2 ohm: 89.00 % (81.37 % to 93.75 %)"
5 71 61.4611088 78.9851643 "sparsify = weights, bl segment = 5 ohm: 71.00 % (61.46 % to 78.99 %)"
10 34 25.4615208 43.7222711 "sparsify = weights, bl segment = 10 ohm: 34.00 % (25.46 % to 43.72 %)"
25 11 6.25419636 18.6312965 "sparsify = weights, bl segment = 25 ohm: 11.00 % (6.25 % to 18.63 %)"
END
$picture4_curve2 << END
1 90 82.5634338 94.4770863 "sparsify = activations, bl segment = 1 ohm: 90.00 % (82.56 % to 94.48 %)"
2 89 81.3687035 93.7458036 "sparsify = activations, bl segment = 2 ohm: 89.00 % (81.37 % to 93.75 %)"
5 22 15.0012824 31.0703535 "sparsify = activations, bl segment = 5 ohm: 22.00 % (15.00 % to 31.07 %)"
10 12 6.99940644 19.8120994 "sparsify = activations, bl segment = 10 ohm: 12.00 % (7.00 % to 19.81 %)"
25 10 5.52291371 17.4365662 "sparsify = activations, bl segment = 25 ohm: 10.00 % (5.52 % to 17.44 %)"
END
$picture4_curve3 << END
1 90 82.5634338 94.4770863 "sparsify = both, bl segment = 1 ohm: 90.00 % (82.56 % to 94.48 %)"
2 89 81.3687035 93.7458036 "sparsify = both, bl segment = 2 ohm: 89.00 % (81.37 % to 93.75 %)"
5 80 71.1170834 86.6633067 "sparsify = both, bl segment = 5 ohm: 80.00 % (71.12 % to 86.66 %)"
10 57 47.2153895 66.2667015 "sparsify = both, bl segment = 10 ohm: 57.00 % (47.22 % to 66.27 %)"
25 15 9.30598528 23.2835596 "sparsify = both, bl segment = 25 ohm: 15.00 % (9.31 % to 23.28 %)"
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
set arrow 10 from graph 0, first 89 to graph 1, first 89 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 89.00 %' at graph 0.985, first 89 right offset 0,0.6 front textcolor rgb '#555555'
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
set arrow 10 from graph 0, first 89 to graph 1, first 89 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 89.00 %' at graph 0.985, first 89 right offset 0,0.6 front textcolor rgb '#555555'
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
set arrow 10 from graph 0, first 89 to graph 1, first 89 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 89.00 %' at graph 0.985, first 89 right offset 0,0.6 front textcolor rgb '#555555'
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
set arrow 10 from graph 0, first 89 to graph 1, first 89 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 89.00 %' at graph 0.985, first 89 right offset 0,0.6 front textcolor rgb '#555555'
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
