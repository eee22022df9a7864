// Pictures of write errors. They end at rates of 1e-12: nobody relies on the model below.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "crosspoint/base/quantity.hpp"
#include "crosspoint/study/plot.hpp"
#include "crosspoint/study/write_error_map.hpp"

namespace crosspoint {
namespace {

constexpr double least = 1e-12;
constexpr double never = 1e-30;  // what a logarithm can show, far below the picture

}  // namespace

std::string write_error_map_script(const WriteErrorMap& map, std::size_t voltage, std::size_t pulse,
                                   const std::string& title) {
    Matrix<double> decades = map.wer_at(voltage, pulse);
    for (double& rate : decades.values()) rate = std::log10(std::max(rate, least));
    // Room for the numbers and the label of the bar, which gnuplot does not count for wide maps.
    return std::string(map.cols >= map.rows ? "set rmargin at screen 0.78\n" : "") +
           heat_map_script(decades,
                           fmt::format("{}: {}, {}", title,
                                       format_quantity(map.spec.voltages_V[voltage], Unit::volt),
                                       format_quantity(map.spec.pulses_s[pulse], Unit::second)),
                           "log10 of the write error rate");
}

std::string write_error_curve_script(const WriteErrorMap& map, const std::string& title) {
    static constexpr std::array<const char*, 6> colors = {"#3b528b", "#d1495b", "#21918c",
                                                          "#e08e0b", "#7b4b94", "#5b6770"};
    const std::size_t volts = map.spec.voltages_V.size(), pulses = map.spec.pulses_s.size();
    std::string script = "$rates << END_OF_RATES\n";
    for (std::size_t v = 0; v < volts; ++v) {
        script += fmt::format("{:.9g}", map.spec.voltages_V[v]);
        for (std::size_t p = 0; p < pulses; ++p)
            for (const std::size_t cell : {map.near_cell, map.far_cell})
                script += fmt::format(" {:.6g}", std::max(map.wer_at(v, p).values()[cell], never));
        script += '\n';
    }
    script += "END_OF_RATES\nset title " + gnuplot_text(title) + "\n";
    script += "set xlabel 'write voltage (V)'\nset ylabel 'write error rate'\n";
    script += "set logscale y\nset format y '1e%L'\nset grid lc rgb '#dddddd'\n";
    script += fmt::format("set yrange [{:.0e}:2]\nset key outside right top\nplot ", least);
    for (std::size_t p = 0; p < pulses; ++p)
        for (const bool far : {false, true}) {
            const std::size_t cell = far ? map.far_cell : map.near_cell;
            script += fmt::format(
                "{}$rates using 1:{} with linespoints lc rgb '{}' lw 2 pt {} ps 0.6 dt {} title {}",
                p == 0 && !far ? "" : ", \\\n     ", 2 + 2 * p + (far ? 1 : 0),
                colors[p % colors.size()], far ? 4 : 7, far ? 2 : 1,
                gnuplot_text(fmt::format("{}, {} ({}, {})",
                                         format_quantity(map.spec.pulses_s[p], Unit::second),
                                         far ? "far" : "near", cell / map.cols, cell % map.cols)));
        }
    return script + "\n";
}

}  // namespace crosspoint
