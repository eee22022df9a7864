// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/periphery/cost.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>

#include "crosspoint/base/error.hpp"

namespace crosspoint {
namespace {

constexpr std::string_view assumed = "our assumption";
constexpr std::string_view neurosim =
    "neurosim/DNN_NeuroSim_V1.3 Param.cpp (388f421): read pulse of 10 ns";
constexpr std::string_view wire_width =
    "neurosim/DNN_NeuroSim_V1.3 Param.cpp (388f421): wire width at the 7 nm node";
constexpr std::string_view horowitz =
    "M. Horowitz, ISSCC 2014, Fig. 1.1.9 (45 nm, 0.9 V): 0.03 pJ per 8-bit addition";
constexpr std::string_view survey =
    "our assumption, within what B. Murmann's ADC Performance Survey lists";
constexpr double none = 0.0, most = 1e30;

constexpr auto keys = std::to_array<CostKey>({
    {"read_s", &CostFigures::read_s, Unit::second, 1e-30, most, neurosim},
    {"gate_cell_F", &CostFigures::gate_cell_F, Unit::farad, none, most,
     "our assumption: 0, gate lines are left out until a capacitance is given"},
    {"gate_V", &CostFigures::gate_V, Unit::volt, none, most,
     "VDD of the ASAP7 predictive 7 nm kit"},
    {"adc_bit_s", &CostFigures::adc_bit_s, Unit::second, none, most, assumed},
    {"walden_J", &CostFigures::walden_J, Unit::joule, none, most, survey},
    {"schreier_dB", &CostFigures::schreier_dB, Unit::none, 1.0, 250.0, survey},
    {"sense_J", &CostFigures::sense_J, Unit::joule, none, most, assumed},
    {"sense_s", &CostFigures::sense_s, Unit::second, none, most, assumed},
    {"full_adder_J", &CostFigures::full_adder_J, Unit::joule, none, most, horowitz},
    {"xor_J", &CostFigures::xor_J, Unit::joule, none, most,
     "our assumption: a third of a full adder"},
    {"full_adder_s", &CostFigures::full_adder_s, Unit::second, none, most, assumed},
    {"logic_energy_factor", &CostFigures::logic_energy_factor, Unit::none, none, most,
     "1: the node of the figures; smaller for smaller nodes"},
    {"logic_area_factor", &CostFigures::logic_area_factor, Unit::none, none, most,
     "1: the node of the figures; smaller for smaller nodes"},
    {"feature_m", &CostFigures::feature_m, Unit::meter, 1e-30, most, wire_width},
    {"cell_area_F2", &CostFigures::cell_area_F2, Unit::none, none, most,
     "0: by the kind of the cell"},
    {"adc_code_area_m2", &CostFigures::adc_code_area_m2, Unit::none, none, most, assumed},
    {"sense_area_m2", &CostFigures::sense_area_m2, Unit::none, none, most, assumed},
    {"full_adder_area_m2", &CostFigures::full_adder_area_m2, Unit::none, none, most, assumed},
    {"xor_area_m2", &CostFigures::xor_area_m2, Unit::none, none, most,
     "our assumption: a third of a full adder"},
    {"register_bit_area_m2", &CostFigures::register_bit_area_m2, Unit::none, none, most, assumed},
});

int count_bits(std::size_t largest) { return static_cast<int>(std::bit_width(largest)); }

int conversion_bits(const LayerActivity& layer) {
    return layer.adc_bits > 0 ? layer.adc_bits : count_bits(layer.asserted_rows);
}

double shared(std::size_t columns, std::size_t per_unit) {
    return static_cast<double>((columns + per_unit - 1) / per_unit);
}

void add_energy(const CostFigures& f, const LayerActivity& layer, LayerCost& cost) {
    const auto conversions = static_cast<double>(layer.conversions);
    const auto group_inputs = static_cast<double>(layer.group_inputs);
    const double adder_J = f.full_adder_J * f.logic_energy_factor;
    const double xor_J = f.xor_J * f.logic_energy_factor;
    const double width = count_bits(layer.asserted_rows), sum_bits = layer.accumulator_bits;
    const auto asserted = static_cast<double>(layer.asserted_rows);
    const double tree_J =
        group_inputs * static_cast<double>(popcount_tree(layer.asserted_rows).adders) * adder_J;

    cost.gate_J = static_cast<double>(layer.gate_charges) * static_cast<double>(layer.tile_cols) *
                  f.gate_cell_F * f.gate_V * f.gate_V;
    cost.array_J = layer.read_V * layer.current_sum_A * f.read_s + cost.gate_J;
    cost.adc_J = conversions * adc_conversion_J(f, conversion_bits(layer)) +
                 static_cast<double>(layer.sense_decisions) * f.sense_J;
    // Every conversion or decision is added to a sum, every sum compared with its threshold.
    const double results = conversions + static_cast<double>(layer.sense_decisions);
    cost.digital_J = (results + static_cast<double>(layer.output_values)) * sum_bits * adder_J;
    const auto digital = static_cast<double>(layer.digital_inputs);
    const auto digital_adders = static_cast<double>(popcount_tree(layer.digital_inputs).adders);
    cost.digital_J +=
        static_cast<double>(layer.digital_sums) * (digital * xor_J + digital_adders * adder_J);
    if (layer.popcount_inputs) cost.digital_J += tree_J;
    if (layer.flip_activations) {
        cost.flip_J += group_inputs * (width * adder_J + asserted * xor_J);
        if (!layer.popcount_inputs) cost.flip_J += tree_J;
    }
    // A partial sum is negated, and the constant of its group, whose sign differs, added to it.
    if (layer.flip_weights || layer.flip_activations)
        cost.flip_J += conversions * (width * xor_J + (width + 1.0) * adder_J);
}

void add_latency(const CostFigures& f, const LayerActivity& layer, LayerCost& cost) {
    const auto reads = static_cast<double>(layer.sequential_reads);
    const auto turns = static_cast<double>(layer.columns_per_adc);
    double read_s = f.read_s;
    if (layer.conversions > 0) read_s += turns * conversion_bits(layer) * f.adc_bit_s;
    if (layer.sense_decisions > 0) read_s += turns * f.sense_s;
    cost.latency_s = reads * read_s;
    cost.latency_s += static_cast<double>(layer.digital_sums) *
                      static_cast<double>(popcount_tree(layer.digital_inputs).depth) *
                      f.full_adder_s;
    if (!layer.flip_activations) return;
    const double popcount_s =
        static_cast<double>(popcount_tree(layer.asserted_rows).depth +
                            static_cast<std::size_t>(count_bits(layer.asserted_rows))) *
        f.full_adder_s;
    const double waits =
        f.popcount_ahead ? std::min(reads, static_cast<double>(layer.input_vectors)) : reads;
    cost.latency_s += waits * popcount_s;
}

void add_area(const CostFigures& f, const LayerActivity& layer, LayerCost& cost) {
    const auto tiles = static_cast<double>(layer.tiles);
    const auto cols = static_cast<double>(layer.tile_cols);
    const auto rows = static_cast<double>(layer.tile_rows);
    const auto slices = static_cast<double>(layer.input_slices);
    const double width = count_bits(layer.asserted_rows), sum_bits = layer.accumulator_bits;
    const double adder_m2 = f.full_adder_area_m2 * f.logic_area_factor;
    const double xor_m2 = f.xor_area_m2 * f.logic_area_factor;
    const double bit_m2 = f.register_bit_area_m2 * f.logic_area_factor;
    const auto outputs = static_cast<double>(layer.tile_outputs);
    const double converters = tiles * shared(layer.tile_outputs, layer.columns_per_adc);
    const double tree_m2 =
        slices * static_cast<double>(popcount_tree(layer.asserted_rows).adders) * adder_m2;

    cost.array_m2 = tiles * rows * cols * f.cell_area_F2 * f.feature_m * f.feature_m;
    if (layer.conversions > 0)
        cost.adc_m2 += converters * std::ldexp(f.adc_code_area_m2, conversion_bits(layer));
    if (layer.sense_decisions > 0) cost.adc_m2 += converters * f.sense_area_m2;
    cost.digital_m2 = converters * sum_bits * adder_m2 + tiles * outputs * sum_bits * bit_m2;
    if (layer.digital_inputs > 0)
        cost.digital_m2 +=
            static_cast<double>(layer.digital_inputs) * xor_m2 +
            static_cast<double>(popcount_tree(layer.digital_inputs).adders) * adder_m2;
    if (layer.popcount_inputs) cost.digital_m2 += tree_m2;
    if (layer.flip_activations) {
        cost.flip_m2 += slices * (width * adder_m2 + rows * xor_m2);
        if (!layer.popcount_inputs) cost.flip_m2 += tree_m2;
    }
    if (layer.flip_weights)
        cost.flip_m2 += tiles * outputs * static_cast<double>(layer.row_groups) * bit_m2;
    if (layer.flip_weights || layer.flip_activations)
        cost.flip_m2 += converters * (width * xor_m2 + (width + 1.0) * adder_m2);
}

}  // namespace

std::span<const CostKey> cost_keys() { return keys; }

std::span<const CellArea> cell_areas() {
    // 1T1R 4F x 12F and 8T by the SRAM cell of 10F x 28F: the NeuroSim file above; a crosspoint of
    // half pitch F is 2F x 2F. The others follow from these: our assumption.
    static constexpr auto areas = std::to_array<CellArea>({
        {"1t1r", 48.0},
        {"passive", 4.0},
        {"1s1r", 4.0},
        {"1t1mtj", 48.0},
        {"gated_synapse", 48.0},
        {"2t2r", 96.0},
        {"8t_sram", 280.0},
    });
    return areas;
}

std::optional<double> default_cell_area_F2(std::string_view cell) {
    for (const CellArea& area : cell_areas())
        if (area.cell == cell) return area.area_F2;
    return std::nullopt;
}

PopcountTree popcount_tree(std::size_t n) {
    PopcountTree tree;
    // When each bit of the present weight is there; carries make the next weight.
    std::vector<std::size_t> ready(n, 0), carries;
    while (!ready.empty()) {
        // The earliest first: taken from the end.
        std::ranges::sort(ready, std::greater<>());
        carries.clear();
        while (ready.size() > 1) {
            const std::size_t inputs = std::min<std::size_t>(3, ready.size());
            const std::size_t done = ready[ready.size() - inputs] + 1;
            ready.resize(ready.size() - inputs);
            ready.insert(std::ranges::lower_bound(ready, done, std::greater<>()), done);
            carries.push_back(done);
            ++tree.adders;
        }
        tree.depth = std::max(tree.depth, ready.front());
        ready = carries;
    }
    return tree;
}

double adc_conversion_J(const CostFigures& figures, int bits) {
    if (figures.adc_energy == AdcEnergy::walden) return std::ldexp(figures.walden_J, bits);
    // FOM = SNDR + 10 log10(bandwidth / power), bandwidth half of the conversions per second.
    const double sndr_dB = 6.02 * bits + 1.76;
    return std::pow(10.0, (sndr_dB - figures.schreier_dB) / 10.0) / 2.0;
}

LayerCost layer_cost(const CostFigures& figures, const LayerActivity& layer) {
    CROSSPOINT_ASSERT(layer.columns_per_adc >= 1);
    LayerCost cost{.name = layer.name};
    add_energy(figures, layer, cost);
    add_latency(figures, layer, cost);
    add_area(figures, layer, cost);
    return cost;
}

NetworkCost network_cost(const CostFigures& figures, std::span<const LayerActivity> layers,
                         std::int64_t images) {
    NetworkCost cost{.images = images, .layers = {}, .total = {.name = "total"}};
    for (const LayerActivity& layer : layers) {
        const LayerCost one = layer_cost(figures, layer);
        for (double LayerCost::*part :
             {&LayerCost::array_J, &LayerCost::gate_J, &LayerCost::adc_J, &LayerCost::digital_J,
              &LayerCost::flip_J, &LayerCost::latency_s, &LayerCost::array_m2, &LayerCost::adc_m2,
              &LayerCost::digital_m2, &LayerCost::flip_m2})
            cost.total.*part += one.*part;
        cost.layers.push_back(one);
    }
    return cost;
}

}  // namespace crosspoint
