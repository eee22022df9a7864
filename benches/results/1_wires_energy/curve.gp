# Run in this folder: gnuplot curve.gp
set terminal svg size 720,540 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
set output 'curve.svg'
$curve0 << END
0.03 80 58.3982568 91.9342337
0.1 80 58.3982568 91.9342337
0.3 80 58.3982568 91.9342337
1 80 58.3982568 91.9342337
END
$curve1 << END
0.03 95 76.3868807 99.1118551
0.1 95 76.3868807 99.1118551
0.3 95 76.3868807 99.1118551
1 95 76.3868807 99.1118551
END
$curve2 << END
0.03 95 76.3868807 99.1118551
0.1 95 76.3868807 99.1118551
0.3 95 76.3868807 99.1118551
1 95 76.3868807 99.1118551
END
$curve3 << END
0.03 95 76.3868807 99.1118551
0.1 95 76.3868807 99.1118551
0.3 95 76.3868807 99.1118551
1 95 76.3868807 99.1118551
END
$curve4 << END
0.03 95 76.3868807 99.1118551
0.1 95 76.3868807 99.1118551
0.3 95 76.3868807 99.1118551
1 95 76.3868807 99.1118551
END
$curve5 << END
0.03 65 43.2854277 81.8808176
0.1 65 43.2854277 81.8808176
0.3 65 43.2854277 81.8808176
1 65 43.2854277 81.8808176
END
$curve6 << END
0.03 95 76.3868807 99.1118551
0.1 95 76.3868807 99.1118551
0.3 95 76.3868807 99.1118551
1 95 76.3868807 99.1118551
END
$curve7 << END
0.03 90 69.8966355 97.2133519
0.1 90 69.8966355 97.2133519
0.3 90 69.8966355 97.2133519
1 90 69.8966355 97.2133519
END
$curve8 << END
0.03 95 76.3868807 99.1118551
0.1 95 76.3868807 99.1118551
0.3 95 76.3868807 99.1118551
1 95 76.3868807 99.1118551
END
$curve9 << END
0.03 95 76.3868807 99.1118551
0.1 95 76.3868807 99.1118551
0.3 95 76.3868807 99.1118551
1 95 76.3868807 99.1118551
END
set title 'Accuracy on the arrays: 1_wires_energy' offset 0,0.7
set label '20 images, 1T1R tiles of 128 x 128, 32 rows read at once, R_on 100 kohm, R_off 10 Mohm' at graph 0.5, graph 1.035 center font ',12' textcolor rgb '#555555'
set xlabel 'logic_energy_factor'
set ylabel 'accuracy (%), band: 95 % interval'
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set ytics 10
set key left bottom
set tmargin 4
set logscale x
set xrange [0.024307961:1.23416358]
set xtics ('0.03' 0.03, '0.1' 0.1, '0.3' 0.3, '1' 1)
set yrange [0:100]
set arrow 10 from graph 0, first 90 to graph 1, first 90 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 90 %' at graph 0.985, first 90 right offset 0,0.6 front textcolor rgb '#555555'
set arrow 11 from graph 0, first 95 to graph 1, first 95 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 11 'software 95 %' at graph 0.985, first 95 right offset 0,-0.7 front textcolor rgb '#555555'
plot \
  $curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve4 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $curve5 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.18 noborder notitle, \
  $curve6 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $curve7 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve8 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $curve9 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, variant = none', \
  $curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, variant = weights', \
  $curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, variant = activations', \
  $curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, variant = both', \
  $curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, variant = both at half the range', \
  $curve5 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, variant = none', \
  $curve6 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 2 pointtype 5 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, variant = weights', \
  $curve7 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 2 pointtype 9 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, variant = activations', \
  $curve8 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 2 pointtype 13 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, variant = both', \
  $curve9 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 2 pointtype 11 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, variant = both at half the range'
