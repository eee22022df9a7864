// Networks on arrays whose cells scatter: counts, realised sigmas, the same chip in tiles of any
// size.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/cell_variation.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crosspoint/map/tiled_network.hpp"
#include "support/small_network.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

NetworkVariation lognormal(double sigma) {
    const Spread spread{.distribution = Distribution::lognormal, .sigma = {sigma}};
    return {.seed = 3, .on = CellSpread{.spread = spread}, .off = CellSpread{.spread = spread}};
}

}  // namespace

TEST_CASE("network variation: sigma 0 gives the bits of nominal cells, a seed its own") {
    const TiledOptions plain = small_network_options(64, 64, 2.0);
    TiledOptions zero = plain;
    zero.variation = lognormal(0.0);
    const NetworkRun nominal = run_small_network(plain), still = run_small_network(zero);
    CHECK(!nominal.counts.has_value());
    CHECK(still.result.logits == nominal.result.logits);
    TiledOptions one = plain;
    one.variation = lognormal(0.6);
    CHECK(run_small_network(one).result.logits != nominal.result.logits);
    TiledOptions other = one;
    other.variation->seed = 4;
    CHECK(run_small_network(one).result.logits == run_small_network(one).result.logits);
    CHECK(run_small_network(other).result.logits != run_small_network(one).result.logits);
    one.threads = 3;
    TiledOptions alone = one;
    alone.threads = 1;
    CHECK(run_small_network(one).result.logits == run_small_network(alone).result.logits);
}

TEST_CASE("network variation: the same chip in tiles of any size") {
    // Without wires a read group sees its cells only, wherever the tiles end.
    TiledOptions large = small_network_options(128, 96, 0.0);
    large.variation = lognormal(0.6);
    large.variation->faults = {.stuck_off = 0.03, .open = 0.02};
    large.variation->stuck_off_ohm = 1e7;
    TiledOptions small = large;
    small.tile.rows = 32;
    small.tile.cols = 20;
    const NetworkRun a = run_small_network(large), b = run_small_network(small);
    CHECK(a.result.layers[0].partial_sums.wrong > 0);
    CHECK(a.result.logits == b.result.logits);
    CHECK(a.counts->faults == b.counts->faults);
}

TEST_CASE("network variation: counts are binomial and sigmas what was asked for") {
    TiledOptions options = small_network_options(64, 64, 0.0);
    options.variation = lognormal(0.2);
    options.variation->off->spread.sigma = {0.4};
    options.variation->faults = {
        .stuck_on = 0.02, .stuck_off = 0.05, .open = 0.01, .shorted = 0.005};
    options.variation->stuck_on_ohm = 1e5;
    options.variation->stuck_off_ohm = 1e7;
    options.variation->short_ohm = 1e3;
    const VariationCounts counts = *run_small_network(options).counts;
    const double n = 128 * 96 + 96 * 10;
    CHECK(counts.cells == static_cast<std::int64_t>(n));
    const double expected[] = {0.915, 0.02, 0.05, 0.01, 0.005};
    for (std::size_t f = 0; f < 5; ++f) {
        CAPTURE(f);
        const double p = expected[f];
        CHECK(std::abs(static_cast<double>(counts.faults[f]) - n * p) <
              4.0 * std::sqrt(n * p * (1.0 - p)));
    }
    CHECK(counts.on.cells + counts.off.cells == counts.faults[0]);
    CHECK(std::abs(counts.on.sigma() / 0.2 - 1.0) < 0.06);
    CHECK(std::abs(counts.off.sigma() / 0.4 - 1.0) < 0.08);
    CHECK(std::abs(counts.on.mean()) < 4.0 * 0.2 / std::sqrt(n / 2.0));
}

TEST_CASE("network variation: all cells stuck off or open is a network without weights") {
    TiledOptions options = small_network_options(64, 64, 0.0);
    options.r_off_ohm = std::numeric_limits<double>::infinity();
    options.variation = NetworkVariation{.faults = {.open = 1.0}};
    const NetworkRun open = run_small_network(options);
    // No count anywhere: every partial sum is wrong by the selected cells that are on, and no
    // activation reaches its threshold, so that the second layer has no input.
    CHECK(open.result.layers[0].partial_sums.sum < 0);
    CHECK(open.result.layers[0].activation_errors > 0);
    CHECK(open.result.layers[1].partial_sums.wrong == 0);
    CHECK(open.counts->faults[static_cast<std::size_t>(FaultKind::open)] == open.counts->cells);
    CHECK(open.counts->on.cells == 0);
}

TEST_CASE("network variation: a range that no draw reaches is refused") {
    TiledOptions options = small_network_options(64, 64, 0.0);
    options.variation = lognormal(0.1);
    options.variation->on->spread.min = 1e9;
    const auto tiled = TiledNetwork::program(small_network(), options);
    REQUIRE(!tiled.ok());
    CHECK(tiled.error().id == 7488);
}
