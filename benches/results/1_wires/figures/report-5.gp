# Run in this folder: gnuplot report-5.gp
set terminal svg size 400,367 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
1 87 79.0196486 92.2428326 "sparsify = none, bl segment = 1 ohm: 87.00 % (79.02 % to 92.24 %)"
5 12 6.99940644 19.8120994 "sparsify = none, bl segment = 5 ohm: 12.00 % (7.00 % to 19.81 %)"
25 12 6.99940644 19.8120994 "sparsify = none, bl segment = 25 ohm: 12.00 % (7.00 % to 19.81 %)"
END
$picture1_curve1 << END
1 90 82.5634338 94.4770863 "sparsify = both, bl segment = 1 ohm: 90.00 % (82.56 % to 94.48 %)"
5 80 71.1170834 86.6633067 "sparsify = both, bl segment = 5 ohm: 80.00 % (71.12 % to 86.66 %)"
25 8 4.10934615 14.9981077 "sparsify = both, bl segment = 25 ohm: 8.00 % (4.11 % to 15.00 %)"
END
$picture2_curve0 << END
1 12 6.99940644 19.8120994 "sparsify = none, bl segment = 1 ohm: 12.00 % (7.00 % to 19.81 %)"
5 12 6.99940644 19.8120994 "sparsify = none, bl segment = 5 ohm: 12.00 % (7.00 % to 19.81 %)"
25 12 6.99940644 19.8120994 "sparsify = none, bl segment = 25 ohm: 12.00 % (7.00 % to 19.81 %)"
END
$picture2_curve1 << END
1 80 71.1170834 86.6633067 "sparsify = both, bl segment = 1 ohm: 80.00 % (71.12 % to 86.66 %)"
5 11 6.25419636 18.6312965 "sparsify = both, bl segment = 5 ohm: 11.00 % (6.25 % to 18.63 %)"
25 9 4.807254 16.2262129 "sparsify = both, bl segment = 25 ohm: 9.00 % (4.81 % to 16.23 %)"
END
$picture3_curve0 << END
1 12 6.99940644 19.8120994 "sparsify = none, bl segment = 1 ohm: 12.00 % (7.00 % to 19.81 %)"
5 12 6.99940644 19.8120994 "sparsify = none, bl segment = 5 ohm: 12.00 % (7.00 % to 19.81 %)"
25 12 6.99940644 19.8120994 "sparsify = none, bl segment = 25 ohm: 12.00 % (7.00 % to 19.81 %)"
END
$picture3_curve1 << END
1 51 41.3480119 60.5780011 "sparsify = both, bl segment = 1 ohm: 51.00 % (41.35 % to 60.58 %)"
5 9 4.807254 16.2262129 "sparsify = both, bl segment = 5 ohm: 9.00 % (4.81 % to 16.23 %)"
25 10 5.52291371 17.4365662 "sparsify = both, bl segment = 25 ohm: 10.00 % (5.52 % to 17.44 %)"
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
set arrow 10 from graph 0, first 89 to graph 1, first 89 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 89.00 %' at graph 0.985, first 89 right offset 0,0.6 front textcolor rgb '#555555'
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
set arrow 10 from graph 0, first 89 to graph 1, first 89 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 89.00 %' at graph 0.985, first 89 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture2_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'none', \
  $picture2_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'both', \
  $picture2_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
unset arrow 10
unset label 10

set output 'report-5-3.svg'
set title 'tile rows = 256' offset 0,-0.4
set arrow 10 from graph 0, first 89 to graph 1, first 89 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 89.00 %' at graph 0.985, first 89 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture3_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture3_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture3_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'none', \
  $picture3_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture3_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'both', \
  $picture3_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
unset arrow 10
unset label 10
