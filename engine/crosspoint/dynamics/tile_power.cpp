// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/dynamics/tile_power.hpp"

#include <algorithm>
#include <cmath>

namespace crosspoint {
namespace {

// One line: node k has voltage V(k) and loses current A(k) to what hangs on it.
struct Line {
    const LineSet& set;
    const EndSide& first;
    const EndSide& last;
    std::size_t line, crossings, start, stride;
    std::span<const double> volts, amperes;

    [[nodiscard]] double V(std::size_t k) const { return volts[start + k * stride]; }
    [[nodiscard]] double A(std::size_t k) const { return amperes[start + k * stride]; }
    [[nodiscard]] double segment_ohm(std::size_t k) const {
        return set.segment_ohm.at(line, k, crossings);
    }

    [[nodiscard]] double end_ohm(bool at_last) const {
        const EndSide& side = at_last ? last : first;
        return side.ohm[line] + segment_ohm(at_last ? crossings : 0);
    }

    // Current into the line through one end.
    [[nodiscard]] double end_A(bool at_last) const {
        const double ohm = end_ohm(at_last);
        if (std::isinf(ohm)) return 0.0;
        double sum_A = 0.0;
        if (std::isinf(end_ohm(!at_last))) {  // nothing else feeds it
            for (std::size_t k = 0; k < crossings; ++k) sum_A += A(k);
            return sum_A;
        }
        const EndSide& side = at_last ? last : first;
        const std::size_t edge = at_last ? crossings - 1 : 0;
        if (ohm > 0.0) return (side.volts[line] - V(edge)) / ohm;
        // An ideal source: what the nodes it holds lose, and what goes on over the first wire.
        for (std::size_t k = 0; k < crossings; ++k) {
            const std::size_t node = at_last ? crossings - 1 - k : k;
            sum_A += A(node);
            if (k + 1 == crossings) break;
            const std::size_t beyond = at_last ? node - 1 : node + 1;
            const double wire_ohm = segment_ohm(std::max(node, beyond));
            if (std::isinf(wire_ohm)) break;
            if (wire_ohm > 0.0) return sum_A + (V(node) - V(beyond)) / wire_ohm;
        }
        return sum_A;
    }

    [[nodiscard]] double inner_W() const {
        double sum_W = 0.0;
        for (std::size_t k = 1; k < crossings; ++k) {
            const double ohm = segment_ohm(k);
            if (ohm == 0.0 || std::isinf(ohm)) continue;
            const double across_V = V(k) - V(k - 1);
            sum_W += across_V * across_V / ohm;
        }
        return sum_W;
    }
};

Line line_of(const TileSpec& spec, const TileEnds& ends, char set, std::size_t line,
             const TileInstant& at) {
    const bool horizontal = set != 'B' && spec.horizontal() != nullptr;
    const bool is_a = spec.gated() == (set == 'B');
    return {.set = set == 'W'   ? spec.wl
                   : set == 'B' ? spec.bl
                                : spec.sl,
            .first = ends.side(set, false),
            .last = ends.side(set, true),
            .line = line,
            .crossings = horizontal ? spec.cols : spec.rows,
            .start = horizontal ? line * spec.cols : line,
            .stride = horizontal ? 1 : spec.cols,
            .volts = is_a ? at.a_V : at.b_V,
            .amperes = is_a ? at.a_A : at.b_A};
}

}  // namespace

WireHeat wire_heat(const TileSpec& spec, const TileEnds& ends, std::span<const TileEnd> driven,
                   std::span<const double> end_A, std::span<const double> a_V,
                   std::span<const double> b_V) {
    WireHeat out;
    const TileInstant at{
        .a_V = a_V, .b_V = b_V, .a_A = {}, .b_A = {}, .cell_a_A = {}, .cell_b_A = {}};
    for (std::size_t k = 0; k < driven.size(); ++k) {
        if (end_A[k] == 0.0) continue;  // its segment may be broken
        const TileEnd& end = driven[k];
        const Line line = line_of(spec, ends, end.line_set, end.line, at);
        const double square = end_A[k] * end_A[k];
        out.drivers_W += square * (end.last ? line.last : line.first).ohm[end.line];
        out.wires_W += square * line.segment_ohm(end.last ? line.crossings : 0);
    }
    for (const char set : {spec.gated() ? 'S' : 'W', 'B'})
        for (std::size_t k = 0; k < ends.side(set, false).ohm.size(); ++k)
            out.wires_W += line_of(spec, ends, set, k, at).inner_W();
    return out;
}

TilePower tile_power(const TileSpec& spec, const TileEnds& ends, std::span<const TileEnd> driven,
                     const TileInstant& at) {
    TilePower out;
    for (const TileEnd& end : driven) {
        const Line line = line_of(spec, ends, end.line_set, end.line, at);
        out.end_A.push_back(line.end_A(end.last));
        out.end_W.push_back((end.last ? line.last : line.first).volts[end.line] * out.end_A.back());
    }
    const WireHeat heat = wire_heat(spec, ends, driven, out.end_A, at.a_V, at.b_V);
    out.drivers_W = heat.drivers_W;
    out.wires_W = heat.wires_W;
    for (std::size_t k = 0; k < at.a_V.size(); ++k)
        out.cells_W += at.a_V[k] * at.cell_a_A[k] + at.b_V[k] * at.cell_b_A[k];
    return out;
}

std::vector<double> line_capacitance_F(const TileSpec& spec, const LineSet& set, bool horizontal,
                                       double segment_F) {
    std::vector<double> out(spec.rows * spec.cols, 0.0);
    const std::size_t crossings = horizontal ? spec.cols : spec.rows;
    const bool ends = set.segment_ohm.is_per_segment() || set.segment_ohm.first_segment();
    for (std::size_t cell = 0; cell < out.size(); ++cell) {
        const std::size_t k = horizontal ? cell % spec.cols : cell / spec.cols;
        const double outer = ends ? 1.0 : 0.0;
        out[cell] = segment_F * ((k == 0 ? outer : 0.5) + (k + 1 == crossings ? outer : 0.5));
    }
    return out;
}

}  // namespace crosspoint
