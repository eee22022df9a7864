# Run in this folder: gnuplot curve.gp
set terminal svg size 720,540 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
set output 'curve.svg'
$curve0 << END
1 78 71.7612001 83.1834616
2 78 71.7612001 83.1834616
5 76 69.626659 81.393384
10 14 9.86698263 19.4898809
25 10 6.56704487 14.9405812
END
$curve1 << END
1 78 71.7612001 83.1834616
2 78 71.7612001 83.1834616
5 76.5 70.1586311 81.8425666
10 61 54.093746 67.4916569
25 12.5 8.61197448 17.801425
END
$curve2 << END
1 78 71.7612001 83.1834616
2 78 71.7612001 83.1834616
5 79 72.8353831 84.0715879
10 70 63.3209316 75.9252553
25 14.5 10.2893506 20.0486675
END
$curve3 << END
1 78 71.7612001 83.1834616
2 78 71.7612001 83.1834616
5 78.5 72.2976927 83.6281237
10 76.5 70.1586311 81.8425666
25 45 38.2640684 51.9243849
END
$curve4 << END
1 76.5 70.1586311 81.8425666
2 34.5 28.2597944 41.3244107
5 10 6.56704487 14.9405812
10 10 6.56704487 14.9405812
25 10 6.56704487 14.9405812
END
$curve5 << END
1 76.5 70.1586311 81.8425666
2 69.5 62.8014479 75.4635844
5 19 14.1671715 25.0012387
10 11 7.37724446 16.092691
25 9 5.76874489 13.7765719
END
$curve6 << END
1 74.5 68.0370742 80.0395048
2 80 73.9144813 84.9547991
5 20.5 15.4861762 26.6256981
10 11 7.37724446 16.092691
25 9.5 6.16631027 14.3601612
END
$curve7 << END
1 78 71.7612001 83.1834616
2 78 71.7612001 83.1834616
5 47.5 40.6916226 54.402604
10 15 10.7135936 20.6055793
25 10 6.56704487 14.9405812
END
set title 'Accuracy on the arrays: 1_wires_cifar10' offset 0,0.7
set label '200 images, 32 rows read at once, R_on 100 kohm, R_off 10 Mohm' at graph 0.5, graph 1.035 center font ',12' textcolor rgb '#555555'
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
set arrow 10 from graph 0, first 78 to graph 1, first 78 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 78 %' at graph 0.985, first 78 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve4 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $curve5 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.18 noborder notitle, \
  $curve6 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $curve7 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'tile_rows = 64, sparsify = none', \
  $curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'tile_rows = 64, sparsify = weights', \
  $curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'tile_rows = 64, sparsify = activations', \
  $curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'tile_rows = 64, sparsify = both', \
  $curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'tile_rows = 256, sparsify = none', \
  $curve5 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'tile_rows = 256, sparsify = weights', \
  $curve6 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 2 pointtype 5 pointsize 0.7 title 'tile_rows = 256, sparsify = activations', \
  $curve7 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 2 pointtype 9 pointsize 0.7 title 'tile_rows = 256, sparsify = both'
