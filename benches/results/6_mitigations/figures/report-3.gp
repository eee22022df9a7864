# Run in this folder: gnuplot report-3.gp
set terminal svg size 400,496 noenhanced font 'Helvetica,15' background '#ffffff'
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
0.5 89.7 87.6616364 91.434519 "variant = one scale per tile, bl segment = 0.5 ohm: 89.70 % (87.66 % to 91.43 %)"
1 89.8 87.7693035 91.5260865 "variant = one scale per tile, bl segment = 1 ohm: 89.80 % (87.77 % to 91.53 %)"
2 89.8 87.7693035 91.5260865 "variant = one scale per tile, bl segment = 2 ohm: 89.80 % (87.77 % to 91.53 %)"
3 89.8 87.7693035 91.5260865 "variant = one scale per tile, bl segment = 3 ohm: 89.80 % (87.77 % to 91.53 %)"
5 89.3 87.2315042 91.0677126 "variant = one scale per tile, bl segment = 5 ohm: 89.30 % (87.23 % to 91.07 %)"
10 50 46.90696 53.09304 "variant = one scale per tile, bl segment = 10 ohm: 50.00 % (46.91 % to 53.09 %)"
20 28.3 25.5952441 31.1708372 "variant = one scale per tile, bl segment = 20 ohm: 28.30 % (25.60 % to 31.17 %)"
END
$picture1_curve3 << END
0.5 89.5 87.4464643 91.2512217 "variant = calibrated columns, bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.5 87.4464643 91.2512217 "variant = calibrated columns, bl segment = 1 ohm: 89.50 % (87.45 % to 91.25 %)"
2 89.7 87.6616364 91.434519 "variant = calibrated columns, bl segment = 2 ohm: 89.70 % (87.66 % to 91.43 %)"
3 88.7 86.5878447 90.5159642 "variant = calibrated columns, bl segment = 3 ohm: 88.70 % (86.59 % to 90.52 %)"
5 81.7 79.1836676 83.9737159 "variant = calibrated columns, bl segment = 5 ohm: 81.70 % (79.18 % to 83.97 %)"
10 63.4 60.3683871 66.3290558 "variant = calibrated columns, bl segment = 10 ohm: 63.40 % (60.37 % to 66.33 %)"
20 22.3 19.828813 24.9831894 "variant = calibrated columns, bl segment = 20 ohm: 22.30 % (19.83 % to 24.98 %)"
END
$picture1_curve4 << END
0.5 90.4 88.4164879 92.07431 "variant = recalibrated thresholds, bl segment = 0.5 ohm: 90.40 % (88.42 % to 92.07 %)"
1 88.6 86.48074 90.4238343 "variant = recalibrated thresholds, bl segment = 1 ohm: 88.60 % (86.48 % to 90.42 %)"
2 87 84.7731973 88.9436225 "variant = recalibrated thresholds, bl segment = 2 ohm: 87.00 % (84.77 % to 88.94 %)"
3 76.1 73.3600372 78.640206 "variant = recalibrated thresholds, bl segment = 3 ohm: 76.10 % (73.36 % to 78.64 %)"
5 43.7 40.6556247 46.7925925 "variant = recalibrated thresholds, bl segment = 5 ohm: 43.70 % (40.66 % to 46.79 %)"
10 8.4 6.83588137 10.2825049 "variant = recalibrated thresholds, bl segment = 10 ohm: 8.40 % (6.84 % to 10.28 %)"
20 10.4 8.65710281 12.4459765 "variant = recalibrated thresholds, bl segment = 20 ohm: 10.40 % (8.66 % to 12.45 %)"
END
$picture1_curve5 << END
0.5 89.5 87.4464643 91.2512217 "variant = calibrated columns + thresholds, bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.9 87.8770257 91.6175989 "variant = calibrated columns + thresholds, bl segment = 1 ohm: 89.90 % (87.88 % to 91.62 %)"
2 88.9 86.8021992 90.700079 "variant = calibrated columns + thresholds, bl segment = 2 ohm: 88.90 % (86.80 % to 90.70 %)"
3 89.7 87.6616364 91.434519 "variant = calibrated columns + thresholds, bl segment = 3 ohm: 89.70 % (87.66 % to 91.43 %)"
5 89.5 87.4464643 91.2512217 "variant = calibrated columns + thresholds, bl segment = 5 ohm: 89.50 % (87.45 % to 91.25 %)"
10 85.5 83.1817938 87.5465064 "variant = calibrated columns + thresholds, bl segment = 10 ohm: 85.50 % (83.18 % to 87.55 %)"
20 75.2 72.4303558 77.7767756 "variant = calibrated columns + thresholds, bl segment = 20 ohm: 75.20 % (72.43 % to 77.78 %)"
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
0.5 91.4 89.4999969 92.9831475 "variant = one scale per tile, bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 92.1 90.2625085 93.6152784 "variant = one scale per tile, bl segment = 1 ohm: 92.10 % (90.26 % to 93.62 %)"
2 92.1 90.2625085 93.6152784 "variant = one scale per tile, bl segment = 2 ohm: 92.10 % (90.26 % to 93.62 %)"
3 90.4 88.4164879 92.07431 "variant = one scale per tile, bl segment = 3 ohm: 90.40 % (88.42 % to 92.07 %)"
5 90.3 88.3084794 91.9830838 "variant = one scale per tile, bl segment = 5 ohm: 90.30 % (88.31 % to 91.98 %)"
10 18.5 16.2154804 21.0256054 "variant = one scale per tile, bl segment = 10 ohm: 18.50 % (16.22 % to 21.03 %)"
20 9.5 7.83452346 11.475444 "variant = one scale per tile, bl segment = 20 ohm: 9.50 % (7.83 % to 11.48 %)"
END
$picture2_curve3 << END
0.5 91.4 89.4999969 92.9831475 "variant = calibrated columns, bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 91.5 89.6087109 93.0736681 "variant = calibrated columns, bl segment = 1 ohm: 91.50 % (89.61 % to 93.07 %)"
2 91.6 89.7174951 93.1641186 "variant = calibrated columns, bl segment = 2 ohm: 91.60 % (89.72 % to 93.16 %)"
3 92 90.1533561 93.5251962 "variant = calibrated columns, bl segment = 3 ohm: 92.00 % (90.15 % to 93.53 %)"
5 91.1 89.1742648 92.7111756 "variant = calibrated columns, bl segment = 5 ohm: 91.10 % (89.17 % to 92.71 %)"
10 86.7 84.454232 88.6648839 "variant = calibrated columns, bl segment = 10 ohm: 86.70 % (84.45 % to 88.66 %)"
20 37.7 34.7487093 40.7454289 "variant = calibrated columns, bl segment = 20 ohm: 37.70 % (34.75 % to 40.75 %)"
END
$picture2_curve4 << END
0.5 92.7 90.9190974 94.1540974 "variant = recalibrated thresholds, bl segment = 0.5 ohm: 92.70 % (90.92 % to 94.15 %)"
1 90.9 88.9574416 92.5295296 "variant = recalibrated thresholds, bl segment = 1 ohm: 90.90 % (88.96 % to 92.53 %)"
2 90.2 88.2005298 91.8917988 "variant = recalibrated thresholds, bl segment = 2 ohm: 90.20 % (88.20 % to 91.89 %)"
3 89.1 87.0167508 90.8839967 "variant = recalibrated thresholds, bl segment = 3 ohm: 89.10 % (87.02 % to 90.88 %)"
5 62.3 59.2545711 65.2512907 "variant = recalibrated thresholds, bl segment = 5 ohm: 62.30 % (59.25 % to 65.25 %)"
10 8.6 7.01685248 10.5000031 "variant = recalibrated thresholds, bl segment = 10 ohm: 8.60 % (7.02 % to 10.50 %)"
20 9.7 8.01691618 11.6915206 "variant = recalibrated thresholds, bl segment = 20 ohm: 9.70 % (8.02 % to 11.69 %)"
END
$picture2_curve5 << END
0.5 91.4 89.4999969 92.9831475 "variant = calibrated columns + thresholds, bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 91.6 89.7174951 93.1641186 "variant = calibrated columns + thresholds, bl segment = 1 ohm: 91.60 % (89.72 % to 93.16 %)"
2 91.4 89.4999969 92.9831475 "variant = calibrated columns + thresholds, bl segment = 2 ohm: 91.40 % (89.50 % to 92.98 %)"
3 91 89.0658207 92.6203851 "variant = calibrated columns + thresholds, bl segment = 3 ohm: 91.00 % (89.07 % to 92.62 %)"
5 91.6 89.7174951 93.1641186 "variant = calibrated columns + thresholds, bl segment = 5 ohm: 91.60 % (89.72 % to 93.16 %)"
10 91 89.0658207 92.6203851 "variant = calibrated columns + thresholds, bl segment = 10 ohm: 91.00 % (89.07 % to 92.62 %)"
20 90 87.9848037 91.7090556 "variant = calibrated columns + thresholds, bl segment = 20 ohm: 90.00 % (87.98 % to 91.71 %)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.5766
set bmargin at screen 0.1250
set key at screen 0.02, screen 0.9839 left top vertical maxrows 6 Left reverse samplen 2.5
set key title 'variant' left
set xlabel 'bl segment (ohm)' offset 0,0.5
set ylabel 'accuracy (%)' offset 1,0
set logscale x
set xrange [0.40072497:24.9547714]
set xtics ('0.5' 0.5, '1' 1, '2' 2, '3' 3, '5' 5, '10' 10, '20' 20)
set yrange [0:100]

set output 'report-3-1.svg'
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
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'as it is', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'BinSparX (both)', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture1_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'one scale per tile', \
  $picture1_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture1_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'calibrated columns', \
  $picture1_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle, \
  $picture1_curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'recalibrated thresholds', \
  $picture1_curve4 using 1:2:5 with labels hypertext point pointtype 11 pointsize 0.7 linecolor rgb '#a8851f' notitle, \
  $picture1_curve5 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'calibrated columns + thresholds', \
  $picture1_curve5 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#505050' notitle
unset arrow 10
unset label 10

set output 'report-3-2.svg'
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
  $picture2_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'as it is', \
  $picture2_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'BinSparX (both)', \
  $picture2_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture2_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'one scale per tile', \
  $picture2_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture2_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'calibrated columns', \
  $picture2_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle, \
  $picture2_curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'recalibrated thresholds', \
  $picture2_curve4 using 1:2:5 with labels hypertext point pointtype 11 pointsize 0.7 linecolor rgb '#a8851f' notitle, \
  $picture2_curve5 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'calibrated columns + thresholds', \
  $picture2_curve5 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#505050' notitle
unset arrow 10
unset label 10
