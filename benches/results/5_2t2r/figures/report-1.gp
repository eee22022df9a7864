# Run in this folder: gnuplot report-1.gp
set terminal svg size 400,389 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
0.6 0.00303792586 0.00300811331 0.00306773841 "encoding = 1T1R, r off ohm sigma ln = 0.6: 0.003038 (0.003008 to 0.003068)"
1 0.0261394303 0.0260491869 0.0262296737 "encoding = 1T1R, r off ohm sigma ln = 1: 0.02614 (0.02605 to 0.02623)"
1.3 0.0511462523 0.0510079328 0.0512845718 "encoding = 1T1R, r off ohm sigma ln = 1.3: 0.05115 (0.05101 to 0.05128)"
END
$picture1_curve1 << END
0.6 0.000616931811 0.000610217272 0.000623646349 "encoding = 1T1R + (72,64), r off ohm sigma ln = 0.6: 0.0006169 (0.0006102 to 0.0006236)"
1 0.0241065366 0.0239623083 0.0242507649 "encoding = 1T1R + (72,64), r off ohm sigma ln = 1: 0.02411 (0.02396 to 0.02425)"
1.3 0.0535218561 0.053462231 0.0535814812 "encoding = 1T1R + (72,64), r off ohm sigma ln = 1.3: 0.05352 (0.05346 to 0.05358)"
END
$picture1_curve2 << END
0.6 5.66707062e-05 5.64021246e-05 5.69392877e-05 "encoding = 1T1R + (8,4), r off ohm sigma ln = 0.6: 5.667e-05 (5.64e-05 to 5.694e-05)"
1 0.00453123926 0.0044928321 0.00456964642 "encoding = 1T1R + (8,4), r off ohm sigma ln = 1: 0.004531 (0.004493 to 0.00457)"
1.3 0.0164299389 0.0164167784 0.0164430994 "encoding = 1T1R + (8,4), r off ohm sigma ln = 1.3: 0.01643 (0.01642 to 0.01644)"
END
$picture1_curve3 << END
0.6 0.000195795947 0.000190155734 0.000201436159 "encoding = 2T2R, r off ohm sigma ln = 0.6: 0.0001958 (0.0001902 to 0.0002014)"
1 0.0127603093 0.0127334511 0.0127871674 "encoding = 2T2R, r off ohm sigma ln = 1: 0.01276 (0.01273 to 0.01279)"
1.3 0.0409423022 0.0408915403 0.0409930642 "encoding = 2T2R, r off ohm sigma ln = 1.3: 0.04094 (0.04089 to 0.04099)"
END
$picture2_curve0 << END
0.6 0.0265874244 0.0265508973 0.0266239515 "encoding = 1T1R, r off ohm sigma ln = 0.6: 0.02659 (0.02655 to 0.02662)"
1 0.0626337536 0.0625413616 0.0627261457 "encoding = 1T1R, r off ohm sigma ln = 1: 0.06263 (0.06254 to 0.06273)"
1.3 0.0897908394 0.0897255741 0.0898561048 "encoding = 1T1R, r off ohm sigma ln = 1.3: 0.08979 (0.08973 to 0.08986)"
END
$picture2_curve1 << END
0.6 0.0247685901 0.0246944616 0.0248427186 "encoding = 1T1R + (72,64), r off ohm sigma ln = 0.6: 0.02477 (0.02469 to 0.02484)"
1 0.0659029282 0.0658841275 0.0659217289 "encoding = 1T1R + (72,64), r off ohm sigma ln = 1: 0.0659 (0.06588 to 0.06592)"
1.3 0.0933068405 0.0933036175 0.0933100634 "encoding = 1T1R + (72,64), r off ohm sigma ln = 1.3: 0.09331 (0.0933 to 0.09331)"
END
$picture2_curve2 << END
0.6 0.00465183237 0.00459704174 0.00470662301 "encoding = 1T1R + (8,4), r off ohm sigma ln = 0.6: 0.004652 (0.004597 to 0.004707)"
1 0.0241175484 0.0241008964 0.0241342005 "encoding = 1T1R + (8,4), r off ohm sigma ln = 1: 0.02412 (0.0241 to 0.02413)"
1.3 0.0465481362 0.0464629959 0.0466332766 "encoding = 1T1R + (8,4), r off ohm sigma ln = 1.3: 0.04655 (0.04646 to 0.04663)"
END
$picture2_curve3 << END
0.6 0.00126367617 0.00125696163 0.00127039071 "encoding = 2T2R, r off ohm sigma ln = 0.6: 0.001264 (0.001257 to 0.00127)"
1 0.0186578228 0.0186390221 0.0186766235 "encoding = 2T2R, r off ohm sigma ln = 1: 0.01866 (0.01864 to 0.01868)"
1.3 0.0479670526 0.0478709004 0.0480632048 "encoding = 2T2R, r off ohm sigma ln = 1.3: 0.04797 (0.04787 to 0.04806)"
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
set ylabel 'weight ber' offset 1,0
set xrange [0.572:1.328]
set xtics ('0.6' 0.6, '1' 1, '1.3' 1.3)
set logscale y
set yrange [1e-05:0.1]
set ytics ('1e-05' 1e-05, '' 2e-05 1, '' 3e-05 1, '' 4e-05 1, '' 5e-05 1, '' 6e-05 1, '' 7e-05 1, '' 8e-05 1, '' 9e-05 1, '0.0001' 0.0001, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, '0.001' 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1, '' 0.005 1, '' 0.006 1, '' 0.007 1, '' 0.008 1, '' 0.009 1, '0.01' 0.01, '' 0.02 1, '' 0.03 1, '' 0.04 1, '' 0.05 1, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, '0.1' 0.1)

set output 'report-1-1.svg'
set title 'offset sigma ln = 0' offset 0,-0.4
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

set output 'report-1-2.svg'
set title 'offset sigma ln = 0.4' offset 0,-0.4
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
