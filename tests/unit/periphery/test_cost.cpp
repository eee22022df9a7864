// The cost model against a layer computed by hand, and how costs must scale.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/periphery/cost.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>

#include "support/near.hpp"

using namespace crosspoint;
using testing::rel_diff;

namespace {

// Two tiles of 8 x 4 with groups of 4 rows: 16 inputs, 4 outputs, 10 vectors.
LayerActivity small_layer() {
    return {.name = "fc",
            .tiles = 2,
            .tile_rows = 8,
            .tile_cols = 4,
            .tile_outputs = 4,
            .row_groups = 2,
            .asserted_rows = 4,
            .input_slices = 2,
            .output_values = 40,
            .input_vectors = 10,
            .group_inputs = 40,      // 10 vectors x 2 slices x 2 groups
            .sequential_reads = 20,  // 10 vectors x 2 groups, the slices at the same time
            .conversions = 160,      // 40 x 4 columns
            .gate_charges = 80,      // half of the 4 rows, 40 times
            .current_sum_A = 1e-3,
            .read_V = 0.2,
            .adc_bits = 3,
            .columns_per_adc = 2,
            .accumulator_bits = 6};
}

CostFigures round_figures() {
    CostFigures f;
    f.read_s = 10e-9;
    f.gate_cell_F = 1e-16;
    f.gate_V = 0.5;
    f.adc_bit_s = 1e-9;
    f.walden_J = 10e-15;
    f.full_adder_J = 4e-15;
    f.xor_J = 1e-15;
    f.full_adder_s = 100e-12;
    f.feature_m = 20e-9;
    f.cell_area_F2 = 50.0;
    f.adc_code_area_m2 = 1e-12;
    f.full_adder_area_m2 = 3e-12;
    f.xor_area_m2 = 1e-12;
    f.register_bit_area_m2 = 2e-12;
    return f;
}

}  // namespace

TEST_CASE("cost: a small layer by hand") {
    const LayerCost cost = layer_cost(round_figures(), small_layer());
    // gates: 80 x 4 cells x 0.1 fF x 0.25 V^2 = 8 fJ; array: 0.2 V x 1 mA x 10 ns = 2 pJ more
    CHECK(rel_diff(cost.gate_J, 8e-15) < 1e-12);
    CHECK(rel_diff(cost.array_J, 2e-12 + 8e-15) < 1e-12);
    // 160 conversions x 10 fJ x 2^3
    CHECK(rel_diff(cost.adc_J, 160 * 80e-15) < 1e-12);
    // 160 additions and 4 x 10 comparisons of 6 bits
    CHECK(rel_diff(cost.digital_J, 200 * 6 * 4e-15) < 1e-12);
    CHECK(cost.flip_J == 0.0);
    // 20 reads of 10 ns + 2 columns x 3 bits x 1 ns
    CHECK(rel_diff(cost.latency_s, 20 * 16e-9) < 1e-12);
    // 2 x 32 cells x 50 (20 nm)^2
    CHECK(rel_diff(cost.array_m2, 64 * 50 * 4e-16) < 1e-12);
    // 2 tiles x 2 converters: 8 codes; 6 full adders; 8 columns have registers of 6 bits
    CHECK(rel_diff(cost.adc_m2, 4 * 8e-12) < 1e-12);
    CHECK(rel_diff(cost.digital_m2, 4 * 6 * 3e-12 + 8 * 6 * 2e-12) < 1e-12);
    CHECK(cost.flip_m2 == 0.0);
    CHECK(rel_diff(cost.energy_J(), cost.array_J + cost.adc_J + cost.digital_J) < 1e-15);
}

