# Run in this folder: gnuplot curve.gp
set terminal svg size 720,540 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
set output 'curve.svg'
$curve0 << END
1 88 80.1879006 93.0005936
2 72 62.5119713 79.8603148
5 22 15.0012824 31.0703535
10 8 4.10934615 14.9981077
25 9 4.807254 16.2262129
END
$curve1 << END
1 85 76.7164404 90.6940147
2 86 77.8628118 91.4736563
5 82 73.3326416 88.2997745
10 63 53.2205296 71.8176395
25 23 15.8432659 32.154383
END
$curve2 << END
1 60 50.2002587 69.0598714
2 27 19.2695841 36.4321168
5 9 4.807254 16.2262129
10 9 4.807254 16.2262129
25 9 4.807254 16.2262129
END
$curve3 << END
1 87 79.0196486 92.2428326
2 88 80.1879006 93.0005936
5 53 43.288857 62.489182
10 20 13.3366933 28.8829166
25 11 6.25419636 18.6312965
END
$curve4 << END
1 27 19.2695841 36.4321168
2 8 4.10934615 14.9981077
5 9 4.807254 16.2262129
10 9 4.807254 16.2262129
25 12 6.99940644 19.8120994
END
$curve5 << END
1 87 79.0196486 92.2428326
2 66 56.2777289 74.5384792
5 22 15.0012824 31.0703535
10 12 6.99940644 19.8120994
25 10 5.52291371 17.4365662
END
$curve6 << END
1 8 4.10934615 14.9981077
2 9 4.807254 16.2262129
5 9 4.807254 16.2262129
10 9 4.807254 16.2262129
25 12 6.99940644 19.8120994
END
$curve7 << END
1 63 53.2205296 71.8176395
2 29 21.0148357 38.5388912
5 16 10.0952885 24.4202694
10 9 4.807254 16.2262129
25 4 1.5663304 9.83707144
END
set title 'Accuracy on the arrays: 1_wires_8t_sram' offset 0,0.7
set label '100 images, 32 rows read at once, cells sram8t_bit' at graph 0.5, graph 1.035 center font ',12' textcolor rgb '#555555'
set xlabel 'wire resistance of one cell pitch (ohm)'
set ylabel 'accuracy (%), band: 95 % interval'
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set ytics 10
set key left bottom
set tmargin 4
set logscale x
set xrange [0.824372697:30.3260893]
set xtics ('1' 1, '2' 2, '5' 5, '10' 10, '25' 25)
set yrange [0:100]
set arrow 10 from graph 0, first 85 to graph 1, first 85 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 85 %' at graph 0.985, first 85 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve4 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $curve5 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.18 noborder notitle, \
  $curve6 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $curve7 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'tile_rows = 32, sparsify = none', \
  $curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'tile_rows = 32, sparsify = both', \
  $curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'tile_rows = 64, sparsify = none', \
  $curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'tile_rows = 64, sparsify = both', \
  $curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'tile_rows = 128, sparsify = none', \
  $curve5 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'tile_rows = 128, sparsify = both', \
  $curve6 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 2 pointtype 5 pointsize 0.7 title 'tile_rows = 256, sparsify = none', \
  $curve7 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 2 pointtype 9 pointsize 0.7 title 'tile_rows = 256, sparsify = both'
