# Run in this folder: gnuplot report-3.gp
set terminal svg size 400,389 noenhanced font 'Helvetica,15' background '#ffffff'
set encoding utf8
$picture1_curve0 << END
1e-05 0.000755371094 0.000337890625 0.00080078125 "model = standard, ber = 1e-05: 0.0007554 (0.0003379 to 0.0008008)"
0.0001 0.00447167969 0.00411816406 0.00487890625 "model = standard, ber = 0.0001: 0.004472 (0.004118 to 0.004879)"
0.001 0.0186303711 0.0176169434 0.020097168 "model = standard, ber = 0.001: 0.01863 (0.01762 to 0.0201)"
0.01 0.0575830078 0.0565935059 0.0589477539 "model = standard, ber = 0.01: 0.05758 (0.05659 to 0.05895)"
0.04 0.106565186 0.102414551 0.108583008 "model = standard, ber = 0.04: 0.1066 (0.1024 to 0.1086)"
0.1 0.172488525 0.169677002 0.177460937 "model = standard, ber = 0.1: 0.1725 (0.1697 to 0.1775)"
0.2 0.276539795 0.273186279 0.284410889 "model = standard, ber = 0.2: 0.2765 (0.2732 to 0.2844)"
0.3 0.364397949 0.362076172 0.371094482 "model = standard, ber = 0.3: 0.3644 (0.3621 to 0.3711)"
END
$picture1_curve1 << END
1e-05 0.000468994141 0.000246826172 0.000729248047 "model = trained with 4 %, ber = 1e-05: 0.000469 (0.0002468 to 0.0007292)"
0.0001 0.00418041992 0.00346240234 0.0043671875 "model = trained with 4 %, ber = 0.0001: 0.00418 (0.003462 to 0.004367)"
0.001 0.0167854004 0.0160053711 0.0178989258 "model = trained with 4 %, ber = 0.001: 0.01679 (0.01601 to 0.0179)"
0.01 0.0520871582 0.0512524414 0.0521992187 "model = trained with 4 %, ber = 0.01: 0.05209 (0.05125 to 0.0522)"
0.04 0.0972941895 0.0955061035 0.0984938965 "model = trained with 4 %, ber = 0.04: 0.09729 (0.09551 to 0.09849)"
0.1 0.160563965 0.159850586 0.168155518 "model = trained with 4 %, ber = 0.1: 0.1606 (0.1599 to 0.1682)"
0.2 0.269703369 0.259969238 0.271821533 "model = trained with 4 %, ber = 0.2: 0.2697 (0.26 to 0.2718)"
0.3 0.364039795 0.355711914 0.365076172 "model = trained with 4 %, ber = 0.3: 0.364 (0.3557 to 0.3651)"
END
$picture2_curve0 << END
1e-05 5.98144531e-05 4.15039063e-05 7.29980469e-05 "model = standard, ber = 1e-05: 5.981e-05 (4.15e-05 to 7.3e-05)"
0.0001 0.000645019531 0.000618408203 0.000671386719 "model = standard, ber = 0.0001: 0.000645 (0.0006184 to 0.0006714)"
0.001 0.00484204102 0.004765625 0.00488427734 "model = standard, ber = 0.001: 0.004842 (0.004766 to 0.004884)"
0.01 0.023802002 0.0237353516 0.0239863281 "model = standard, ber = 0.01: 0.0238 (0.02374 to 0.02399)"
0.04 0.0680441895 0.0679243164 0.0683371582 "model = standard, ber = 0.04: 0.06804 (0.06792 to 0.06834)"
0.1 0.144480225 0.14385376 0.144613525 "model = standard, ber = 0.1: 0.1445 (0.1439 to 0.1446)"
0.2 0.259193115 0.259178955 0.259291504 "model = standard, ber = 0.2: 0.2592 (0.2592 to 0.2593)"
0.3 0.359212402 0.359009766 0.359456055 "model = standard, ber = 0.3: 0.3592 (0.359 to 0.3595)"
END
$picture2_curve1 << END
1e-05 5.78613281e-05 3.73535156e-05 6.42089844e-05 "model = trained with 4 %, ber = 1e-05: 5.786e-05 (3.735e-05 to 6.421e-05)"
0.0001 0.000618896484 0.000564453125 0.000648193359 "model = trained with 4 %, ber = 0.0001: 0.0006189 (0.0005645 to 0.0006482)"
0.001 0.00450854492 0.004484375 0.0045703125 "model = trained with 4 %, ber = 0.001: 0.004509 (0.004484 to 0.00457)"
0.01 0.0227768555 0.0227001953 0.0229577637 "model = trained with 4 %, ber = 0.01: 0.02278 (0.0227 to 0.02296)"
0.04 0.0660466309 0.0658664551 0.0661494141 "model = trained with 4 %, ber = 0.04: 0.06605 (0.06587 to 0.06615)"
0.1 0.141432617 0.140816162 0.141605957 "model = trained with 4 %, ber = 0.1: 0.1414 (0.1408 to 0.1416)"
0.2 0.256400146 0.256015625 0.256408691 "model = trained with 4 %, ber = 0.2: 0.2564 (0.256 to 0.2564)"
0.3 0.358185059 0.35812207 0.358353027 "model = trained with 4 %, ber = 0.3: 0.3582 (0.3581 to 0.3584)"
END
$picture3_curve0 << END
1e-05 0.000810546875 0.000374267578 0.000856445313 "model = standard, ber = 1e-05: 0.0008105 (0.0003743 to 0.0008564)"
0.0001 0.00481347656 0.00451025391 0.00520410156 "model = standard, ber = 0.0001: 0.004813 (0.00451 to 0.005204)"
0.001 0.0203466797 0.0193498535 0.0217319336 "model = standard, ber = 0.001: 0.02035 (0.01935 to 0.02173)"
0.01 0.0695637207 0.0685908203 0.0709121094 "model = standard, ber = 0.01: 0.06956 (0.06859 to 0.07091)"
0.04 0.148191162 0.14429834 0.149726074 "model = standard, ber = 0.04: 0.1482 (0.1443 to 0.1497)"
0.1 0.260217285 0.258291016 0.263953857 "model = standard, ber = 0.1: 0.2602 (0.2583 to 0.264)"
0.2 0.389754639 0.387462646 0.392655762 "model = standard, ber = 0.2: 0.3898 (0.3875 to 0.3927)"
0.3 0.45566626 0.455321533 0.457601807 "model = standard, ber = 0.3: 0.4557 (0.4553 to 0.4576)"
END
$picture3_curve1 << END
1e-05 0.000529296875 0.000277587891 0.000783691406 "model = trained with 4 %, ber = 1e-05: 0.0005293 (0.0002776 to 0.0007837)"
0.0001 0.00448364258 0.00385009766 0.00469091797 "model = trained with 4 %, ber = 0.0001: 0.004484 (0.00385 to 0.004691)"
0.001 0.018458252 0.0176784668 0.0195244141 "model = trained with 4 %, ber = 0.001: 0.01846 (0.01768 to 0.01952)"
0.01 0.0641394043 0.0633493652 0.0641950684 "model = trained with 4 %, ber = 0.01: 0.06414 (0.06335 to 0.0642)"
0.04 0.139396729 0.137757324 0.140151855 "model = trained with 4 %, ber = 0.04: 0.1394 (0.1378 to 0.1402)"
0.1 0.250782715 0.250022949 0.256628418 "model = trained with 4 %, ber = 0.1: 0.2508 (0.25 to 0.2566)"
0.2 0.386532227 0.383059326 0.387897705 "model = trained with 4 %, ber = 0.2: 0.3865 (0.3831 to 0.3879)"
0.3 0.456358887 0.454528564 0.456743408 "model = trained with 4 %, ber = 0.3: 0.4564 (0.4545 to 0.4567)"
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
set ylabel 'activation ber' offset 1,0
set logscale x
set xrange [5.3873194e-06:0.556863214]
set xtics ('' 6e-06 1, '' 7e-06 1, '' 8e-06 1, '' 9e-06 1, '1e-05' 1e-05, '' 2e-05 1, '' 3e-05 1, '' 4e-05 1, '' 5e-05 1, '' 6e-05 1, '' 7e-05 1, '' 8e-05 1, '' 9e-05 1, '0.0001' 0.0001, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, '0.001' 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1, '' 0.005 1, '' 0.006 1, '' 0.007 1, '' 0.008 1, '' 0.009 1, '0.01' 0.01, '' 0.02 1, '' 0.03 1, '' 0.04 1, '' 0.05 1, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, '0.1' 0.1, '' 0.2 1, '' 0.3 1, '' 0.4 1, '' 0.5 1)
set logscale y
set yrange [1e-05:1]
set ytics ('1e-05' 1e-05, '' 2e-05 1, '' 3e-05 1, '' 4e-05 1, '' 5e-05 1, '' 6e-05 1, '' 7e-05 1, '' 8e-05 1, '' 9e-05 1, '0.0001' 0.0001, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, '0.001' 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1, '' 0.005 1, '' 0.006 1, '' 0.007 1, '' 0.008 1, '' 0.009 1, '0.01' 0.01, '' 0.02 1, '' 0.03 1, '' 0.04 1, '' 0.05 1, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, '0.1' 0.1, '' 0.2 1, '' 0.3 1, '' 0.4 1, '' 0.5 1, '' 0.6 1, '' 0.7 1, '' 0.8 1, '' 0.9 1, '1' 1)

