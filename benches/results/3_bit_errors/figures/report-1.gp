# Run in this folder: gnuplot report-1.gp
set terminal svg size 400,389 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
1e-05 89.75 89.7 89.8 "model = standard, ber = 1e-05: 89.75 % (89.70 % to 89.80 %)"
0.0001 90.05 89.8 90.2 "model = standard, ber = 0.0001: 90.05 % (89.80 % to 90.20 %)"
0.001 89.9 89.7 90.3 "model = standard, ber = 0.001: 89.90 % (89.70 % to 90.30 %)"
0.01 89.85 89.35 90.35 "model = standard, ber = 0.01: 89.85 % (89.35 % to 90.35 %)"
0.04 88.45 88.15 89 "model = standard, ber = 0.04: 88.45 % (88.15 % to 89.00 %)"
0.1 80.05 77.9 82.3 "model = standard, ber = 0.1: 80.05 % (77.90 % to 82.30 %)"
0.2 35.15 16.8 35.4 "model = standard, ber = 0.2: 35.15 % (16.80 % to 35.40 %)"
0.3 10.2 9.75 11.1 "model = standard, ber = 0.3: 10.20 % (9.75 % to 11.10 %)"
END
$picture1_curve0_alone << END
1.92158942e-06 89.8 89.8 89.8 "model = standard, ber = 0: 89.80 % (89.80 % to 89.80 %)"
END
$picture1_curve1 << END
1e-05 89.4 89.35 89.5 "model = trained with 4 %, ber = 1e-05: 89.40 % (89.35 % to 89.50 %)"
0.0001 89.6 89.4 89.85 "model = trained with 4 %, ber = 0.0001: 89.60 % (89.40 % to 89.85 %)"
0.001 89.35 89.2 89.55 "model = trained with 4 %, ber = 0.001: 89.35 % (89.20 % to 89.55 %)"
0.01 89.25 89.05 89.6 "model = trained with 4 %, ber = 0.01: 89.25 % (89.05 % to 89.60 %)"
0.04 88.35 88.25 88.55 "model = trained with 4 %, ber = 0.04: 88.35 % (88.25 % to 88.55 %)"
0.1 79.75 78.85 82.15 "model = trained with 4 %, ber = 0.1: 79.75 % (78.85 % to 82.15 %)"
0.2 31.95 26.95 47.85 "model = trained with 4 %, ber = 0.2: 31.95 % (26.95 % to 47.85 %)"
0.3 9.8 9.75 9.9 "model = trained with 4 %, ber = 0.3: 9.80 % (9.75 % to 9.90 %)"
END
$picture1_curve1_alone << END
1.92158942e-06 89.4 89.4 89.4 "model = trained with 4 %, ber = 0: 89.40 % (89.40 % to 89.40 %)"
END
$picture2_curve0 << END
1e-05 89.8 89.75 89.8 "model = standard, ber = 1e-05: 89.80 % (89.75 % to 89.80 %)"
0.0001 89.75 89.7 89.85 "model = standard, ber = 0.0001: 89.75 % (89.70 % to 89.85 %)"
0.001 89.9 89.6 90 "model = standard, ber = 0.001: 89.90 % (89.60 % to 90.00 %)"
0.01 89.55 89.15 89.75 "model = standard, ber = 0.01: 89.55 % (89.15 % to 89.75 %)"
0.04 88.5 88.35 89.55 "model = standard, ber = 0.04: 88.50 % (88.35 % to 89.55 %)"
0.1 85.55 85.45 87.2 "model = standard, ber = 0.1: 85.55 % (85.45 % to 87.20 %)"
0.2 69.85 68.75 70.8 "model = standard, ber = 0.2: 69.85 % (68.75 % to 70.80 %)"
0.3 32.85 31.55 33.4 "model = standard, ber = 0.3: 32.85 % (31.55 % to 33.40 %)"
END
$picture2_curve0_alone << END
1.92158942e-06 89.8 89.8 89.8 "model = standard, ber = 0: 89.80 % (89.80 % to 89.80 %)"
END
$picture2_curve1 << END
1e-05 89.4 89.35 89.4 "model = trained with 4 %, ber = 1e-05: 89.40 % (89.35 % to 89.40 %)"
0.0001 89.4 89.35 89.5 "model = trained with 4 %, ber = 0.0001: 89.40 % (89.35 % to 89.50 %)"
0.001 89.55 89.3 89.8 "model = trained with 4 %, ber = 0.001: 89.55 % (89.30 % to 89.80 %)"
0.01 89.35 89.3 89.4 "model = trained with 4 %, ber = 0.01: 89.35 % (89.30 % to 89.40 %)"
0.04 88.85 88.15 88.85 "model = trained with 4 %, ber = 0.04: 88.85 % (88.15 % to 88.85 %)"
0.1 87 86.2 87.8 "model = trained with 4 %, ber = 0.1: 87.00 % (86.20 % to 87.80 %)"
0.2 76.05 75.3 77.05 "model = trained with 4 %, ber = 0.2: 76.05 % (75.30 % to 77.05 %)"
0.3 39.2 38.45 39.45 "model = trained with 4 %, ber = 0.3: 39.20 % (38.45 % to 39.45 %)"
END
$picture2_curve1_alone << END
1.92158942e-06 89.4 89.4 89.4 "model = trained with 4 %, ber = 0: 89.40 % (89.40 % to 89.40 %)"
END
$picture3_curve0 << END
1e-05 89.7 89.7 89.8 "model = standard, ber = 1e-05: 89.70 % (89.70 % to 89.80 %)"
0.0001 89.9 89.65 90.15 "model = standard, ber = 0.0001: 89.90 % (89.65 % to 90.15 %)"
0.001 89.85 89.65 90.3 "model = standard, ber = 0.001: 89.85 % (89.65 % to 90.30 %)"
0.01 89.8 89.3 90.1 "model = standard, ber = 0.01: 89.80 % (89.30 % to 90.10 %)"
0.04 86.55 85.9 87.6 "model = standard, ber = 0.04: 86.55 % (85.90 % to 87.60 %)"
0.1 59.6 58 62.8 "model = standard, ber = 0.1: 59.60 % (58.00 % to 62.80 %)"
0.2 13.25 10.95 14.7 "model = standard, ber = 0.2: 13.25 % (10.95 % to 14.70 %)"
0.3 10.8 9.85 11.4 "model = standard, ber = 0.3: 10.80 % (9.85 % to 11.40 %)"
END
$picture3_curve0_alone << END
1.92158942e-06 89.8 89.8 89.8 "model = standard, ber = 0: 89.80 % (89.80 % to 89.80 %)"
END
$picture3_curve1 << END
1e-05 89.4 89.35 89.5 "model = trained with 4 %, ber = 1e-05: 89.40 % (89.35 % to 89.50 %)"
0.0001 89.65 89.45 89.85 "model = trained with 4 %, ber = 0.0001: 89.65 % (89.45 % to 89.85 %)"
0.001 89.4 89.25 89.55 "model = trained with 4 %, ber = 0.001: 89.40 % (89.25 % to 89.55 %)"
0.01 89.3 88.5 89.35 "model = trained with 4 %, ber = 0.01: 89.30 % (88.50 % to 89.35 %)"
0.04 87.2 86.75 87.4 "model = trained with 4 %, ber = 0.04: 87.20 % (86.75 % to 87.40 %)"
0.1 65.9 65.05 67.85 "model = trained with 4 %, ber = 0.1: 65.90 % (65.05 % to 67.85 %)"
0.2 13.75 11.65 15.35 "model = trained with 4 %, ber = 0.2: 13.75 % (11.65 % to 15.35 %)"
0.3 10.9 10.5 12.7 "model = trained with 4 %, ber = 0.3: 10.90 % (10.50 % to 12.70 %)"
END
$picture3_curve1_alone << END
1.92158942e-06 89.4 89.4 89.4 "model = trained with 4 %, ber = 0: 89.40 % (89.40 % to 89.40 %)"
END
set border 3
set tics out nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#e4e4e4' linewidth 1
set clip two
set tmargin at screen 0.6864
set bmargin at screen 0.1594
set key at screen 0.02, screen 0.9794 left top vertical maxrows 2 Left reverse samplen 2.5
set key title 'model' left
set xlabel 'ber' offset 0,0.5
set ylabel 'accuracy (%)' offset 1,0
set logscale x
set xrange [1.0352216e-06:0.556863214]
set xtics ('0' 1.92158942e-06, '' 1e-05 1, '0.0001' 0.0001, '' 0.001 1, '0.01' 0.01, '' 0.1 1)
# The x axis is broken here: 0 has no place on a logarithmic axis.
set object 1 rectangle from first 4.04991593e-06, graph -0.006 to first 4.74476373e-06, graph 0.006 front fillcolor rgb '#ffffff' fillstyle solid noborder
set arrow from first 3.89272624e-06, graph -0.022 to first 4.213453e-06, graph 0.022 nohead front linewidth 1.2
set arrow from first 4.56060485e-06, graph -0.022 to first 4.936359e-06, graph 0.022 nohead front linewidth 1.2
set yrange [0:100]

