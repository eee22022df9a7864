// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/line_ends.hpp"

#include <limits>
#include <utility>

#include "crosspoint/base/error.hpp"

namespace crosspoint {
namespace {

constexpr double open_ohm = std::numeric_limits<double>::infinity();

LineSet set_with_ends(const LineSet& set, const EndSide& first, const EndSide& last,
                      std::size_t crossings) {
    const std::size_t lines = first.ohm.size();
    Matrix<double> ohm(lines, crossings + 1);
    for (std::size_t line = 0; line < lines; ++line) {
        for (std::size_t k = 0; k <= crossings; ++k)
            ohm(line, k) = set.segment_ohm.at(line, k, crossings);
        ohm(line, 0) += first.ohm[line];
        ohm(line, crossings) += last.ohm[line];
    }
    return {.segment_ohm = SegmentResistance::per_segment(std::move(ohm)),
            .first_end = {.kind = EndKind::sense},
            .last_end = {.kind = EndKind::sense}};
}

void put_ends(const LineSet& set, const EndSide& first, const EndSide& last, MeshLines& lines) {
    for (std::size_t line = 0; line < lines.lines; ++line) {
        lines.first_ohm[line] = first.ohm[line] + set.segment_ohm.at(line, 0, lines.crossings);
        lines.last_ohm[line] =
            last.ohm[line] + set.segment_ohm.at(line, lines.crossings, lines.crossings);
    }
}

}  // namespace

EndSide EndSide::floating(std::size_t lines) {
    return {.ohm = std::vector<double>(lines, open_ohm), .volts = std::vector<double>(lines, 0.0)};
}

TileEnds TileEnds::floating(const TileSpec& spec) {
    TileEnds ends;
    const std::size_t sources = spec.horizontal() != nullptr ? spec.rows : spec.cols;
    ends.bl_first = ends.bl_last = EndSide::floating(spec.cols);
    if (spec.gated())
        ends.sl_first = ends.sl_last = EndSide::floating(sources);
    else
        ends.wl_first = ends.wl_last = EndSide::floating(spec.rows);
    return ends;
}

EndSide& TileEnds::side(char line_set, bool last) {
    if (line_set == 'W') return last ? wl_last : wl_first;
    if (line_set == 'B') return last ? bl_last : bl_first;
    CROSSPOINT_ASSERT(line_set == 'S');
    return last ? sl_last : sl_first;
}

const EndSide& TileEnds::side(char line_set, bool last) const {
    return const_cast<TileEnds*>(this)->side(line_set, last);  // changes nothing
}

TileSpec with_ends(const TileSpec& spec, const TileEnds& ends) {
    TileSpec out = spec;
    const bool crossing = spec.horizontal() != nullptr;
    out.bl = set_with_ends(spec.bl, ends.bl_first, ends.bl_last, spec.rows);
    if (spec.gated())
        out.sl =
            set_with_ends(spec.sl, ends.sl_first, ends.sl_last, crossing ? spec.cols : spec.rows);
    else
        out.wl = set_with_ends(spec.wl, ends.wl_first, ends.wl_last, spec.cols);
    return out;
}

LadderColumn make_ladder_column(const TileSpec& spec, const TileEnds& ends, std::size_t j) {
    const std::size_t m = spec.rows;
    LadderColumn column;
    column.b_ohm.resize(m);
    column.s_ohm.resize(m);
    for (std::size_t k = 1; k < m; ++k) {
        column.b_ohm[k] = spec.bl.segment_ohm.at(j, k, m);
        column.s_ohm[k] = spec.sl.segment_ohm.at(j, k, m);
    }
    const auto rail = [&](const LineSet& set, const EndSide& side, std::size_t segment) {
        return RailEnd{.ohm = side.ohm[j] + set.segment_ohm.at(j, segment, m),
                       .volts = side.volts[j]};
    };
    column.b_top = rail(spec.bl, ends.bl_first, 0);
    column.b_bottom = rail(spec.bl, ends.bl_last, m);
    column.s_top = rail(spec.sl, ends.sl_first, 0);
    column.s_bottom = rail(spec.sl, ends.sl_last, m);
    return column;
}

TileMesh make_tile_mesh(const TileSpec& spec, const TileEnds& ends) {
    TileMesh mesh = make_tile_mesh(spec);
    const bool gated = spec.gated();
    put_ends(*spec.horizontal(), gated ? ends.sl_first : ends.wl_first,
             gated ? ends.sl_last : ends.wl_last, mesh.network.row_lines);
    put_ends(spec.bl, ends.bl_first, ends.bl_last, mesh.network.col_lines);
    return mesh;
}

MeshSources make_sources(const TileSpec& spec, const TileEnds& ends) {
    const bool gated = spec.gated();
    return {.row_first_V = gated ? ends.sl_first.volts : ends.wl_first.volts,
            .row_last_V = gated ? ends.sl_last.volts : ends.wl_last.volts,
            .col_first_V = ends.bl_first.volts,
            .col_last_V = ends.bl_last.volts};
}

}  // namespace crosspoint
