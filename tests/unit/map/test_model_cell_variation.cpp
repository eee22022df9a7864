// Networks on arrays whose cells are a model that scatters. Oracles: the network of resistors that
// draws the same values, and Newton on the sparse LU of every read.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/model_cell_variation.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/map/tiled_network.hpp"
#include "support/drift_cell.hpp"
#include "support/hand_models.hpp"
#include "support/said.hpp"
#include "support/small_network.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

// A conductance that only a gate above 0.5 V joins to the lines. Its parameter has the name under
// which networks of resistors draw.
class GatedConductance final : public HandModel {
public:
    GatedConductance()
        : HandModel(shaped([](ModelShape& s) {
              s.name = "gated_conductance";
              s.terminals = 3;
              s.unknowns = {{.name = "a"}, {.name = "b"}, {.name = "gate"}};
              s.varying = {{.name = "cell", .value = 1e-5}};
              s.static_entries = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
          })) {}

protected:
    void lane(const EvalPoint&, const Lane& l) const override {
        const double g_S = l.x(2) < 0.5 ? 0.0 : l.p(0);
        const double i_A = g_S * (l.x(0) - l.x(1));
        l.put(l.b.f, 0, i_A);
        l.put(l.b.f, 1, -i_A);
        l.put(l.b.f, 2, 0.0);
        for (std::size_t u = 0; u < 3; ++u) l.put(l.b.q, u, 0.0);
        for (std::size_t e = 0; e < 4; ++e) l.put(l.b.df, e, e == 0 || e == 3 ? g_S : -g_S);
    }
};

EliminatedCellSpec conductances() {
    EliminatedCellSpec spec;
    spec.model = std::make_shared<GatedConductance>();
    spec.roles = {TerminalRole::line_a, TerminalRole::line_b, TerminalRole::gate};
    spec.cells = 2;
    spec.parameters = {{1e-7, 1e-5}};
    spec.conservative = true;
    return spec;
}

// The cells of a study: both kinds, and how they scatter.
TiledOptions with_model(TiledOptions options, const ModelCellVariation& variation) {
    auto kinds = EliminatedCell::make(variation.kinds);
    REQUIRE(kinds.ok());
    options.cells.kinds = std::move(*kinds);
    options.cells.levels = {1.0, 0.0};
    options.cells.variation = std::make_shared<ModelCellVariation>(variation);
    return options;
}

// The same without what belongs to resistors.
TiledOptions linear_without(TiledOptions options) {
    options.variation.reset();
    return options;
}

const Spread lognormal{.distribution = Distribution::lognormal, .sigma = {0.4}};
const ModelQuantity conductance{.name = "cell", .state = false, .index = 0};

ModelCellVariation of_conductances(const Spread& spread) {
    return {.seed = 3,
            .kinds = conductances(),
            .spreads = {{.quantity = conductance,
                         .spread = spread,
                         .accepts = {},
                         .key = "variation.device.cell"}}};
}

}  // namespace

TEST_CASE("model variation: a linear model gives what resistors with the same draws give") {
    TiledOptions linear = small_network_options(64, 40, 3.0);
    linear.r_on_ohm = 1e5;
    linear.r_off_ohm = 1e7;
    const CellSpread spread{.spread = lognormal, .of_conductance = true};
    const FaultFractions faults{
        .stuck_on = 0.01, .stuck_off = 0.02, .open = 0.02, .shorted = 0.001};
    linear.variation = NetworkVariation{.seed = 3,
                                        .on = spread,
                                        .off = spread,
                                        .faults = faults,
                                        .stuck_on_ohm = 1e5,
                                        .stuck_off_ohm = 1e7,
                                        .short_ohm = 2e3};
    ModelCellVariation variation = of_conductances(lognormal);
    variation.faults = faults;
    variation.stuck_on = {{conductance, 1e-5}};
    variation.stuck_off = {{conductance, 1e-7}};
    variation.short_ohm = 2e3;
    // A short conducts whatever the gate does: that of a resistor network does not.
    for (const double shorted : {0.0, 0.001}) {
        CAPTURE(shorted);
        linear.variation->faults.shorted = variation.faults.shorted = shorted;
        const NetworkRun resistors = run_small_network(linear);
        const NetworkRun model = run_small_network(with_model(linear_without(linear), variation));
        CHECK(resistors.result.layers[0].partial_sums.wrong > 100);
        CHECK(model.counts->faults == resistors.counts->faults);
        if (shorted > 0.0) {
            CHECK(model.result.logits != resistors.result.logits);
            continue;
        }
        CHECK(model.result.logits == resistors.result.logits);
        CHECK(model.result.layers[0].partial_sums.sum_squared ==
              resistors.result.layers[0].partial_sums.sum_squared);
    }
}

TEST_CASE("model variation: every read is that of Newton on the whole circuit, leaks and all") {
    const EliminatedCellSpec one = drift_cells("gated_drift", 2);
    ModelCellVariation variation{.seed = 5, .kinds = one};
    variation.kinds.states = {{0.05, 0.9}};
    const ModelQuantity x{.name = "x", .state = true, .index = 0};
    variation.spreads = {{.quantity = x,
                          .spread = {.distribution = Distribution::normal,
                                     .kind = SigmaKind::absolute,
                                     .sigma = {0.1},
                                     .min = 0.0},
                          .accepts = {},
                          .off = false,
                          .key = "variation.device_on.x"}};
    variation.faults = {.open = 0.02};
    TiledOptions options = with_model(small_network_options(24, 20, 30.0), variation);
    const NetworkRun fast = run_small_network(options, 1);
    options.fidelity = Fidelity::circuit;
    const NetworkRun exact = run_small_network(options, 1);
    CHECK(fast.result.logits == exact.result.logits);
    CHECK(fast.result.layers[0].partial_sums.sum_squared ==
          exact.result.layers[0].partial_sums.sum_squared);
    CHECK(fast.result.layers[0].partial_sums.wrong > 0);
    CHECK(fast.method.find("each for itself, all rows") != std::string::npos);
    REQUIRE(fast.counts->quantities.size() == 1);
    CHECK(fast.counts->quantities[0].off.sigma() == 0.0);
    CHECK(std::abs(fast.counts->quantities[0].on.sigma() / 0.1 - 1.0) < 0.05);
}

TEST_CASE("model variation: sigma 0 has the bits of nominal cells, a small one nearly") {
    const TiledOptions plain = small_network_options(64, 40, 3.0);
    ModelCellVariation still = of_conductances({.sigma = {0.0}});
    TiledOptions nominal = with_model(plain, still);
    nominal.cells.variation = nullptr;
    const NetworkRun without = run_small_network(nominal);
    const NetworkRun zero = run_small_network(with_model(plain, still));
    CHECK(!without.counts.has_value());
    CHECK(zero.counts->quantities[0].on.sigma() == 0.0);
    CHECK(zero.result.logits == without.result.logits);
    CHECK(zero.method == without.method);
    const NetworkRun small =
        run_small_network(with_model(plain, of_conductances({.sigma = {1e-9}})));
    CHECK(small.method.find("each for itself") != std::string::npos);
    CHECK(small.result.logits == without.result.logits);
    const NetworkRun large = run_small_network(with_model(plain, of_conductances(lognormal)));
    CHECK(large.result.logits != without.result.logits);
}

TEST_CASE("model variation: one chip in tiles of any size, for any threads; programmings differ") {
    ModelCellVariation variation = of_conductances(lognormal);
    variation.spreads.push_back(variation.spreads.front());
    variation.spreads.back().cycle = true;
    variation.faults = {.open = 0.02};
    const auto logits = [&](std::size_t rows, std::size_t cols, int threads) {
        TiledOptions options = small_network_options(rows, cols, 0.0);
        options.threads = threads;
        return run_small_network(with_model(options, variation)).result.logits;
    };
    const Matrix<std::int32_t> large = logits(128, 96, 1);
    CHECK(logits(32, 20, 1) == large);
    CHECK(logits(128, 96, 3) == large);
    variation.programming = 1;
    const Matrix<std::int32_t> again = logits(128, 96, 1);
    CHECK(again != large);
    // What is drawn for the device alone does not change with the programming.
    variation.spreads.pop_back();
    const Matrix<std::int32_t> device = logits(128, 96, 1);
    variation.programming = 0;
    CHECK(logits(128, 96, 1) == device);
    CHECK(device != again);
}

TEST_CASE("model variation: a range that no draw reaches, and a stop while tiles are prepared") {
    ModelCellVariation variation = of_conductances(lognormal);
    variation.spreads[0].spread.min = 1.0;
    const TiledOptions plain = small_network_options(64, 64, 1.0);
    const auto refused = TiledNetwork::program(small_network(), with_model(plain, variation));
    REQUIRE(!refused.ok());
    CHECK(refused.error().id == 7492);
    CHECK(refused.error().what.find("variation.device.cell") != std::string::npos);
    TiledOptions options = with_model(plain, of_conductances(lognormal));
    std::stop_source source;
    std::size_t seen = 0, of = 0;
    options.stop = source.get_token();
    options.tile_progress = [&](std::size_t done, std::size_t total) {
        seen = done;
        of = total;
        source.request_stop();
    };
    const auto stopped = TiledNetwork::program(small_network(), options);
    REQUIRE(!stopped.ok());
    CHECK(stopped.error().id == 4503);
    CHECK(seen == 1);
    CHECK(of == 6);
}
