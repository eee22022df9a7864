# Run in this folder: gnuplot report-2.gp
set terminal svg size 400,433 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
0.5 89.5 87.4464643 91.2512217 "mode = exact, variant = calibrated columns, bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.5 87.4464643 91.2512217 "mode = exact, variant = calibrated columns, bl segment = 1 ohm: 89.50 % (87.45 % to 91.25 %)"
2 89.7 87.6616364 91.434519 "mode = exact, variant = calibrated columns, bl segment = 2 ohm: 89.70 % (87.66 % to 91.43 %)"
3 88.7 86.5878447 90.5159642 "mode = exact, variant = calibrated columns, bl segment = 3 ohm: 88.70 % (86.59 % to 90.52 %)"
5 81.7 79.1836676 83.9737159 "mode = exact, variant = calibrated columns, bl segment = 5 ohm: 81.70 % (79.18 % to 83.97 %)"
END
$picture1_curve1 << END
0.5 88.3 86.1597091 90.1471612 "mode = exact, variant = scatter + every column its own, bl segment = 0.5 ohm: 88.30 % (86.16 % to 90.15 %)"
1 87.6 85.4122251 89.5000027 "mode = exact, variant = scatter + every column its own, bl segment = 1 ohm: 87.60 % (85.41 % to 89.50 %)"
2 76.9 74.1877668 79.4063536 "mode = exact, variant = scatter + every column its own, bl segment = 2 ohm: 76.90 % (74.19 % to 79.41 %)"
3 54.9 51.8030404 57.9594573 "mode = exact, variant = scatter + every column its own, bl segment = 3 ohm: 54.90 % (51.80 % to 57.96 %)"
5 29.1 26.3689783 31.9909802 "mode = exact, variant = scatter + every column its own, bl segment = 5 ohm: 29.10 % (26.37 % to 31.99 %)"
END
$picture1_curve2 << END
0.5 89.5 87.4464643 91.2512217 "mode = table, variant = calibrated columns, bl segment = 0.5 ohm: 89.50 % (87.45 % to 91.25 %)"
1 89.9 87.8770257 91.6175989 "mode = table, variant = calibrated columns, bl segment = 1 ohm: 89.90 % (87.88 % to 91.62 %)"
2 90.4 88.4164879 92.07431 "mode = table, variant = calibrated columns, bl segment = 2 ohm: 90.40 % (88.42 % to 92.07 %)"
3 90 87.9848037 91.7090556 "mode = table, variant = calibrated columns, bl segment = 3 ohm: 90.00 % (87.98 % to 91.71 %)"
5 85.8 83.4994083 87.8265958 "mode = table, variant = calibrated columns, bl segment = 5 ohm: 85.80 % (83.50 % to 87.83 %)"
END
$picture1_curve3 << END
0.5 87.2 84.9860414 89.1292478 "mode = table, variant = scatter + every column its own, bl segment = 0.5 ohm: 87.20 % (84.99 % to 89.13 %)"
1 87 84.7731973 88.9436225 "mode = table, variant = scatter + every column its own, bl segment = 1 ohm: 87.00 % (84.77 % to 88.94 %)"
2 75.2 72.4303558 77.7767756 "mode = table, variant = scatter + every column its own, bl segment = 2 ohm: 75.20 % (72.43 % to 77.78 %)"
3 54.3 51.2019203 57.3651695 "mode = table, variant = scatter + every column its own, bl segment = 3 ohm: 54.30 % (51.20 % to 57.37 %)"
5 27.5 24.8225874 30.3496167 "mode = table, variant = scatter + every column its own, bl segment = 5 ohm: 27.50 % (24.82 % to 30.35 %)"
END
$picture2_curve0 << END
0.5 91.4 89.4999969 92.9831475 "mode = exact, variant = calibrated columns, bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 91.5 89.6087109 93.0736681 "mode = exact, variant = calibrated columns, bl segment = 1 ohm: 91.50 % (89.61 % to 93.07 %)"
2 91.6 89.7174951 93.1641186 "mode = exact, variant = calibrated columns, bl segment = 2 ohm: 91.60 % (89.72 % to 93.16 %)"
3 92 90.1533561 93.5251962 "mode = exact, variant = calibrated columns, bl segment = 3 ohm: 92.00 % (90.15 % to 93.53 %)"
5 91.1 89.1742648 92.7111756 "mode = exact, variant = calibrated columns, bl segment = 5 ohm: 91.10 % (89.17 % to 92.71 %)"
END
$picture2_curve1 << END
0.5 85.5 83.1817938 87.5465064 "mode = exact, variant = scatter + every column its own, bl segment = 0.5 ohm: 85.50 % (83.18 % to 87.55 %)"
1 80.7 78.1383384 83.0266986 "mode = exact, variant = scatter + every column its own, bl segment = 1 ohm: 80.70 % (78.14 % to 83.03 %)"
2 59.8 56.7292189 62.7957766 "mode = exact, variant = scatter + every column its own, bl segment = 2 ohm: 59.80 % (56.73 % to 62.80 %)"
3 23 20.4979694 25.7086756 "mode = exact, variant = scatter + every column its own, bl segment = 3 ohm: 23.00 % (20.50 % to 25.71 %)"
5 9.5 7.83452346 11.475444 "mode = exact, variant = scatter + every column its own, bl segment = 5 ohm: 9.50 % (7.83 % to 11.48 %)"
END
$picture2_curve2 << END
0.5 91.4 89.4999969 92.9831475 "mode = table, variant = calibrated columns, bl segment = 0.5 ohm: 91.40 % (89.50 % to 92.98 %)"
1 92.1 90.2625085 93.6152784 "mode = table, variant = calibrated columns, bl segment = 1 ohm: 92.10 % (90.26 % to 93.62 %)"
2 92.1 90.2625085 93.6152784 "mode = table, variant = calibrated columns, bl segment = 2 ohm: 92.10 % (90.26 % to 93.62 %)"
3 92.6 90.8094594 94.0645007 "mode = table, variant = calibrated columns, bl segment = 3 ohm: 92.60 % (90.81 % to 94.06 %)"
5 92.4 90.5904357 93.8850552 "mode = table, variant = calibrated columns, bl segment = 5 ohm: 92.40 % (90.59 % to 93.89 %)"
END
$picture2_curve3 << END
0.5 86.4 84.1356184 88.3857935 "mode = table, variant = scatter + every column its own, bl segment = 0.5 ohm: 86.40 % (84.14 % to 88.39 %)"
1 81.8 79.2883439 84.0682743 "mode = table, variant = scatter + every column its own, bl segment = 1 ohm: 81.80 % (79.29 % to 84.07 %)"
2 63.1 60.064455 66.0352839 "mode = table, variant = scatter + every column its own, bl segment = 2 ohm: 63.10 % (60.06 % to 66.04 %)"
3 31.8 28.9879511 34.7513429 "mode = table, variant = scatter + every column its own, bl segment = 3 ohm: 31.80 % (28.99 % to 34.75 %)"
5 9.6 7.92569001 11.5835121 "mode = table, variant = scatter + every column its own, bl segment = 5 ohm: 9.60 % (7.93 % to 11.58 %)"
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

set output 'report-2-1.svg'
set title 'model = perceptron 784-1024-1024-10' offset 0,-0.4
set arrow 10 from graph 0, first 89.5 to graph 1, first 89.5 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 89.50 %' at graph 0.985, first 89.5 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture1_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'exact, calibrated columns', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'exact, scatter + every column its own', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture1_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'table, calibrated columns', \
  $picture1_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture1_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'table, scatter + every column its own', \
  $picture1_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle
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
  $picture2_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'exact, calibrated columns', \
  $picture2_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'exact, scatter + every column its own', \
  $picture2_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture2_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'table, calibrated columns', \
  $picture2_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture2_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'table, scatter + every column its own', \
  $picture2_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle
unset arrow 10
unset label 10
