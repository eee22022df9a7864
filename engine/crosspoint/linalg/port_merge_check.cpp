// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/port_merge_check.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "crosspoint/base/error.hpp"

namespace crosspoint::merge {
namespace {

const char* bad_lines(const MeshLines& lines, std::size_t count, std::size_t crossings) {
    if (lines.lines != count || lines.crossings != crossings || lines.first_ohm.size() != count ||
        lines.last_ohm.size() != count)
        return "the lines do not have the shape of the cells";
    const auto& s = lines.segment_ohm;
    const bool rows_fit = s.rows() == count || (s.rows() == 1 && s.cols() == 1);
    if (!rows_fit || (s.cols() != 1 && s.cols() != crossings))
        return "the segments do not have the shape of the lines";
    for (std::size_t i = 0; i < s.rows(); ++i)
        for (std::size_t k = s.cols() == 1 ? 0 : 1; k < s.cols(); ++k)
            if (!(s(i, k) >= 0.0)) return "a segment is negative or NaN";
    for (std::size_t i = 0; i < count; ++i)
        if (!(lines.first_ohm[i] >= 0.0) || !(lines.last_ohm[i] >= 0.0))
            return "an end is negative or NaN";
    return "";
}

void most_of_lines(const MeshLines& lines, double& most) {
    const auto& s = lines.segment_ohm;
    for (std::size_t i = 0; i < s.rows(); ++i)
        for (std::size_t k = s.cols() == 1 ? 0 : 1; k < s.cols(); ++k)
            if (s(i, k) > 0.0) most = std::max(most, 1.0 / s(i, k));
}

const std::vector<double>& side_ohm(const MeshNetwork& network, std::size_t side) {
    switch (side) {
        case 0:
            return network.row_lines.first_ohm;
        case 1:
            return network.row_lines.last_ohm;
        case 2:
            return network.col_lines.first_ohm;
        default:
            return network.col_lines.last_ohm;
    }
}

}  // namespace

std::string bad_network(const MeshNetwork& network) {
    if (network.rows == 0 || network.cols == 0) return "a network needs rows and columns";
    if (network.cell_S.rows() != network.rows || network.cell_S.cols() != network.cols)
        return "the cells do not have the shape of the network";
    for (const auto& [lines, count, crossings] :
         {std::tuple{&network.row_lines, network.rows, network.cols},
          std::tuple{&network.col_lines, network.cols, network.rows}}) {
        if (const char* why = bad_lines(*lines, count, crossings); *why != '\0') return why;
        for (std::size_t k = 0; k < count; ++k)
            if (lines->first_ohm[k] == 0.0 && lines->last_ohm[k] == 0.0 && all_joined(*lines, k))
                return "two sources hold one node";
    }
    for (const double g : network.cell_S.values())
        if (!(g >= 0.0) || std::isinf(g)) return "a cell is negative or not finite";
    return "";
}

double largest_conductance_S(const MeshNetwork& network) {
    double most = 0.0;
    for (const double g : network.cell_S.values()) most = std::max(most, g);
    most_of_lines(network.row_lines, most);
    most_of_lines(network.col_lines, most);
    return most;
}

PortNames::PortNames(const MergeTree& tree, const MeshNetwork& network) {
    const std::vector<char>* own[] = {&tree.row_first, &tree.row_last, &tree.col_first,
                                      &tree.col_last};
    std::array<std::vector<std::size_t>, 4> port;
    std::size_t ports = 0;
    for (std::size_t side = 0; side < 4; ++side)
        for (const char flag : *own[side]) port[side].push_back(flag != 0 ? ports++ : none);
    for (std::size_t side = 0; side < 4; ++side) {
        const std::vector<double>& ohm = side_ohm(network, side);
        for (std::size_t line = 0; line < ohm.size(); ++line) {
            if (std::isinf(ohm[line])) {
                source_[side].push_back(none);
                continue;
            }
            source_[side].push_back(end_.size());
            end_.push_back({.side = static_cast<MeshSide>(side), .line = line});
            const bool last = side % 2 == 1;
            const std::size_t node = (*own[side])[line] != 0 || !last ? side : side - 1;
            sources_.push_back({.port = port[node][line], .ohm = ohm[line]});
        }
    }
}

std::size_t PortNames::source(const MeshEnd& end) const {
    const auto& lines = source_[static_cast<std::size_t>(end.side)];
    CROSSPOINT_ASSERT(end.line < lines.size());
    return lines[end.line];
}

ChosenSources PortNames::chosen(std::span<const MeshEnd> ends, const PortEnds& all) const {
    ChosenSources chosen;
    for (std::size_t k = 0; k < ends.size(); ++k) {
        const std::size_t e = source(ends[k]);
        if (e == none || std::isinf(all.sources()[e].ohm)) continue;
        chosen.sources.push_back(e);
        chosen.at.push_back(k);
    }
    return chosen;
}

std::vector<double> PortNames::source_V(const MeshSources& sources) const {
    const std::vector<double>* sides[] = {&sources.row_first_V, &sources.row_last_V,
                                          &sources.col_first_V, &sources.col_last_V};
    std::vector<double> volts;
    for (const MeshEnd& end : end_) {
        const std::vector<double>& v = *sides[static_cast<std::size_t>(end.side)];
        volts.push_back(end.line < v.size() ? v[end.line] : 0.0);
    }
    return volts;
}

MeshCurrents PortNames::currents(std::span<const double> out_A) const {
    MeshCurrents all{.row_first_A = std::vector<double>(source_[0].size(), 0.0),
                     .row_last_A = std::vector<double>(source_[1].size(), 0.0),
                     .col_first_A = std::vector<double>(source_[2].size(), 0.0),
                     .col_last_A = std::vector<double>(source_[3].size(), 0.0)};
    std::vector<double>* sides[] = {&all.row_first_A, &all.row_last_A, &all.col_first_A,
                                    &all.col_last_A};
    for (std::size_t e = 0; e < end_.size(); ++e)
        (*sides[static_cast<std::size_t>(end_[e].side)])[end_[e].line] = out_A[e];
    return all;
}

std::size_t memory_bytes(const MergeTree& tree, MergePrecision precision, MergeKeep keep,
                         int threads) {
    const bool single = precision == MergePrecision::float32;
    const auto count = static_cast<std::size_t>(threads);
    const std::size_t lanes = single ? leaf_lanes<float>() : leaf_lanes<double>();
    const std::size_t elements = make_merge_layout(tree, keep, lanes).elements(count);
    const std::size_t network = keep == MergeKeep::root ? 0 : tree.rows * tree.cols;
    constexpr std::size_t rounding = std::size_t{12}
                                     << 20;  // of a few large buffers to large pages
    return elements * (single ? sizeof(float) : sizeof(double)) + rounding +
           (PortEnds::elements(tree.boxes.back().ports(), count) + network) * sizeof(double);
}

template <class T>
bool solve_nodes(const MergeEngine<T>& engine, const NodeSolve& call, Matrix<double>& node_V,
                 std::stop_token stop) {
    constexpr std::size_t width = solve_width;
    const std::size_t m = call.tree.rows;
    const std::size_t n = call.tree.cols;
    const std::size_t count = std::max(call.sources.size(), call.injection_A.rows());
    const NodeGrid grid(call.tree);
    std::vector<std::size_t> at(2 * m * n);  // node of the grid
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            at[i * n + j] = grid.u(i, j);
            at[m * n + i * n + j] = grid.v(i, j);
        }
    }
    const std::vector<std::size_t> root = front_nodes(call.tree, call.tree.boxes.back());
    const std::size_t ports = call.ends.ports();
    const std::size_t eliminated = root.size() - ports;
    if (node_V.rows() != count || node_V.cols() != at.size())
        node_V = Matrix<double>(count, at.size());
    AlignedBuffer<T> x(grid.count() * width);
    auto space = engine.make_solve_space();
    std::vector<double> current(ports * width), voltage(ports * width);
    std::vector<double> source(call.ends.sources().size() * width);
    for (std::size_t first = 0; first < count; first += width) {
        const std::size_t last = std::min(count, first + width);
        std::fill_n(x.data(), grid.count() * width, T(0));
        std::fill(source.begin(), source.end(), 0.0);
        for (std::size_t w = first; w < last; ++w) {
            if (!call.injection_A.empty()) {
                const auto row = call.injection_A.row(w);
                for (std::size_t k = 0; k < at.size(); ++k)
                    x.data()[at[k] * width + w - first] =
                        static_cast<T>(row[k] * call.scaled.scale);
            }
            if (call.sources.empty()) continue;
            const std::vector<double> volts = call.names.source_V(call.sources[w]);
            for (std::size_t e = 0; e < volts.size(); ++e) source[e * width + w - first] = volts[e];
        }
        const T* into_ports = engine.forward(x.data(), space, stop);
        if (into_ports == nullptr) return false;
        for (std::size_t p = 0; p < ports; ++p)
            for (std::size_t w = 0; w < width; ++w)
                current[p * width + w] =
                    (static_cast<double>(into_ports[p * width + w]) +
                     static_cast<double>(x.data()[root[eliminated + p] * width + w])) /
                    call.scaled.scale;
        call.ends.voltages(current.data(), source.data(), voltage.data());
        for (std::size_t p = 0; p < ports; ++p)
            for (std::size_t w = 0; w < width; ++w)
                x.data()[root[eliminated + p] * width + w] = static_cast<T>(voltage[p * width + w]);
        if (!engine.backward(x.data(), space, stop)) return false;
        for (std::size_t w = first; w < last; ++w)
            for (std::size_t k = 0; k < at.size(); ++k)
                node_V(w, k) = static_cast<double>(x.data()[at[k] * width + w - first]);
    }
    return true;
}
template bool solve_nodes(const MergeEngine<double>&, const NodeSolve&, Matrix<double>&,
                          std::stop_token);
template bool solve_nodes(const MergeEngine<float>&, const NodeSolve&, Matrix<double>&,
                          std::stop_token);

}  // namespace crosspoint::merge
