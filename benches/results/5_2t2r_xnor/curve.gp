# Run in this folder: gnuplot curve.gp
set terminal svg size 720,540 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
set output 'curve.svg'
$curve0 << END
0 89.5 88.0799258 90.7686275
0.2 89.35 87.9218227 90.6273057
0.4 88.5 87.0274363 89.8249511
0.8 69.25 67.1923063 71.2338873
1.2 36 33.9250306 38.1286468
END
$curve1 << END
0 89.5 88.0799258 90.7686275
0.2 89.45 88.0272154 90.7215296
0.4 84.7 83.0559025 86.2110544
0.8 51.95 49.7587192 54.1338044
1.2 20.55 18.8363876 22.3765264
END
$curve2 << END
0 89.65 88.2381138 90.9098643
0.2 89.5 88.0799258 90.7686275
0.4 87.55 86.0306868 88.925343
0.8 69.25 67.1923063 71.2338873
1.2 37.15 35.058818 39.2904501
END
$curve3 << END
0 89.65 88.2381138 90.9098643
0.2 89.15 87.7111479 90.4387473
0.4 85.5 83.8888016 86.975088
0.8 53.5 51.3094452 55.6771354
1.2 20.4 18.691469 22.2220202
END
$curve4 << END
0 89.75 88.3436205 91.0039742
0.2 89.45 88.0272154 90.7215296
0.4 88.1 86.6074014 89.4465196
0.8 69.55 67.4972494 71.5277941
1.2 36.05 33.9742987 38.1791869
END
$curve5 << END
0 89.75 88.3436205 91.0039742
0.2 88.95 87.5006178 90.2500442
0.4 85.5 83.8888016 86.975088
0.8 47.35 45.1689462 49.5412141
1.2 20.35 18.6431711 22.1705098
END
set title 'Accuracy on the arrays: 5_2t2r_xnor' offset 0,0.7
set label '2000 images, 1T1R tiles of 256 x 256, 64 rows read at once, R_on 10 kohm, R_off 100 kohm' at graph 0.5, graph 1.035 center font ',12' textcolor rgb '#555555'
set xlabel 'offset_sigma_ln'
set ylabel 'accuracy (%), band: 95 % interval'
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set ytics 10
set key left bottom
set tmargin 4
set xrange [-0.048:1.248]
set xtics ('0' 0, '0.2' 0.2, '0.4' 0.4, '0.8' 0.8, '1.2' 1.2)
set yrange [0:100]
set arrow 10 from graph 0, first 89.8 to graph 1, first 89.8 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 89.8 %' at graph 0.985, first 89.8 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve4 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $curve5 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.18 noborder notitle, \
  $curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'variation_seed = 1, xnor = behind_latch', \
  $curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'variation_seed = 1, xnor = before_latch', \
  $curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'variation_seed = 2, xnor = behind_latch', \
  $curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'variation_seed = 2, xnor = before_latch', \
  $curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'variation_seed = 3, xnor = behind_latch', \
  $curve5 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'variation_seed = 3, xnor = before_latch'
