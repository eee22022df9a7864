# Run in this folder: gnuplot report-1.gp
set terminal svg size 400,466 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
0.5 85 73.8854109 91.9025594 "variant = as it is, bl segment = 0.5 ohm: 85.00 % (73.89 % to 91.90 %)"
1 81.6666667 70.0802463 89.4422031 "variant = as it is, bl segment = 1 ohm: 81.67 % (70.08 % to 89.44 %)"
2 28.3333333 18.5068284 40.7672852 "variant = as it is, bl segment = 2 ohm: 28.33 % (18.51 % to 40.77 %)"
END
$picture1_curve1 << END
0.5 86.6666667 75.8348403 93.0858905 "variant = columns near the drive, bl segment = 0.5 ohm: 86.67 % (75.83 % to 93.09 %)"
1 75 62.7679299 84.2234775 "variant = columns near the drive, bl segment = 1 ohm: 75.00 % (62.77 % to 84.22 %)"
2 33.3333333 22.7292615 45.9431335 "variant = columns near the drive, bl segment = 2 ohm: 33.33 % (22.73 % to 45.94 %)"
END
$picture1_curve2 << END
0.5 83.3333333 71.9683868 90.686823 "variant = BinSparX (both), bl segment = 0.5 ohm: 83.33 % (71.97 % to 90.69 %)"
1 85 73.8854109 91.9025594 "variant = BinSparX (both), bl segment = 1 ohm: 85.00 % (73.89 % to 91.90 %)"
2 83.3333333 71.9683868 90.686823 "variant = BinSparX (both), bl segment = 2 ohm: 83.33 % (71.97 % to 90.69 %)"
END
$picture1_curve3 << END
0.5 85 73.8854109 91.9025594 "variant = BinSparX + columns near the drive, bl segment = 0.5 ohm: 85.00 % (73.89 % to 91.90 %)"
1 86.6666667 75.8348403 93.0858905 "variant = BinSparX + columns near the drive, bl segment = 1 ohm: 86.67 % (75.83 % to 93.09 %)"
2 83.3333333 71.9683868 90.686823 "variant = BinSparX + columns near the drive, bl segment = 2 ohm: 83.33 % (71.97 % to 90.69 %)"
END
$picture1_curve4 << END
0.5 83.3333333 71.9683868 90.686823 "variant = calibrated columns, bl segment = 0.5 ohm: 83.33 % (71.97 % to 90.69 %)"
1 83.3333333 71.9683868 90.686823 "variant = calibrated columns, bl segment = 1 ohm: 83.33 % (71.97 % to 90.69 %)"
2 85 73.8854109 91.9025594 "variant = calibrated columns, bl segment = 2 ohm: 85.00 % (73.89 % to 91.90 %)"
END
$picture1_curve5 << END
0.5 83.3333333 71.9683868 90.686823 "variant = BinSparX + calibrated columns, bl segment = 0.5 ohm: 83.33 % (71.97 % to 90.69 %)"
1 83.3333333 71.9683868 90.686823 "variant = BinSparX + calibrated columns, bl segment = 1 ohm: 83.33 % (71.97 % to 90.69 %)"
2 83.3333333 71.9683868 90.686823 "variant = BinSparX + calibrated columns, bl segment = 2 ohm: 83.33 % (71.97 % to 90.69 %)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.6137
set bmargin at screen 0.1330
set key at screen 0.02, screen 0.9828 left top vertical maxrows 6 Left reverse samplen 2.5
set key title 'variant' left
set xlabel 'bl segment (ohm)' offset 0,0.5
set ylabel 'accuracy (%)' offset 1,0
set xrange [0.44:2.06]
set xtics ('0.5' 0.5, '1' 1, '2' 2)
set yrange [0:100]

set output 'report-1-1.svg'
set title '' offset 0,-0.4
set arrow 10 from graph 0, first 83.3333333 to graph 1, first 83.3333333 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 83.33 %' at graph 0.985, first 83.3333333 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture1_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve4 using 1:3:4 with filledcurves linecolor rgb '#a8851f' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve5 using 1:3:4 with filledcurves linecolor rgb '#505050' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'as it is', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'columns near the drive', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture1_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'BinSparX (both)', \
  $picture1_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture1_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'BinSparX + columns near the drive', \
  $picture1_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle, \
  $picture1_curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'calibrated columns', \
  $picture1_curve4 using 1:2:5 with labels hypertext point pointtype 11 pointsize 0.7 linecolor rgb '#a8851f' notitle, \
  $picture1_curve5 using 1:2 with linespoints linecolor rgb '#505050' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'BinSparX + calibrated columns', \
  $picture1_curve5 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#505050' notitle
unset arrow 10
unset label 10
