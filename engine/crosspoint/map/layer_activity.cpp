// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/layer_activity.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "crosspoint/map/tile_plan.hpp"

namespace crosspoint {
namespace {

std::size_t parts(std::size_t whole, std::size_t part) { return (whole + part - 1) / part; }

// Bits of the codes: as given, or as many as tell all counts apart, with a sign for differences.
int code_bits(const AdcSpec& adc, std::size_t asserted_rows, bool differences) {
    if (adc.bits > 0) return adc.bits;
    const std::size_t most = adc.full_scale_counts > 0.0
                                 ? static_cast<std::size_t>(adc.full_scale_counts)
                                 : asserted_rows;
    return static_cast<int>(std::bit_width(most)) + (differences ? 1 : 0);
}

}  // namespace

std::vector<LayerActivity> layer_activities(const Network& network, const TiledOptions& options,
                                            std::span<const LayerResult> layers,
                                            std::int64_t images) {
    std::vector<LayerActivity> out;
    const std::size_t columns = columns_per_output(options.encoding);
    const bool reference = options.adc.reference_column == ReferenceColumn::in_array;
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        const Layer& layer = network.layers[k];
        const LayerResult& done = layers[k];
        const std::size_t planes = network.planes(k);
        const std::size_t largest_weight =
            layer.weight_bits == 1 ? 1 : (std::size_t{1} << (layer.weight_bits - 1)) - 1;
        const std::size_t largest_sum =
            layer.inputs * largest_weight * ((std::size_t{1} << planes) - 1);
        const auto vectors = images * static_cast<std::int64_t>(layer.positions() * planes);
        LayerActivity one{.name = done.name};
        one.output_values = images * static_cast<std::int64_t>(layer.sums().size());
        one.accumulator_bits = static_cast<int>(std::bit_width(largest_sum)) + 1;  // and a sign
        one.input_vectors = vectors;
        if (done.tiles == 0) {
            one.digital_inputs = layer.inputs;
            one.digital_sums =
                vectors * static_cast<std::int64_t>(layer.outputs) * layer.weight_bits;
            out.push_back(std::move(one));
            continue;
        }
        const std::size_t rows = layer.inputs * rows_per_input(options.encoding);
        one.tiles = done.tiles;
        one.tile_rows = options.tile.rows;
        one.tile_cols = options.tile.cols + (reference ? 1 : 0);
        one.tile_outputs = options.tile.cols / columns;
        one.row_groups = parts(std::min(rows, options.tile.rows), options.row_group);
        one.asserted_rows = std::min(rows, options.row_group);
        one.input_slices = parts(rows, options.tile.rows);
        for (std::size_t first = 0; first < rows; first += options.tile.rows)
            one.group_inputs +=
                vectors * static_cast<std::int64_t>(
                              parts(std::min(rows - first, options.tile.rows), options.row_group));
        one.sequential_reads = vectors * static_cast<std::int64_t>(one.row_groups);
        one.conversions = done.partial_sums.count;
        one.gate_charges = done.raised_rows;
        one.current_sum_A = done.current_A;
        one.read_V = options.tile.read_V;
        one.adc_bits = code_bits(options.adc, one.asserted_rows, columns == 2);
        one.columns_per_adc = options.adc.columns_per_adc;
        one.popcount_inputs = options.encoding == WeightEncoding::unipolar;
        one.flip_weights = flips_weights(options.sparsify);
        one.flip_activations = flips_activations(options.sparsify);
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace crosspoint
