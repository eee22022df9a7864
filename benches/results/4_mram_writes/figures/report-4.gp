# Run in this folder: gnuplot report-4.gp
set terminal svg size 400,337 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
0.6 0.893347047 0.893347047 0.893347047 "pulse = 5 ns, write = 0.6 V: 0.8933 (0.8933 to 0.8933)"
0.65 0.655922163 0.655922163 0.655922163 "pulse = 5 ns, write = 0.65 V: 0.6559 (0.6559 to 0.6559)"
0.7 0.367555546 0.367555546 0.367555546 "pulse = 5 ns, write = 0.7 V: 0.3676 (0.3676 to 0.3676)"
0.8 0.0610106408 0.0610106408 0.0610106408 "pulse = 5 ns, write = 0.8 V: 0.06101 (0.06101 to 0.06101)"
0.9 0.00620837222 0.00620837222 0.00620837222 "pulse = 5 ns, write = 0.9 V: 0.006208 (0.006208 to 0.006208)"
1 0.000478146959 0.000478146959 0.000478146959 "pulse = 5 ns, write = 1 V: 0.0004781 (0.0004781 to 0.0004781)"
END
$picture1_curve1 << END
0.6 0.10858556 0.10858556 0.10858556 "pulse = 10 ns, write = 0.6 V: 0.1086 (0.1086 to 0.1086)"
0.65 0.0214219021 0.0214219021 0.0214219021 "pulse = 10 ns, write = 0.65 V: 0.02142 (0.02142 to 0.02142)"
0.7 0.00325771694 0.00325771694 0.00325771694 "pulse = 10 ns, write = 0.7 V: 0.003258 (0.003258 to 0.003258)"
0.8 4.38595683e-05 4.38595683e-05 4.38595683e-05 "pulse = 10 ns, write = 0.8 V: 4.386e-05 (4.386e-05 to 4.386e-05)"
0.9 3.45113794e-07 3.45113794e-07 3.45113794e-07 "pulse = 10 ns, write = 0.9 V: 3.451e-07 (3.451e-07 to 3.451e-07)"
1 1.79420276e-09 1.79420276e-09 1.79420276e-09 "pulse = 10 ns, write = 1 V: 1.794e-09 (1.794e-09 to 1.794e-09)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.7923
set bmargin at screen 0.1840
set key at screen 0.02, screen 0.9763 left top vertical maxrows 1 Left reverse samplen 2.5
set key title 'pulse (s)' left
set xlabel 'write (V)' offset 0,0.5
set ylabel 'wer plus' offset 1,0
set xrange [0.584:1.016]
set logscale y
set yrange [1e-09:1]
set ytics ('' 1e-09 1, '1e-08' 1e-08, '' 1e-07 1, '1e-06' 1e-06, '' 1e-05 1, '0.0001' 0.0001, '' 0.001 1, '0.01' 0.01, '' 0.1 1, '1' 1)

set output 'report-4-1.svg'
set title '' offset 0,-0.4
plot \
  $picture1_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title '5 ns', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title '10 ns', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
