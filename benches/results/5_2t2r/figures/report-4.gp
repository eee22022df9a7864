# Run in this folder: gnuplot report-4.gp
set terminal svg size 400,359 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0_alone << END
0.00306636932 0.00306773841 0.00306773841 0.00306773841 "encoding = 1T1R, variation seed = 1, r off ohm sigma ln = 0.6, offset sigma ln = 0: 0.003068"
0.0260872526 0.0266239515 0.0266239515 0.0266239515 "encoding = 1T1R, variation seed = 1, r off ohm sigma ln = 0.6, offset sigma ln = 0.4: 0.02662"
0.0262571876 0.0262296737 0.0262296737 0.0262296737 "encoding = 1T1R, variation seed = 1, r off ohm sigma ln = 1, offset sigma ln = 0: 0.02623"
0.0621519 0.0625413616 0.0625413616 0.0625413616 "encoding = 1T1R, variation seed = 1, r off ohm sigma ln = 1, offset sigma ln = 0.4: 0.06254"
0.0512950554 0.0512845718 0.0512845718 0.0512845718 "encoding = 1T1R, variation seed = 1, r off ohm sigma ln = 1.3, offset sigma ln = 0: 0.05128"
0.0892736379 0.0897255741 0.0897255741 0.0897255741 "encoding = 1T1R, variation seed = 1, r off ohm sigma ln = 1.3, offset sigma ln = 0.4: 0.08973"
0.00306636932 0.00300811331 0.00300811331 0.00300811331 "encoding = 1T1R, variation seed = 2, r off ohm sigma ln = 0.6, offset sigma ln = 0: 0.003008"
0.0260872526 0.0265508973 0.0265508973 0.0265508973 "encoding = 1T1R, variation seed = 2, r off ohm sigma ln = 0.6, offset sigma ln = 0.4: 0.02655"
0.0262571876 0.0260491869 0.0260491869 0.0260491869 "encoding = 1T1R, variation seed = 2, r off ohm sigma ln = 1, offset sigma ln = 0: 0.02605"
0.0621519 0.0627261457 0.0627261457 0.0627261457 "encoding = 1T1R, variation seed = 2, r off ohm sigma ln = 1, offset sigma ln = 0.4: 0.06273"
0.0512950554 0.0510079328 0.0510079328 0.0510079328 "encoding = 1T1R, variation seed = 2, r off ohm sigma ln = 1.3, offset sigma ln = 0: 0.05101"
0.0892736379 0.0898561048 0.0898561048 0.0898561048 "encoding = 1T1R, variation seed = 2, r off ohm sigma ln = 1.3, offset sigma ln = 0.4: 0.08986"
END
$picture1_curve1_alone << END
0.000616008082 0.000610217272 0.000610217272 0.000610217272 "encoding = 1T1R + (72,64), variation seed = 1, r off ohm sigma ln = 0.6, offset sigma ln = 0: 0.0006102"
0.0241484465 0.0248427186 0.0248427186 0.0248427186 "encoding = 1T1R + (72,64), variation seed = 1, r off ohm sigma ln = 0.6, offset sigma ln = 0.4: 0.02484"
0.0243747002 0.0242507649 0.0242507649 0.0242507649 "encoding = 1T1R + (72,64), variation seed = 1, r off ohm sigma ln = 1, offset sigma ln = 0: 0.02425"
0.0654243306 0.0658841275 0.0658841275 0.0658841275 "encoding = 1T1R + (72,64), variation seed = 1, r off ohm sigma ln = 1, offset sigma ln = 0.4: 0.06588"
0.0538691447 0.0535814812 0.0535814812 0.0535814812 "encoding = 1T1R + (72,64), variation seed = 1, r off ohm sigma ln = 1.3, offset sigma ln = 0: 0.05358"
0.092859772 0.0933036175 0.0933036175 0.0933036175 "encoding = 1T1R + (72,64), variation seed = 1, r off ohm sigma ln = 1.3, offset sigma ln = 0.4: 0.0933"
0.000616008082 0.000623646349 0.000623646349 0.000623646349 "encoding = 1T1R + (72,64), variation seed = 2, r off ohm sigma ln = 0.6, offset sigma ln = 0: 0.0006236"
0.0241484465 0.0246944616 0.0246944616 0.0246944616 "encoding = 1T1R + (72,64), variation seed = 2, r off ohm sigma ln = 0.6, offset sigma ln = 0.4: 0.02469"
0.0243747002 0.0239623083 0.0239623083 0.0239623083 "encoding = 1T1R + (72,64), variation seed = 2, r off ohm sigma ln = 1, offset sigma ln = 0: 0.02396"
0.0654243306 0.0659217289 0.0659217289 0.0659217289 "encoding = 1T1R + (72,64), variation seed = 2, r off ohm sigma ln = 1, offset sigma ln = 0.4: 0.06592"
0.0538691447 0.053462231 0.053462231 0.053462231 "encoding = 1T1R + (72,64), variation seed = 2, r off ohm sigma ln = 1.3, offset sigma ln = 0: 0.05346"
0.092859772 0.0933100634 0.0933100634 0.0933100634 "encoding = 1T1R + (72,64), variation seed = 2, r off ohm sigma ln = 1.3, offset sigma ln = 0.4: 0.09331"
END
$picture1_curve2_alone << END
6.53829359e-05 5.69392877e-05 5.69392877e-05 5.69392877e-05 "encoding = 1T1R + (8,4), variation seed = 1, r off ohm sigma ln = 0.6, offset sigma ln = 0: 5.694e-05"
0.00451441361 0.00459704174 0.00459704174 0.00459704174 "encoding = 1T1R + (8,4), variation seed = 1, r off ohm sigma ln = 0.6, offset sigma ln = 0.4: 0.004597"
0.00456973962 0.0044928321 0.0044928321 0.0044928321 "encoding = 1T1R + (8,4), variation seed = 1, r off ohm sigma ln = 1, offset sigma ln = 0: 0.004493"
0.0236917462 0.0241342005 0.0241342005 0.0241342005 "encoding = 1T1R + (8,4), variation seed = 1, r off ohm sigma ln = 1, offset sigma ln = 0.4: 0.02413"
0.0165252777 0.0164167784 0.0164167784 0.0164167784 "encoding = 1T1R + (8,4), variation seed = 1, r off ohm sigma ln = 1.3, offset sigma ln = 0: 0.01642"
0.0459457362 0.0466332766 0.0466332766 0.0466332766 "encoding = 1T1R + (8,4), variation seed = 1, r off ohm sigma ln = 1.3, offset sigma ln = 0.4: 0.04663"
6.53829359e-05 5.64021246e-05 5.64021246e-05 5.64021246e-05 "encoding = 1T1R + (8,4), variation seed = 2, r off ohm sigma ln = 0.6, offset sigma ln = 0: 5.64e-05"
0.00451441361 0.00470662301 0.00470662301 0.00470662301 "encoding = 1T1R + (8,4), variation seed = 2, r off ohm sigma ln = 0.6, offset sigma ln = 0.4: 0.004707"
0.00456973962 0.00456964642 0.00456964642 0.00456964642 "encoding = 1T1R + (8,4), variation seed = 2, r off ohm sigma ln = 1, offset sigma ln = 0: 0.00457"
0.0236917462 0.0241008964 0.0241008964 0.0241008964 "encoding = 1T1R + (8,4), variation seed = 2, r off ohm sigma ln = 1, offset sigma ln = 0.4: 0.0241"
0.0165252777 0.0164430994 0.0164430994 0.0164430994 "encoding = 1T1R + (8,4), variation seed = 2, r off ohm sigma ln = 1.3, offset sigma ln = 0: 0.01644"
0.0459457362 0.0464629959 0.0464629959 0.0464629959 "encoding = 1T1R + (8,4), variation seed = 2, r off ohm sigma ln = 1.3, offset sigma ln = 0.4: 0.04646"
END
$picture1_curve3_alone << END
0.000198222848 0.000190155734 0.000190155734 0.000190155734 "encoding = 2T2R, variation seed = 1, r off ohm sigma ln = 0.6, offset sigma ln = 0: 0.0001902"
0.00127667099 0.00125696163 0.00125696163 0.00125696163 "encoding = 2T2R, variation seed = 1, r off ohm sigma ln = 0.6, offset sigma ln = 0.4: 0.001257"
0.0127469442 0.0127334511 0.0127334511 0.0127334511 "encoding = 2T2R, variation seed = 1, r off ohm sigma ln = 1, offset sigma ln = 0: 0.01273"
0.0186470453 0.0186390221 0.0186390221 0.0186390221 "encoding = 2T2R, variation seed = 1, r off ohm sigma ln = 1, offset sigma ln = 0.4: 0.01864"
0.0409867165 0.0408915403 0.0408915403 0.0408915403 "encoding = 2T2R, variation seed = 1, r off ohm sigma ln = 1.3, offset sigma ln = 0: 0.04089"
0.0479560991 0.0478709004 0.0478709004 0.0478709004 "encoding = 2T2R, variation seed = 1, r off ohm sigma ln = 1.3, offset sigma ln = 0.4: 0.04787"
0.000198222848 0.000201436159 0.000201436159 0.000201436159 "encoding = 2T2R, variation seed = 2, r off ohm sigma ln = 0.6, offset sigma ln = 0: 0.0002014"
0.00127667099 0.00127039071 0.00127039071 0.00127039071 "encoding = 2T2R, variation seed = 2, r off ohm sigma ln = 0.6, offset sigma ln = 0.4: 0.00127"
0.0127469442 0.0127871674 0.0127871674 0.0127871674 "encoding = 2T2R, variation seed = 2, r off ohm sigma ln = 1, offset sigma ln = 0: 0.01279"
0.0186470453 0.0186766235 0.0186766235 0.0186766235 "encoding = 2T2R, variation seed = 2, r off ohm sigma ln = 1, offset sigma ln = 0.4: 0.01868"
0.0409867165 0.0409930642 0.0409930642 0.0409930642 "encoding = 2T2R, variation seed = 2, r off ohm sigma ln = 1.3, offset sigma ln = 0: 0.04099"
0.0479560991 0.0480632048 0.0480632048 0.0480632048 "encoding = 2T2R, variation seed = 2, r off ohm sigma ln = 1.3, offset sigma ln = 0.4: 0.04806"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.7437
set bmargin at screen 0.1727
set key at screen 0.02, screen 0.9777 left top vertical maxrows 2 Left reverse samplen 2.5
set key title 'encoding' left
set xlabel 'weight ber law' offset 0,0.5
set ylabel 'weight ber' offset 1,0
set logscale x
set xrange [4.22982721e-05:0.143538831]
set xtics ('' 5e-05 1, '' 6e-05 1, '' 7e-05 1, '' 8e-05 1, '' 9e-05 1, '0.0001' 0.0001, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, '0.001' 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1, '' 0.005 1, '' 0.006 1, '' 0.007 1, '' 0.008 1, '' 0.009 1, '0.01' 0.01, '' 0.02 1, '' 0.03 1, '' 0.04 1, '' 0.05 1, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, '0.1' 0.1)
set logscale y
set yrange [1e-05:0.1]
set ytics ('1e-05' 1e-05, '' 2e-05 1, '' 3e-05 1, '' 4e-05 1, '' 5e-05 1, '' 6e-05 1, '' 7e-05 1, '' 8e-05 1, '' 9e-05 1, '0.0001' 0.0001, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, '0.001' 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1, '' 0.005 1, '' 0.006 1, '' 0.007 1, '' 0.008 1, '' 0.009 1, '0.01' 0.01, '' 0.02 1, '' 0.03 1, '' 0.04 1, '' 0.05 1, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, '0.1' 0.1)

set output 'report-4-1.svg'
set title '' offset 0,-0.4
plot \
  $picture1_curve0_alone using 1:2 with points linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title '1T1R', \
  $picture1_curve0_alone using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1_alone using 1:2 with points linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title '1T1R + (72,64)', \
  $picture1_curve1_alone using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture1_curve2_alone using 1:2 with points linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title '1T1R + (8,4)', \
  $picture1_curve2_alone using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture1_curve3_alone using 1:2 with points linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title '2T2R', \
  $picture1_curve3_alone using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle
