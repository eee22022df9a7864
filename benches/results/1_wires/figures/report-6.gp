# Run in this folder: gnuplot report-6.gp
set terminal svg size 400,455 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
0.03 156.509078 156.509078 156.509078 "variant = none, logic energy factor = 0.03: 156.5 nJ"
0.1 157.645257 157.645257 157.645257 "variant = none, logic energy factor = 0.1: 157.6 nJ"
0.3 160.891485 160.891485 160.891485 "variant = none, logic energy factor = 0.3: 160.9 nJ"
1 172.253283 172.253283 172.253283 "variant = none, logic energy factor = 1: 172.3 nJ"
END
$picture1_curve1 << END
0.03 156.232369 156.232369 156.232369 "variant = weights, logic energy factor = 0.03: 156.2 nJ"
0.1 157.930559 157.930559 157.930559 "variant = weights, logic energy factor = 0.1: 157.9 nJ"
0.3 162.782531 162.782531 162.782531 "variant = weights, logic energy factor = 0.3: 162.8 nJ"
1 179.764433 179.764433 179.764433 "variant = weights, logic energy factor = 1: 179.8 nJ"
END
$picture1_curve2 << END
0.03 156.632196 156.632196 156.632196 "variant = activations, logic energy factor = 0.03: 156.6 nJ"
0.1 158.331541 158.331541 158.331541 "variant = activations, logic energy factor = 0.1: 158.3 nJ"
0.3 163.186813 163.186813 163.186813 "variant = activations, logic energy factor = 0.3: 163.2 nJ"
1 180.180265 180.180265 180.180265 "variant = activations, logic energy factor = 1: 180.2 nJ"
END
$picture1_curve3 << END
0.03 155.944835 155.944835 155.944835 "variant = both, logic energy factor = 0.03: 155.9 nJ"
0.1 157.64418 157.64418 157.64418 "variant = both, logic energy factor = 0.1: 157.6 nJ"
0.3 162.499452 162.499452 162.499452 "variant = both, logic energy factor = 0.3: 162.5 nJ"
1 179.492904 179.492904 179.492904 "variant = both, logic energy factor = 1: 179.5 nJ"
END
$picture1_curve4 << END
0.03 79.8206746 79.8206746 79.8206746 "variant = both at half the range, logic energy factor = 0.03: 79.82 nJ"
0.1 81.5200198 81.5200198 81.5200198 "variant = both at half the range, logic energy factor = 0.1: 81.52 nJ"
0.3 86.3752918 86.3752918 86.3752918 "variant = both at half the range, logic energy factor = 0.3: 86.38 nJ"
1 103.368744 103.368744 103.368744 "variant = both at half the range, logic energy factor = 1: 103.4 nJ"
END
$picture2_curve0 << END
0.03 735.138245 735.138245 735.138245 "variant = none, logic energy factor = 0.03: 735.1 nJ"
0.1 738.823864 738.823864 738.823864 "variant = none, logic energy factor = 0.1: 738.8 nJ"
0.3 749.354205 749.354205 749.354205 "variant = none, logic energy factor = 0.3: 749.4 nJ"
1 786.210396 786.210396 786.210396 "variant = none, logic energy factor = 1: 786.2 nJ"
END
$picture2_curve1 << END
0.03 734.618146 734.618146 734.618146 "variant = weights, logic energy factor = 0.03: 734.6 nJ"
0.1 740.793132 740.793132 740.793132 "variant = weights, logic energy factor = 0.1: 740.8 nJ"
0.3 758.435949 758.435949 758.435949 "variant = weights, logic energy factor = 0.3: 758.4 nJ"
1 820.185806 820.185806 820.185806 "variant = weights, logic energy factor = 1: 820.2 nJ"
END
$picture2_curve2 << END
0.03 734.989993 734.989993 734.989993 "variant = activations, logic energy factor = 0.03: 735 nJ"
0.1 741.242294 741.242294 741.242294 "variant = activations, logic energy factor = 0.1: 741.2 nJ"
0.3 759.106014 759.106014 759.106014 "variant = activations, logic energy factor = 0.3: 759.1 nJ"
1 821.629032 821.629032 821.629032 "variant = activations, logic energy factor = 1: 821.6 nJ"
END
$picture2_curve3 << END
0.03 733.116394 733.116394 733.116394 "variant = both, logic energy factor = 0.03: 733.1 nJ"
0.1 739.368695 739.368695 739.368695 "variant = both, logic energy factor = 0.1: 739.4 nJ"
0.3 757.232415 757.232415 757.232415 "variant = both, logic energy factor = 0.3: 757.2 nJ"
1 819.755433 819.755433 819.755433 "variant = both, logic energy factor = 1: 819.8 nJ"
END
$picture2_curve4 << END
0.03 376.902634 376.902634 376.902634 "variant = both at half the range, logic energy factor = 0.03: 376.9 nJ"
0.1 383.154935 383.154935 383.154935 "variant = both at half the range, logic energy factor = 0.1: 383.2 nJ"
0.3 401.018655 401.018655 401.018655 "variant = both at half the range, logic energy factor = 0.3: 401 nJ"
1 463.541673 463.541673 463.541673 "variant = both at half the range, logic energy factor = 1: 463.5 nJ"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.5868
set bmargin at screen 0.1363
set key at screen 0.02, screen 0.9824 left top vertical maxrows 5 Left reverse samplen 2.5
set key title 'variant' left
set xlabel 'energy of logic, 45 nm = 1' offset 0,0.5
set ylabel 'energy (nJ)' offset 1,0
set logscale x
set xrange [0.024307961:1.23416358]
set xtics ('0.03' 0.03, '0.1' 0.1, '0.3' 0.3, '1' 1)
set yrange [0:1000]

set output 'report-6-1.svg'
set title 'model = perceptron' offset 0,-0.4
plot \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'none', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'weights', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture1_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'activations', \
  $picture1_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture1_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'both', \
  $picture1_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle, \
  $picture1_curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'both at half the range', \
  $picture1_curve4 using 1:2:5 with labels hypertext point pointtype 11 pointsize 0.7 linecolor rgb '#a8851f' notitle

set output 'report-6-2.svg'
set title 'model = VGG, width 32' offset 0,-0.4
plot \
  $picture2_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'none', \
  $picture2_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'weights', \
  $picture2_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture2_curve2 using 1:2 with linespoints linecolor rgb '#2a8a57' linewidth 2 dashtype 1 pointtype 9 pointsize 0.7 title 'activations', \
  $picture2_curve2 using 1:2:5 with labels hypertext point pointtype 9 pointsize 0.7 linecolor rgb '#2a8a57' notitle, \
  $picture2_curve3 using 1:2 with linespoints linecolor rgb '#7b4a9e' linewidth 2 dashtype 1 pointtype 13 pointsize 0.7 title 'both', \
  $picture2_curve3 using 1:2:5 with labels hypertext point pointtype 13 pointsize 0.7 linecolor rgb '#7b4a9e' notitle, \
  $picture2_curve4 using 1:2 with linespoints linecolor rgb '#a8851f' linewidth 2 dashtype 1 pointtype 11 pointsize 0.7 title 'both at half the range', \
  $picture2_curve4 using 1:2:5 with labels hypertext point pointtype 11 pointsize 0.7 linecolor rgb '#a8851f' notitle
