# Run in this folder: gnuplot curve.gp
set terminal svg size 720,540 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
set output 'curve.svg'
$curve0 << END
1 90 86.0833538 92.9052085
2 90 86.0833538 92.9052085
5 89.6666667 85.7059828 92.6243415
10 89.6666667 85.7059828 92.6243415
25 73.3333333 68.0572606 78.0194008
END
$curve1 << END
1 90 86.0833538 92.9052085
2 90 86.0833538 92.9052085
5 90 86.0833538 92.9052085
10 89.3333333 85.3296712 92.3424151
25 89.3333333 85.3296712 92.3424151
END
$curve2 << END
1 90 86.0833538 92.9052085
2 90 86.0833538 92.9052085
5 90 86.0833538 92.9052085
10 90.3333333 86.4618298 93.1849705
25 90 86.0833538 92.9052085
END
$curve3 << END
1 90 86.0833538 92.9052085
2 90 86.0833538 92.9052085
5 90 86.0833538 92.9052085
10 90 86.0833538 92.9052085
25 89.6666667 85.7059828 92.6243415
END
$curve4 << END
1 90 86.0833538 92.9052085
2 89.6666667 85.7059828 92.6243415
5 91.3333333 87.6044041 94.0171102
10 74.6666667 69.4545884 79.255025
25 23 18.5971818 28.0855386
END
$curve5 << END
1 90 86.0833538 92.9052085
2 90 86.0833538 92.9052085
5 90 86.0833538 92.9052085
10 88.6666667 84.5800604 91.7755498
25 74 68.7551977 78.6379397
END
$curve6 << END
1 90 86.0833538 92.9052085
2 90 86.0833538 92.9052085
5 90 86.0833538 92.9052085
10 89 84.9543768 92.0594715
25 71 65.6254498 75.8435454
END
$curve7 << END
1 90 86.0833538 92.9052085
2 90 86.0833538 92.9052085
5 90 86.0833538 92.9052085
10 90.3333333 86.4618298 93.1849705
25 86.3333333 81.9844587 89.7634854
END
$curve8 << END
1 90 86.0833538 92.9052085
2 89.6666667 85.7059828 92.6243415
5 73.3333333 68.0572606 78.0194008
10 28.6666667 23.8446039 34.0281629
25 8 5.43468554 11.627324
END
$curve9 << END
1 90 86.0833538 92.9052085
2 90.3333333 86.4618298 93.1849705
5 89 84.9543768 92.0594715
10 78 72.9747382 82.3172554
25 52 46.3571082 57.5923199
END
$curve10 << END
1 90 86.0833538 92.9052085
2 90.3333333 86.4618298 93.1849705
5 89.3333333 85.3296712 92.3424151
10 75.6666667 70.5064816 80.1778459
25 27.3333333 22.6005573 32.6392574
END
$curve11 << END
1 90 86.0833538 92.9052085
2 90 86.0833538 92.9052085
5 90.6666667 86.8414603 93.463578
10 89 84.9543768 92.0594715
25 60.3333333 54.7004618 65.7049168
END
$curve12 << END
1 89.6666667 85.7059828 92.6243415
2 82 77.2566801 85.9341697
5 28 23.2219022 33.3343885
10 8.33333333 5.70808741 12.0121602
25 8.66666667 5.98288975 12.3955959
END
$curve13 << END
1 90.3333333 86.4618298 93.1849705
2 89.6666667 85.7059828 92.6243415
5 78 72.9747382 82.3172554
10 63.6666667 58.0831625 68.9045963
25 27 22.2904029 32.2911737
END
$curve14 << END
1 90.3333333 86.4618298 93.1849705
2 89.6666667 85.7059828 92.6243415
5 76 70.8578812 80.4846843
10 33.6666667 28.5555368 39.1908003
25 14.3333333 10.8184742 18.7500577
END
$curve15 << END
1 90 86.0833538 92.9052085
2 89.6666667 85.7059828 92.6243415
5 88.6666667 84.5800604 91.7755498
10 72 66.6656115 76.7780978
25 24.3333333 19.8221541 29.4935184
END
$curve16 << END
1 93 89.536399 95.3763055
2 93 89.536399 95.3763055
5 93.3333333 89.927694 95.6432484
10 91.3333333 87.6044041 94.0171102
25 61.3333333 55.712452 66.6676407
END
$curve17 << END
1 93 89.536399 95.3763055
2 93 89.536399 95.3763055
5 93 89.536399 95.3763055
10 92.6666667 89.1468658 95.1076006
25 92 88.372676 94.5653145
END
$curve18 << END
1 93 89.536399 95.3763055
2 93 89.536399 95.3763055
5 93 89.536399 95.3763055
10 93.6666667 90.3208688 95.9083118
25 89.3333333 85.3296712 92.3424151
END
$curve19 << END
1 93 89.536399 95.3763055
2 93 89.536399 95.3763055
5 93 89.536399 95.3763055
10 93.3333333 89.927694 95.6432484
25 92 88.372676 94.5653145
END
$curve20 << END
1 93 89.536399 95.3763055
2 93.3333333 89.927694 95.6432484
5 90 86.0833538 92.9052085
10 66 60.4674453 71.1279796
25 9.66666667 6.81502948 13.5381702
END
$curve21 << END
1 93 89.536399 95.3763055
2 93 89.536399 95.3763055
5 93 89.536399 95.3763055
10 92.6666667 89.1468658 95.1076006
25 69 63.5539196 73.9656475
END
$curve22 << END
1 93 89.536399 95.3763055
2 93 89.536399 95.3763055
5 93.3333333 89.927694 95.6432484
10 90.3333333 86.4618298 93.1849705
25 19 14.963485 23.8203792
END
$curve23 << END
1 93 89.536399 95.3763055
2 93 89.536399 95.3763055
5 93.3333333 89.927694 95.6432484
10 92.6666667 89.1468658 95.1076006
25 85 80.5182389 88.5967531
END
$curve24 << END
1 93.3333333 89.927694 95.6432484
2 92.6666667 89.1468658 95.1076006
5 65 59.4439111 70.1767997
10 9.66666667 6.81502948 13.5381702
25 9.66666667 6.81502948 13.5381702
END
$curve25 << END
1 93 89.536399 95.3763055
2 92.6666667 89.1468658 95.1076006
5 92.6666667 89.1468658 95.1076006
10 72.6666667 67.3607426 77.3994427
25 19.6666667 15.5644634 24.5358768
END
$curve26 << END
1 93 89.536399 95.3763055
2 92.6666667 89.1468658 95.1076006
5 90.3333333 86.4618298 93.1849705
10 19 14.963485 23.8203792
25 10 7.09479146 13.9166462
END
$curve27 << END
1 93 89.536399 95.3763055
2 93.3333333 89.927694 95.6432484
5 92.6666667 89.1468658 95.1076006
10 85.3333333 80.8837488 88.8894813
25 35.6666667 30.4587417 41.2370234
END
$curve28 << END
1 92.6666667 89.1468658 95.1076006
2 86 81.6168388 89.4728673
5 9.66666667 6.81502948 13.5381702
10 9.66666667 6.81502948 13.5381702
25 9.66666667 6.81502948 13.5381702
END
$curve29 << END
1 92.6666667 89.1468658 95.1076006
2 90.6666667 86.8414603 93.463578
5 73.3333333 68.0572606 78.0194008
10 31 26.0343525 36.4460804
25 11 7.94052853 15.0456232
END
$curve30 << END
1 92.6666667 89.1468658 95.1076006
2 92.6666667 89.1468658 95.1076006
5 19.3333333 15.2637267 24.1783755
10 9.66666667 6.81502948 13.5381702
25 9.33333333 6.53642196 13.1585397
END
$curve31 << END
1 93.3333333 89.927694 95.6432484
2 92 88.372676 94.5653145
5 85 80.5182389 88.5967531
10 64.3333333 58.7629766 69.5412583
25 13.3333333 9.94664168 17.6471762
END
$curve32 << END
1 91 87.2222989 93.7409774
2 91 87.2222989 93.7409774
5 90.6666667 86.8414603 93.463578
10 90.3333333 86.4618298 93.1849705
25 79.6666667 74.7505689 83.8326148
END
$curve33 << END
1 91 87.2222989 93.7409774
2 91 87.2222989 93.7409774
5 91 87.2222989 93.7409774
10 91 87.2222989 93.7409774
25 91 87.2222989 93.7409774
END
$curve34 << END
1 91 87.2222989 93.7409774
2 91 87.2222989 93.7409774
5 91 87.2222989 93.7409774
10 90.6666667 86.8414603 93.463578
25 88 83.8342186 91.2049156
END
$curve35 << END
1 91 87.2222989 93.7409774
2 91 87.2222989 93.7409774
5 91 87.2222989 93.7409774
10 91 87.2222989 93.7409774
25 89 84.9543768 92.0594715
END
$curve36 << END
1 91 87.2222989 93.7409774
2 90.6666667 86.8414603 93.463578
5 90.6666667 86.8414603 93.463578
10 81.6666667 76.8971382 85.6354736
25 34.6666667 29.5058541 40.215197
END
$curve37 << END
1 91 87.2222989 93.7409774
2 91 87.2222989 93.7409774
5 89 84.9543768 92.0594715
10 90 86.0833538 92.9052085
25 81.3333333 76.538122 85.3362518
END
$curve38 << END
1 91 87.2222989 93.7409774
2 91 87.2222989 93.7409774
5 91.3333333 87.6044041 94.0171102
10 88 83.8342186 91.2049156
25 66.3333333 60.8091997 71.4444632
END
$curve39 << END
1 91 87.2222989 93.7409774
2 91 87.2222989 93.7409774
5 91.3333333 87.6044041 94.0171102
10 91 87.2222989 93.7409774
25 88.3333333 84.2066857 91.4906865
END
$curve40 << END
1 91 87.2222989 93.7409774
2 89.6666667 85.7059828 92.6243415
5 78.3333333 73.3290151 82.6212165
10 36.3333333 31.0954037 41.9168375
25 11 7.94052853 15.0456232
END
$curve41 << END
1 91 87.2222989 93.7409774
2 89.6666667 85.7059828 92.6243415
5 90 86.0833538 92.9052085
10 83 78.3385737 86.8269902
25 41.3333333 35.904873 46.9809385
END
$curve42 << END
1 91 87.2222989 93.7409774
2 91 87.2222989 93.7409774
5 88 83.8342186 91.2049156
10 73 67.7088263 77.7095971
25 22 17.6827446 27.0252618
END
$curve43 << END
1 91 87.2222989 93.7409774
2 91 87.2222989 93.7409774
5 91.3333333 87.6044041 94.0171102
10 87.6666667 83.4626276 90.9182686
25 67 61.4935853 72.0765536
END
$curve44 << END
1 89.6666667 85.7059828 92.6243415
2 83.6666667 79.0626833 87.4193567
5 41.3333333 35.904873 46.9809385
10 10.3333333 7.37565847 14.2940172
25 11 7.94052853 15.0456232
END
$curve45 << END
1 89.6666667 85.7059828 92.6243415
2 90 86.0833538 92.9052085
5 83.6666667 79.0626833 87.4193567
10 47.3333333 41.7528998 52.981196
25 28.3333333 23.5330853 33.6814435
END
$curve46 << END
1 91 87.2222989 93.7409774
2 90 86.0833538 92.9052085
5 69.3333333 63.8983811 74.279424
10 30.3333333 25.407113 35.7568439
25 7 4.62369448 10.463601
END
$curve47 << END
1 91 87.2222989 93.7409774
2 91 87.2222989 93.7409774
5 88.6666667 84.5800604 91.7755498
10 77 71.9144614 81.4028182
25 21.6666667 17.3787835 26.6709849
END
set title 'Accuracy on the arrays: 1_wires_1t1r' offset 0,0.7
set label '300 images, 32 rows read at once, R_on 100 kohm, R_off 10 Mohm' at graph 0.5, graph 1.035 center font ',12' textcolor rgb '#555555'
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
set arrow 10 from graph 0, first 90 to graph 1, first 90 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 90 %' at graph 0.985, first 90 right offset 0,0.6 front textcolor rgb '#555555'
set arrow 11 from graph 0, first 91 to graph 1, first 91 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 11 'software 91 %' at graph 0.985, first 91 right offset 0,0.6 front textcolor rgb '#555555'
set arrow 12 from graph 0, first 93 to graph 1, first 93 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 12 'software 93 %' at graph 0.985, first 93 right offset 0,0.6 front textcolor rgb '#555555'
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
  $curve32 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $curve33 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve34 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $curve35 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.18 noborder notitle, \
  $curve36 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $curve37 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve38 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $curve39 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve40 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $curve41 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.18 noborder notitle, \
  $curve42 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $curve43 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve44 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $curve45 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $curve46 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $curve47 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.18 noborder notitle, \
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
  $curve31 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 2 pointtype 5 pointsize 0.7 title 'model = ../../engine/models/fashion_vgg_w32.npz, tile_rows = 256, sparsify = both', \
  $curve32 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 2 pointtype 9 pointsize 0.7 title 'model = ../../engine/models/fashion_resnet18_w32.npz, tile_rows = 32, sparsify = none', \
  $curve33 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 2 pointtype 13 pointsize 0.7 title 'model = ../../engine/models/fashion_resnet18_w32.npz, tile_rows = 32, sparsify = weights', \
  $curve34 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 2 pointtype 11 pointsize 0.7 title 'model = ../../engine/models/fashion_resnet18_w32.npz, tile_rows = 32, sparsify = activations', \
  $curve35 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 2 pointtype 7 pointsize 0.7 title 'model = ../../engine/models/fashion_resnet18_w32.npz, tile_rows = 32, sparsify = both', \
  $curve36 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 3 pointtype 5 pointsize 0.7 title 'model = ../../engine/models/fashion_resnet18_w32.npz, tile_rows = 64, sparsify = none', \
  $curve37 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 3 pointtype 9 pointsize 0.7 title 'model = ../../engine/models/fashion_resnet18_w32.npz, tile_rows = 64, sparsify = weights', \
  $curve38 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 3 pointtype 13 pointsize 0.7 title 'model = ../../engine/models/fashion_resnet18_w32.npz, tile_rows = 64, sparsify = activations', \
  $curve39 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 3 pointtype 11 pointsize 0.7 title 'model = ../../engine/models/fashion_resnet18_w32.npz, tile_rows = 64, sparsify = both', \
  $curve40 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 3 pointtype 7 pointsize 0.7 title 'model = ../../engine/models/fashion_resnet18_w32.npz, tile_rows = 128, sparsify = none', \
  $curve41 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 3 pointtype 5 pointsize 0.7 title 'model = ../../engine/models/fashion_resnet18_w32.npz, tile_rows = 128, sparsify = weights', \
  $curve42 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 4 pointtype 9 pointsize 0.7 title 'model = ../../engine/models/fashion_resnet18_w32.npz, tile_rows = 128, sparsify = activations', \
  $curve43 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 4 pointtype 13 pointsize 0.7 title 'model = ../../engine/models/fashion_resnet18_w32.npz, tile_rows = 128, sparsify = both', \
  $curve44 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 4 pointtype 11 pointsize 0.7 title 'model = ../../engine/models/fashion_resnet18_w32.npz, tile_rows = 256, sparsify = none', \
  $curve45 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 4 pointtype 7 pointsize 0.7 title 'model = ../../engine/models/fashion_resnet18_w32.npz, tile_rows = 256, sparsify = weights', \
  $curve46 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 4 pointtype 5 pointsize 0.7 title 'model = ../../engine/models/fashion_resnet18_w32.npz, tile_rows = 256, sparsify = activations', \
  $curve47 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 4 pointtype 9 pointsize 0.7 title 'model = ../../engine/models/fashion_resnet18_w32.npz, tile_rows = 256, sparsify = both'
