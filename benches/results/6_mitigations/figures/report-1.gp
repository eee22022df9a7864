# Run in this folder: gnuplot report-1.gp
set terminal svg size 400,455 noenhanced font 'Helvetica,15' background '#ffffff'
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
0.5 89.6 87.5540235 91.3428972 "variant = complemented weights, bl segment = 0.5 ohm: 89.60 % (87.55 % to 91.34 %)"
1 89.2 87.124102 90.9758801 "variant = complemented weights, bl segment = 1 ohm: 89.20 % (87.12 % to 90.98 %)"
2 90 87.9848037 91.7090556 "variant = complemented weights, bl segment = 2 ohm: 90.00 % (87.98 % to 91.71 %)"
3 87.8 85.6255715 89.6851255 "variant = complemented weights, bl segment = 3 ohm: 87.80 % (85.63 % to 89.69 %)"
5 81.6 79.0790179 83.8791309 "variant = complemented weights, bl segment = 5 ohm: 81.60 % (79.08 % to 83.88 %)"
10 63.3 60.2670626 66.2311456 "variant = complemented weights, bl segment = 10 ohm: 63.30 % (60.27 % to 66.23 %)"
20 40.2 37.2042234 43.2707811 "variant = complemented weights, bl segment = 20 ohm: 40.20 % (37.20 % to 43.27 %)"
END
$picture1_curve2 << END
0.5 89.5 87.4464643 91.2512217 "variant = complemented activations, bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.9 87.8770257 91.6175989 "variant = complemented activations, bl segment = 1 ohm: 89.90 % (87.88 % to 91.62 %)"
2 89.8 87.7693035 91.5260865 "variant = complemented activations, bl segment = 2 ohm: 89.80 % (87.77 % to 91.53 %)"
3 88 85.8390924 89.8700739 "variant = complemented activations, bl segment = 3 ohm: 88.00 % (85.84 % to 89.87 %)"
5 74.6 71.811431 77.2002925 "variant = complemented activations, bl segment = 5 ohm: 74.60 % (71.81 % to 77.20 %)"
10 33.4 30.5452319 36.3818165 "variant = complemented activations, bl segment = 10 ohm: 33.40 % (30.55 % to 36.38 %)"
20 18.2 15.9317257 20.7116561 "variant = complemented activations, bl segment = 20 ohm: 18.20 % (15.93 % to 20.71 %)"
END
$picture1_curve3 << END
0.5 89.5 87.4464643 91.2512217 "variant = BinSparX (both), bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.5 87.4464643 91.2512217 "variant = BinSparX (both), bl segment = 1 ohm: 89.50 % (87.45 % to 91.25 %)"
2 90 87.9848037 91.7090556 "variant = BinSparX (both), bl segment = 2 ohm: 90.00 % (87.98 % to 91.71 %)"
3 88.7 86.5878447 90.5159642 "variant = BinSparX (both), bl segment = 3 ohm: 88.70 % (86.59 % to 90.52 %)"
5 86.9 84.6668358 88.8507494 "variant = BinSparX (both), bl segment = 5 ohm: 86.90 % (84.67 % to 88.85 %)"
10 69.1 66.1675036 71.8863142 "variant = BinSparX (both), bl segment = 10 ohm: 69.10 % (66.17 % to 71.89 %)"
20 26.9 24.2438191 29.7329771 "variant = BinSparX (both), bl segment = 20 ohm: 26.90 % (24.24 % to 29.73 %)"
END
$picture1_curve4 << END
0.5 89.5 87.4464643 91.2512217 "variant = both by current, bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.6 87.5540235 91.3428972 "variant = both by current, bl segment = 1 ohm: 89.60 % (87.55 % to 91.34 %)"
2 89.7 87.6616364 91.434519 "variant = both by current, bl segment = 2 ohm: 89.70 % (87.66 % to 91.43 %)"
3 89.3 87.2315042 91.0677126 "variant = both by current, bl segment = 3 ohm: 89.30 % (87.23 % to 91.07 %)"
5 87.9 85.7323099 89.7776218 "variant = both by current, bl segment = 5 ohm: 87.90 % (85.73 % to 89.78 %)"
10 72.6 69.753113 75.2739175 "variant = both by current, bl segment = 10 ohm: 72.60 % (69.75 % to 75.27 %)"
20 28.8 26.0787034 31.6835511 "variant = both by current, bl segment = 20 ohm: 28.80 % (26.08 % to 31.68 %)"
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
0.5 91.4 89.4999969 92.9831475 "variant = complemented weights, bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 91.6 89.7174951 93.1641186 "variant = complemented weights, bl segment = 1 ohm: 91.60 % (89.72 % to 93.16 %)"
2 90.4 88.4164879 92.07431 "variant = complemented weights, bl segment = 2 ohm: 90.40 % (88.42 % to 92.07 %)"
3 88.9 86.8021992 90.700079 "variant = complemented weights, bl segment = 3 ohm: 88.90 % (86.80 % to 90.70 %)"
5 84.3 81.9144171 86.4230673 "variant = complemented weights, bl segment = 5 ohm: 84.30 % (81.91 % to 86.42 %)"
10 41.8 38.7800568 44.882702 "variant = complemented weights, bl segment = 10 ohm: 41.80 % (38.78 % to 44.88 %)"
20 13.1 11.1492506 15.3331642 "variant = complemented weights, bl segment = 20 ohm: 13.10 % (11.15 % to 15.33 %)"
END
$picture2_curve2 << END
0.5 91.4 89.4999969 92.9831475 "variant = complemented activations, bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 90.8 88.8491265 92.43861 "variant = complemented activations, bl segment = 1 ohm: 90.80 % (88.85 % to 92.44 %)"
2 85.8 83.4994083 87.8265958 "variant = complemented activations, bl segment = 2 ohm: 85.80 % (83.50 % to 87.83 %)"
3 60 56.930943 62.9925219 "variant = complemented activations, bl segment = 3 ohm: 60.00 % (56.93 % to 62.99 %)"
5 21 18.5888919 23.6330601 "variant = complemented activations, bl segment = 5 ohm: 21.00 % (18.59 % to 23.63 %)"
10 11.9 10.0375184 14.0540806 "variant = complemented activations, bl segment = 10 ohm: 11.90 % (10.04 % to 14.05 %)"
20 10.6 8.84050669 12.6610419 "variant = complemented activations, bl segment = 20 ohm: 10.60 % (8.84 % to 12.66 %)"
END
$picture2_curve3 << END
0.5 91.4 89.4999969 92.9831475 "variant = BinSparX (both), bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 91.3 89.3913519 92.8925579 "variant = BinSparX (both), bl segment = 1 ohm: 91.30 % (89.39 % to 92.89 %)"
2 90.2 88.2005298 91.8917988 "variant = BinSparX (both), bl segment = 2 ohm: 90.20 % (88.20 % to 91.89 %)"
3 89.5 87.4464643 91.2512217 "variant = BinSparX (both), bl segment = 3 ohm: 89.50 % (87.45 % to 91.25 %)"
5 89.8 87.7693035 91.5260865 "variant = BinSparX (both), bl segment = 5 ohm: 89.80 % (87.77 % to 91.53 %)"
10 68.8 65.8610825 71.5950314 "variant = BinSparX (both), bl segment = 10 ohm: 68.80 % (65.86 % to 71.60 %)"
20 13.6 11.6142065 15.8643816 "variant = BinSparX (both), bl segment = 20 ohm: 13.60 % (11.61 % to 15.86 %)"
END
$picture2_curve4 << END
0.5 91.4 89.4999969 92.9831475 "variant = both by current, bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 91.6 89.7174951 93.1641186 "variant = both by current, bl segment = 1 ohm: 91.60 % (89.72 % to 93.16 %)"
2 90.9 88.9574416 92.5295296 "variant = both by current, bl segment = 2 ohm: 90.90 % (88.96 % to 92.53 %)"
3 90.4 88.4164879 92.07431 "variant = both by current, bl segment = 3 ohm: 90.40 % (88.42 % to 92.07 %)"
5 90.8 88.8491265 92.43861 "variant = both by current, bl segment = 5 ohm: 90.80 % (88.85 % to 92.44 %)"
10 72.7 69.8558601 75.3704051 "variant = both by current, bl segment = 10 ohm: 72.70 % (69.86 % to 75.37 %)"
20 13.9 11.8936389 16.1826531 "variant = both by current, bl segment = 20 ohm: 13.90 % (11.89 % to 16.18 %)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.5868
set bmargin at screen 0.1363
set key at screen 0.02, screen 0.9824 left top vertical maxrows 5 Left reverse samplen 2.5
set key title 'variant' left
set xlabel 'bl segment (ohm)' offset 0,0.5
set ylabel 'accuracy (%)' offset 1,0
set logscale x
set xrange [0.40072497:24.9547714]
set xtics ('0.5' 0.5, '1' 1, '2' 2, '3' 3, '5' 5, '10' 10, '20' 20)
set yrange [0:100]

