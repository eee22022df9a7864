// Random tiles are valid, solvable, the same every time, and cover what they promise.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/spice/random_tile.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <string>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/circuit/structure.hpp"
#include "crosspoint/spice/rounding.hpp"

using namespace crosspoint;

namespace {

// Names of the features that a tile has, for the coverage count.
void collect_features(const RandomTile& tile, std::set<std::string>& features) {
    const TileSpec& spec = tile.spec;
    features.insert(fmt::format("{}: {}", topology_name(spec.topology), describe_ends(spec)));
    if (spec.rows == 1 && spec.cols == 1) features.insert("1 x 1");
    if (spec.rows != spec.cols) features.insert("not square");
    if (spec.gated()) features.insert(spec.g_leak_S > 0.0 ? "leak" : "no leak");
    if (spec.gated()) features.insert(spec.r_access_ohm > 0.0 ? "access" : "no access");
    for (const LineSet* set : {spec.gated() ? &spec.sl : &spec.wl, &spec.bl}) {
        const SegmentResistance& segments = set->segment_ohm;
        features.insert(segments.is_per_segment()      ? "per segment"
                        : segments.values().size() > 1 ? "per line"
                        : segments.first_segment()     ? "scalar"
                                                       : "scalar without first segment");
        for (const double r : segments.values().values()) {
            if (r == 0.0) features.insert("zero segment");
            if (r == 1e6) features.insert("huge segment");
            if (std::isinf(r)) features.insert("broken wire");
        }
        for (const LineEnd& end : {set->first_end, set->last_end})
            if (end.kind != EndKind::floating)
                features.insert(end.resistance_ohm > 0.0 ? "end with resistance" : "ideal end");
    }
    for (const double g : tile.cells.g_on_S.values())
        features.insert(g == 0.0 ? "open" : std::isinf(g) ? "short" : "cell");
}

}  // namespace

TEST_CASE("random tiles: valid and with unique currents that ngspice can resolve") {
    for (std::uint64_t k = 0; k < 150; ++k) {
        CAPTURE(k);
        const RandomTile tile = random_tile(3, k, 12);
        ExpandedTile expanded = expand(tile.spec, tile.cells);
        apply_input(expanded, tile.spec, tile.cells, tile.inputs.row(0));
        const RoundingEstimate rounding =
            estimate_rounding(tile.spec, tile.cells, tile.inputs.row(0));

        CHECK(tile.spec.validate().ok());
        CHECK(check_network(expanded).ok());
        CHECK(tile.spec.rows <= 12);
        CHECK(tile.spec.cols <= 12);
        CHECK((rounding.largest_A == 0.0 || rounding.floor_A < 1e-9 * rounding.largest_A));
    }
}

TEST_CASE("random tiles: same seed and index same tile and another index another tile") {
    const RandomTile a = random_tile(5, 17, 9);
    const RandomTile b = random_tile(5, 17, 9);
    const RandomTile c = random_tile(5, 20, 9);
    const RandomTile d = random_tile(6, 17, 9);

    CHECK(a.cells.g_on_S == b.cells.g_on_S);
    CHECK(a.inputs == b.inputs);
    CHECK(a.spec.bl.segment_ohm.values() == b.spec.bl.segment_ohm.values());
    CHECK_FALSE(a.cells.g_on_S == c.cells.g_on_S);
    CHECK_FALSE(a.cells.g_on_S == d.cells.g_on_S);
}

TEST_CASE("random tiles: a few hundred cover every kind of trouble") {
    std::set<std::string> features;
    std::size_t with_floating = 0;
    for (std::uint64_t k = 0; k < 400; ++k) {
        const RandomTile tile = random_tile(1, k, 8);
        collect_features(tile, features);
        with_floating +=
            analyze(expand(tile.spec, tile.cells).circuit).structure.floating_count > 0;
    }

    for (const char* feature : {"1 x 1",
                                "not square",
                                "leak",
                                "no leak",
                                "access",
                                "no access",
                                "per segment",
                                "per line",
                                "scalar",
                                "scalar without first segment",
                                "zero segment",
                                "huge segment",
                                "broken wire",
                                "end with resistance",
                                "ideal end",
                                "open",
                                "short",
                                "cell",
                                "passive: wl in|- bl -|sense",
                                "passive: wl -|in bl sense|-",
                                "passive: wl in|in bl sense|sense",
                                "passive: wl in|- bl read|sense",
                                "1t1r, source line along the column: sl -|sense bl read|-",
                                "1t1r, source line along the column: sl sense|- bl read|-",
                                "1t1r, source line along the column: sl read|- bl -|sense",
                                "1t1r, source line along the row: sl read|- bl -|sense",
                                "1t1r, source line along the row: sl read|read bl sense|sense"}) {
        CAPTURE(feature);
        CHECK(features.contains(feature));
    }
    CHECK(with_floating > 20);
}
