# Run in this folder: gnuplot report-2.gp
set terminal svg size 400,337 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
0.185406609 0.657191587 0.657191587 0.657191587 "pulse = 5 ns, write = 0.6 V: 0.6572 (0.6572 to 0.6572)"
0.22058465 0.455174472 0.455174472 0.455174472 "pulse = 5 ns, write = 0.65 V: 0.4552 (0.4552 to 0.4552)"
0.258962778 0.256593679 0.256593679 0.256593679 "pulse = 5 ns, write = 0.7 V: 0.2566 (0.2566 to 0.2566)"
0.344310743 0.0541888058 0.0541888058 0.0541888058 "pulse = 5 ns, write = 0.8 V: 0.05419 (0.05419 to 0.05419)"
0.438018738 0.0126557363 0.0126557363 0.0126557363 "pulse = 5 ns, write = 0.9 V: 0.01266 (0.01266 to 0.01266)"
0.536335948 0.00584573319 0.00584573319 0.00584573319 "pulse = 5 ns, write = 1 V: 0.005846 (0.005846 to 0.005846)"
END
$picture1_curve1 << END
0.370813218 0.0567164525 0.0567164525 0.0567164525 "pulse = 10 ns, write = 0.6 V: 0.05672 (0.05672 to 0.05672)"
0.4411693 0.0113228877 0.0113228877 0.0113228877 "pulse = 10 ns, write = 0.65 V: 0.01132 (0.01132 to 0.01132)"
0.517925557 0.00178535249 0.00178535249 0.00178535249 "pulse = 10 ns, write = 0.7 V: 0.001785 (0.001785 to 0.001785)"
0.688621486 3.43580132e-05 3.43580132e-05 3.43580132e-05 "pulse = 10 ns, write = 0.8 V: 3.436e-05 (3.436e-05 to 3.436e-05)"
0.876037477 1.91763082e-06 1.91763082e-06 1.91763082e-06 "pulse = 10 ns, write = 0.9 V: 1.918e-06 (1.918e-06 to 1.918e-06)"
1.0726719 5.60032747e-07 5.60032747e-07 5.60032747e-07 "pulse = 10 ns, write = 1 V: 5.6e-07 (5.6e-07 to 5.6e-07)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.7923
set bmargin at screen 0.1840
set key at screen 0.02, screen 0.9763 left top vertical maxrows 1 Left reverse samplen 2.5
set key title 'pulse (s)' left
set xlabel 'weight energy (pJ)' offset 0,0.5
set ylabel 'wer' offset 1,0
set xrange [0.149915997:1.10816251]
set logscale y
set yrange [1e-07:1]
set ytics ('1e-07' 1e-07, '' 2e-07 1, '' 3e-07 1, '' 4e-07 1, '' 5e-07 1, '' 6e-07 1, '' 7e-07 1, '' 8e-07 1, '' 9e-07 1, '1e-06' 1e-06, '' 2e-06 1, '' 3e-06 1, '' 4e-06 1, '' 5e-06 1, '' 6e-06 1, '' 7e-06 1, '' 8e-06 1, '' 9e-06 1, '1e-05' 1e-05, '' 2e-05 1, '' 3e-05 1, '' 4e-05 1, '' 5e-05 1, '' 6e-05 1, '' 7e-05 1, '' 8e-05 1, '' 9e-05 1, '0.0001' 0.0001, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, '0.001' 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1, '' 0.005 1, '' 0.006 1, '' 0.007 1, '' 0.008 1, '' 0.009 1, '0.01' 0.01, '' 0.02 1, '' 0.03 1, '' 0.04 1, '' 0.05 1, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, '0.1' 0.1, '' 0.2 1, '' 0.3 1, '' 0.4 1, '' 0.5 1, '' 0.6 1, '' 0.7 1, '' 0.8 1, '' 0.9 1, '1' 1)

set output 'report-2-1.svg'
set title '' offset 0,-0.4
plot \
  $picture1_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title '5 ns', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title '10 ns', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
