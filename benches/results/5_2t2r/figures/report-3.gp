# Run in this folder: gnuplot report-3.gp
set terminal svg size 400,359 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
0 0.0261394303 0.0260491869 0.0262296737 "encoding = 1T1R, bl segment = 0 ohm: 0.02614 (0.02605 to 0.02623)"
25 0.136444528 0.136304597 0.136584459 "encoding = 1T1R, bl segment = 25 ohm: 0.1364 (0.1363 to 0.1366)"
END
$picture1_curve1 << END
0 0.0241065366 0.0239623083 0.0242507649 "encoding = 1T1R + (72,64), bl segment = 0 ohm: 0.02411 (0.02396 to 0.02425)"
25 0.139253354 0.138981281 0.139525427 "encoding = 1T1R + (72,64), bl segment = 25 ohm: 0.1393 (0.139 to 0.1395)"
END
$picture1_curve2 << END
0 0.00453123926 0.0044928321 0.00456964642 "encoding = 1T1R + (8,4), bl segment = 0 ohm: 0.004531 (0.004493 to 0.00457)"
25 0.0964051972 0.0963160281 0.0964943662 "encoding = 1T1R + (8,4), bl segment = 25 ohm: 0.09641 (0.09632 to 0.09649)"
END
$picture1_curve3 << END
0 0.0127603093 0.0127334511 0.0127871674 "encoding = 2T2R, bl segment = 0 ohm: 0.01276 (0.01273 to 0.01279)"
25 0.0127603093 0.0127334511 0.0127871674 "encoding = 2T2R, bl segment = 25 ohm: 0.01276 (0.01273 to 0.01279)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.7437
set bmargin at screen 0.1727
set key at screen 0.02, screen 0.9777 left top vertical maxrows 2 Left reverse samplen 2.5
set key title 'encoding' left
set xlabel 'bl segment (ohm)' offset 0,0.5
set ylabel 'weight ber' offset 1,0
set xrange [-1:26]
set xtics ('0' 0, '25' 25)
set logscale y
set yrange [0.001:1]
set ytics ('0.001' 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1, '' 0.005 1, '' 0.006 1, '' 0.007 1, '' 0.008 1, '' 0.009 1, '0.01' 0.01, '' 0.02 1, '' 0.03 1, '' 0.04 1, '' 0.05 1, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, '0.1' 0.1, '' 0.2 1, '' 0.3 1, '' 0.4 1, '' 0.5 1, '' 0.6 1, '' 0.7 1, '' 0.8 1, '' 0.9 1, '1' 1)

set output 'report-3-1.svg'
set title '' offset 0,-0.4
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
