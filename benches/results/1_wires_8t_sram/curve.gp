# Run in this folder: gnuplot curve.gp
set terminal svg size 720,540 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
set output 'curve.svg'
$curve0 << END
1 86 73.8138063 93.0491666
2 72 58.3348763 82.5258293
5 20 11.24375 33.0371059
10 6 2.06149703 16.2170917
25 8 3.15495141 18.8382469
END
$curve1 << END
1 84 71.4857839 91.6625793
2 84 71.4857839 91.6625793
5 78 64.7584504 87.246084
10 64 50.1410169 75.8612503
25 14 6.95083343 26.1861937
END
$curve2 << END
1 66 52.1538261 77.5630508
2 28 17.4741707 41.6651237
5 8 3.15495141 18.8382469
10 8 3.15495141 18.8382469
25 8 3.15495141 18.8382469
END
$curve3 << END
1 86 73.8138063 93.0491666
2 84 71.4857839 91.6625793
5 50 36.6445143 63.3554857
10 12 5.61760015 23.8048174
25 10 4.34757649 21.3602314
END
$curve4 << END
1 28 17.4741707 41.6651237
2 6 2.06149703 16.2170917
5 8 3.15495141 18.8382469
10 8 3.15495141 18.8382469
25 8 3.15495141 18.8382469
END
$curve5 << END
1 84 71.4857839 91.6625793
2 64 50.1410169 75.8612503
5 10 4.34757649 21.3602314
10 8 3.15495141 18.8382469
25 8 3.15495141 18.8382469
END
set title 'Accuracy on the arrays: 1_wires_8t_sram' offset 0,0.7
set label '50 images, 32 rows read at once, cells sram8t_bit' at graph 0.5, graph 1.035 center font ',12' textcolor rgb '#555555'
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
set arrow 10 from graph 0, first 84 to graph 1, first 84 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 84 %' at graph 0.985, first 84 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve4 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $curve5 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.18 noborder notitle, \
  $curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'tile_rows = 32, sparsify = none', \
  $curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'tile_rows = 32, sparsify = both', \
  $curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'tile_rows = 64, sparsify = none', \
  $curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'tile_rows = 64, sparsify = both', \
  $curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'tile_rows = 128, sparsify = none', \
  $curve5 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'tile_rows = 128, sparsify = both'
