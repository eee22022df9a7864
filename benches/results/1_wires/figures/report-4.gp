# Run in this folder: gnuplot report-4.gp
set terminal svg size 400,367 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
1 88 80.1879006 93.0005936 "sparsify = none, bl segment = 1 ohm: 88.00 % (80.19 % to 93.00 %)"
2 72 62.5119713 79.8603148 "sparsify = none, bl segment = 2 ohm: 72.00 % (62.51 % to 79.86 %)"
5 22 15.0012824 31.0703535 "sparsify = none, bl segment = 5 ohm: 22.00 % (15.00 % to 31.07 %)"
10 8 4.10934615 14.9981077 "sparsify = none, bl segment = 10 ohm: 8.00 % (4.11 % to 15.00 %)"
25 9 4.807254 16.2262129 "sparsify = none, bl segment = 25 ohm: 9.00 % (4.81 % to 16.23 %)"
END
$picture1_curve1 << END
1 85 76.7164404 90.6940147 "sparsify = both, bl segment = 1 ohm: 85.00 % (76.72 % to 90.69 %)"
2 86 77.8628118 91.4736563 "sparsify = both, bl segment = 2 ohm: 86.00 % (77.86 % to 91.47 %)"
5 82 73.3326416 88.2997745 "sparsify = both, bl segment = 5 ohm: 82.00 % (73.33 % to 88.30 %)"
10 63 53.2205296 71.8176395 "sparsify = both, bl segment = 10 ohm: 63.00 % (53.22 % to 71.82 %)"
25 23 15.8432659 32.154383 "sparsify = both, bl segment = 25 ohm: 23.00 % (15.84 % to 32.15 %)"
END
$picture2_curve0 << END
1 60 50.2002587 69.0598714 "sparsify = none, bl segment = 1 ohm: 60.00 % (50.20 % to 69.06 %)"
2 27 19.2695841 36.4321168 "sparsify = none, bl segment = 2 ohm: 27.00 % (19.27 % to 36.43 %)"
5 9 4.807254 16.2262129 "sparsify = none, bl segment = 5 ohm: 9.00 % (4.81 % to 16.23 %)"
10 9 4.807254 16.2262129 "sparsify = none, bl segment = 10 ohm: 9.00 % (4.81 % to 16.23 %)"
25 9 4.807254 16.2262129 "sparsify = none, bl segment = 25 ohm: 9.00 % (4.81 % to 16.23 %)"
END
$picture2_curve1 << END
1 87 79.0196486 92.2428326 "sparsify = both, bl segment = 1 ohm: 87.00 % (79.02 % to 92.24 %)"
2 88 80.1879006 93.0005936 "sparsify = both, bl segment = 2 ohm: 88.00 % (80.19 % to 93.00 %)"
5 53 43.288857 62.489182 "sparsify = both, bl segment = 5 ohm: 53.00 % (43.29 % to 62.49 %)"
10 20 13.3366933 28.8829166 "sparsify = both, bl segment = 10 ohm: 20.00 % (13.34 % to 28.88 %)"
25 11 6.25419636 18.6312965 "sparsify = both, bl segment = 25 ohm: 11.00 % (6.25 % to 18.63 %)"
END
$picture3_curve0 << END
1 27 19.2695841 36.4321168 "sparsify = none, bl segment = 1 ohm: 27.00 % (19.27 % to 36.43 %)"
2 8 4.10934615 14.9981077 "sparsify = none, bl segment = 2 ohm: 8.00 % (4.11 % to 15.00 %)"
5 9 4.807254 16.2262129 "sparsify = none, bl segment = 5 ohm: 9.00 % (4.81 % to 16.23 %)"
10 9 4.807254 16.2262129 "sparsify = none, bl segment = 10 ohm: 9.00 % (4.81 % to 16.23 %)"
25 12 6.99940644 19.8120994 "sparsify = none, bl segment = 25 ohm: 12.00 % (7.00 % to 19.81 %)"
END
$picture3_curve1 << END
1 87 79.0196486 92.2428326 "sparsify = both, bl segment = 1 ohm: 87.00 % (79.02 % to 92.24 %)"
2 66 56.2777289 74.5384792 "sparsify = both, bl segment = 2 ohm: 66.00 % (56.28 % to 74.54 %)"
5 22 15.0012824 31.0703535 "sparsify = both, bl segment = 5 ohm: 22.00 % (15.00 % to 31.07 %)"
10 12 6.99940644 19.8120994 "sparsify = both, bl segment = 10 ohm: 12.00 % (7.00 % to 19.81 %)"
25 10 5.52291371 17.4365662 "sparsify = both, bl segment = 25 ohm: 10.00 % (5.52 % to 17.44 %)"
END
$picture4_curve0 << END
1 8 4.10934615 14.9981077 "sparsify = none, bl segment = 1 ohm: 8.00 % (4.11 % to 15.00 %)"
2 9 4.807254 16.2262129 "sparsify = none, bl segment = 2 ohm: 9.00 % (4.81 % to 16.23 %)"
5 9 4.807254 16.2262129 "sparsify = none, bl segment = 5 ohm: 9.00 % (4.81 % to 16.23 %)"
10 9 4.807254 16.2262129 "sparsify = none, bl segment = 10 ohm: 9.00 % (4.81 % to 16.23 %)"
25 12 6.99940644 19.8120994 "sparsify = none, bl segment = 25 ohm: 12.00 % (7.00 % to 19.81 %)"
END
$picture4_curve1 << END
1 63 53.2205296 71.8176395 "sparsify = both, bl segment = 1 ohm: 63.00 % (53.22 % to 71.82 %)"
2 29 21.0148357 38.5388912 "sparsify = both, bl segment = 2 ohm: 29.00 % (21.01 % to 38.54 %)"
5 16 10.0952885 24.4202694 "sparsify = both, bl segment = 5 ohm: 16.00 % (10.10 % to 24.42 %)"
10 9 4.807254 16.2262129 "sparsify = both, bl segment = 10 ohm: 9.00 % (4.81 % to 16.23 %)"
25 4 1.5663304 9.83707144 "sparsify = both, bl segment = 25 ohm: 4.00 % (1.57 % to 9.84 %)"
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
set xtics ('1' 1, '2' 2, '5' 5, '10' 10, '25' 25)
set yrange [0:100]

set output 'report-4-1.svg'
set title 'tile rows = 32' offset 0,-0.4
set arrow 10 from graph 0, first 85 to graph 1, first 85 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 85.00 %' at graph 0.985, first 85 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture1_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'none', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'both', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
unset arrow 10
unset label 10

set output 'report-4-2.svg'
set title 'tile rows = 64' offset 0,-0.4
set arrow 10 from graph 0, first 85 to graph 1, first 85 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 85.00 %' at graph 0.985, first 85 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture2_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'none', \
  $picture2_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'both', \
  $picture2_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
unset arrow 10
unset label 10

set output 'report-4-3.svg'
set title 'tile rows = 128' offset 0,-0.4
set arrow 10 from graph 0, first 85 to graph 1, first 85 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 85.00 %' at graph 0.985, first 85 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture3_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture3_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture3_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'none', \
  $picture3_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture3_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'both', \
  $picture3_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
unset arrow 10
unset label 10

set output 'report-4-4.svg'
set title 'tile rows = 256' offset 0,-0.4
set arrow 10 from graph 0, first 85 to graph 1, first 85 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 85.00 %' at graph 0.985, first 85 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture4_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture4_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture4_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'none', \
  $picture4_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture4_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'both', \
  $picture4_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
unset arrow 10
unset label 10