set output 'report-1-1.svg'
set title 'of = weights' offset 0,-0.4
set arrow 10 from graph 0, first 89.4 to graph 1, first 89.4 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 '' at graph 0.985, first 89.4 right offset 0,0.6 front textcolor rgb '#555555'
set arrow 11 from graph 0, first 89.8 to graph 1, first 89.8 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 11 'software 89.40 % to 89.80 %' at graph 0.985, first 89.8 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture1_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'standard', \
  $picture1_curve0_alone using 1:2:3:4 with yerrorbars linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 notitle, \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve0_alone using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'trained with 4 %', \
  $picture1_curve1_alone using 1:2:3:4 with yerrorbars linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 notitle, \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture1_curve1_alone using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
unset arrow 10
unset label 10
unset arrow 11
unset label 11

set output 'report-1-2.svg'
set title 'of = activations' offset 0,-0.4
set arrow 10 from graph 0, first 89.4 to graph 1, first 89.4 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 '' at graph 0.985, first 89.4 right offset 0,0.6 front textcolor rgb '#555555'
set arrow 11 from graph 0, first 89.8 to graph 1, first 89.8 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 11 'software 89.40 % to 89.80 %' at graph 0.985, first 89.8 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture2_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'standard', \
  $picture2_curve0_alone using 1:2:3:4 with yerrorbars linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 notitle, \
  $picture2_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve0_alone using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'trained with 4 %', \
  $picture2_curve1_alone using 1:2:3:4 with yerrorbars linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 notitle, \
  $picture2_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture2_curve1_alone using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
unset arrow 10
unset label 10
unset arrow 11
unset label 11

set output 'report-1-3.svg'
set title 'of = both' offset 0,-0.4
set arrow 10 from graph 0, first 89.4 to graph 1, first 89.4 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 10 '' at graph 0.985, first 89.4 right offset 0,0.6 front textcolor rgb '#555555'
set arrow 11 from graph 0, first 89.8 to graph 1, first 89.8 nohead dashtype 2 linewidth 1.2 linecolor rgb '#555555'
set label 11 'software 89.40 % to 89.80 %' at graph 0.985, first 89.8 right offset 0,0.6 front textcolor rgb '#555555'
plot \
  $picture3_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture3_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture3_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'standard', \
  $picture3_curve0_alone using 1:2:3:4 with yerrorbars linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 notitle, \
  $picture3_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture3_curve0_alone using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture3_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'trained with 4 %', \
  $picture3_curve1_alone using 1:2:3:4 with yerrorbars linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 notitle, \
  $picture3_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle, \
  $picture3_curve1_alone using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
unset arrow 10
unset label 10
unset arrow 11
unset label 11
