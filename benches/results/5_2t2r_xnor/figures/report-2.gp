# Run in this folder: gnuplot report-2.gp
set terminal svg size 400,359 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
0 0.0634995117 0.0632854004 0.0641689453 "xnor = behind the latch, offset sigma ln = 0: 0.0635 (0.06329 to 0.06417)"
0.2 0.0749262695 0.0737851562 0.075973877 "xnor = behind the latch, offset sigma ln = 0.2: 0.07493 (0.07379 to 0.07597)"
0.4 0.106452637 0.105690918 0.108233643 "xnor = behind the latch, offset sigma ln = 0.4: 0.1065 (0.1057 to 0.1082)"
0.8 0.20960791 0.20754834 0.211818604 "xnor = behind the latch, offset sigma ln = 0.8: 0.2096 (0.2075 to 0.2118)"
1.2 0.305853271 0.303829346 0.306073242 "xnor = behind the latch, offset sigma ln = 1.2: 0.3059 (0.3038 to 0.3061)"
END
$picture1_curve1 << END
0 0.0634995117 0.0632854004 0.0641689453 "xnor = before the latch, offset sigma ln = 0: 0.0635 (0.06329 to 0.06417)"
0.2 0.0778474121 0.0768583984 0.0787937012 "xnor = before the latch, offset sigma ln = 0.2: 0.07785 (0.07686 to 0.07879)"
0.4 0.11966333 0.11832959 0.120424805 "xnor = before the latch, offset sigma ln = 0.4: 0.1197 (0.1183 to 0.1204)"
0.8 0.256027344 0.254078369 0.257293945 "xnor = before the latch, offset sigma ln = 0.8: 0.256 (0.2541 to 0.2573)"
1.2 0.358655273 0.356709229 0.359244873 "xnor = before the latch, offset sigma ln = 1.2: 0.3587 (0.3567 to 0.3592)"
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
set ylabel 'activation ber' offset 1,0
set xrange [-0.048:1.248]
set xtics ('0' 0, '0.2' 0.2, '0.4' 0.4, '0.8' 0.8, '1.2' 1.2)
set yrange [0:0.4]

set output 'report-2-1.svg'
set title '' offset 0,-0.4
plot \
  $picture1_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'behind the latch', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'before the latch', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
