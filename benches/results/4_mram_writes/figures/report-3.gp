# Run in this folder: gnuplot report-3.gp
set terminal svg size 400,359 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0_alone << END
0.657191587 10 9.75 10 "model = standard, pulse = 5 ns, write = 0.6 V: 10.00 % (9.75 % to 10.00 %)"
0.455174472 9.75 9.4 10 "model = standard, pulse = 5 ns, write = 0.65 V: 9.75 % (9.40 % to 10.00 %)"
0.256593679 9.7 9.4 10.15 "model = standard, pulse = 5 ns, write = 0.7 V: 9.70 % (9.40 % to 10.15 %)"
0.0541888058 87.35 86.3 87.5 "model = standard, pulse = 5 ns, write = 0.8 V: 87.35 % (86.30 % to 87.50 %)"
0.0126557363 89.15 88.6 89.3 "model = standard, pulse = 5 ns, write = 0.9 V: 89.15 % (88.60 % to 89.30 %)"
0.00584573319 89.6 89 90.25 "model = standard, pulse = 5 ns, write = 1 V: 89.60 % (89.00 % to 90.25 %)"
0.0567164525 18.45 16.45 19.9 "model = standard, pulse = 10 ns, write = 0.6 V: 18.45 % (16.45 % to 19.90 %)"
0.0113228877 89.2 88.65 89.25 "model = standard, pulse = 10 ns, write = 0.65 V: 89.20 % (88.65 % to 89.25 %)"
0.00178535249 90.2 90.15 90.35 "model = standard, pulse = 10 ns, write = 0.7 V: 90.20 % (90.15 % to 90.35 %)"
3.43580132e-05 89.75 89.65 89.8 "model = standard, pulse = 10 ns, write = 0.8 V: 89.75 % (89.65 % to 89.80 %)"
1.91763082e-06 89.8 89.7 89.8 "model = standard, pulse = 10 ns, write = 0.9 V: 89.80 % (89.70 % to 89.80 %)"
5.60032747e-07 89.8 89.8 89.8 "model = standard, pulse = 10 ns, write = 1 V: 89.80 % (89.80 % to 89.80 %)"
END
$picture1_curve1_alone << END
0.657478061 10 9.5 10 "model = trained with 4 %, pulse = 5 ns, write = 0.6 V: 10.00 % (9.50 % to 10.00 %)"
0.455414647 10.15 9.4 10.15 "model = trained with 4 %, pulse = 5 ns, write = 0.65 V: 10.15 % (9.40 % to 10.15 %)"
0.256725249 10.15 9.4 10.15 "model = trained with 4 %, pulse = 5 ns, write = 0.7 V: 10.15 % (9.40 % to 10.15 %)"
0.0541967891 87.65 86.65 87.75 "model = trained with 4 %, pulse = 5 ns, write = 0.8 V: 87.65 % (86.65 % to 87.75 %)"
0.0126480945 89.1 88.7 89.15 "model = trained with 4 %, pulse = 5 ns, write = 0.9 V: 89.10 % (88.70 % to 89.15 %)"
0.00583936964 88.8 88.75 89.15 "model = trained with 4 %, pulse = 5 ns, write = 1 V: 88.80 % (88.75 % to 89.15 %)"
0.0567776627 14.05 11.1 16.3 "model = trained with 4 %, pulse = 10 ns, write = 0.6 V: 14.05 % (11.10 % to 16.30 %)"
0.0113348178 89.1 88.95 89.2 "model = trained with 4 %, pulse = 10 ns, write = 0.65 V: 89.10 % (88.95 % to 89.20 %)"
0.00178709989 89.55 89.25 89.75 "model = trained with 4 %, pulse = 10 ns, write = 0.7 V: 89.55 % (89.25 % to 89.75 %)"
3.43696261e-05 89.45 89.35 89.55 "model = trained with 4 %, pulse = 10 ns, write = 0.8 V: 89.45 % (89.35 % to 89.55 %)"
1.91574447e-06 89.4 89.4 89.4 "model = trained with 4 %, pulse = 10 ns, write = 0.9 V: 89.40 % (89.40 % to 89.40 %)"
5.59364348e-07 89.4 89.4 89.4 "model = trained with 4 %, pulse = 10 ns, write = 1 V: 89.40 % (89.40 % to 89.40 %)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.7437
set bmargin at screen 0.1727
set key at screen 0.02, screen 0.9777 left top vertical maxrows 2 Left reverse samplen 2.5
set key title 'model' left
set xlabel 'wer' offset 0,0.5
set ylabel 'accuracy (%)' offset 1,0
set logscale x
set xrange [2.41815198e-07:1.52087127]
set xtics ('1e-06' 1e-06, '' 1e-05 1, '0.0001' 0.0001, '' 0.001 1, '0.01' 0.01, '' 0.1 1, '1' 1)
set yrange [0:100]

set output 'report-3-1.svg'
set title '' offset 0,-0.4
set arrow 10 from graph 0, first 89.4 to graph 1, first 89.4 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 '' at graph 0.985, first 89.4 right offset 0,0.6 front textcolor rgb '#555555'
set arrow 11 from graph 0, first 89.8 to graph 1, first 89.8 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 11 'software 89.40 % to 89.80 %' at graph 0.985, first 89.8 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture1_curve0_alone using 1:2:3:4 with yerrorbars linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'standard', \
  $picture1_curve0_alone using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1_alone using 1:2:3:4 with yerrorbars linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'trained with 4 %', \
  $picture1_curve1_alone using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
unset arrow 10
unset label 10
unset arrow 11
unset label 11
