# Run in this folder: gnuplot curve.gp
set terminal svg size 720,540 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
set output 'curve.svg'
$curve0 << END
1 85 76.7164404 90.6940147
2 85 76.7164404 90.6940147
5 85 76.7164404 90.6940147
10 86 77.8628118 91.4736563
25 66 56.2777289 74.5384792
END
$curve1 << END
1 85 76.7164404 90.6940147
2 85 76.7164404 90.6940147
5 85 76.7164404 90.6940147
10 86 77.8628118 91.4736563
25 85 76.7164404 90.6940147
END
$curve2 << END
1 85 76.7164404 90.6940147
2 85 76.7164404 90.6940147
5 85 76.7164404 90.6940147
10 86 77.8628118 91.4736563
25 87 79.0196486 92.2428326
END
$curve3 << END
1 85 76.7164404 90.6940147
2 85 76.7164404 90.6940147
5 85 76.7164404 90.6940147
10 85 76.7164404 90.6940147
25 87 79.0196486 92.2428326
END
$curve4 << END
1 85 76.7164404 90.6940147
2 85 76.7164404 90.6940147
5 86 77.8628118 91.4736563
10 68 58.3373814 76.3308527
25 23 15.8432659 32.154383
END
$curve5 << END
1 85 76.7164404 90.6940147
2 85 76.7164404 90.6940147
5 86 77.8628118 91.4736563
10 86 77.8628118 91.4736563
25 71 61.4611088 78.9851643
END
$curve6 << END
1 85 76.7164404 90.6940147
2 85 76.7164404 90.6940147
5 86 77.8628118 91.4736563
10 84 75.5797306 89.9047115
25 68 58.3373814 76.3308527
END
$curve7 << END
1 85 76.7164404 90.6940147
2 85 76.7164404 90.6940147
5 85 76.7164404 90.6940147
10 88 80.1879006 93.0005936
25 82 73.3326416 88.2997745
END
$curve8 << END
1 85 76.7164404 90.6940147
2 87 79.0196486 92.2428326
5 64 54.2354025 72.7287796
10 28 20.1396852 37.4880287
25 8 4.10934615 14.9981077
END
$curve9 << END
1 85 76.7164404 90.6940147
2 86 77.8628118 91.4736563
5 87 79.0196486 92.2428326
10 75 65.6955365 82.4547886
25 49 39.4219989 58.6519881
END
$curve10 << END
1 85 76.7164404 90.6940147
2 85 76.7164404 90.6940147
5 85 76.7164404 90.6940147
10 75 65.6955365 82.4547886
25 28 20.1396852 37.4880287
END
$curve11 << END
1 85 76.7164404 90.6940147
2 85 76.7164404 90.6940147
5 88 80.1879006 93.0005936
10 88 80.1879006 93.0005936
25 58 48.2064867 67.2016173
END
$curve12 << END
1 87 79.0196486 92.2428326
2 76 66.7676637 83.3086744
5 27 19.2695841 36.4321168
10 8 4.10934615 14.9981077
25 9 4.807254 16.2262129
END
$curve13 << END
1 86 77.8628118 91.4736563
2 86 77.8628118 91.4736563
5 75 65.6955365 82.4547886
10 63 53.2205296 71.8176395
25 30 21.8948853 39.5848546
END
$curve14 << END
1 85 76.7164404 90.6940147
2 86 77.8628118 91.4736563
5 75 65.6955365 82.4547886
10 35 26.3642482 44.7455567
25 14 8.52634366 22.1371882
END
$curve15 << END
1 85 76.7164404 90.6940147
2 86 77.8628118 91.4736563
5 88 80.1879006 93.0005936
10 72 62.5119713 79.8603148
25 25 17.5452114 34.3044635
END
$curve16 << END
1 89 81.3687035 93.7458036
2 89 81.3687035 93.7458036
5 89 81.3687035 93.7458036
10 88 80.1879006 93.0005936
25 62 52.2097553 70.9024007
END
$curve17 << END
1 89 81.3687035 93.7458036
2 89 81.3687035 93.7458036
5 89 81.3687035 93.7458036
10 89 81.3687035 93.7458036
25 88 80.1879006 93.0005936
END
$curve18 << END
1 89 81.3687035 93.7458036
2 89 81.3687035 93.7458036
5 89 81.3687035 93.7458036
10 91 83.7737871 95.192746
25 85 76.7164404 90.6940147
END
$curve19 << END
1 89 81.3687035 93.7458036
2 89 81.3687035 93.7458036
5 89 81.3687035 93.7458036
10 90 82.5634338 94.4770863
25 88 80.1879006 93.0005936
END
$curve20 << END
1 89 81.3687035 93.7458036
2 89 81.3687035 93.7458036
5 85 76.7164404 90.6940147
10 64 54.2354025 72.7287796
25 12 6.99940644 19.8120994
END
$curve21 << END
1 89 81.3687035 93.7458036
2 89 81.3687035 93.7458036
5 90 82.5634338 94.4770863
10 89 81.3687035 93.7458036
25 66 56.2777289 74.5384792
END
$curve22 << END
1 89 81.3687035 93.7458036
2 89 81.3687035 93.7458036
5 89 81.3687035 93.7458036
10 86 77.8628118 91.4736563
25 21 14.1656541 29.9799688
END
$curve23 << END
1 89 81.3687035 93.7458036
2 89 81.3687035 93.7458036
5 90 82.5634338 94.4770863
10 86 77.8628118 91.4736563
25 81 72.2211546 87.4852485
END
$curve24 << END
1 90 82.5634338 94.4770863
2 88 80.1879006 93.0005936
5 65 55.2544433 73.6357518
10 12 6.99940644 19.8120994
25 12 6.99940644 19.8120994
END
$curve25 << END
1 89 81.3687035 93.7458036
2 90 82.5634338 94.4770863
5 89 81.3687035 93.7458036
10 69 59.3739443 77.2203028
25 25 17.5452114 34.3044635
END
$curve26 << END
1 89 81.3687035 93.7458036
2 90 82.5634338 94.4770863
5 87 79.0196486 92.2428326
10 21 14.1656541 29.9799688
25 13 7.75716743 20.9803514
END
$curve27 << END
1 89 81.3687035 93.7458036
2 90 82.5634338 94.4770863
5 86 77.8628118 91.4736563
10 80 71.1170834 86.6633067
25 36 27.2712204 45.7645975
END
$curve28 << END
1 88 80.1879006 93.0005936
2 85 76.7164404 90.6940147
5 12 6.99940644 19.8120994
10 12 6.99940644 19.8120994
25 12 6.99940644 19.8120994
END
$curve29 << END
1 90 82.5634338 94.4770863
2 89 81.3687035 93.7458036
5 71 61.4611088 78.9851643
10 34 25.4615208 43.7222711
25 11 6.25419636 18.6312965
END
$curve30 << END
1 90 82.5634338 94.4770863
2 89 81.3687035 93.7458036
5 22 15.0012824 31.0703535
10 12 6.99940644 19.8120994
25 10 5.52291371 17.4365662
END
$curve31 << END
1 90 82.5634338 94.4770863
2 89 81.3687035 93.7458036
5 80 71.1170834 86.6633067
10 57 47.2153895 66.2667015
25 15 9.30598528 23.2835596
END
set title 'Accuracy on the arrays: 1_wires_1t1r' offset 0,0.7
set label '100 images, 32 rows read at once, R_on 100 kohm, R_off 10 Mohm' at graph 0.5, graph 1.035 center font ',12' textcolor rgb '#555555'
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
set arrow 11 from graph 0, first 89 to graph 1, first 89 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 11 'software 89 %' at graph 0.985, first 89 right offset 0,0.6 front textcolor rgb '#555555'
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
  $curve10 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $curve11 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.18 noborder notitle, \
  $curve12 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $curve13 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve14 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $curve15 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve16 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $curve17 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.18 noborder notitle, \
  $curve18 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $curve19 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve20 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $curve21 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve22 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $curve23 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.18 noborder notitle, \
  $curve24 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $curve25 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve26 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $curve27 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve28 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $curve29 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.18 noborder notitle, \
  $curve30 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $curve31 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, tile_rows = 32, sparsify = none', \
  $curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, tile_rows = 32, sparsify = weights', \
  $curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, tile_rows = 32, sparsify = activations', \
  $curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, tile_rows = 32, sparsify = both', \
  $curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, tile_rows = 64, sparsify = none', \
  $curve5 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, tile_rows = 64, sparsify = weights', \
  $curve6 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 2 pointtype 5 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, tile_rows = 64, sparsify = activations', \
  $curve7 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 2 pointtype 9 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, tile_rows = 64, sparsify = both', \
  $curve8 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 2 pointtype 13 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, tile_rows = 128, sparsify = none', \
  $curve9 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 2 pointtype 11 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, tile_rows = 128, sparsify = weights', \
  $curve10 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 2 pointtype 7 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, tile_rows = 128, sparsify = activations', \
  $curve11 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 2 pointtype 5 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, tile_rows = 128, sparsify = both', \
  $curve12 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 3 pointtype 9 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, tile_rows = 256, sparsify = none', \
  $curve13 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 3 pointtype 13 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, tile_rows = 256, sparsify = weights', \
  $curve14 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 3 pointtype 11 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, tile_rows = 256, sparsify = activations', \
  $curve15 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 3 pointtype 7 pointsize 0.7 title 'model = ../../engine/models/fashion_784_1024_1024_10.npz, tile_rows = 256, sparsify = both', \
  $curve16 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 3 pointtype 5 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 32, sparsify = none', \
  $curve17 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 3 pointtype 9 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 32, sparsify = weights', \
  $curve18 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 4 pointtype 13 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 32, sparsify = activations', \
  $curve19 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 4 pointtype 11 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 32, sparsify = both', \
  $curve20 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 4 pointtype 7 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 64, sparsify = none', \
  $curve21 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 4 pointtype 5 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 64, sparsify = weights', \
  $curve22 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 4 pointtype 9 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 64, sparsify = activations', \
  $curve23 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 4 pointtype 13 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 64, sparsify = both', \
  $curve24 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 128, sparsify = none', \
  $curve25 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 128, sparsify = weights', \
  $curve26 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 128, sparsify = activations', \
  $curve27 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 128, sparsify = both', \
  $curve28 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 256, sparsify = none', \
  $curve29 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 256, sparsify = weights', \
  $curve30 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 2 pointtype 7 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 256, sparsify = activations', \
  $curve31 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 2 pointtype 5 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 256, sparsify = both'
