// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/spice/random_tile.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/base/rng.hpp"
#include "crosspoint/spice/rounding.hpp"

namespace crosspoint {
namespace {

// Tiles that plain nodal analysis may not resolve to this are drawn again, so that
// a disagreement beyond the usual 1e-9 is never the fault of ngspice's arithmetic.
constexpr double resolvable_rel = 5e-10;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t random_tile_purpose = 0x746C69;  // chosen: any number of its own

// All draws of one tile, in one order.
class TileDraw {
public:
    TileDraw(std::mt19937_64 random, std::uint64_t index, std::size_t max_size)
        : random_(random), index_(index), max_size_(static_cast<std::int64_t>(max_size)) {}

    // `harmless` ends have resistance and no cell is a short, so that no two ideal ends can meet.
    RandomTile draw(bool harmless) {
        harmless_ = harmless;
        RandomTile tile;
        TileSpec& spec = tile.spec;
        // Topologies take turns, so that a few tiles cover them all.
        spec.topology = static_cast<Topology>(index_ % 3);
        draw_size(spec);
        draw_ends(spec);
        const bool sl_vertical = spec.topology == Topology::one_transistor_column;
        if (spec.gated()) {
            spec.sl.segment_ohm = sl_vertical ? draw_segments(spec.cols, spec.rows)
                                              : draw_segments(spec.rows, spec.cols);
        } else {
            spec.wl.segment_ohm = draw_segments(spec.rows, spec.cols);
        }
        spec.bl.segment_ohm = draw_segments(spec.cols, spec.rows);
        spec.read_V = 0.05 + 0.95 * uniform(random_);
        if (spec.gated()) {
            spec.r_access_ohm = chance(0.3) ? 0.0 : log_uniform(1e2, 1e4);
            spec.g_leak_S = chance(0.5) ? 0.0 : log_uniform(1e-9, 1e-6);
        }
        tile.cells = draw_cells(spec);
        if (spec.cols > 1 && chance(0.12)) isolate_column(tile);
        tile.inputs = Matrix<double>(1, spec.rows);
        for (double& x : tile.inputs.values()) {
            if (spec.gated()) {
                x = chance(0.7) ? 1.0 : 0.0;
            } else {
                x = chance(0.15) ? 0.0 : 2.0 * uniform(random_) - 1.0;
            }
        }
        return tile;
    }

private:
    bool chance(double probability) { return uniform(random_) < probability; }
    double log_uniform(double low, double high) {
        return low * std::pow(high / low, uniform(random_));
    }
    std::size_t size() { return static_cast<std::size_t>(uniform_int(random_, 1, max_size_)); }

    void draw_size(TileSpec& spec) {
        spec.rows = chance(0.1) ? 1 : size();
        spec.cols = chance(0.1) ? 1 : size();
        if (chance(0.04)) spec.rows = spec.cols = 1;
        if (chance(0.04)) spec.rows = spec.cols = static_cast<std::size_t>(max_size_);
    }

    void put(LineEnd& end, EndKind kind) {
        end.kind = kind;
        const bool ideal = !harmless_ && chance(0.4);
        end.resistance_ohm = ideal ? 0.0 : log_uniform(1.0, 1e3);
    }
    // First end, last end, or both.
    void put_ends(LineSet& set, EndKind kind) {
        const auto where = uniform_int(random_, 0, 2);
        if (where != 1) put(set.first_end, kind);
        if (where != 0) put(set.last_end, kind);
    }

    void draw_ends(TileSpec& spec) {
        if (spec.topology == Topology::passive) {
            put_ends(spec.wl, EndKind::drive_input);
            put_ends(spec.bl, EndKind::sense);
        } else if (spec.topology == Topology::one_transistor_row) {
            put_ends(spec.sl, EndKind::drive_read);
            put_ends(spec.bl, EndKind::sense);
        } else {
            const bool read_bl = chance(0.7);
            put_ends(read_bl ? spec.bl : spec.sl, EndKind::drive_read);
            put_ends(read_bl ? spec.sl : spec.bl, EndKind::sense);
        }
        // Now and then the free end of a bit line is held at the read voltage.
        LineEnd* free_end = spec.bl.first_end.kind == EndKind::floating  ? &spec.bl.first_end
                            : spec.bl.last_end.kind == EndKind::floating ? &spec.bl.last_end
                                                                         : nullptr;
        if (free_end != nullptr && chance(0.1)) put(*free_end, EndKind::drive_read);
    }

    // Zero, ordinary, or now and then huge.
    double segment_ohm() {
        if (chance(0.05)) return 1e6;
        return log_uniform(1e-2, 1e4);
    }

