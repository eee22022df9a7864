# Run in this folder: gnuplot report-2.gp
set terminal svg size 400,389 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
0.6 89.85 89.65 90.05 "encoding = 1T1R, r off ohm sigma ln = 0.6: 89.85 % (89.65 % to 90.05 %)"
1 83.05 82.75 83.35 "encoding = 1T1R, r off ohm sigma ln = 1: 83.05 % (82.75 % to 83.35 %)"
1.3 31.95 31.1 32.8 "encoding = 1T1R, r off ohm sigma ln = 1.3: 31.95 % (31.10 % to 32.80 %)"
END
$picture1_curve1 << END
0.6 90.275 90.15 90.4 "encoding = 1T1R + (72,64), r off ohm sigma ln = 0.6: 90.27 % (90.15 % to 90.40 %)"
1 85.225 85 85.45 "encoding = 1T1R + (72,64), r off ohm sigma ln = 1: 85.22 % (85.00 % to 85.45 %)"
1.3 33.3 32.85 33.75 "encoding = 1T1R + (72,64), r off ohm sigma ln = 1.3: 33.30 % (32.85 % to 33.75 %)"
END
$picture1_curve2 << END
0.6 89.675 89.65 89.7 "encoding = 1T1R + (8,4), r off ohm sigma ln = 0.6: 89.67 % (89.65 % to 89.70 %)"
1 90.275 90.15 90.4 "encoding = 1T1R + (8,4), r off ohm sigma ln = 1: 90.27 % (90.15 % to 90.40 %)"
1.3 86.95 86.5 87.4 "encoding = 1T1R + (8,4), r off ohm sigma ln = 1.3: 86.95 % (86.50 % to 87.40 %)"
END
$picture1_curve3 << END
0.6 89.725 89.65 89.8 "encoding = 2T2R, r off ohm sigma ln = 0.6: 89.72 % (89.65 % to 89.80 %)"
1 89.575 89.5 89.65 "encoding = 2T2R, r off ohm sigma ln = 1: 89.58 % (89.50 % to 89.65 %)"
1.3 87.775 87.2 88.35 "encoding = 2T2R, r off ohm sigma ln = 1.3: 87.78 % (87.20 % to 88.35 %)"
END
$picture2_curve0 << END
0.6 79 77.25 80.75 "encoding = 1T1R, r off ohm sigma ln = 0.6: 79.00 % (77.25 % to 80.75 %)"
1 32.6 32.05 33.15 "encoding = 1T1R, r off ohm sigma ln = 1: 32.60 % (32.05 % to 33.15 %)"
1.3 20.925 20.75 21.1 "encoding = 1T1R, r off ohm sigma ln = 1.3: 20.93 % (20.75 % to 21.10 %)"
END
$picture2_curve1 << END
0.6 85 84.95 85.05 "encoding = 1T1R + (72,64), r off ohm sigma ln = 0.6: 85.00 % (84.95 % to 85.05 %)"
1 25.925 23.35 28.5 "encoding = 1T1R + (72,64), r off ohm sigma ln = 1: 25.92 % (23.35 % to 28.50 %)"
1.3 19.4 19.4 19.4 "encoding = 1T1R + (72,64), r off ohm sigma ln = 1.3: 19.40 % (19.40 % to 19.40 %)"
END
$picture2_curve2 << END
0.6 89.925 89.8 90.05 "encoding = 1T1R + (8,4), r off ohm sigma ln = 0.6: 89.92 % (89.80 % to 90.05 %)"
1 83.025 82.6 83.45 "encoding = 1T1R + (8,4), r off ohm sigma ln = 1: 83.02 % (82.60 % to 83.45 %)"
1.3 39.75 37.25 42.25 "encoding = 1T1R + (8,4), r off ohm sigma ln = 1.3: 39.75 % (37.25 % to 42.25 %)"
END
$picture2_curve3 << END
0.6 90.3 90.2 90.4 "encoding = 2T2R, r off ohm sigma ln = 0.6: 90.30 % (90.20 % to 90.40 %)"
1 88.025 87.55 88.5 "encoding = 2T2R, r off ohm sigma ln = 1: 88.02 % (87.55 % to 88.50 %)"
1.3 79.275 79.15 79.4 "encoding = 2T2R, r off ohm sigma ln = 1.3: 79.28 % (79.15 % to 79.40 %)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.6864
set bmargin at screen 0.1594
set key at screen 0.02, screen 0.9794 left top vertical maxrows 2 Left reverse samplen 2.5
set key title 'encoding' left
set xlabel 'r off ohm sigma ln' offset 0,0.5
set ylabel 'accuracy (%)' offset 1,0
set xrange [0.572:1.328]
set xtics ('0.6' 0.6, '1' 1, '1.3' 1.3)
set yrange [50:95]

set output 'report-2-1.svg'
set title 'offset sigma ln = 0' offset 0,-0.4
set arrow 10 from graph 0, first 89.8 to graph 1, first 89.8 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 89.80 %' at graph 0.985, first 89.8 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture1_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title '1T1R', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title '1T1R + (72,64)', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture1_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title '1T1R + (8,4)', \
  $picture1_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture1_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title '2T2R', \
  $picture1_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle
unset arrow 10
unset label 10

set output 'report-2-2.svg'
set title 'offset sigma ln = 0.4' offset 0,-0.4
set arrow 10 from graph 0, first 89.8 to graph 1, first 89.8 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 89.80 %' at graph 0.985, first 89.8 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture2_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve2 using 1:3:4 with filledcurves linecolor rgb '#2a8a57' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve3 using 1:3:4 with filledcurves linecolor rgb '#7b4a9e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title '1T1R', \
  $picture2_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title '1T1R + (72,64)', \
  $picture2_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture2_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title '1T1R + (8,4)', \
  $picture2_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture2_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title '2T2R', \
  $picture2_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle
unset arrow 10
unset label 10
