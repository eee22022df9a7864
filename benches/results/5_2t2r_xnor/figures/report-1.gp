# Run in this folder: gnuplot report-1.gp
set terminal svg size 400,359 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
0 89.65 89.5 89.75 "xnor = behind the latch, offset sigma ln = 0: 89.65 % (89.50 % to 89.75 %)"
0.2 89.45 89.35 89.5 "xnor = behind the latch, offset sigma ln = 0.2: 89.45 % (89.35 % to 89.50 %)"
0.4 88.1 87.55 88.5 "xnor = behind the latch, offset sigma ln = 0.4: 88.10 % (87.55 % to 88.50 %)"
0.8 69.25 69.25 69.55 "xnor = behind the latch, offset sigma ln = 0.8: 69.25 % (69.25 % to 69.55 %)"
1.2 36.05 36 37.15 "xnor = behind the latch, offset sigma ln = 1.2: 36.05 % (36.00 % to 37.15 %)"
END
$picture1_curve1 << END
0 89.65 89.5 89.75 "xnor = before the latch, offset sigma ln = 0: 89.65 % (89.50 % to 89.75 %)"
0.2 89.15 88.95 89.45 "xnor = before the latch, offset sigma ln = 0.2: 89.15 % (88.95 % to 89.45 %)"
0.4 85.5 84.7 85.5 "xnor = before the latch, offset sigma ln = 0.4: 85.50 % (84.70 % to 85.50 %)"
0.8 51.95 47.35 53.5 "xnor = before the latch, offset sigma ln = 0.8: 51.95 % (47.35 % to 53.50 %)"
1.2 20.4 20.35 20.55 "xnor = before the latch, offset sigma ln = 1.2: 20.40 % (20.35 % to 20.55 %)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.7437
set bmargin at screen 0.1727
set key at screen 0.02, screen 0.9777 left top vertical maxrows 2 Left reverse samplen 2.5
set key title 'xnor' left
set xlabel 'offset sigma ln' offset 0,0.5
set ylabel 'accuracy (%)' offset 1,0
set xrange [-0.048:1.248]
set xtics ('0' 0, '0.2' 0.2, '0.4' 0.4, '0.8' 0.8, '1.2' 1.2)
set yrange [0:100]

set output 'report-1-1.svg'
set title '' offset 0,-0.4
set arrow 10 from graph 0, first 89.8 to graph 1, first 89.8 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 89.80 %' at graph 0.985, first 89.8 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture1_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'behind the latch', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'before the latch', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
unset arrow 10
unset label 10
