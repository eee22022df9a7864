# Run in this folder: gnuplot report-4.gp
set terminal svg size 400,389 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
1 86 73.8138063 93.0491666 "sparsify = none, bl segment = 1 ohm: 86.00 % (73.81 % to 93.05 %)"
5 20 11.24375 33.0371059 "sparsify = none, bl segment = 5 ohm: 20.00 % (11.24 % to 33.04 %)"
25 8 3.15495141 18.8382469 "sparsify = none, bl segment = 25 ohm: 8.00 % (3.15 % to 18.84 %)"
END
$picture1_curve1 << END
1 84 71.4857839 91.6625793 "sparsify = weights, bl segment = 1 ohm: 84.00 % (71.49 % to 91.66 %)"
5 68 54.1897027 79.2417837 "sparsify = weights, bl segment = 5 ohm: 68.00 % (54.19 % to 79.24 %)"
25 18 9.77019267 30.7960537 "sparsify = weights, bl segment = 25 ohm: 18.00 % (9.77 % to 30.80 %)"
END
$picture1_curve2 << END
1 84 71.4857839 91.6625793 "sparsify = activations, bl segment = 1 ohm: 84.00 % (71.49 % to 91.66 %)"
5 62 48.1504469 74.1372107 "sparsify = activations, bl segment = 5 ohm: 62.00 % (48.15 % to 74.14 %)"
25 12 5.61760015 23.8048174 "sparsify = activations, bl segment = 25 ohm: 12.00 % (5.62 % to 23.80 %)"
END
$picture1_curve3 << END
1 84 71.4857839 91.6625793 "sparsify = both, bl segment = 1 ohm: 84.00 % (71.49 % to 91.66 %)"
5 78 64.7584504 87.246084 "sparsify = both, bl segment = 5 ohm: 78.00 % (64.76 % to 87.25 %)"
25 14 6.95083343 26.1861937 "sparsify = both, bl segment = 25 ohm: 14.00 % (6.95 % to 26.19 %)"
END
$picture2_curve0 << END
1 28 17.4741707 41.6651237 "sparsify = none, bl segment = 1 ohm: 28.00 % (17.47 % to 41.67 %)"
5 8 3.15495141 18.8382469 "sparsify = none, bl segment = 5 ohm: 8.00 % (3.15 % to 18.84 %)"
25 8 3.15495141 18.8382469 "sparsify = none, bl segment = 25 ohm: 8.00 % (3.15 % to 18.84 %)"
END
$picture2_curve1 << END
1 76 62.5873162 85.7026086 "sparsify = weights, bl segment = 1 ohm: 76.00 % (62.59 % to 85.70 %)"
5 22 12.753916 35.2415496 "sparsify = weights, bl segment = 5 ohm: 22.00 % (12.75 % to 35.24 %)"
25 8 3.15495141 18.8382469 "sparsify = weights, bl segment = 25 ohm: 8.00 % (3.15 % to 18.84 %)"
END
$picture2_curve2 << END
1 70 56.2496495 80.8964465 "sparsify = activations, bl segment = 1 ohm: 70.00 % (56.25 % to 80.90 %)"
5 10 4.34757649 21.3602314 "sparsify = activations, bl segment = 5 ohm: 10.00 % (4.35 % to 21.36 %)"
25 14 6.95083343 26.1861937 "sparsify = activations, bl segment = 25 ohm: 14.00 % (6.95 % to 26.19 %)"
END
$picture2_curve3 << END
1 84 71.4857839 91.6625793 "sparsify = both, bl segment = 1 ohm: 84.00 % (71.49 % to 91.66 %)"
5 10 4.34757649 21.3602314 "sparsify = both, bl segment = 5 ohm: 10.00 % (4.35 % to 21.36 %)"
25 8 3.15495141 18.8382469 "sparsify = both, bl segment = 25 ohm: 8.00 % (3.15 % to 18.84 %)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.6864
set bmargin at screen 0.1594
set key at screen 0.02, screen 0.9794 left top vertical maxrows 2 Left reverse samplen 2.5
set key title 'sparsify' left
set xlabel 'wire of one cell (ohm)' offset 0,0.5
set ylabel 'accuracy (%)' offset 1,0
set logscale x
set xrange [0.824372697:30.3260893]
set xtics ('1' 1, '5' 5, '25' 25)
set yrange [0:100]

set output 'report-4-1.svg'
set title 'tile rows = 32' offset 0,-0.4
set arrow 10 from graph 0, first 84 to graph 1, first 84 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 84.00 %' at graph 0.985, first 84 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture1_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'none', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'weights', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture1_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'activations', \
  $picture1_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture1_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'both', \
  $picture1_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle
unset arrow 10
unset label 10

set output 'report-4-2.svg'
set title 'tile rows = 128' offset 0,-0.4
set arrow 10 from graph 0, first 84 to graph 1, first 84 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 84.00 %' at graph 0.985, first 84 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture2_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'none', \
  $picture2_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'weights', \
  $picture2_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture2_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'activations', \
  $picture2_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture2_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'both', \
  $picture2_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle
unset arrow 10
unset label 10
