# Run in this folder: gnuplot report-5.gp
set terminal svg size 400,359 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0_alone << END
0.00306773841 90.05 88.6603763 91.2860682 "encoding = 1T1R, variation seed = 1, r off ohm sigma ln = 0.6: 90.05 % (88.66 % to 91.29 %)"
0.0262296737 83.35 81.6537299 84.918403 "encoding = 1T1R, variation seed = 1, r off ohm sigma ln = 1: 83.35 % (81.65 % to 84.92 %)"
0.0512845718 32.8 30.7771118 34.8888346 "encoding = 1T1R, variation seed = 1, r off ohm sigma ln = 1.3: 32.80 % (30.78 % to 34.89 %)"
0.00300811331 89.65 88.2381138 90.9098643 "encoding = 1T1R, variation seed = 2, r off ohm sigma ln = 0.6: 89.65 % (88.24 % to 90.91 %)"
0.0260491869 82.75 81.0317993 84.3426341 "encoding = 1T1R, variation seed = 2, r off ohm sigma ln = 1: 82.75 % (81.03 % to 84.34 %)"
0.0510079328 31.1 29.1091302 33.1633342 "encoding = 1T1R, variation seed = 2, r off ohm sigma ln = 1.3: 31.10 % (29.11 % to 33.16 %)"
END
$picture1_curve1_alone << END
0.000610217272 90.4 89.030387 91.6147156 "encoding = 1T1R + (72,64), variation seed = 1, r off ohm sigma ln = 0.6: 90.40 % (89.03 % to 91.61 %)"
0.0242507649 85.45 83.8366998 86.9273816 "encoding = 1T1R + (72,64), variation seed = 1, r off ohm sigma ln = 1: 85.45 % (83.84 % to 86.93 %)"
0.0535814812 33.75 31.7105559 35.8517482 "encoding = 1T1R + (72,64), variation seed = 1, r off ohm sigma ln = 1.3: 33.75 % (31.71 % to 35.85 %)"
0.000623646349 90.15 88.766042 91.3800191 "encoding = 1T1R + (72,64), variation seed = 2, r off ohm sigma ln = 0.6: 90.15 % (88.77 % to 91.38 %)"
0.0239623083 85 83.3680592 86.4977475 "encoding = 1T1R + (72,64), variation seed = 2, r off ohm sigma ln = 1: 85.00 % (83.37 % to 86.50 %)"
0.053462231 32.85 30.8262169 34.9395379 "encoding = 1T1R + (72,64), variation seed = 2, r off ohm sigma ln = 1.3: 32.85 % (30.83 % to 34.94 %)"
END
$picture1_curve2_alone << END
5.69392877e-05 89.7 88.2908623 90.9569241 "encoding = 1T1R + (8,4), variation seed = 1, r off ohm sigma ln = 0.6: 89.70 % (88.29 % to 90.96 %)"
0.0044928321 90.4 89.030387 91.6147156 "encoding = 1T1R + (8,4), variation seed = 1, r off ohm sigma ln = 1: 90.40 % (89.03 % to 91.61 %)"
0.0164167784 86.5 84.9321866 87.9278689 "encoding = 1T1R + (8,4), variation seed = 1, r off ohm sigma ln = 1.3: 86.50 % (84.93 % to 87.93 %)"
5.64021246e-05 89.65 88.2381138 90.9098643 "encoding = 1T1R + (8,4), variation seed = 2, r off ohm sigma ln = 0.6: 89.65 % (88.24 % to 90.91 %)"
0.00456964642 90.15 88.766042 91.3800191 "encoding = 1T1R + (8,4), variation seed = 2, r off ohm sigma ln = 1: 90.15 % (88.77 % to 91.38 %)"
0.0164430994 87.4 85.873562 88.7830429 "encoding = 1T1R + (8,4), variation seed = 2, r off ohm sigma ln = 1.3: 87.40 % (85.87 % to 88.78 %)"
END
$picture1_curve3_alone << END
0.000190155734 89.65 88.2381138 90.9098643 "encoding = 2T2R, variation seed = 1, r off ohm sigma ln = 0.6: 89.65 % (88.24 % to 90.91 %)"
0.0127334511 89.5 88.0799258 90.7686275 "encoding = 2T2R, variation seed = 1, r off ohm sigma ln = 1: 89.50 % (88.08 % to 90.77 %)"
0.0408915403 88.35 86.8698617 89.6831008 "encoding = 2T2R, variation seed = 1, r off ohm sigma ln = 1.3: 88.35 % (86.87 % to 89.68 %)"
0.000201436159 89.8 88.3963884 91.0510146 "encoding = 2T2R, variation seed = 2, r off ohm sigma ln = 0.6: 89.80 % (88.40 % to 91.05 %)"
0.0127871674 89.65 88.2381138 90.9098643 "encoding = 2T2R, variation seed = 2, r off ohm sigma ln = 1: 89.65 % (88.24 % to 90.91 %)"
0.0409930642 87.2 85.6641664 88.5932053 "encoding = 2T2R, variation seed = 2, r off ohm sigma ln = 1.3: 87.20 % (85.66 % to 88.59 %)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.7437
set bmargin at screen 0.1727
set key at screen 0.02, screen 0.9777 left top vertical maxrows 2 Left reverse samplen 2.5
set key title 'encoding' left
set xlabel 'weight ber' offset 0,0.5
set ylabel 'accuracy (%)' offset 1,0
set logscale x
set xrange [3.73793985e-05:0.080849599]
set xtics ('' 4e-05 1, '' 5e-05 1, '' 6e-05 1, '' 7e-05 1, '' 8e-05 1, '' 9e-05 1, '0.0001' 0.0001, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, '0.001' 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1, '' 0.005 1, '' 0.006 1, '' 0.007 1, '' 0.008 1, '' 0.009 1, '0.01' 0.01, '' 0.02 1, '' 0.03 1, '' 0.04 1, '' 0.05 1, '' 0.06 1, '' 0.07 1, '' 0.08 1)
set yrange [50:95]

set output 'report-5-1.svg'
set title '' offset 0,-0.4
set arrow 10 from graph 0, first 89.8 to graph 1, first 89.8 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 'software 89.80 %' at graph 0.985, first 89.8 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture1_curve0_alone using 1:2:3:4 with yerrorbars linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title '1T1R', \
  $picture1_curve0_alone using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1_alone using 1:2:3:4 with yerrorbars linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title '1T1R + (72,64)', \
  $picture1_curve1_alone using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture1_curve2_alone using 1:2:3:4 with yerrorbars linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title '1T1R + (8,4)', \
  $picture1_curve2_alone using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture1_curve3_alone using 1:2:3:4 with yerrorbars linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title '2T2R', \
  $picture1_curve3_alone using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle
unset arrow 10
unset label 10