    SegmentResistance draw_segments(std::size_t lines, std::size_t crossings) {
        const bool first_segment = !chance(0.3);
        const bool some_zero = chance(0.3);
        const auto draw_one = [&] { return some_zero && chance(0.4) ? 0.0 : segment_ohm(); };
        switch (uniform_int(random_, 0, 2)) {
            case 0:
                return SegmentResistance::uniform(draw_one(), first_segment);
            case 1: {
                std::vector<double> ohm(lines);
                for (double& r : ohm) r = draw_one();
                return SegmentResistance::per_line(std::move(ohm), first_segment);
            }
            default:
                break;
        }
        Matrix<double> ohm(lines, crossings + 1);
        const double base_ohm = log_uniform(1e-2, 1e4);
        for (double& r : ohm.values())
            r = some_zero && chance(0.4) ? 0.0 : base_ohm * log_uniform(0.1, 10.0);
        if (chance(0.5)) break_wires(ohm);
        return SegmentResistance::per_segment(std::move(ohm));
    }

    // One line loses both its ends (it floats), and one segment anywhere is cut.
    void break_wires(Matrix<double>& ohm) {
        const auto line = static_cast<std::size_t>(
            uniform_int(random_, 0, static_cast<std::int64_t>(ohm.rows()) - 1));
        if (chance(0.5)) ohm(line, 0) = ohm(line, ohm.cols() - 1) = infinity;
        const auto cut = static_cast<std::size_t>(
            uniform_int(random_, 0, static_cast<std::int64_t>(ohm.size()) - 1));
        ohm.values()[cut] = infinity;
    }

    // A bit line without ends and without cells: its nodes float unless off cells leak.
    void isolate_column(RandomTile& tile) {
        TileSpec& spec = tile.spec;
        const auto column = static_cast<std::size_t>(
            uniform_int(random_, 0, static_cast<std::int64_t>(spec.cols) - 1));
        Matrix<double> ohm(spec.cols, spec.rows + 1);
        for (std::size_t j = 0; j < spec.cols; ++j)
            for (std::size_t k = 0; k <= spec.rows; ++k)
                ohm(j, k) = spec.bl.segment_ohm.at(j, k, spec.rows);
        ohm(column, 0) = ohm(column, spec.rows) = infinity;
        spec.bl.segment_ohm = SegmentResistance::per_segment(std::move(ohm));
        for (std::size_t i = 0; i < spec.rows; ++i) tile.cells.g_on_S(i, column) = 0.0;
    }

    CellArray draw_cells(const TileSpec& spec) {
        const bool some_open = chance(0.4);
        const bool some_shorted = !harmless_ && chance(0.25);
        Matrix<double> g_S(spec.rows, spec.cols);
        for (double& g : g_S.values()) g = some_open && chance(0.1) ? 0.0 : log_uniform(1e-6, 1e-2);
        if (some_shorted) {
            const auto k = uniform_int(random_, 0, static_cast<std::int64_t>(g_S.size()) - 1);
            g_S.values()[static_cast<std::size_t>(k)] = infinity;
        }
        auto cells = make_cells(spec, g_S);
        CROSSPOINT_ASSERT(cells.ok());  // every draw above is in range
        return std::move(cells).value();
    }

    std::mt19937_64 random_;
    std::uint64_t index_;
    std::int64_t max_size_;
    bool harmless_ = false;
};

const char* end_word(const LineEnd& end) {
    switch (end.kind) {
        case EndKind::floating:
            return "-";
        case EndKind::drive_input:
            return "in";
        case EndKind::drive_read:
            return "read";
        case EndKind::sense:
            return "sense";
    }
    return "?";
}

}  // namespace

RandomTile random_tile(std::uint64_t seed, std::uint64_t index, std::size_t max_size) {
    CROSSPOINT_ASSERT(max_size >= 1);
    TileDraw source(rng(seed, random_tile_purpose, index), index, max_size);
    constexpr int attempts = 64;
    for (int k = 0; k < attempts; ++k) {
        RandomTile tile = source.draw(false);
        ExpandedTile expanded = expand(tile.spec, tile.cells);
        apply_input(expanded, tile.spec, tile.cells, tile.inputs.row(0));
        // A 1T1R tile is checked with all gates on as well: solvers program before they know them.
        if (!check_network(expanded) || !check_network(expand(tile.spec, tile.cells))) continue;
        const RoundingEstimate rounding =
            estimate_rounding(tile.spec, tile.cells, tile.inputs.row(0));
        if (rounding.floor_A <= resolvable_rel * rounding.largest_A || rounding.largest_A == 0.0)
            return tile;
    }
    RandomTile tile = source.draw(true);
    CROSSPOINT_ASSERT(tile.spec.validate().ok());
    return tile;
}

std::string describe_ends(const TileSpec& spec) {
    std::string text;
    if (spec.gated()) {
        text = fmt::format("sl {}|{}", end_word(spec.sl.first_end), end_word(spec.sl.last_end));
    } else {
        text = fmt::format("wl {}|{}", end_word(spec.wl.first_end), end_word(spec.wl.last_end));
    }
    return text + fmt::format(" bl {}|{}", end_word(spec.bl.first_end), end_word(spec.bl.last_end));
}

}  // namespace crosspoint
