# Run in this folder: gnuplot report-4.gp
set terminal svg size 400,496 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
0.5 89.5 87.4464643 91.2512217 "variant = BinSparX (both), bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.5 87.4464643 91.2512217 "variant = BinSparX (both), bl segment = 1 ohm: 89.50 % (87.45 % to 91.25 %)"
2 90 87.9848037 91.7090556 "variant = BinSparX (both), bl segment = 2 ohm: 90.00 % (87.98 % to 91.71 %)"
3 88.7 86.5878447 90.5159642 "variant = BinSparX (both), bl segment = 3 ohm: 88.70 % (86.59 % to 90.52 %)"
5 86.9 84.6668358 88.8507494 "variant = BinSparX (both), bl segment = 5 ohm: 86.90 % (84.67 % to 88.85 %)"
10 69.1 66.1675036 71.8863142 "variant = BinSparX (both), bl segment = 10 ohm: 69.10 % (66.17 % to 71.89 %)"
20 26.9 24.2438191 29.7329771 "variant = BinSparX (both), bl segment = 20 ohm: 26.90 % (24.24 % to 29.73 %)"
END
$picture1_curve1 << END
0.5 89.5 87.4464643 91.2512217 "variant = calibrated columns, bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.5 87.4464643 91.2512217 "variant = calibrated columns, bl segment = 1 ohm: 89.50 % (87.45 % to 91.25 %)"
2 89.7 87.6616364 91.434519 "variant = calibrated columns, bl segment = 2 ohm: 89.70 % (87.66 % to 91.43 %)"
3 88.7 86.5878447 90.5159642 "variant = calibrated columns, bl segment = 3 ohm: 88.70 % (86.59 % to 90.52 %)"
5 81.7 79.1836676 83.9737159 "variant = calibrated columns, bl segment = 5 ohm: 81.70 % (79.18 % to 83.97 %)"
10 63.4 60.3683871 66.3290558 "variant = calibrated columns, bl segment = 10 ohm: 63.40 % (60.37 % to 66.33 %)"
20 22.3 19.828813 24.9831894 "variant = calibrated columns, bl segment = 20 ohm: 22.30 % (19.83 % to 24.98 %)"
END
$picture1_curve2 << END
0.5 89.5 87.4464643 91.2512217 "variant = weights + columns, bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.5 87.4464643 91.2512217 "variant = weights + columns, bl segment = 1 ohm: 89.50 % (87.45 % to 91.25 %)"
2 89.7 87.6616364 91.434519 "variant = weights + columns, bl segment = 2 ohm: 89.70 % (87.66 % to 91.43 %)"
3 89.9 87.8770257 91.6175989 "variant = weights + columns, bl segment = 3 ohm: 89.90 % (87.88 % to 91.62 %)"
5 91.1 89.1742648 92.7111756 "variant = weights + columns, bl segment = 5 ohm: 91.10 % (89.17 % to 92.71 %)"
10 89.6 87.5540235 91.3428972 "variant = weights + columns, bl segment = 10 ohm: 89.60 % (87.55 % to 91.34 %)"
20 87.1 84.879599 89.0364555 "variant = weights + columns, bl segment = 20 ohm: 87.10 % (84.88 % to 89.04 %)"
END
$picture1_curve3 << END
0.5 89.5 87.4464643 91.2512217 "variant = BinSparX + columns, bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.5 87.4464643 91.2512217 "variant = BinSparX + columns, bl segment = 1 ohm: 89.50 % (87.45 % to 91.25 %)"
2 89.5 87.4464643 91.2512217 "variant = BinSparX + columns, bl segment = 2 ohm: 89.50 % (87.45 % to 91.25 %)"
3 89.5 87.4464643 91.2512217 "variant = BinSparX + columns, bl segment = 3 ohm: 89.50 % (87.45 % to 91.25 %)"
5 90 87.9848037 91.7090556 "variant = BinSparX + columns, bl segment = 5 ohm: 90.00 % (87.98 % to 91.71 %)"
10 90 87.9848037 91.7090556 "variant = BinSparX + columns, bl segment = 10 ohm: 90.00 % (87.98 % to 91.71 %)"
20 88.8 86.6949976 90.6080459 "variant = BinSparX + columns, bl segment = 20 ohm: 88.80 % (86.69 % to 90.61 %)"
END
$picture1_curve4 << END
0.5 89.5 87.4464643 91.2512217 "variant = BinSparX + columns + thresholds, bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.5 87.4464643 91.2512217 "variant = BinSparX + columns + thresholds, bl segment = 1 ohm: 89.50 % (87.45 % to 91.25 %)"
2 89.6 87.5540235 91.3428972 "variant = BinSparX + columns + thresholds, bl segment = 2 ohm: 89.60 % (87.55 % to 91.34 %)"
3 89.8 87.7693035 91.5260865 "variant = BinSparX + columns + thresholds, bl segment = 3 ohm: 89.80 % (87.77 % to 91.53 %)"
5 89.6 87.5540235 91.3428972 "variant = BinSparX + columns + thresholds, bl segment = 5 ohm: 89.60 % (87.55 % to 91.34 %)"
10 89.3 87.2315042 91.0677126 "variant = BinSparX + columns + thresholds, bl segment = 10 ohm: 89.30 % (87.23 % to 91.07 %)"
20 89.9 87.8770257 91.6175989 "variant = BinSparX + columns + thresholds, bl segment = 20 ohm: 89.90 % (87.88 % to 91.62 %)"
END
$picture1_curve5 << END
0.5 89.5 87.4464643 91.2512217 "variant = everything at 32 rows, bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.5 87.4464643 91.2512217 "variant = everything at 32 rows, bl segment = 1 ohm: 89.50 % (87.45 % to 91.25 %)"
2 89.5 87.4464643 91.2512217 "variant = everything at 32 rows, bl segment = 2 ohm: 89.50 % (87.45 % to 91.25 %)"
3 89.5 87.4464643 91.2512217 "variant = everything at 32 rows, bl segment = 3 ohm: 89.50 % (87.45 % to 91.25 %)"
5 89.5 87.4464643 91.2512217 "variant = everything at 32 rows, bl segment = 5 ohm: 89.50 % (87.45 % to 91.25 %)"
10 88.9 86.8021992 90.700079 "variant = everything at 32 rows, bl segment = 10 ohm: 88.90 % (86.80 % to 90.70 %)"
20 90.1 88.0926381 91.8004559 "variant = everything at 32 rows, bl segment = 20 ohm: 90.10 % (88.09 % to 91.80 %)"
END
$picture2_curve0 << END
0.5 91.4 89.4999969 92.9831475 "variant = BinSparX (both), bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 91.3 89.3913519 92.8925579 "variant = BinSparX (both), bl segment = 1 ohm: 91.30 % (89.39 % to 92.89 %)"
2 90.2 88.2005298 91.8917988 "variant = BinSparX (both), bl segment = 2 ohm: 90.20 % (88.20 % to 91.89 %)"
3 89.5 87.4464643 91.2512217 "variant = BinSparX (both), bl segment = 3 ohm: 89.50 % (87.45 % to 91.25 %)"
5 89.8 87.7693035 91.5260865 "variant = BinSparX (both), bl segment = 5 ohm: 89.80 % (87.77 % to 91.53 %)"
10 68.8 65.8610825 71.5950314 "variant = BinSparX (both), bl segment = 10 ohm: 68.80 % (65.86 % to 71.60 %)"
20 13.6 11.6142065 15.8643816 "variant = BinSparX (both), bl segment = 20 ohm: 13.60 % (11.61 % to 15.86 %)"
END
$picture2_curve1 << END
0.5 91.4 89.4999969 92.9831475 "variant = calibrated columns, bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 91.5 89.6087109 93.0736681 "variant = calibrated columns, bl segment = 1 ohm: 91.50 % (89.61 % to 93.07 %)"
2 91.6 89.7174951 93.1641186 "variant = calibrated columns, bl segment = 2 ohm: 91.60 % (89.72 % to 93.16 %)"
3 92 90.1533561 93.5251962 "variant = calibrated columns, bl segment = 3 ohm: 92.00 % (90.15 % to 93.53 %)"
5 91.1 89.1742648 92.7111756 "variant = calibrated columns, bl segment = 5 ohm: 91.10 % (89.17 % to 92.71 %)"
10 86.7 84.454232 88.6648839 "variant = calibrated columns, bl segment = 10 ohm: 86.70 % (84.45 % to 88.66 %)"
20 37.7 34.7487093 40.7454289 "variant = calibrated columns, bl segment = 20 ohm: 37.70 % (34.75 % to 40.75 %)"
END
$picture2_curve2 << END
0.5 91.4 89.4999969 92.9831475 "variant = weights + columns, bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 91.4 89.4999969 92.9831475 "variant = weights + columns, bl segment = 1 ohm: 91.40 % (89.50 % to 92.98 %)"
2 91.5 89.6087109 93.0736681 "variant = weights + columns, bl segment = 2 ohm: 91.50 % (89.61 % to 93.07 %)"
3 92.2 90.3717383 93.7052832 "variant = weights + columns, bl segment = 3 ohm: 92.20 % (90.37 % to 93.71 %)"
5 91.9 90.0442798 93.4350378 "variant = weights + columns, bl segment = 5 ohm: 91.90 % (90.04 % to 93.44 %)"
10 91.9 90.0442798 93.4350378 "variant = weights + columns, bl segment = 10 ohm: 91.90 % (90.04 % to 93.44 %)"
20 91.6 89.7174951 93.1641186 "variant = weights + columns, bl segment = 20 ohm: 91.60 % (89.72 % to 93.16 %)"
END
$picture2_curve3 << END
0.5 91.4 89.4999969 92.9831475 "variant = BinSparX + columns, bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 91.4 89.4999969 92.9831475 "variant = BinSparX + columns, bl segment = 1 ohm: 91.40 % (89.50 % to 92.98 %)"
2 91.4 89.4999969 92.9831475 "variant = BinSparX + columns, bl segment = 2 ohm: 91.40 % (89.50 % to 92.98 %)"
3 91.4 89.4999969 92.9831475 "variant = BinSparX + columns, bl segment = 3 ohm: 91.40 % (89.50 % to 92.98 %)"
5 92.3 90.4810469 93.7952093 "variant = BinSparX + columns, bl segment = 5 ohm: 92.30 % (90.48 % to 93.80 %)"
10 91.8 89.9352783 93.3448047 "variant = BinSparX + columns, bl segment = 10 ohm: 91.80 % (89.94 % to 93.34 %)"
20 92.5 90.699906 93.9748195 "variant = BinSparX + columns, bl segment = 20 ohm: 92.50 % (90.70 % to 93.97 %)"
END
$picture2_curve4 << END
0.5 91.4 89.4999969 92.9831475 "variant = BinSparX + columns + thresholds, bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 91.4 89.4999969 92.9831475 "variant = BinSparX + columns + thresholds, bl segment = 1 ohm: 91.40 % (89.50 % to 92.98 %)"
2 91.4 89.4999969 92.9831475 "variant = BinSparX + columns + thresholds, bl segment = 2 ohm: 91.40 % (89.50 % to 92.98 %)"
3 92.5 90.699906 93.9748195 "variant = BinSparX + columns + thresholds, bl segment = 3 ohm: 92.50 % (90.70 % to 93.97 %)"
5 92.2 90.3717383 93.7052832 "variant = BinSparX + columns + thresholds, bl segment = 5 ohm: 92.20 % (90.37 % to 93.71 %)"
10 91.6 89.7174951 93.1641186 "variant = BinSparX + columns + thresholds, bl segment = 10 ohm: 91.60 % (89.72 % to 93.16 %)"
20 90.5 88.524556 92.1654765 "variant = BinSparX + columns + thresholds, bl segment = 20 ohm: 90.50 % (88.52 % to 92.17 %)"
END
$picture2_curve5 << END
0.5 91.4 89.4999969 92.9831475 "variant = everything at 32 rows, bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 91.4 89.4999969 92.9831475 "variant = everything at 32 rows, bl segment = 1 ohm: 91.40 % (89.50 % to 92.98 %)"
2 91.4 89.4999969 92.9831475 "variant = everything at 32 rows, bl segment = 2 ohm: 91.40 % (89.50 % to 92.98 %)"
3 91.4 89.4999969 92.9831475 "variant = everything at 32 rows, bl segment = 3 ohm: 91.40 % (89.50 % to 92.98 %)"
5 91.4 89.4999969 92.9831475 "variant = everything at 32 rows, bl segment = 5 ohm: 91.40 % (89.50 % to 92.98 %)"
10 91.4 89.4999969 92.9831475 "variant = everything at 32 rows, bl segment = 10 ohm: 91.40 % (89.50 % to 92.98 %)"
20 91.5 89.6087109 93.0736681 "variant = everything at 32 rows, bl segment = 20 ohm: 91.50 % (89.61 % to 93.07 %)"
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

set output 'report-4-1.svg'
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
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'BinSparX (both)', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'calibrated columns', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture1_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'weights + columns', \
  $picture1_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture1_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'BinSparX + columns', \
  $picture1_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle, \
  $picture1_curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'BinSparX + columns + thresholds', \
  $picture1_curve4 using 1:2:5 with labels hypertext point pointtype 11 pointsize 0.7 linecolor rgb '#a8851f' notitle, \
  $picture1_curve5 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'everything at 32 rows', \
  $picture1_curve5 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#505050' notitle
unset arrow 10
unset label 10

set output 'report-4-2.svg'
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
  $picture2_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'BinSparX (both)', \
  $picture2_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'calibrated columns', \
  $picture2_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture2_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'weights + columns', \
  $picture2_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture2_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'BinSparX + columns', \
  $picture2_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle, \
  $picture2_curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'BinSparX + columns + thresholds', \
  $picture2_curve4 using 1:2:5 with labels hypertext point pointtype 11 pointsize 0.7 linecolor rgb '#a8851f' notitle, \
  $picture2_curve5 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'everything at 32 rows', \
  $picture2_curve5 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#505050' notitle
unset arrow 10
unset label 10
