# Run in this folder: gnuplot report-5.gp
set terminal svg size 400,367 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
1 84 71.4857839 91.6625793 "sparsify = none, bl segment = 1 ohm: 84.00 % (71.49 % to 91.66 %)"
5 8 3.15495141 18.8382469 "sparsify = none, bl segment = 5 ohm: 8.00 % (3.15 % to 18.84 %)"
25 8 3.15495141 18.8382469 "sparsify = none, bl segment = 25 ohm: 8.00 % (3.15 % to 18.84 %)"
END
$picture1_curve1 << END
1 88 76.1951826 94.3823998 "sparsify = both, bl segment = 1 ohm: 88.00 % (76.20 % to 94.38 %)"
5 78 64.7584504 87.246084 "sparsify = both, bl segment = 5 ohm: 78.00 % (64.76 % to 87.25 %)"
25 6 2.06149703 16.2170917 "sparsify = both, bl segment = 25 ohm: 6.00 % (2.06 % to 16.22 %)"
END
$picture2_curve0 << END
1 8 3.15495141 18.8382469 "sparsify = none, bl segment = 1 ohm: 8.00 % (3.15 % to 18.84 %)"
5 8 3.15495141 18.8382469 "sparsify = none, bl segment = 5 ohm: 8.00 % (3.15 % to 18.84 %)"
25 8 3.15495141 18.8382469 "sparsify = none, bl segment = 25 ohm: 8.00 % (3.15 % to 18.84 %)"
END
$picture2_curve1 << END
1 82 69.2039463 90.2298073 "sparsify = both, bl segment = 1 ohm: 82.00 % (69.20 % to 90.23 %)"
5 10 4.34757649 21.3602314 "sparsify = both, bl segment = 5 ohm: 10.00 % (4.35 % to 21.36 %)"
25 8 3.15495141 18.8382469 "sparsify = both, bl segment = 25 ohm: 8.00 % (3.15 % to 18.84 %)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.7275
set bmargin at screen 0.1689
set key at screen 0.02, screen 0.9782 left top vertical maxrows 1 Left reverse samplen 2.5
set key title 'sparsify' left
set xlabel 'wire of one cell (ohm)' offset 0,0.5
set ylabel 'accuracy (%)' offset 1,0
set logscale x
set xrange [0.824372697:30.3260893]
set xtics ('1' 1, '5' 5, '25' 25)
set yrange [0:100]

set output 'report-5-1.svg'
set title 'tile rows = 32' offset 0,-0.4
set arrow 10 from graph 0, first 84 to graph 1, first 84 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 84.00 %' at graph 0.985, first 84 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture1_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'none', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'both', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
unset arrow 10
unset label 10

set output 'report-5-2.svg'
set title 'tile rows = 128' offset 0,-0.4
set arrow 10 from graph 0, first 84 to graph 1, first 84 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 84.00 %' at graph 0.985, first 84 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture2_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'none', \
  $picture2_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'both', \
  $picture2_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
unset arrow 10
unset label 10