TEST_CASE("cost: BinSparX by hand") {
    // Counting 4 bits: a full adder of three, a half adder with the fourth, a half adder of the
    // carries: 3 adders, 3 deep. Counts up to 4 have 3 bits.
    LayerActivity layer = small_layer();
    const LayerCost plain = layer_cost(round_figures(), layer);
    layer.flip_weights = true;
    const LayerCost weights = layer_cost(round_figures(), layer);
    // Per conversion 3 XOR and 4 full adders: 19 fJ; 8 columns x 2 groups flags; 4 converters
    CHECK(rel_diff(weights.flip_J, 160 * 19e-15) < 1e-12);
    CHECK(rel_diff(weights.flip_m2, 16 * 2e-12 + 4 * (3 * 1e-12 + 4 * 3e-12)) < 1e-12);
    CHECK(weights.latency_s == plain.latency_s);
    CHECK(weights.digital_J == plain.digital_J);

    layer.flip_activations = true;
    const LayerCost both = layer_cost(round_figures(), layer);
    // Per sub-vector: a tree of 3 adders, a comparison of 3 bits, 4 XOR: 28 fJ
    CHECK(rel_diff(both.flip_J, 160 * 19e-15 + 40 * 28e-15) < 1e-12);
    CHECK(rel_diff(both.latency_s - plain.latency_s, 20 * 6 * 100e-12) < 1e-9);
    // 2 slices: tree and comparator 6 adders, an XOR in each of 8 rows
    CHECK(rel_diff(both.flip_m2 - weights.flip_m2, 2 * (6 * 3e-12 + 8 * 1e-12)) < 1e-12);

    layer.popcount_inputs = true;  // the tree is there anyway: it moves to the logic
    const LayerCost counted = layer_cost(round_figures(), layer);
    CHECK(rel_diff(both.flip_J - counted.flip_J, 40 * 12e-15) < 1e-12);
    CHECK(rel_diff(counted.energy_J(), both.energy_J()) < 1e-14);
    CHECK(rel_diff(counted.area_m2(), both.area_m2()) < 1e-14);
    CHECK(counted.latency_s == both.latency_s);

    CostFigures ahead = round_figures();
    ahead.popcount_ahead = true;  // the first of the 10 vectors' two groups alone is waited for
    CHECK(rel_diff(layer_cost(ahead, layer).latency_s - plain.latency_s, 10 * 6 * 100e-12) < 1e-9);
}

TEST_CASE("cost: sense amplifiers in place of converters") {
    LayerActivity layer = small_layer();
    layer.conversions = 0;
    layer.sense_decisions = 320;
    CostFigures f = round_figures();
    f.sense_J = 7e-15;
    f.sense_s = 2e-9;
    f.sense_area_m2 = 6e-12;
    const LayerCost cost = layer_cost(f, layer);
    CHECK(rel_diff(cost.adc_J, 320 * 7e-15) < 1e-12);
    CHECK(rel_diff(cost.latency_s, 20 * 14e-9) < 1e-12);
    CHECK(rel_diff(cost.adc_m2, 4 * 6e-12) < 1e-12);
    CHECK(rel_diff(cost.digital_J, 360 * 6 * 4e-15) < 1e-12);
}

TEST_CASE("cost: a layer without arrays is gates and trees") {
    // 7 inputs: 7 XNOR and 4 adders a sum, 3 deep; 50 sums of 5 vectors with 10 outputs
    const LayerActivity layer{.name = "digital",
                              .output_values = 50,
                              .accumulator_bits = 4,
                              .digital_inputs = 7,
                              .digital_sums = 50};
    const LayerCost cost = layer_cost(round_figures(), layer);
    CHECK(rel_diff(cost.digital_J, 50 * (7 * 1e-15 + 4 * 4e-15) + 50 * 4 * 4e-15) < 1e-12);
    CHECK(rel_diff(cost.latency_s, 50 * 3 * 100e-12) < 1e-12);
    CHECK(rel_diff(cost.area_m2(), 7 * 1e-12 + 4 * 3e-12) < 1e-12);
    CHECK(cost.array_J == 0.0);
    CHECK(cost.adc_J == 0.0);
}

TEST_CASE("cost: two columns an output share one converter") {
    LayerActivity layer = small_layer();
    layer.tile_outputs = 2;
    layer.conversions = 80;
    const LayerCost cost = layer_cost(round_figures(), layer);
    CHECK(rel_diff(cost.adc_m2, 2 * 8e-12) < 1e-12);  // 2 tiles, one converter for 2 pairs
    CHECK(rel_diff(cost.array_m2, 64 * 50 * 4e-16) < 1e-12);
}

