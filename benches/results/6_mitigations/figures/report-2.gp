# Run in this folder: gnuplot report-2.gp
set terminal svg size 400,646 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
0.5 89.4 87.3389581 91.1594933 "variant = as it is, bl segment = 0.5 ohm: 89.40 % (87.34 % to 91.16 %)"
1 90.2 88.2005298 91.8917988 "variant = as it is, bl segment = 1 ohm: 90.20 % (88.20 % to 91.89 %)"
2 83.5 81.0720752 85.671532 "variant = as it is, bl segment = 2 ohm: 83.50 % (81.07 % to 85.67 %)"
3 63.3 60.2670626 66.2311456 "variant = as it is, bl segment = 3 ohm: 63.30 % (60.27 % to 66.23 %)"
5 29.5 26.7562411 32.400656 "variant = as it is, bl segment = 5 ohm: 29.50 % (26.76 % to 32.40 %)"
10 9.5 7.83452346 11.475444 "variant = as it is, bl segment = 10 ohm: 9.50 % (7.83 % to 11.48 %)"
20 8.3 6.74550214 10.1736495 "variant = as it is, bl segment = 20 ohm: 8.30 % (6.75 % to 10.17 %)"
END
$picture1_curve1 << END
0.5 89.5 87.4464643 91.2512217 "variant = BinSparX (both), bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.5 87.4464643 91.2512217 "variant = BinSparX (both), bl segment = 1 ohm: 89.50 % (87.45 % to 91.25 %)"
2 90 87.9848037 91.7090556 "variant = BinSparX (both), bl segment = 2 ohm: 90.00 % (87.98 % to 91.71 %)"
3 88.7 86.5878447 90.5159642 "variant = BinSparX (both), bl segment = 3 ohm: 88.70 % (86.59 % to 90.52 %)"
5 86.9 84.6668358 88.8507494 "variant = BinSparX (both), bl segment = 5 ohm: 86.90 % (84.67 % to 88.85 %)"
10 69.1 66.1675036 71.8863142 "variant = BinSparX (both), bl segment = 10 ohm: 69.10 % (66.17 % to 71.89 %)"
20 26.9 24.2438191 29.7329771 "variant = BinSparX (both), bl segment = 20 ohm: 26.90 % (24.24 % to 29.73 %)"
END
$picture1_curve2 << END
0.5 89.5 87.4464643 91.2512217 "variant = 32 rows at once, bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.5 87.4464643 91.2512217 "variant = 32 rows at once, bl segment = 1 ohm: 89.50 % (87.45 % to 91.25 %)"
2 89.9 87.8770257 91.6175989 "variant = 32 rows at once, bl segment = 2 ohm: 89.90 % (87.88 % to 91.62 %)"
3 88.9 86.8021992 90.700079 "variant = 32 rows at once, bl segment = 3 ohm: 88.90 % (86.80 % to 90.70 %)"
5 73.8 70.9872395 76.4306068 "variant = 32 rows at once, bl segment = 5 ohm: 73.80 % (70.99 % to 76.43 %)"
10 27 24.3402368 29.8357941 "variant = 32 rows at once, bl segment = 10 ohm: 27.00 % (24.34 % to 29.84 %)"
20 8.1 6.56496215 9.95572021 "variant = 32 rows at once, bl segment = 20 ohm: 8.10 % (6.56 % to 9.96 %)"
END
$picture1_curve3 << END
0.5 89.5 87.4464643 91.2512217 "variant = 16 rows at once, bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.5 87.4464643 91.2512217 "variant = 16 rows at once, bl segment = 1 ohm: 89.50 % (87.45 % to 91.25 %)"
2 89.6 87.5540235 91.3428972 "variant = 16 rows at once, bl segment = 2 ohm: 89.60 % (87.55 % to 91.34 %)"
3 90.1 88.0926381 91.8004559 "variant = 16 rows at once, bl segment = 3 ohm: 90.10 % (88.09 % to 91.80 %)"
5 90.2 88.2005298 91.8917988 "variant = 16 rows at once, bl segment = 5 ohm: 90.20 % (88.20 % to 91.89 %)"
10 71.1 68.213956 73.8245548 "variant = 16 rows at once, bl segment = 10 ohm: 71.10 % (68.21 % to 73.82 %)"
20 21.5 19.0653436 24.1527816 "variant = 16 rows at once, bl segment = 20 ohm: 21.50 % (19.07 % to 24.15 %)"
END
$picture1_curve4 << END
0.5 89.5 87.4464643 91.2512217 "variant = tiles of 64 rows, bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.4 87.3389581 91.1594933 "variant = tiles of 64 rows, bl segment = 1 ohm: 89.40 % (87.34 % to 91.16 %)"
2 89.9 87.8770257 91.6175989 "variant = tiles of 64 rows, bl segment = 2 ohm: 89.90 % (87.88 % to 91.62 %)"
3 88.8 86.6949976 90.6080459 "variant = tiles of 64 rows, bl segment = 3 ohm: 88.80 % (86.69 % to 90.61 %)"
5 82.7 80.2316534 84.9180766 "variant = tiles of 64 rows, bl segment = 5 ohm: 82.70 % (80.23 % to 84.92 %)"
10 41.6 38.5828968 44.6813928 "variant = tiles of 64 rows, bl segment = 10 ohm: 41.60 % (38.58 % to 44.68 %)"
20 11.4 9.57616571 13.51926 "variant = tiles of 64 rows, bl segment = 20 ohm: 11.40 % (9.58 % to 13.52 %)"
END
$picture1_curve5 << END
0.5 90.2 88.2005298 91.8917988 "variant = rows near the sense end, bl segment = 0.5 ohm: 90.20 % (88.20 % to 91.89 %)"
1 89.5 87.4464643 91.2512217 "variant = rows near the sense end, bl segment = 1 ohm: 89.50 % (87.45 % to 91.25 %)"
2 78.7 76.0550397 81.1253043 "variant = rows near the sense end, bl segment = 2 ohm: 78.70 % (76.06 % to 81.13 %)"
3 62.4 59.355759 65.3493374 "variant = rows near the sense end, bl segment = 3 ohm: 62.40 % (59.36 % to 65.35 %)"
5 25.7 23.0882017 28.4977787 "variant = rows near the sense end, bl segment = 5 ohm: 25.70 % (23.09 % to 28.50 %)"
10 5.5 4.24974274 7.09083877 "variant = rows near the sense end, bl segment = 10 ohm: 5.50 % (4.25 % to 7.09 %)"
20 5.2 3.98730363 6.75557393 "variant = rows near the sense end, bl segment = 20 ohm: 5.20 % (3.99 % to 6.76 %)"
END
$picture1_curve6 << END
0.5 89.4 87.3389581 91.1594933 "variant = balanced rows, bl segment = 0.5 ohm: 89.40 % (87.34 % to 91.16 %)"
1 89.7 87.6616364 91.434519 "variant = balanced rows, bl segment = 1 ohm: 89.70 % (87.66 % to 91.43 %)"
2 83.5 81.0720752 85.671532 "variant = balanced rows, bl segment = 2 ohm: 83.50 % (81.07 % to 85.67 %)"
3 72.9 70.0614064 75.563328 "variant = balanced rows, bl segment = 3 ohm: 72.90 % (70.06 % to 75.56 %)"
5 40.8 37.7947722 43.8756402 "variant = balanced rows, bl segment = 5 ohm: 40.80 % (37.79 % to 43.88 %)"
10 5.4 4.16213137 6.97921548 "variant = balanced rows, bl segment = 10 ohm: 5.40 % (4.16 % to 6.98 %)"
20 4.9 3.72610346 6.41907015 "variant = balanced rows, bl segment = 20 ohm: 4.90 % (3.73 % to 6.42 %)"
END
$picture1_curve7 << END
0.5 90 87.9848037 91.7090556 "variant = sensed where driven, bl segment = 0.5 ohm: 90.00 % (87.98 % to 91.71 %)"
1 89.7 87.6616364 91.434519 "variant = sensed where driven, bl segment = 1 ohm: 89.70 % (87.66 % to 91.43 %)"
2 83.9 81.492999 86.0475467 "variant = sensed where driven, bl segment = 2 ohm: 83.90 % (81.49 % to 86.05 %)"
3 65.9 62.9060409 68.7722682 "variant = sensed where driven, bl segment = 3 ohm: 65.90 % (62.91 % to 68.77 %)"
5 32.1 29.2796486 35.0573494 "variant = sensed where driven, bl segment = 5 ohm: 32.10 % (29.28 % to 35.06 %)"
10 9.5 7.83452346 11.475444 "variant = sensed where driven, bl segment = 10 ohm: 9.50 % (7.83 % to 11.48 %)"
20 8.1 6.56496215 9.95572021 "variant = sensed where driven, bl segment = 20 ohm: 8.10 % (6.56 % to 9.96 %)"
END
$picture1_curve8 << END
0.5 89.6 87.5540235 91.3428972 "variant = sensed where driven + rows near, bl segment = 0.5 ohm: 89.60 % (87.55 % to 91.34 %)"
1 89.4 87.3389581 91.1594933 "variant = sensed where driven + rows near, bl segment = 1 ohm: 89.40 % (87.34 % to 91.16 %)"
2 88.5 86.3736828 90.3316568 "variant = sensed where driven + rows near, bl segment = 2 ohm: 88.50 % (86.37 % to 90.33 %)"
3 87.6 85.4122251 89.5000027 "variant = sensed where driven + rows near, bl segment = 3 ohm: 87.60 % (85.41 % to 89.50 %)"
5 74.7 71.9145381 77.29642 "variant = sensed where driven + rows near, bl segment = 5 ohm: 74.70 % (71.91 % to 77.30 %)"
10 30.3 27.5315424 33.2192319 "variant = sensed where driven + rows near, bl segment = 10 ohm: 30.30 % (27.53 % to 33.22 %)"
20 3.7 2.69611809 5.05823975 "variant = sensed where driven + rows near, bl segment = 20 ohm: 3.70 % (2.70 % to 5.06 %)"
END
$picture2_curve0 << END
0.5 92.6 90.8094594 94.0645007 "variant = as it is, bl segment = 0.5 ohm: 92.60 % (90.81 % to 94.06 %)"
1 89.7 87.6616364 91.434519 "variant = as it is, bl segment = 1 ohm: 89.70 % (87.66 % to 91.43 %)"
2 67.2 64.2291634 70.0391962 "variant = as it is, bl segment = 2 ohm: 67.20 % (64.23 % to 70.04 %)"
3 22.8 20.3066773 25.5014984 "variant = as it is, bl segment = 3 ohm: 22.80 % (20.31 % to 25.50 %)"
5 9.5 7.83452346 11.475444 "variant = as it is, bl segment = 5 ohm: 9.50 % (7.83 % to 11.48 %)"
10 9.5 7.83452346 11.475444 "variant = as it is, bl segment = 10 ohm: 9.50 % (7.83 % to 11.48 %)"
20 9.5 7.83452346 11.475444 "variant = as it is, bl segment = 20 ohm: 9.50 % (7.83 % to 11.48 %)"
END
$picture2_curve1 << END
0.5 91.4 89.4999969 92.9831475 "variant = BinSparX (both), bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 91.3 89.3913519 92.8925579 "variant = BinSparX (both), bl segment = 1 ohm: 91.30 % (89.39 % to 92.89 %)"
2 90.2 88.2005298 91.8917988 "variant = BinSparX (both), bl segment = 2 ohm: 90.20 % (88.20 % to 91.89 %)"
3 89.5 87.4464643 91.2512217 "variant = BinSparX (both), bl segment = 3 ohm: 89.50 % (87.45 % to 91.25 %)"
5 89.8 87.7693035 91.5260865 "variant = BinSparX (both), bl segment = 5 ohm: 89.80 % (87.77 % to 91.53 %)"
10 68.8 65.8610825 71.5950314 "variant = BinSparX (both), bl segment = 10 ohm: 68.80 % (65.86 % to 71.60 %)"
20 13.6 11.6142065 15.8643816 "variant = BinSparX (both), bl segment = 20 ohm: 13.60 % (11.61 % to 15.86 %)"
END
$picture2_curve2 << END
0.5 91.4 89.4999969 92.9831475 "variant = 32 rows at once, bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 91.5 89.6087109 93.0736681 "variant = 32 rows at once, bl segment = 1 ohm: 91.50 % (89.61 % to 93.07 %)"
2 91.4 89.4999969 92.9831475 "variant = 32 rows at once, bl segment = 2 ohm: 91.40 % (89.50 % to 92.98 %)"
3 89 86.9094501 90.7920627 "variant = 32 rows at once, bl segment = 3 ohm: 89.00 % (86.91 % to 90.79 %)"
5 63.1 60.064455 66.0352839 "variant = 32 rows at once, bl segment = 5 ohm: 63.10 % (60.06 % to 66.04 %)"
10 9.5 7.83452346 11.475444 "variant = 32 rows at once, bl segment = 10 ohm: 9.50 % (7.83 % to 11.48 %)"
20 9.5 7.83452346 11.475444 "variant = 32 rows at once, bl segment = 20 ohm: 9.50 % (7.83 % to 11.48 %)"
END
$picture2_curve3 << END
0.5 91.4 89.4999969 92.9831475 "variant = 16 rows at once, bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 91.4 89.4999969 92.9831475 "variant = 16 rows at once, bl segment = 1 ohm: 91.40 % (89.50 % to 92.98 %)"
2 91.4 89.4999969 92.9831475 "variant = 16 rows at once, bl segment = 2 ohm: 91.40 % (89.50 % to 92.98 %)"
3 91.7 89.8263505 93.2544979 "variant = 16 rows at once, bl segment = 3 ohm: 91.70 % (89.83 % to 93.25 %)"
5 90.6 88.6326846 92.2565826 "variant = 16 rows at once, bl segment = 5 ohm: 90.60 % (88.63 % to 92.26 %)"
10 79.9 77.3038813 82.2672785 "variant = 16 rows at once, bl segment = 10 ohm: 79.90 % (77.30 % to 82.27 %)"
20 9.5 7.83452346 11.475444 "variant = 16 rows at once, bl segment = 20 ohm: 9.50 % (7.83 % to 11.48 %)"
END
$picture2_curve4 << END
0.5 91.4 89.4999969 92.9831475 "variant = tiles of 64 rows, bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 91.4 89.4999969 92.9831475 "variant = tiles of 64 rows, bl segment = 1 ohm: 91.40 % (89.50 % to 92.98 %)"
2 89.5 87.4464643 91.2512217 "variant = tiles of 64 rows, bl segment = 2 ohm: 89.50 % (87.45 % to 91.25 %)"
3 88.8 86.6949976 90.6080459 "variant = tiles of 64 rows, bl segment = 3 ohm: 88.80 % (86.69 % to 90.61 %)"
5 65.3 62.2961971 68.1867041 "variant = tiles of 64 rows, bl segment = 5 ohm: 65.30 % (62.30 % to 68.19 %)"
10 9.7 8.01691618 11.6915206 "variant = tiles of 64 rows, bl segment = 10 ohm: 9.70 % (8.02 % to 11.69 %)"
20 9.5 7.83452346 11.475444 "variant = tiles of 64 rows, bl segment = 20 ohm: 9.50 % (7.83 % to 11.48 %)"
END
$picture2_curve5 << END
0.5 91.3 89.3913519 92.8925579 "variant = rows near the sense end, bl segment = 0.5 ohm: 91.30 % (89.39 % to 92.89 %)"
1 90.2 88.2005298 91.8917988 "variant = rows near the sense end, bl segment = 1 ohm: 90.20 % (88.20 % to 91.89 %)"
2 73.3 70.4727099 75.9489632 "variant = rows near the sense end, bl segment = 2 ohm: 73.30 % (70.47 % to 75.95 %)"
3 28.1 25.4019778 30.9656342 "variant = rows near the sense end, bl segment = 3 ohm: 28.10 % (25.40 % to 30.97 %)"
5 9.5 7.83452346 11.475444 "variant = rows near the sense end, bl segment = 5 ohm: 9.50 % (7.83 % to 11.48 %)"
10 9.5 7.83452346 11.475444 "variant = rows near the sense end, bl segment = 10 ohm: 9.50 % (7.83 % to 11.48 %)"
20 9.5 7.83452346 11.475444 "variant = rows near the sense end, bl segment = 20 ohm: 9.50 % (7.83 % to 11.48 %)"
END
$picture2_curve6 << END
0.5 91.5 89.6087109 93.0736681 "variant = balanced rows, bl segment = 0.5 ohm: 91.50 % (89.61 % to 93.07 %)"
1 91 89.0658207 92.6203851 "variant = balanced rows, bl segment = 1 ohm: 91.00 % (89.07 % to 92.62 %)"
2 73.6 70.7813738 76.2380032 "variant = balanced rows, bl segment = 2 ohm: 73.60 % (70.78 % to 76.24 %)"
3 31.8 28.9879511 34.7513429 "variant = balanced rows, bl segment = 3 ohm: 31.80 % (28.99 % to 34.75 %)"
5 9.5 7.83452346 11.475444 "variant = balanced rows, bl segment = 5 ohm: 9.50 % (7.83 % to 11.48 %)"
10 9.5 7.83452346 11.475444 "variant = balanced rows, bl segment = 10 ohm: 9.50 % (7.83 % to 11.48 %)"
20 9.5 7.83452346 11.475444 "variant = balanced rows, bl segment = 20 ohm: 9.50 % (7.83 % to 11.48 %)"
END
$picture2_curve7 << END
0.5 91.5 89.6087109 93.0736681 "variant = sensed where driven, bl segment = 0.5 ohm: 91.50 % (89.61 % to 93.07 %)"
1 88.9 86.8021992 90.700079 "variant = sensed where driven, bl segment = 1 ohm: 88.90 % (86.80 % to 90.70 %)"
2 77.3 74.6021214 79.7889376 "variant = sensed where driven, bl segment = 2 ohm: 77.30 % (74.60 % to 79.79 %)"
3 39.4 36.4175573 42.4635699 "variant = sensed where driven, bl segment = 3 ohm: 39.40 % (36.42 % to 42.46 %)"
5 9.5 7.83452346 11.475444 "variant = sensed where driven, bl segment = 5 ohm: 9.50 % (7.83 % to 11.48 %)"
10 9.5 7.83452346 11.475444 "variant = sensed where driven, bl segment = 10 ohm: 9.50 % (7.83 % to 11.48 %)"
20 9.5 7.83452346 11.475444 "variant = sensed where driven, bl segment = 20 ohm: 9.50 % (7.83 % to 11.48 %)"
END
$picture2_curve8 << END
0.5 90.7 88.7408744 92.3476274 "variant = sensed where driven + rows near, bl segment = 0.5 ohm: 90.70 % (88.74 % to 92.35 %)"
1 91.3 89.3913519 92.8925579 "variant = sensed where driven + rows near, bl segment = 1 ohm: 91.30 % (89.39 % to 92.89 %)"
2 87.3 85.0925247 89.2219991 "variant = sensed where driven + rows near, bl segment = 2 ohm: 87.30 % (85.09 % to 89.22 %)"
3 70.7 67.8041492 73.437423 "variant = sensed where driven + rows near, bl segment = 3 ohm: 70.70 % (67.80 % to 73.44 %)"
5 20.3 17.9228179 22.9044916 "variant = sensed where driven + rows near, bl segment = 5 ohm: 20.30 % (17.92 % to 22.90 %)"
10 9.5 7.83452346 11.475444 "variant = sensed where driven + rows near, bl segment = 10 ohm: 9.50 % (7.83 % to 11.48 %)"
20 9.5 7.83452346 11.475444 "variant = sensed where driven + rows near, bl segment = 20 ohm: 9.50 % (7.83 % to 11.48 %)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.5728
set bmargin at screen 0.0960
set key at screen 0.02, screen 0.9876 left top vertical maxrows 9 Left reverse samplen 2.5
set key title 'variant' left
set xlabel 'bl segment (ohm)' offset 0,0.5
set ylabel 'accuracy (%)' offset 1,0
set logscale x
set xrange [0.40072497:24.9547714]
set xtics ('0.5' 0.5, '1' 1, '2' 2, '3' 3, '5' 5, '10' 10, '20' 20)
set yrange [0:100]

