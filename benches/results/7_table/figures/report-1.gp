# Run in this folder: gnuplot report-1.gp
set terminal svg size 400,433 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
0.5 89.4 87.3389581 91.1594933 "mode = exact, variant = 4 groups of columns, bl segment = 0.5 ohm: 89.40 % (87.34 % to 91.16 %)"
1 90.2 88.2005298 91.8917988 "mode = exact, variant = 4 groups of columns, bl segment = 1 ohm: 90.20 % (88.20 % to 91.89 %)"
2 83.5 81.0720752 85.671532 "mode = exact, variant = 4 groups of columns, bl segment = 2 ohm: 83.50 % (81.07 % to 85.67 %)"
3 63.3 60.2670626 66.2311456 "mode = exact, variant = 4 groups of columns, bl segment = 3 ohm: 63.30 % (60.27 % to 66.23 %)"
5 29.5 26.7562411 32.400656 "mode = exact, variant = 4 groups of columns, bl segment = 5 ohm: 29.50 % (26.76 % to 32.40 %)"
END
$picture1_curve1 << END
0.5 88.3 86.1597091 90.1471612 "mode = exact, variant = on cells scatter by 30 %, bl segment = 0.5 ohm: 88.30 % (86.16 % to 90.15 %)"
1 87.6 85.4122251 89.5000027 "mode = exact, variant = on cells scatter by 30 %, bl segment = 1 ohm: 87.60 % (85.41 % to 89.50 %)"
2 76.9 74.1877668 79.4063536 "mode = exact, variant = on cells scatter by 30 %, bl segment = 2 ohm: 76.90 % (74.19 % to 79.41 %)"
3 54.9 51.8030404 57.9594573 "mode = exact, variant = on cells scatter by 30 %, bl segment = 3 ohm: 54.90 % (51.80 % to 57.96 %)"
5 29.1 26.3689783 31.9909802 "mode = exact, variant = on cells scatter by 30 %, bl segment = 5 ohm: 29.10 % (26.37 % to 31.99 %)"
END
$picture1_curve2 << END
0.5 89.8 87.7693035 91.5260865 "mode = table, variant = 4 groups of columns, bl segment = 0.5 ohm: 89.80 % (87.77 % to 91.53 %)"
1 90.3 88.3084794 91.9830838 "mode = table, variant = 4 groups of columns, bl segment = 1 ohm: 90.30 % (88.31 % to 91.98 %)"
2 83.3 80.861794 85.4833438 "mode = table, variant = 4 groups of columns, bl segment = 2 ohm: 83.30 % (80.86 % to 85.48 %)"
3 64.1 61.0780451 67.0140403 "mode = table, variant = 4 groups of columns, bl segment = 3 ohm: 64.10 % (61.08 % to 67.01 %)"
5 29.6 26.8530974 32.5030343 "mode = table, variant = 4 groups of columns, bl segment = 5 ohm: 29.60 % (26.85 % to 32.50 %)"
END
$picture1_curve3 << END
0.5 87 84.7731973 88.9436225 "mode = table, variant = on cells scatter by 30 %, bl segment = 0.5 ohm: 87.00 % (84.77 % to 88.94 %)"
1 86.7 84.454232 88.6648839 "mode = table, variant = on cells scatter by 30 %, bl segment = 1 ohm: 86.70 % (84.45 % to 88.66 %)"
2 75.8 73.049968 78.3525713 "mode = table, variant = on cells scatter by 30 %, bl segment = 2 ohm: 75.80 % (73.05 % to 78.35 %)"
3 56.4 53.3078138 59.4432036 "mode = table, variant = on cells scatter by 30 %, bl segment = 3 ohm: 56.40 % (53.31 % to 59.44 %)"
5 27.5 24.8225874 30.3496167 "mode = table, variant = on cells scatter by 30 %, bl segment = 5 ohm: 27.50 % (24.82 % to 30.35 %)"
END
$picture2_curve0 << END
0.5 92.6 90.8094594 94.0645007 "mode = exact, variant = 4 groups of columns, bl segment = 0.5 ohm: 92.60 % (90.81 % to 94.06 %)"
1 89.7 87.6616364 91.434519 "mode = exact, variant = 4 groups of columns, bl segment = 1 ohm: 89.70 % (87.66 % to 91.43 %)"
2 67.2 64.2291634 70.0391962 "mode = exact, variant = 4 groups of columns, bl segment = 2 ohm: 67.20 % (64.23 % to 70.04 %)"
3 22.8 20.3066773 25.5014984 "mode = exact, variant = 4 groups of columns, bl segment = 3 ohm: 22.80 % (20.31 % to 25.50 %)"
5 9.5 7.83452346 11.475444 "mode = exact, variant = 4 groups of columns, bl segment = 5 ohm: 9.50 % (7.83 % to 11.48 %)"
END
$picture2_curve1 << END
0.5 85.5 83.1817938 87.5465064 "mode = exact, variant = on cells scatter by 30 %, bl segment = 0.5 ohm: 85.50 % (83.18 % to 87.55 %)"
1 80.7 78.1383384 83.0266986 "mode = exact, variant = on cells scatter by 30 %, bl segment = 1 ohm: 80.70 % (78.14 % to 83.03 %)"
2 59.8 56.7292189 62.7957766 "mode = exact, variant = on cells scatter by 30 %, bl segment = 2 ohm: 59.80 % (56.73 % to 62.80 %)"
3 23 20.4979694 25.7086756 "mode = exact, variant = on cells scatter by 30 %, bl segment = 3 ohm: 23.00 % (20.50 % to 25.71 %)"
5 9.5 7.83452346 11.475444 "mode = exact, variant = on cells scatter by 30 %, bl segment = 5 ohm: 9.50 % (7.83 % to 11.48 %)"
END
$picture2_curve2 << END
0.5 92.6 90.8094594 94.0645007 "mode = table, variant = 4 groups of columns, bl segment = 0.5 ohm: 92.60 % (90.81 % to 94.06 %)"
1 89.9 87.8770257 91.6175989 "mode = table, variant = 4 groups of columns, bl segment = 1 ohm: 89.90 % (87.88 % to 91.62 %)"
2 67.4 64.4329419 70.2338869 "mode = table, variant = 4 groups of columns, bl segment = 2 ohm: 67.40 % (64.43 % to 70.23 %)"
3 22.1 19.6378158 24.7757174 "mode = table, variant = 4 groups of columns, bl segment = 3 ohm: 22.10 % (19.64 % to 24.78 %)"
5 9.5 7.83452346 11.475444 "mode = table, variant = 4 groups of columns, bl segment = 5 ohm: 9.50 % (7.83 % to 11.48 %)"
END
$picture2_curve3 << END
0.5 86.5 84.2417845 88.4788622 "mode = table, variant = on cells scatter by 30 %, bl segment = 0.5 ohm: 86.50 % (84.24 % to 88.48 %)"
1 82.7 80.2316534 84.9180766 "mode = table, variant = on cells scatter by 30 %, bl segment = 1 ohm: 82.70 % (80.23 % to 84.92 %)"
2 64.9 61.8899204 67.7960422 "mode = table, variant = on cells scatter by 30 %, bl segment = 2 ohm: 64.90 % (61.89 % to 67.80 %)"
3 28.7 25.9819782 31.5810417 "mode = table, variant = on cells scatter by 30 %, bl segment = 3 ohm: 28.70 % (25.98 % to 31.58 %)"
5 9.6 7.92569001 11.5835121 "mode = table, variant = on cells scatter by 30 %, bl segment = 5 ohm: 9.60 % (7.93 % to 11.58 %)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.6166
set bmargin at screen 0.1432
set key at screen 0.02, screen 0.9815 left top vertical maxrows 4 Left reverse samplen 2.5
set key title 'mode, variant' left
set xlabel 'bl segment (ohm)' offset 0,0.5
set ylabel 'accuracy (%)' offset 1,0
set logscale x
set xrange [0.416666667:6]
set xtics ('0.5' 0.5, '1' 1, '2' 2, '3' 3, '5' 5)
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
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'exact, 4 groups of columns', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'exact, on cells scatter by 30 %', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture1_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'table, 4 groups of columns', \
  $picture1_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture1_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'table, on cells scatter by 30 %', \
  $picture1_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle
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
  $picture2_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'exact, 4 groups of columns', \
  $picture2_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'exact, on cells scatter by 30 %', \
  $picture2_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture2_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'table, 4 groups of columns', \
  $picture2_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture2_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'table, on cells scatter by 30 %', \
  $picture2_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle
unset arrow 10
unset label 10