set output 'report-1-1.svg'
set title 'model = perceptron 784-1024-1024-10' offset 0,-0.4
set arrow 10 from graph 0, first 89.5 to graph 1, first 89.5 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 89.50 %' at graph 0.985, first 89.5 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture1_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve4 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'as it is', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'complemented weights', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture1_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'complemented activations', \
  $picture1_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture1_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'BinSparX (both)', \
  $picture1_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle, \
  $picture1_curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'both by current', \
  $picture1_curve4 using 1:2:5 with labels hypertext point pointtype 11 pointsize 0.7 linecolor rgb '#a8851f' notitle
unset arrow 10
unset label 10

set output 'report-1-2.svg'
set title 'model = VGG-small, width 32' offset 0,-0.4
set arrow 10 from graph 0, first 91.4 to graph 1, first 91.4 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 91.40 %' at graph 0.985, first 91.4 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture2_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve4 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'as it is', \
  $picture2_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'complemented weights', \
  $picture2_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture2_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'complemented activations', \
  $picture2_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture2_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'BinSparX (both)', \
  $picture2_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle, \
  $picture2_curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'both by current', \
  $picture2_curve4 using 1:2:5 with labels hypertext point pointtype 11 pointsize 0.7 linecolor rgb '#a8851f' notitle
unset arrow 10
unset label 10
