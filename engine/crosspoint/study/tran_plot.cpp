// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/tran_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "crosspoint/study/plot.hpp"

namespace crosspoint {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<const char*, 6> colors = {"#1f5fa8", "#c8501e", "#2a8a57",
                                               "#7b4a9e", "#a8851f", "#505050"};

double largest(const std::vector<double>& values) {
    double top = 0.0;
    for (const double v : values)
        if (std::isfinite(v)) top = std::max(top, std::abs(v));
    return top;
}

// The prefix that leaves 1 to 999 before the point.
std::pair<double, const char*> prefix_of(double top) {
    static const std::array<std::pair<double, const char*>, 6> steps = {
        {{1.0, ""}, {1e3, "m"}, {1e6, "u"}, {1e9, "n"}, {1e12, "p"}, {1e15, "f"}}};
    for (const auto& step : steps)
        if (top * step.first >= 1.0) return step;
    return {1.0, ""};
}

}  // namespace

TranTrace::TranTrace(const TranJob& job) : job_(job) {
    curves_.names = {"time_s"};
    for (const TilePhase& phase : job.phases)
        for (const std::string& name : end_names(phase))
            if (column_of_.emplace(name, curves_.names.size()).second)
                curves_.names.push_back("I(" + name + ")");
    first_cell_column_ = curves_.names.size();
    std::vector<std::string> states;
    for (const UnknownInfo& unknown : job.tile.model->spec.model->shape().unknowns)
        if (unknown.kind == UnknownKind::state) states.push_back(unknown.name);
    states_ = states.size();
    const std::vector<std::string> nodes = job.tile.spec.gated()
                                               ? std::vector<std::string>{"V_bl", "V_sl", "V_gate"}
                                               : std::vector<std::string>{"V_wl", "V_bl"};
    nodes_ = nodes.size();
    for (const auto& [row, col] : job.cells) {
        curves_.names.push_back(fmt::format("V({} {})", row, col));
        for (const std::string& state : states)
            curves_.names.push_back(fmt::format("{}({} {})", state, row, col));
        for (const std::string& node : nodes)
            curves_.names.push_back(fmt::format("{}({} {})", node, row, col));
    }
    curves_.columns.resize(curves_.names.size());
}

std::vector<std::string> TranTrace::end_names(const TilePhase& phase) const {
    std::vector<std::string> names;
    for (const TileEnd& end : driven_ends(phase)) {
        const bool horizontal =
            end.line_set == 'W' ||
            (end.line_set == 'S' && job_.tile.spec.topology == Topology::one_transistor_row);
        names.push_back(end_name(end, horizontal));
    }
    return names;
}

void TranTrace::begin(double start_s, const TilePhase& phase) {
    start_s_ = start_s;
    columns_.clear();
    for (const std::string& name : end_names(phase)) columns_.push_back(column_of_.at(name));
}

void TranTrace::add(const TileSample& sample) {
    auto& columns = curves_.columns;
    columns[0].push_back(start_s_ + sample.time_s);
    for (std::size_t k = 1; k < first_cell_column_; ++k) columns[k].push_back(nan);
    for (std::size_t k = 0; k < columns_.size(); ++k) columns[columns_[k]].back() = sample.end_A[k];
    std::size_t next = first_cell_column_;
    for (const auto& [row, col] : job_.cells) {
        const std::size_t cell = row * job_.tile.spec.cols + col;
        columns[next++].push_back(sample.cell_a_V[cell] - sample.cell_b_V[cell]);
        for (std::size_t s = 0; s < states_; ++s) columns[next++].push_back(sample.states[s][cell]);
        columns[next++].push_back(sample.cell_a_V[cell]);
        columns[next++].push_back(sample.cell_b_V[cell]);
        if (nodes_ == 3) columns[next++].push_back(sample.gate_V[cell]);
    }
}

std::string TranTrace::script(const std::string& title) const {
    struct Panel {
        std::string label;
        double factor = 1.0;
        std::vector<std::size_t> columns;
    };
    const auto& columns = curves_.columns;
    std::vector<std::size_t> ends;
    for (std::size_t k = 1; k < first_cell_column_; ++k) ends.push_back(k);
    std::stable_sort(ends.begin(), ends.end(), [&](std::size_t a, std::size_t b) {
        return largest(columns[a]) > largest(columns[b]);
    });
    if (ends.size() > colors.size()) ends.resize(colors.size());
    std::sort(ends.begin(), ends.end());
    double top_A = 0.0;
    for (const std::size_t k : ends) top_A = std::max(top_A, largest(columns[k]));
    const auto current = prefix_of(top_A);
    const auto time = prefix_of(largest(columns[0]));
    std::vector<Panel> panels = {
        {fmt::format("current ({}A)", current.second), current.first, ends}};
    if (!job_.cells.empty()) panels.push_back({"cell voltage (V)", 1.0, {}});
    for (std::size_t s = 0; s < states_ && !job_.cells.empty(); ++s) {
        const std::string& name = curves_.names[first_cell_column_ + 1 + s];
        panels.push_back({name.substr(0, name.find('(')), 1.0, {}});
    }
    for (std::size_t c = 0; c < std::min(job_.cells.size(), colors.size()); ++c)
        for (std::size_t p = 1; p < panels.size(); ++p)
            panels[p].columns.push_back(first_cell_column_ + c * (1 + states_ + nodes_) + p - 1);

    std::string text = "$data << END\n";
    for (std::size_t row = 0; row < columns[0].size(); ++row) {
        for (std::size_t k = 0; k < columns.size(); ++k)
            text += fmt::format("{}{:.8g}", k == 0 ? "" : " ", columns[k][row]);
        text += '\n';
    }
    text += "END\nset border 3\nset tics out nomirror\nset key outside right top\n";
    text += "set grid linetype 1 linecolor rgb '#e4e4e4' linewidth 1\nset lmargin 12\n";
    text += "set rmargin 18\n";
    text += fmt::format("set multiplot layout {},1 title {}\n", panels.size(), gnuplot_text(title));
    for (std::size_t p = 0; p < panels.size(); ++p) {
        if (p + 1 == panels.size())
            text += "set xlabel " + gnuplot_text(fmt::format("time ({}s)", time.second)) + "\n";
        text += "set ylabel " + gnuplot_text(panels[p].label) + "\nplot ";
        for (std::size_t k = 0; k < panels[p].columns.size(); ++k) {
            const std::size_t column = panels[p].columns[k];
            const std::string& name = curves_.names[column];
            std::string label = name.substr(name.find('(') + 1, name.size() - name.find('(') - 2);
            if (p > 0) label = "cell [" + label.replace(label.find(' '), 1, ", ") + "]";
            text += fmt::format(
                "{}$data using ($1*{:g}):(${}*{:g}) with lines linecolor rgb '{}' "
                "linewidth 2 title {}",
                k == 0 ? "" : ", \\\n  ", time.first, column + 1, panels[p].factor,
                colors[k % colors.size()], gnuplot_text(label));
        }
        text += "\n";
    }
    return text + "unset multiplot\n";
}

}  // namespace crosspoint
