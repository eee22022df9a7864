// What a network costs on its arrays: energy and latency of the reads that were made, and area.
//
// The array's part comes from the circuit (solved currents); converters, logic and cells from
// figures that are all settable, each with its source or "our assumption": cost_keys() and
// engine/docs/periphery.md. A figure is one number of one technology: trust ratios more than
// joules.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crosspoint/base/quantity.hpp"

namespace crosspoint {

/// How the energy of a conversion grows with the bits.
enum class AdcEnergy : std::uint8_t {
    walden,   ///< FOM 2^bits: limited by its logic and comparator; converters of few bits
    schreier  ///< 10^((6.02 bits + 1.76 - FOM) / 10) / 2: limited by thermal noise
};

/// The figures. Defaults and sources: cost_keys().
struct CostFigures {
    double read_s = 10e-9;
    double gate_cell_F = 0.0;
    double gate_V = 0.7;
    double adc_bit_s = 1e-9;
    double walden_J = 10e-15;
    double schreier_dB = 170.0;
    double sense_J = 10e-15;
    double sense_s = 1e-9;
    double full_adder_J = 3.75e-15;
    double xor_J = 1.25e-15;
    double full_adder_s = 50e-12;
    double logic_energy_factor = 1.0;
    double logic_area_factor = 1.0;
    double feature_m = 18e-9;
    double cell_area_F2 = 0.0;
    double adc_code_area_m2 = 1.5e-12;
    double sense_area_m2 = 5e-12;
    double full_adder_area_m2 = 4e-12;
    double xor_area_m2 = 1.3e-12;
    double register_bit_area_m2 = 4e-12;
    AdcEnergy adc_energy = AdcEnergy::walden;
    /// True: the popcount of a row group runs while the one before is read, so that only the first
    /// of an input vector is waited for.
    bool popcount_ahead = false;
    friend bool operator==(const CostFigures&, const CostFigures&) = default;
};

/// One figure: key of [cost], where it is, its unit and range, and where its default comes from.
struct CostKey {
    std::string_view key;
    double CostFigures::*figure;
    Unit unit;
    double min, max;
    std::string_view source;
};
std::span<const CostKey> cost_keys();

/// Area of a kind of cell in squares of the feature size; 2t2r: of a weight, that is of two cells.
struct CellArea {
    std::string_view cell;
    double area_F2;
};
std::span<const CellArea> cell_areas();
/// By name; nothing for one that is not known.
std::optional<double> default_cell_area_F2(std::string_view cell);

/// What one layer is and what it did in all the reads that are counted. Whole numbers of events, so
/// that nothing is assumed twice.
struct LayerActivity {
    std::string name;
    std::size_t tiles = 0;
    std::size_t tile_rows = 0;  ///< physical rows and columns of a tile, reference columns too
    std::size_t tile_cols = 0;
    std::size_t tile_outputs = 0;       ///< columns (or pairs of them) that are converted
    std::size_t row_groups = 0;         ///< of a tile, read one after another
    std::size_t asserted_rows = 0;      ///< rows of the largest group
    std::size_t input_slices = 0;       ///< tiles that differ in their inputs
    std::int64_t output_values = 0;     ///< computed: images x positions x outputs
    std::int64_t input_vectors = 0;     ///< presented to the layer: images x positions x bit planes
    std::int64_t group_inputs = 0;      ///< sub-vectors of them, one per slice and row group
    std::int64_t sequential_reads = 0;  ///< that follow each other on the busiest tile
    std::int64_t conversions = 0;       ///< columns converted by ADCs
    std::int64_t sense_decisions = 0;   ///< columns read by sense amplifiers
    std::int64_t gate_charges = 0;      ///< word lines raised, over all reads
    double current_sum_A = 0.0;         ///< of all columns of all reads, as solved
    double read_V = 0.0;
    int adc_bits = 0;                 ///< 0: as many as tell asserted_rows + 1 counts apart
    std::size_t columns_per_adc = 1;  ///< or per sense amplifier
    int accumulator_bits = 0;         ///< of the sum over row groups
    bool popcount_inputs = false;     ///< the encoding needs the number of selected rows anyway
    bool flip_weights = false;        ///< BinSparX: columns are complemented
    bool flip_activations = false;    ///< BinSparX: input sub-vectors are complemented
    /// Above 0: the layer has no arrays. One unit of XNOR gates and a popcount tree of so many
    /// inputs computes one output of one vector after the other.
    std::size_t digital_inputs = 0;
    std::int64_t digital_sums = 0;  ///< input_vectors x outputs x weight bits
};

struct LayerCost {
    std::string name;
    double array_J = 0.0;  ///< cells, wires, drivers: V times the solved current; gate lines too
    double gate_J = 0.0;   ///< the gate lines in it
    double adc_J = 0.0;    ///< converters or sense amplifiers
    double digital_J = 0.0;
    double flip_J = 0.0;  ///< what BinSparX adds in logic
    double latency_s = 0.0;
    double array_m2 = 0.0, adc_m2 = 0.0, digital_m2 = 0.0, flip_m2 = 0.0;

    [[nodiscard]] double energy_J() const { return array_J + adc_J + digital_J + flip_J; }
    [[nodiscard]] double area_m2() const { return array_m2 + adc_m2 + digital_m2 + flip_m2; }
};

struct NetworkCost {
    std::int64_t images = 0;        ///< that the energies and latencies are sums over
    std::vector<LayerCost> layers;  ///< sums over all images
    LayerCost total;                ///< of the layers, one after another
};

/// Adders that count n ones: n - popcount(n) full and half adders, and the longest way through
/// them where each adds the earliest three (or two) of a weight.
struct PopcountTree {
    std::size_t adders = 0;
    std::size_t depth = 0;  ///< in full adders
};
PopcountTree popcount_tree(std::size_t n);

double adc_conversion_J(const CostFigures& figures, int bits);

LayerCost layer_cost(const CostFigures& figures, const LayerActivity& layer);
NetworkCost network_cost(const CostFigures& figures, std::span<const LayerActivity> layers,
                         std::int64_t images);

}  // namespace crosspoint
