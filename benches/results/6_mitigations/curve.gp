# Run in this folder: gnuplot curve.gp
set terminal svg size 720,540 enhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
set output 'curve.svg'
$curve0 << END
0.5 89.400000 87.338958 91.159493
1 90.200000 88.200530 91.891799
2 83.500000 81.072075 85.671532
3 63.300000 60.267063 66.231146
5 29.500000 26.756241 32.400656
10 9.500000 7.834523 11.475444
20 8.300000 6.745502 10.173650
END
$zero0 << END
NaN NaN NaN NaN
END
$curve1 << END
0.5 89.600000 87.554024 91.342897
1 89.200000 87.124102 90.975880
2 90.000000 87.984804 91.709056
3 87.800000 85.625572 89.685126
5 81.600000 79.079018 83.879131
10 63.300000 60.267063 66.231146
20 40.200000 37.204223 43.270781
END
$zero1 << END
NaN NaN NaN NaN
END
$curve2 << END
0.5 89.500000 87.446464 91.251222
1 89.900000 87.877026 91.617599
2 89.800000 87.769304 91.526086
3 88.000000 85.839092 89.870074
5 74.600000 71.811431 77.200292
10 33.400000 30.545232 36.381816
20 18.200000 15.931726 20.711656
END
$zero2 << END
NaN NaN NaN NaN
END
$curve3 << END
0.5 89.500000 87.446464 91.251222
1 89.500000 87.446464 91.251222
2 90.000000 87.984804 91.709056
3 88.700000 86.587845 90.515964
5 86.900000 84.666836 88.850749
10 69.100000 66.167504 71.886314
20 26.900000 24.243819 29.732977
END
$zero3 << END
NaN NaN NaN NaN
END
$curve4 << END
0.5 89.500000 87.446464 91.251222
1 89.600000 87.554024 91.342897
2 89.700000 87.661636 91.434519
3 89.300000 87.231504 91.067713
5 87.900000 85.732310 89.777622
10 72.600000 69.753113 75.273918
20 28.800000 26.078703 31.683551
END
$zero4 << END
NaN NaN NaN NaN
END
$curve5 << END
0.5 89.500000 87.446464 91.251222
1 89.500000 87.446464 91.251222
2 89.900000 87.877026 91.617599
3 88.900000 86.802199 90.700079
5 73.800000 70.987239 76.430607
10 27.000000 24.340237 29.835794
20 8.100000 6.564962 9.955720
END
$zero5 << END
NaN NaN NaN NaN
END
$curve6 << END
0.5 89.500000 87.446464 91.251222
1 89.500000 87.446464 91.251222
2 89.600000 87.554024 91.342897
3 90.100000 88.092638 91.800456
5 90.200000 88.200530 91.891799
10 71.100000 68.213956 73.824555
20 21.500000 19.065344 24.152782
END
$zero6 << END
NaN NaN NaN NaN
END
$curve7 << END
0.5 89.500000 87.446464 91.251222
1 89.400000 87.338958 91.159493
2 89.900000 87.877026 91.617599
3 88.800000 86.694998 90.608046
5 82.700000 80.231653 84.918077
10 41.600000 38.582897 44.681393
20 11.400000 9.576166 13.519260
END
$zero7 << END
NaN NaN NaN NaN
END
$curve8 << END
0.5 90.200000 88.200530 91.891799
1 89.500000 87.446464 91.251222
2 78.700000 76.055040 81.125304
3 62.400000 59.355759 65.349337
5 25.700000 23.088202 28.497779
10 5.500000 4.249743 7.090839
20 5.200000 3.987304 6.755574
END
$zero8 << END
NaN NaN NaN NaN
END
$curve9 << END
0.5 89.400000 87.338958 91.159493
1 89.700000 87.661636 91.434519
2 83.500000 81.072075 85.671532
3 72.900000 70.061406 75.563328
5 40.800000 37.794772 43.875640
10 5.400000 4.162131 6.979215
20 4.900000 3.726103 6.419070
END
$zero9 << END
NaN NaN NaN NaN
END
$curve10 << END
0.5 90.000000 87.984804 91.709056
1 89.700000 87.661636 91.434519
2 83.900000 81.492999 86.047547
3 65.900000 62.906041 68.772268
5 32.100000 29.279649 35.057349
10 9.500000 7.834523 11.475444
20 8.100000 6.564962 9.955720
END
$zero10 << END
NaN NaN NaN NaN
END
$curve11 << END
0.5 89.600000 87.554024 91.342897
1 89.400000 87.338958 91.159493
2 88.500000 86.373683 90.331657
3 87.600000 85.412225 89.500003
5 74.700000 71.914538 77.296420
10 30.300000 27.531542 33.219232
20 3.700000 2.696118 5.058240
END
$zero11 << END
NaN NaN NaN NaN
END
$curve12 << END
0.5 89.700000 87.661636 91.434519
1 89.800000 87.769304 91.526086
2 89.800000 87.769304 91.526086
3 89.800000 87.769304 91.526086
5 89.300000 87.231504 91.067713
10 50.000000 46.906960 53.093040
20 28.300000 25.595244 31.170837
END
$zero12 << END
NaN NaN NaN NaN
END
$curve13 << END
0.5 89.500000 87.446464 91.251222
1 89.500000 87.446464 91.251222
2 89.700000 87.661636 91.434519
3 88.700000 86.587845 90.515964
5 81.700000 79.183668 83.973716
10 63.400000 60.368387 66.329056
20 22.300000 19.828813 24.983189
END
$zero13 << END
NaN NaN NaN NaN
END
$curve14 << END
0.5 90.400000 88.416488 92.074310
1 88.600000 86.480740 90.423834
2 87.000000 84.773197 88.943623
3 76.100000 73.360037 78.640206
5 43.700000 40.655625 46.792592
10 8.400000 6.835881 10.282505
20 10.400000 8.657103 12.445976
END
$zero14 << END
NaN NaN NaN NaN
END
$curve15 << END
0.5 89.500000 87.446464 91.251222
1 89.900000 87.877026 91.617599
2 88.900000 86.802199 90.700079
3 89.700000 87.661636 91.434519
5 89.500000 87.446464 91.251222
10 85.500000 83.181794 87.546506
20 75.200000 72.430356 77.776776
END
$zero15 << END
NaN NaN NaN NaN
END
$curve16 << END
0.5 89.500000 87.446464 91.251222
1 89.500000 87.446464 91.251222
2 89.700000 87.661636 91.434519
3 89.900000 87.877026 91.617599
5 91.100000 89.174265 92.711176
10 89.600000 87.554024 91.342897
20 87.100000 84.879599 89.036455
END
$zero16 << END
NaN NaN NaN NaN
END
$curve17 << END
0.5 89.500000 87.446464 91.251222
1 89.500000 87.446464 91.251222
2 89.500000 87.446464 91.251222
3 89.500000 87.446464 91.251222
5 90.000000 87.984804 91.709056
10 90.000000 87.984804 91.709056
20 88.800000 86.694998 90.608046
END
$zero17 << END
NaN NaN NaN NaN
END
$curve18 << END
0.5 89.500000 87.446464 91.251222
1 89.500000 87.446464 91.251222
2 89.600000 87.554024 91.342897
3 89.800000 87.769304 91.526086
5 89.600000 87.554024 91.342897
10 89.300000 87.231504 91.067713
20 89.900000 87.877026 91.617599
END
$zero18 << END
NaN NaN NaN NaN
END
$curve19 << END
0.5 89.500000 87.446464 91.251222
1 89.500000 87.446464 91.251222
2 89.500000 87.446464 91.251222
3 89.500000 87.446464 91.251222
5 89.500000 87.446464 91.251222
10 88.900000 86.802199 90.700079
20 90.100000 88.092638 91.800456
END
$zero19 << END
NaN NaN NaN NaN
END
$curve20 << END
0.5 92.600000 90.809459 94.064501
1 89.700000 87.661636 91.434519
2 67.200000 64.229163 70.039196
3 22.800000 20.306677 25.501498
5 9.500000 7.834523 11.475444
10 9.500000 7.834523 11.475444
20 9.500000 7.834523 11.475444
END
$zero20 << END
NaN NaN NaN NaN
END
$curve21 << END
0.5 91.400000 89.499997 92.983148
1 91.600000 89.717495 93.164119
2 90.400000 88.416488 92.074310
3 88.900000 86.802199 90.700079
5 84.300000 81.914417 86.423067
10 41.800000 38.780057 44.882702
20 13.100000 11.149251 15.333164
END
$zero21 << END
NaN NaN NaN NaN
END
$curve22 << END
0.5 91.400000 89.499997 92.983148
1 90.800000 88.849126 92.438610
2 85.800000 83.499408 87.826596
3 60.000000 56.930943 62.992522
5 21.000000 18.588892 23.633060
10 11.900000 10.037518 14.054081
20 10.600000 8.840507 12.661042
END
$zero22 << END
NaN NaN NaN NaN
END
$curve23 << END
0.5 91.400000 89.499997 92.983148
1 91.300000 89.391352 92.892558
2 90.200000 88.200530 91.891799
3 89.500000 87.446464 91.251222
5 89.800000 87.769304 91.526086
10 68.800000 65.861082 71.595031
20 13.600000 11.614206 15.864382
END
$zero23 << END
NaN NaN NaN NaN
END
$curve24 << END
0.5 91.400000 89.499997 92.983148
1 91.600000 89.717495 93.164119
2 90.900000 88.957442 92.529530
3 90.400000 88.416488 92.074310
5 90.800000 88.849126 92.438610
10 72.700000 69.855860 75.370405
20 13.900000 11.893639 16.182653
END
$zero24 << END
NaN NaN NaN NaN
END
$curve25 << END
0.5 91.400000 89.499997 92.983148
1 91.500000 89.608711 93.073668
2 91.400000 89.499997 92.983148
3 89.000000 86.909450 90.792063
5 63.100000 60.064455 66.035284
10 9.500000 7.834523 11.475444
20 9.500000 7.834523 11.475444
END
$zero25 << END
NaN NaN NaN NaN
END
$curve26 << END
0.5 91.400000 89.499997 92.983148
1 91.400000 89.499997 92.983148
2 91.400000 89.499997 92.983148
3 91.700000 89.826350 93.254498
5 90.600000 88.632685 92.256583
10 79.900000 77.303881 82.267278
20 9.500000 7.834523 11.475444
END
$zero26 << END
NaN NaN NaN NaN
END
$curve27 << END
0.5 91.400000 89.499997 92.983148
1 91.400000 89.499997 92.983148
2 89.500000 87.446464 91.251222
3 88.800000 86.694998 90.608046
5 65.300000 62.296197 68.186704
10 9.700000 8.016916 11.691521
20 9.500000 7.834523 11.475444
END
$zero27 << END
NaN NaN NaN NaN
END
$curve28 << END
0.5 91.300000 89.391352 92.892558
1 90.200000 88.200530 91.891799
2 73.300000 70.472710 75.948963
3 28.100000 25.401978 30.965634
5 9.500000 7.834523 11.475444
10 9.500000 7.834523 11.475444
20 9.500000 7.834523 11.475444
END
$zero28 << END
NaN NaN NaN NaN
END
$curve29 << END
0.5 91.500000 89.608711 93.073668
1 91.000000 89.065821 92.620385
2 73.600000 70.781374 76.238003
3 31.800000 28.987951 34.751343
5 9.500000 7.834523 11.475444
10 9.500000 7.834523 11.475444
20 9.500000 7.834523 11.475444
END
$zero29 << END
NaN NaN NaN NaN
END
$curve30 << END
0.5 91.500000 89.608711 93.073668
1 88.900000 86.802199 90.700079
2 77.300000 74.602121 79.788938
3 39.400000 36.417557 42.463570
5 9.500000 7.834523 11.475444
10 9.500000 7.834523 11.475444
20 9.500000 7.834523 11.475444
END
$zero30 << END
NaN NaN NaN NaN
END
$curve31 << END
0.5 90.700000 88.740874 92.347627
1 91.300000 89.391352 92.892558
2 87.300000 85.092525 89.221999
3 70.700000 67.804149 73.437423
5 20.300000 17.922818 22.904492
10 9.500000 7.834523 11.475444
20 9.500000 7.834523 11.475444
END
$zero31 << END
NaN NaN NaN NaN
END
$curve32 << END
0.5 91.400000 89.499997 92.983148
1 92.100000 90.262509 93.615278
2 92.100000 90.262509 93.615278
3 90.400000 88.416488 92.074310
5 90.300000 88.308479 91.983084
10 18.500000 16.215480 21.025605
20 9.500000 7.834523 11.475444
END
$zero32 << END
NaN NaN NaN NaN
END
$curve33 << END
0.5 91.400000 89.499997 92.983148
1 91.500000 89.608711 93.073668
2 91.600000 89.717495 93.164119
3 92.000000 90.153356 93.525196
5 91.100000 89.174265 92.711176
10 86.700000 84.454232 88.664884
20 37.700000 34.748709 40.745429
END
$zero33 << END
NaN NaN NaN NaN
END
$curve34 << END
0.5 92.700000 90.919097 94.154097
1 90.900000 88.957442 92.529530
2 90.200000 88.200530 91.891799
3 89.100000 87.016751 90.883997
5 62.300000 59.254571 65.251291
10 8.600000 7.016852 10.500003
20 9.700000 8.016916 11.691521
END
$zero34 << END
NaN NaN NaN NaN
END
$curve35 << END
0.5 91.400000 89.499997 92.983148
1 91.600000 89.717495 93.164119
2 91.400000 89.499997 92.983148
3 91.000000 89.065821 92.620385
5 91.600000 89.717495 93.164119
10 91.000000 89.065821 92.620385
20 90.000000 87.984804 91.709056
END
$zero35 << END
NaN NaN NaN NaN
END
$curve36 << END
0.5 91.400000 89.499997 92.983148
1 91.400000 89.499997 92.983148
2 91.500000 89.608711 93.073668
3 92.200000 90.371738 93.705283
5 91.900000 90.044280 93.435038
10 91.900000 90.044280 93.435038
20 91.600000 89.717495 93.164119
END
$zero36 << END
NaN NaN NaN NaN
END
$curve37 << END
0.5 91.400000 89.499997 92.983148
1 91.400000 89.499997 92.983148
2 91.400000 89.499997 92.983148
3 91.400000 89.499997 92.983148
5 92.300000 90.481047 93.795209
10 91.800000 89.935278 93.344805
20 92.500000 90.699906 93.974820
END
$zero37 << END
NaN NaN NaN NaN
END
$curve38 << END
0.5 91.400000 89.499997 92.983148
1 91.400000 89.499997 92.983148
2 91.400000 89.499997 92.983148
3 92.500000 90.699906 93.974820
5 92.200000 90.371738 93.705283
10 91.600000 89.717495 93.164119
20 90.500000 88.524556 92.165477
END
$zero38 << END
NaN NaN NaN NaN
END
$curve39 << END
0.5 91.400000 89.499997 92.983148
1 91.400000 89.499997 92.983148
2 91.400000 89.499997 92.983148
3 91.400000 89.499997 92.983148
5 91.400000 89.499997 92.983148
10 91.400000 89.499997 92.983148
20 91.500000 89.608711 93.073668
END
$zero39 << END
NaN NaN NaN NaN
END
set title 'Accuracy on the arrays: 6\_mitigations' offset 0,0.7
set label '1000 images, 1T1R tiles of 128 x 128, 64 rows read at once, R\_on 100 kohm, R\_off 10 Mohm' at graph 0.5, graph 1.035 center font ',12' textcolor rgb '#555555'
set xlabel 'wire resistance of one cell pitch (ohm)'
set ylabel 'accuracy (%), band: 95 % interval'
set border 3
set tics out nomirror
set yrange [0:100]
set ytics 10
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set key left bottom
set tmargin 4
set logscale x
set xrange [0.357142857:28]
set xtics ('0.5' 0.5, '' 0.6 1, '' 0.7 1, '' 0.8 1, '' 0.9 1, '1' 1, '2' 2, '' 3 1, '' 4 1, '5' 5, '' 6 1, '' 7 1, '' 8 1, '' 9 1, '10' 10, '20' 20)
set arrow from graph 0, first 89.5 to graph 1, first 89.5 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 'software 89.5 %' at graph 0.985, first 89.5 right offset 0,0.6 textcolor rgb '#555555'
set arrow from graph 0, first 91.4 to graph 1, first 91.4 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 'software 91.4 %' at graph 0.985, first 91.4 right offset 0,0.6 textcolor rgb '#555555'
plot \
  $curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.2 noborder notitle, \
  $zero0 using 1:2:3:4 with yerrorbars linecolor rgb '#1f5fa8' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = as it is', \
  $curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.2 noborder notitle, \
  $zero1 using 1:2:3:4 with yerrorbars linecolor rgb '#c8501e' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = complemented weights', \
  $curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.2 noborder notitle, \
  $zero2 using 1:2:3:4 with yerrorbars linecolor rgb '#2a8a57' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = complemented activations', \
  $curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.2 noborder notitle, \
  $zero3 using 1:2:3:4 with yerrorbars linecolor rgb '#7b4a9e' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = BinSparX (both)', \
  $curve4 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.2 noborder notitle, \
  $zero4 using 1:2:3:4 with yerrorbars linecolor rgb '#a8851f' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = both by current', \
  $curve5 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.2 noborder notitle, \
  $zero5 using 1:2:3:4 with yerrorbars linecolor rgb '#505050' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve5 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = 32 rows at once', \
  $curve6 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.2 noborder notitle, \
  $zero6 using 1:2:3:4 with yerrorbars linecolor rgb '#1f5fa8' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve6 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = 16 rows at once', \
  $curve7 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.2 noborder notitle, \
  $zero7 using 1:2:3:4 with yerrorbars linecolor rgb '#c8501e' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve7 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = tiles of 64 rows', \
  $curve8 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.2 noborder notitle, \
  $zero8 using 1:2:3:4 with yerrorbars linecolor rgb '#2a8a57' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve8 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = rows near the sense end', \
  $curve9 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.2 noborder notitle, \
  $zero9 using 1:2:3:4 with yerrorbars linecolor rgb '#7b4a9e' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve9 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = balanced rows', \
  $curve10 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.2 noborder notitle, \
  $zero10 using 1:2:3:4 with yerrorbars linecolor rgb '#a8851f' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve10 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = sensed where driven', \
  $curve11 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.2 noborder notitle, \
  $zero11 using 1:2:3:4 with yerrorbars linecolor rgb '#505050' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve11 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = sensed where driven + rows near', \
  $curve12 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.2 noborder notitle, \
  $zero12 using 1:2:3:4 with yerrorbars linecolor rgb '#1f5fa8' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve12 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = one scale per tile', \
  $curve13 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.2 noborder notitle, \
  $zero13 using 1:2:3:4 with yerrorbars linecolor rgb '#c8501e' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve13 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = calibrated columns', \
  $curve14 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.2 noborder notitle, \
  $zero14 using 1:2:3:4 with yerrorbars linecolor rgb '#2a8a57' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve14 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = recalibrated thresholds', \
  $curve15 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.2 noborder notitle, \
  $zero15 using 1:2:3:4 with yerrorbars linecolor rgb '#7b4a9e' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve15 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = calibrated columns + thresholds', \
  $curve16 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.2 noborder notitle, \
  $zero16 using 1:2:3:4 with yerrorbars linecolor rgb '#a8851f' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve16 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = weights + columns', \
  $curve17 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.2 noborder notitle, \
  $zero17 using 1:2:3:4 with yerrorbars linecolor rgb '#505050' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve17 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = BinSparX + columns', \
  $curve18 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.2 noborder notitle, \
  $zero18 using 1:2:3:4 with yerrorbars linecolor rgb '#1f5fa8' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve18 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = BinSparX + columns + thresholds', \
  $curve19 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.2 noborder notitle, \
  $zero19 using 1:2:3:4 with yerrorbars linecolor rgb '#c8501e' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve19 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_784\_1024\_1024\_10.npz, variant = everything at 32 rows', \
  $curve20 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.2 noborder notitle, \
  $zero20 using 1:2:3:4 with yerrorbars linecolor rgb '#2a8a57' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve20 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = as it is', \
  $curve21 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.2 noborder notitle, \
  $zero21 using 1:2:3:4 with yerrorbars linecolor rgb '#7b4a9e' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve21 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = complemented weights', \
  $curve22 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.2 noborder notitle, \
  $zero22 using 1:2:3:4 with yerrorbars linecolor rgb '#a8851f' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve22 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = complemented activations', \
  $curve23 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.2 noborder notitle, \
  $zero23 using 1:2:3:4 with yerrorbars linecolor rgb '#505050' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve23 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = BinSparX (both)', \
  $curve24 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.2 noborder notitle, \
  $zero24 using 1:2:3:4 with yerrorbars linecolor rgb '#1f5fa8' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve24 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = both by current', \
  $curve25 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.2 noborder notitle, \
  $zero25 using 1:2:3:4 with yerrorbars linecolor rgb '#c8501e' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve25 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = 32 rows at once', \
  $curve26 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.2 noborder notitle, \
  $zero26 using 1:2:3:4 with yerrorbars linecolor rgb '#2a8a57' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve26 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = 16 rows at once', \
  $curve27 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.2 noborder notitle, \
  $zero27 using 1:2:3:4 with yerrorbars linecolor rgb '#7b4a9e' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve27 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = tiles of 64 rows', \
  $curve28 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.2 noborder notitle, \
  $zero28 using 1:2:3:4 with yerrorbars linecolor rgb '#a8851f' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve28 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = rows near the sense end', \
  $curve29 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.2 noborder notitle, \
  $zero29 using 1:2:3:4 with yerrorbars linecolor rgb '#505050' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve29 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = balanced rows', \
  $curve30 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.2 noborder notitle, \
  $zero30 using 1:2:3:4 with yerrorbars linecolor rgb '#1f5fa8' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve30 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = sensed where driven', \
  $curve31 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.2 noborder notitle, \
  $zero31 using 1:2:3:4 with yerrorbars linecolor rgb '#c8501e' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve31 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = sensed where driven + rows near', \
  $curve32 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.2 noborder notitle, \
  $zero32 using 1:2:3:4 with yerrorbars linecolor rgb '#2a8a57' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve32 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = one scale per tile', \
  $curve33 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.2 noborder notitle, \
  $zero33 using 1:2:3:4 with yerrorbars linecolor rgb '#7b4a9e' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve33 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = calibrated columns', \
  $curve34 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.2 noborder notitle, \
  $zero34 using 1:2:3:4 with yerrorbars linecolor rgb '#a8851f' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve34 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = recalibrated thresholds', \
  $curve35 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.2 noborder notitle, \
  $zero35 using 1:2:3:4 with yerrorbars linecolor rgb '#505050' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve35 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = calibrated columns + thresholds', \
  $curve36 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.2 noborder notitle, \
  $zero36 using 1:2:3:4 with yerrorbars linecolor rgb '#1f5fa8' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve36 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = weights + columns', \
  $curve37 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.2 noborder notitle, \
  $zero37 using 1:2:3:4 with yerrorbars linecolor rgb '#c8501e' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve37 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = BinSparX + columns', \
  $curve38 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.2 noborder notitle, \
  $zero38 using 1:2:3:4 with yerrorbars linecolor rgb '#2a8a57' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve38 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = BinSparX + columns + thresholds', \
  $curve39 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.2 noborder notitle, \
  $zero39 using 1:2:3:4 with yerrorbars linecolor rgb '#7b4a9e' linewidth 1.5 pointtype 7 pointsize 0.6 notitle, \
  $curve39 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 pointtype 7 pointsize 0.6 title 'model = ../../engine/models/fashion\_vgg\_w32.npz, variant = everything at 32 rows'