TEST_CASE("cost: what doubles when a figure or a count doubles") {
    const CostFigures f = round_figures();
    LayerActivity layer = small_layer();
    layer.flip_weights = layer.flip_activations = true;
    const LayerCost base = layer_cost(f, layer);
    const auto with = [&](auto change) {
        CostFigures other = f;
        change(other);
        return layer_cost(other, layer);
    };
    const LayerCost slow = with([](CostFigures& c) { c.read_s *= 2.0; });
    CHECK(rel_diff(slow.array_J - slow.gate_J, 2.0 * (base.array_J - base.gate_J)) < 1e-12);
    CHECK(slow.adc_J == base.adc_J);
    const LayerCost volts = with([](CostFigures& c) { c.gate_V *= 2.0; });
    CHECK(rel_diff(volts.gate_J, 4.0 * base.gate_J) < 1e-12);
    const LayerCost node = with([](CostFigures& c) { c.logic_energy_factor = 0.1; });
    CHECK(rel_diff(node.digital_J, 0.1 * base.digital_J) < 1e-12);
    CHECK(rel_diff(node.flip_J, 0.1 * base.flip_J) < 1e-12);
    CHECK(node.area_m2() == base.area_m2());
    const LayerCost dense = with([](CostFigures& c) { c.logic_area_factor = 0.1; });
    CHECK(rel_diff(dense.digital_m2, 0.1 * base.digital_m2) < 1e-12);
    CHECK(rel_diff(dense.flip_m2, 0.1 * base.flip_m2) < 1e-12);
    CHECK(dense.adc_m2 == base.adc_m2);
    const LayerCost fine = with([](CostFigures& c) { c.feature_m *= 0.5; });
    CHECK(rel_diff(fine.array_m2, 0.25 * base.array_m2) < 1e-12);
    const LayerCost large = with([](CostFigures& c) { c.cell_area_F2 = 100.0; });
    CHECK(rel_diff(large.array_m2, 2.0 * base.array_m2) < 1e-12);

    layer.adc_bits = 4;
    CHECK(rel_diff(layer_cost(f, layer).adc_J, 2.0 * base.adc_J) < 1e-12);
    CHECK(rel_diff(layer_cost(f, layer).adc_m2, 2.0 * base.adc_m2) < 1e-12);
    layer.adc_bits = 0;  // counts 0..4 need 3 bits
    CHECK(layer_cost(f, layer).adc_J == base.adc_J);
}

TEST_CASE("cost: conversion energy by both figures of merit") {
    CostFigures f;
    f.walden_J = 20e-15;
    CHECK(rel_diff(adc_conversion_J(f, 5), 640e-15) < 1e-12);
    // Schreier 170 dB, 8 bits: SNDR 49.92 dB, energy = 10^(-12.008) / 2 J = 0.4909 pJ
    f.adc_energy = AdcEnergy::schreier;
    f.schreier_dB = 170.0;
    CHECK(rel_diff(adc_conversion_J(f, 8), 4.9087e-13) < 1e-4);
    // A bit more is 6.02 dB: four times the energy
    CHECK(rel_diff(adc_conversion_J(f, 9) / adc_conversion_J(f, 8), std::pow(10.0, 0.602)) < 1e-12);
}

TEST_CASE("cost: popcount trees have n - popcount(n) adders") {
    for (std::size_t n = 0; n <= 300; ++n) {
        CAPTURE(n);
        CHECK(popcount_tree(n).adders == n - static_cast<std::size_t>(std::popcount(n)));
    }
    CHECK(popcount_tree(1).depth == 0);
    CHECK(popcount_tree(2).depth == 1);
    CHECK(popcount_tree(3).depth == 1);
    // Seven: two adders of three; their sums with the seventh; then the three carries.
    CHECK(popcount_tree(7).adders == 4);
    CHECK(popcount_tree(7).depth == 3);
    CHECK(popcount_tree(64).depth < 16);
    CHECK(popcount_tree(64).depth > 6);
}

TEST_CASE("cost: a network is the sum of its layers one after another") {
    LayerActivity second = small_layer();
    second.name = "out";
    second.flip_weights = true;
    const std::vector<LayerActivity> layers = {small_layer(), second};
    const NetworkCost cost = network_cost(round_figures(), layers, 10);
    CHECK(cost.images == 10);
    REQUIRE(cost.layers.size() == 2);
    CHECK(cost.layers[1].name == "out");
    CHECK(rel_diff(cost.total.energy_J(), cost.layers[0].energy_J() + cost.layers[1].energy_J()) <
          1e-14);
    CHECK(rel_diff(cost.total.area_m2(), cost.layers[0].area_m2() + cost.layers[1].area_m2()) <
          1e-14);
    CHECK(rel_diff(cost.total.latency_s, cost.layers[0].latency_s + cost.layers[1].latency_s) <
          1e-14);
    CHECK(cost.total.flip_J == cost.layers[1].flip_J);
}

TEST_CASE("cost: every figure has a source; the documentation lists it with its default") {
    std::ifstream file(CROSSPOINT_SOURCE_DIR "/engine/docs/periphery.md");
    std::stringstream text;
    text << file.rdbuf();
    const CostFigures defaults;
    for (const CostKey& key : cost_keys()) {
        CAPTURE(key.key);
        CHECK_FALSE(key.source.empty());
        const double value = defaults.*key.figure;
        CHECK(value >= key.min);
        CHECK(value <= key.max);
        std::ostringstream row;
        row << "| `cost." << key.key << "` | " << value << " |";
        CAPTURE(row.str());
        CHECK(text.str().find(row.str()) != std::string::npos);
    }
    CHECK_FALSE(default_cell_area_F2("nonsense"));
    CHECK(default_cell_area_F2("2t2r") == 2.0 * *default_cell_area_F2("1t1r"));
}
