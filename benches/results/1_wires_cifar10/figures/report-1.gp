# Run in this folder: gnuplot report-1.gp
set terminal svg size 400,389 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
1 78 71.7612001 83.1834616 "sparsify = none, bl segment = 1 ohm: 78.00 % (71.76 % to 83.18 %)"
2 78 71.7612001 83.1834616 "sparsify = none, bl segment = 2 ohm: 78.00 % (71.76 % to 83.18 %)"
5 76 69.626659 81.393384 "sparsify = none, bl segment = 5 ohm: 76.00 % (69.63 % to 81.39 %)"
10 14 9.86698263 19.4898809 "sparsify = none, bl segment = 10 ohm: 14.00 % (9.87 % to 19.49 %)"
25 10 6.56704487 14.9405812 "sparsify = none, bl segment = 25 ohm: 10.00 % (6.57 % to 14.94 %)"
END
$picture1_curve1 << END
1 78 71.7612001 83.1834616 "sparsify = weights, bl segment = 1 ohm: 78.00 % (71.76 % to 83.18 %)"
2 78 71.7612001 83.1834616 "sparsify = weights, bl segment = 2 ohm: 78.00 % (71.76 % to 83.18 %)"
5 76.5 70.1586311 81.8425666 "sparsify = weights, bl segment = 5 ohm: 76.50 % (70.16 % to 81.84 %)"
10 61 54.093746 67.4916569 "sparsify = weights, bl segment = 10 ohm: 61.00 % (54.09 % to 67.49 %)"
25 12.5 8.61197448 17.801425 "sparsify = weights, bl segment = 25 ohm: 12.50 % (8.61 % to 17.80 %)"
END
$picture1_curve2 << END
1 78 71.7612001 83.1834616 "sparsify = activations, bl segment = 1 ohm: 78.00 % (71.76 % to 83.18 %)"
2 78 71.7612001 83.1834616 "sparsify = activations, bl segment = 2 ohm: 78.00 % (71.76 % to 83.18 %)"
5 79 72.8353831 84.0715879 "sparsify = activations, bl segment = 5 ohm: 79.00 % (72.84 % to 84.07 %)"
10 70 63.3209316 75.9252553 "sparsify = activations, bl segment = 10 ohm: 70.00 % (63.32 % to 75.93 %)"
25 14.5 10.2893506 20.0486675 "sparsify = activations, bl segment = 25 ohm: 14.50 % (10.29 % to 20.05 %)"
END
$picture1_curve3 << END
1 78 71.7612001 83.1834616 "sparsify = both, bl segment = 1 ohm: 78.00 % (71.76 % to 83.18 %)"
2 78 71.7612001 83.1834616 "sparsify = both, bl segment = 2 ohm: 78.00 % (71.76 % to 83.18 %)"
5 78.5 72.2976927 83.6281237 "sparsify = both, bl segment = 5 ohm: 78.50 % (72.30 % to 83.63 %)"
10 76.5 70.1586311 81.8425666 "sparsify = both, bl segment = 10 ohm: 76.50 % (70.16 % to 81.84 %)"
25 45 38.2640684 51.9243849 "sparsify = both, bl segment = 25 ohm: 45.00 % (38.26 % to 51.92 %)"
END
$picture2_curve0 << END
1 76.5 70.1586311 81.8425666 "sparsify = none, bl segment = 1 ohm: 76.50 % (70.16 % to 81.84 %)"
2 34.5 28.2597944 41.3244107 "sparsify = none, bl segment = 2 ohm: 34.50 % (28.26 % to 41.32 %)"
5 10 6.56704487 14.9405812 "sparsify = none, bl segment = 5 ohm: 10.00 % (6.57 % to 14.94 %)"
10 10 6.56704487 14.9405812 "sparsify = none, bl segment = 10 ohm: 10.00 % (6.57 % to 14.94 %)"
25 10 6.56704487 14.9405812 "sparsify = none, bl segment = 25 ohm: 10.00 % (6.57 % to 14.94 %)"
END
$picture2_curve1 << END
1 76.5 70.1586311 81.8425666 "sparsify = weights, bl segment = 1 ohm: 76.50 % (70.16 % to 81.84 %)"
2 69.5 62.8014479 75.4635844 "sparsify = weights, bl segment = 2 ohm: 69.50 % (62.80 % to 75.46 %)"
5 19 14.1671715 25.0012387 "sparsify = weights, bl segment = 5 ohm: 19.00 % (14.17 % to 25.00 %)"
10 11 7.37724446 16.092691 "sparsify = weights, bl segment = 10 ohm: 11.00 % (7.38 % to 16.09 %)"
25 9 5.76874489 13.7765719 "sparsify = weights, bl segment = 25 ohm: 9.00 % (5.77 % to 13.78 %)"
END
$picture2_curve2 << END
1 74.5 68.0370742 80.0395048 "sparsify = activations, bl segment = 1 ohm: 74.50 % (68.04 % to 80.04 %)"
2 80 73.9144813 84.9547991 "sparsify = activations, bl segment = 2 ohm: 80.00 % (73.91 % to 84.95 %)"
5 20.5 15.4861762 26.6256981 "sparsify = activations, bl segment = 5 ohm: 20.50 % (15.49 % to 26.63 %)"
10 11 7.37724446 16.092691 "sparsify = activations, bl segment = 10 ohm: 11.00 % (7.38 % to 16.09 %)"
25 9.5 6.16631027 14.3601612 "sparsify = activations, bl segment = 25 ohm: 9.50 % (6.17 % to 14.36 %)"
END
$picture2_curve3 << END
1 78 71.7612001 83.1834616 "sparsify = both, bl segment = 1 ohm: 78.00 % (71.76 % to 83.18 %)"
2 78 71.7612001 83.1834616 "sparsify = both, bl segment = 2 ohm: 78.00 % (71.76 % to 83.18 %)"
5 47.5 40.6916226 54.402604 "sparsify = both, bl segment = 5 ohm: 47.50 % (40.69 % to 54.40 %)"
10 15 10.7135936 20.6055793 "sparsify = both, bl segment = 10 ohm: 15.00 % (10.71 % to 20.61 %)"
25 10 6.56704487 14.9405812 "sparsify = both, bl segment = 25 ohm: 10.00 % (6.57 % to 14.94 %)"
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
set xtics ('1' 1, '2' 2, '5' 5, '10' 10, '25' 25)
set yrange [0:100]

set output 'report-1-1.svg'
set title 'tile rows = 64' offset 0,-0.4
set arrow 10 from graph 0, first 78 to graph 1, first 78 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 78.00 %' at graph 0.985, first 78 right offset 0,0.6 front textcolor rgb '#555555'
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

set output 'report-1-2.svg'
set title 'tile rows = 256' offset 0,-0.4
set arrow 10 from graph 0, first 78 to graph 1, first 78 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 78.00 %' at graph 0.985, first 78 right offset 0,0.6 front textcolor rgb '#555555'
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
