# Run in this folder: gnuplot report-1.gp
set terminal svg size 400,403 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
0.185406609 10 9.75 10 "model = standard, pulse = 5 ns, write = 0.6 V: 10.00 % (9.75 % to 10.00 %)"
0.22058465 9.75 9.4 10 "model = standard, pulse = 5 ns, write = 0.65 V: 9.75 % (9.40 % to 10.00 %)"
0.258962778 9.7 9.4 10.15 "model = standard, pulse = 5 ns, write = 0.7 V: 9.70 % (9.40 % to 10.15 %)"
0.344310743 87.35 86.3 87.5 "model = standard, pulse = 5 ns, write = 0.8 V: 87.35 % (86.30 % to 87.50 %)"
0.438018738 89.15 88.6 89.3 "model = standard, pulse = 5 ns, write = 0.9 V: 89.15 % (88.60 % to 89.30 %)"
0.536335948 89.6 89 90.25 "model = standard, pulse = 5 ns, write = 1 V: 89.60 % (89.00 % to 90.25 %)"
END
$picture1_curve1 << END
0.185339024 10 9.5 10 "model = trained with 4 %, pulse = 5 ns, write = 0.6 V: 10.00 % (9.50 % to 10.00 %)"
0.220510152 10.15 9.4 10.15 "model = trained with 4 %, pulse = 5 ns, write = 0.65 V: 10.15 % (9.40 % to 10.15 %)"
0.258882335 10.15 9.4 10.15 "model = trained with 4 %, pulse = 5 ns, write = 0.7 V: 10.15 % (9.40 % to 10.15 %)"
0.344223407 87.65 86.65 87.75 "model = trained with 4 %, pulse = 5 ns, write = 0.8 V: 87.65 % (86.65 % to 87.75 %)"
0.437936178 89.1 88.7 89.15 "model = trained with 4 %, pulse = 5 ns, write = 0.9 V: 89.10 % (88.70 % to 89.15 %)"
0.536275559 88.8 88.75 89.15 "model = trained with 4 %, pulse = 5 ns, write = 1 V: 88.80 % (88.75 % to 89.15 %)"
END
$picture1_curve2 << END
0.370813218 18.45 16.45 19.9 "model = standard, pulse = 10 ns, write = 0.6 V: 18.45 % (16.45 % to 19.90 %)"
0.4411693 89.2 88.65 89.25 "model = standard, pulse = 10 ns, write = 0.65 V: 89.20 % (88.65 % to 89.25 %)"
0.517925557 90.2 90.15 90.35 "model = standard, pulse = 10 ns, write = 0.7 V: 90.20 % (90.15 % to 90.35 %)"
0.688621486 89.75 89.65 89.8 "model = standard, pulse = 10 ns, write = 0.8 V: 89.75 % (89.65 % to 89.80 %)"
0.876037477 89.8 89.7 89.8 "model = standard, pulse = 10 ns, write = 0.9 V: 89.80 % (89.70 % to 89.80 %)"
1.0726719 89.8 89.8 89.8 "model = standard, pulse = 10 ns, write = 1 V: 89.80 % (89.80 % to 89.80 %)"
END
$picture1_curve3 << END
0.370678047 14.05 11.1 16.3 "model = trained with 4 %, pulse = 10 ns, write = 0.6 V: 14.05 % (11.10 % to 16.30 %)"
0.441020304 89.1 88.95 89.2 "model = trained with 4 %, pulse = 10 ns, write = 0.65 V: 89.10 % (88.95 % to 89.20 %)"
0.517764669 89.55 89.25 89.75 "model = trained with 4 %, pulse = 10 ns, write = 0.7 V: 89.55 % (89.25 % to 89.75 %)"
0.688446814 89.45 89.35 89.55 "model = trained with 4 %, pulse = 10 ns, write = 0.8 V: 89.45 % (89.35 % to 89.55 %)"
0.875872357 89.4 89.4 89.4 "model = trained with 4 %, pulse = 10 ns, write = 0.9 V: 89.40 % (89.40 % to 89.40 %)"
1.07255112 89.4 89.4 89.4 "model = trained with 4 %, pulse = 10 ns, write = 1 V: 89.40 % (89.40 % to 89.40 %)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.6625
set bmargin at screen 0.1538
set key at screen 0.02, screen 0.9801 left top vertical maxrows 4 Left reverse samplen 2.5
set key title 'model, pulse (s)' left
set xlabel 'weight energy (pJ)' offset 0,0.5
set ylabel 'accuracy (%)' offset 1,0
set xrange [0.149845709:1.10816521]
set yrange [0:100]

set output 'report-1-1.svg'
set title '' offset 0,-0.4
set arrow 10 from graph 0, first 89.4 to graph 1, first 89.4 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 '' at graph 0.985, first 89.4 right offset 0,0.6 front textcolor rgb '#555555'
set arrow 11 from graph 0, first 89.8 to graph 1, first 89.8 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 11 'software 89.40 % to 89.80 %' at graph 0.985, first 89.8 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture1_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'standard, 5 ns', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'trained with 4 %, 5 ns', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture1_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'standard, 10 ns', \
  $picture1_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture1_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'trained with 4 %, 10 ns', \
  $picture1_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle
unset arrow 10
unset label 10
unset arrow 11
unset label 11
