// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/tile_mesh.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "crosspoint/base/error.hpp"

namespace crosspoint {
namespace {

constexpr double open_ohm = std::numeric_limits<double>::infinity();

MeshLines make_lines(const LineSet& set, std::size_t lines, std::size_t crossings,
                     bool& may_float) {
    MeshLines out;
    out.lines = lines;
    out.crossings = crossings;
    const auto end_ohm = [&](const LineEnd& end, std::size_t line, std::size_t k) {
        return end.kind == EndKind::floating
                   ? open_ohm
                   : end.resistance_ohm + set.segment_ohm.at(line, k, crossings);
    };
    bool broken = false;
    for (std::size_t line = 0; line < lines; ++line) {
        out.first_ohm.push_back(end_ohm(set.first_end, line, 0));
        out.last_ohm.push_back(end_ohm(set.last_end, line, crossings));
        if (std::isinf(out.first_ohm[line]) && std::isinf(out.last_ohm[line])) may_float = true;
    }
    const SegmentResistance& segments = set.segment_ohm;
    if (segments.is_per_segment()) {
        out.segment_ohm = Matrix<double>(lines, crossings);
        for (std::size_t line = 0; line < lines; ++line)
            for (std::size_t k = 1; k < crossings; ++k)
                out.segment_ohm(line, k) = segments.at(line, k, crossings);
    } else {
        out.segment_ohm = segments.values();
    }
    for (const double ohm : out.segment_ohm.values()) broken = broken || std::isinf(ohm);
    may_float = may_float || broken;
    return out;
}

const LineSet& row_set(const TileSpec& spec) {
    const LineSet* set = spec.horizontal();
    CROSSPOINT_ASSERT(set != nullptr);
    return *set;
}

void fill_sources(const TileSpec& spec, const LineSet& set, std::size_t lines,
                  std::span<const double> input, std::vector<double>& first_V,
                  std::vector<double>& last_V) {
    const auto volts = [&](const LineEnd& end, std::size_t line) {
        if (end.kind == EndKind::drive_input) return input[line];
        return end.kind == EndKind::drive_read ? spec.read_V : 0.0;
    };
    first_V.resize(lines);
    last_V.resize(lines);
    for (std::size_t line = 0; line < lines; ++line) {
        first_V[line] = volts(set.first_end, line);
        last_V[line] = volts(set.last_end, line);
    }
}

}  // namespace

TileMesh make_tile_mesh(const TileSpec& spec) {
    TileMesh mesh;
    mesh.network.rows = spec.rows;
    mesh.network.cols = spec.cols;
    mesh.network.row_lines = make_lines(row_set(spec), spec.rows, spec.cols, mesh.may_float);
    mesh.network.col_lines = make_lines(spec.bl, spec.cols, spec.rows, mesh.may_float);
    return mesh;
}

void set_cells(TileMesh& mesh, const TileSpec& spec, const CellArray& cells,
               std::span<const double> input) {
    mesh.shorts.clear();
    Matrix<double>& g_S = mesh.network.cell_S;
    if (input.empty() || !spec.gated()) {
        g_S = cells.g_on_S;
    } else {
        if (g_S.empty()) g_S = Matrix<double>(spec.rows, spec.cols);
        for (std::size_t i = 0; i < spec.rows; ++i)
            if (input[i] != 0.0)
                std::ranges::copy(cells.g_on_S.row(i), g_S.row(i).begin());
            else
                std::ranges::fill(g_S.row(i), cells.g_off_S);
    }
    if (std::isfinite(lane_sum(g_S.values()))) return;
    for (std::size_t i = 0; i < spec.rows; ++i)
        for (std::size_t j = 0; j < spec.cols; ++j)
            if (std::isinf(g_S(i, j))) mesh.shorts.push_back({i, j});
    if (mesh.shorts.empty()) return;
    // Any finite conductance will do in their place: no voltage will stand across it. One of the
    // size of the others keeps the numbers even.
    const double usual_S = mean_finite(g_S.values());
    for (const ShortedCell& cell : mesh.shorts)
        g_S(cell.row, cell.col) = usual_S > 0.0 ? usual_S : 1.0;
}

MeshSources make_sources(const TileSpec& spec, std::span<const double> input) {
    MeshSources sources;
    fill_sources(spec, row_set(spec), spec.rows, input, sources.row_first_V, sources.row_last_V);
    fill_sources(spec, spec.bl, spec.cols, input, sources.col_first_V, sources.col_last_V);
    return sources;
}

void sensed_currents(const TileSpec& spec, const MeshCurrents& currents,
                     std::span<double> i_out_A) {
    std::ranges::fill(i_out_A, 0.0);
    const auto add = [&](const std::vector<double>& end_A) {
        for (std::size_t j = 0; j < i_out_A.size(); ++j) i_out_A[j] += end_A[j];
    };
    if (spec.bl.first_end.kind == EndKind::sense) add(currents.col_first_A);
    if (spec.bl.last_end.kind == EndKind::sense) add(currents.col_last_A);
}

}  // namespace crosspoint
