// Brings a tile into the form of the single-precision ladder kernel.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "crosspoint/solve/ladder_gates.hpp"

namespace crosspoint {
namespace {

struct Rails {
    const LineSet* driven = nullptr;
    const LineSet* sensed = nullptr;
    bool driven_at_last = false;
    bool sensed_at_last = false;
};

// One end of one rail driven, one end of the other sensed, the other two floating.
bool find_rails(const TileSpec& spec, Rails& rails) {
    const auto only = [](const LineSet& set, EndKind kind, bool& at_last) {
        at_last = set.last_end.kind == kind;
        const EndKind other = at_last ? set.first_end.kind : set.last_end.kind;
        return (at_last || set.first_end.kind == kind) && other == EndKind::floating;
    };
    for (const bool bl_drives : {true, false}) {
        rails.driven = bl_drives ? &spec.bl : &spec.sl;
        rails.sensed = bl_drives ? &spec.sl : &spec.bl;
        if (only(*rails.driven, EndKind::drive_read, rails.driven_at_last) &&
            only(*rails.sensed, EndKind::sense, rails.sensed_at_last))
            return true;
    }
    return false;
}

struct Limits {
    double largest_rg = 0.0;
    double largest_ohm = 0.0;
    bool ratio_varies = false;         // r_s / r_b, where the sensed end makes it matter
    std::vector<double> parallel_ohm;  // [cols] sum r_b r_s / r
};

// Fills column j; false when a wire is broken or a cell is a short.
bool fill_column(const TileSpec& spec, const CellArray& cells, const Rails& rails, std::size_t j,
                 GateLadder& out, Limits& limits) {
    const std::size_t m = spec.rows;
    const auto segment = [&](const LineSet& set, std::size_t k) {
        return set.segment_ohm.at(j, out.rows_reversed ? m - k : k, m);
    };
    const auto end_ohm = [](const LineSet& set, bool last) {
        return (last ? set.last_end : set.first_end).resistance_ohm;
    };
    double end = end_ohm(*rails.driven, rails.driven_at_last) + segment(*rails.driven, 0);
    end += end_ohm(*rails.sensed, rails.sensed_at_last) +
           segment(*rails.sensed, out.sensed_at_bottom ? m : 0);
    double alpha = -1.0;
    for (std::size_t k = 0; k < m; ++k) {
        const double rb = k == 0 ? 0.0 : segment(*rails.driven, k);
        const double rs = k == 0 ? 0.0 : segment(*rails.sensed, k);
        const double r = rb + rs;
        const std::size_t row = out.rows_reversed ? m - 1 - k : k;
        const double g = cells.g_on_S(row, j);
        if (std::isinf(r) || std::isinf(g)) return false;
        out.segment_ohm[j * m + k] = static_cast<float>(r);
        out.g_on_S[j * m + k] = static_cast<float>(g);
        limits.largest_rg = std::max(limits.largest_rg, r * std::max(g, cells.g_off_S));
        limits.largest_ohm = std::max(limits.largest_ohm, r);
        if (!out.sensed_at_bottom || r == 0.0) continue;
        if (alpha < 0.0) alpha = rs / r;
        // 1e-9: far below what single precision can tell, far above the rounding of a division.
        if (!(std::abs(rs / r - alpha) <= 1e-9)) limits.ratio_varies = true;
        limits.parallel_ohm[j] += rb * rs / r;
    }
    out.end_ohm[j] = static_cast<float>(end);
    out.alpha[j] = alpha < 0.0 ? 0.5f : static_cast<float>(alpha);
    return std::isfinite(end);
}

// r_b and r_s apart, for the chain that needs no fixed ratio.
void fill_rails(const TileSpec& spec, const Rails& rails, GateLadder& out) {
    const std::size_t m = spec.rows;
    out.driven_ohm.assign(spec.cols * m, 0.0f);
    out.sensed_ohm.assign(spec.cols * m, 0.0f);
    for (std::size_t j = 0; j < spec.cols; ++j)
        for (std::size_t k = 1; k < m; ++k) {
            const std::size_t segment = out.rows_reversed ? m - k : k;
            out.driven_ohm[j * m + k] =
                static_cast<float>(rails.driven->segment_ohm.at(j, segment, m));
            out.sensed_ohm[j * m + k] =
                static_cast<float>(rails.sensed->segment_ohm.at(j, segment, m));
        }
}

// How often a state must be scaled down. d grows at most by the larger eigenvalue of
// [[1 + r g, r], [g, 1]] per row; single precision overflows at exp(88), and exp(60) leaves room
// for the other factors. False when a few rows are too much.
bool plan_rescaling(const Limits& limits, GateLadder& out) {
    const double rg = limits.largest_rg;
    const double log_growth = std::log(1.0 + rg / 2.0 + std::sqrt(rg + rg * rg / 4.0));
    if (static_cast<double>(out.rows) * log_growth < 60.0) return true;
    // Half of that: the scaled-down state may start with a d2 of all resistances so far.
    const double rows = std::floor(30.0 / log_growth);
    out.rescale_rows = static_cast<std::size_t>(rows);
    return rows >= 1.0 && limits.largest_ohm < 1e12;
}

}  // namespace

GateLadderResult make_gate_ladder(const TileSpec& spec, const CellArray& cells) {
    GateLadderResult result;
    Rails rails;
    if (spec.topology != Topology::one_transistor_column || !find_rails(spec, rails)) {
        result.reason = "its ends are not one driven and one sensed rail per column";
        return result;
    }
    GateLadder& ladder = result.ladder;
    const std::size_t m = spec.rows;
    ladder.rows = m;
    ladder.cols = spec.cols;
    ladder.rows_reversed = rails.driven_at_last;
    ladder.sensed_at_bottom = rails.sensed_at_last != rails.driven_at_last;
    ladder.g_off_S = static_cast<float>(cells.g_off_S);
    ladder.drive_V = static_cast<float>(spec.read_V);
    ladder.g_on_S.resize(spec.cols * m);
    ladder.segment_ohm.resize(spec.cols * m);
    ladder.end_ohm.resize(spec.cols);
    ladder.alpha.resize(spec.cols);
    Limits limits{.parallel_ohm = std::vector<double>(spec.cols, 0.0)};
    for (std::size_t j = 0; j < spec.cols; ++j) {
        if (!fill_column(spec, cells, rails, j, ladder, limits)) {
            result.reason = "a short or a broken wire needs the general ladder";
            return result;
        }
    }
    if (limits.ratio_varies)
        fill_rails(spec, rails, ladder);
    else
        for (std::size_t j = 0; j < spec.cols; ++j)
            ladder.end_ohm[j] =
                static_cast<float>(static_cast<double>(ladder.end_ohm[j]) + limits.parallel_ohm[j]);
    if (!plan_rescaling(limits, ladder)) {
        result.reason = "the column is so lossy that single precision would overflow";
        return result;
    }
    result.fits = true;
    return result;
}

}  // namespace crosspoint