set output 'report-3-1.svg'
set title 'of = weights' offset 0,-0.4
plot \
  $picture1_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture1_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'standard', \
  $picture1_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture1_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'trained with 4 %', \
  $picture1_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle

set output 'report-3-2.svg'
set title 'of = activations' offset 0,-0.4
plot \
  $picture2_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture2_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'standard', \
  $picture2_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture2_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'trained with 4 %', \
  $picture2_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle

set output 'report-3-3.svg'
set title 'of = both' offset 0,-0.4
plot \
  $picture3_curve0 using 1:3:4 with filledcurves linecolor rgb '#1f5fa8' fillstyle transparent solid 0.18 noborder notitle, \
  $picture3_curve1 using 1:3:4 with filledcurves linecolor rgb '#c8501e' fillstyle transparent solid 0.18 noborder notitle, \
  $picture3_curve0 using 1:2 with linespoints linecolor rgb '#1f5fa8' linewidth 2 dashtype 1 pointtype 7 pointsize 0.7 title 'standard', \
  $picture3_curve0 using 1:2:5 with labels hypertext point pointtype 7 pointsize 0.7 linecolor rgb '#1f5fa8' notitle, \
  $picture3_curve1 using 1:2 with linespoints linecolor rgb '#c8501e' linewidth 2 dashtype 1 pointtype 5 pointsize 0.7 title 'trained with 4 %', \
  $picture3_curve1 using 1:2:5 with labels hypertext point pointtype 5 pointsize 0.7 linecolor rgb '#c8501e' notitle