set output 'report-2-1.svg'
set title 'model = perceptron 784-1024-1024-10' offset 0,-0.4
set arrow 10 from graph 0, first 89.5 to graph 1, first 89.5 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 89.50 %' at graph 0.985, first 89.5 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture1_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve4 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve5 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve6 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve7 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve8 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'as it is', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'BinSparX (both)', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture1_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title '32 rows at once', \
  $picture1_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture1_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title '16 rows at once', \
  $picture1_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle, \
  $picture1_curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'tiles of 64 rows', \
  $picture1_curve4 using 1:2:5 with labels hypertext point pointtype 11 pointsize 0.7 linecolor rgb '#a8851f' notitle, \
  $picture1_curve5 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'rows near the sense end', \
  $picture1_curve5 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#505050' notitle, \
  $picture1_curve6 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 2 pointtype 5 pointsize 0.7 title 'balanced rows', \
  $picture1_curve6 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve7 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 2 pointtype 9 pointsize 0.7 title 'sensed where driven', \
  $picture1_curve7 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture1_curve8 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 2 pointtype 13 pointsize 0.7 title 'sensed where driven + rows near', \
  $picture1_curve8 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#2a8a57' notitle
unset arrow 10
unset label 10

set output 'report-2-2.svg'
set title 'model = VGG-small, width 32' offset 0,-0.4
set arrow 10 from graph 0, first 91.4 to graph 1, first 91.4 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 91.40 %' at graph 0.985, first 91.4 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture2_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve4 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve5 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve6 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve7 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve8 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'as it is', \
  $picture2_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'BinSparX (both)', \
  $picture2_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture2_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title '32 rows at once', \
  $picture2_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture2_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title '16 rows at once', \
  $picture2_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle, \
  $picture2_curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'tiles of 64 rows', \
  $picture2_curve4 using 1:2:5 with labels hypertext point pointtype 11 pointsize 0.7 linecolor rgb '#a8851f' notitle, \
  $picture2_curve5 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'rows near the sense end', \
  $picture2_curve5 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#505050' notitle, \
  $picture2_curve6 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 2 pointtype 5 pointsize 0.7 title 'balanced rows', \
  $picture2_curve6 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve7 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 2 pointtype 9 pointsize 0.7 title 'sensed where driven', \
  $picture2_curve7 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture2_curve8 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 2 pointtype 13 pointsize 0.7 title 'sensed where driven + rows near', \
  $picture2_curve8 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#2a8a57' notitle
unset arrow 10
unset label 10
