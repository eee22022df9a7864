// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/mapped_layer.hpp"

#include <algorithm>
#include <utility>

#include "crosspoint/base/parallel.hpp"
#include "crosspoint/base/rng.hpp"

namespace crosspoint {
namespace {

constexpr std::uint64_t draw_purpose = 0xD4A7;

LineOrder layer_order(const Layer& layer, const TiledOptions& options, std::size_t layer_index) {
    const std::size_t per_input = rows_per_input(options.encoding);
    const LineSet& sensed = options.tile.topology == Topology::one_transistor_column
                                ? options.tile.sl
                                : options.tile.bl;
    return choose_order(
        layer.weights,
        options.activity.empty() ? std::span<const double>() : options.activity[layer_index],
        options.row_order, options.column_order,
        {.tile_inputs = options.tile.rows / per_input,
         .group_inputs = options.row_group / per_input,
         .weight_bits = static_cast<std::size_t>(layer.weight_bits),
         .sense_first = sensed.first_end.kind == EndKind::sense});
}

// On cells of each row over all columns, as programmed.
std::vector<std::int32_t> on_cells_of_rows(const std::vector<MappedTile>& tiles, std::size_t rows) {
    std::vector<std::int32_t> ones(rows, 0);
    for (const MappedTile& tile : tiles)
        for (const GroupCells& group : tile.groups) {
            const std::size_t chunks = (group.rows.count + 31) / 32;
            for (std::size_t j = 0; j < tile.slot.cols; ++j)
                for (std::size_t i = 0; i < group.rows.count; ++i)
                    ones[tile.slot.first_row + group.rows.first + i] += static_cast<std::int32_t>(
                        (group.on_words[j * chunks + i / 32] >> (i % 32)) & 1u);
        }
    return ones;
}

float units_per_A(const MappedTile& tile) {
    return static_cast<float>(1.0 / (current_unit * tile.on_cell_A));
}

}  // namespace

Error stopped_reading() { return {.code = Errc::interrupted, .id = 4503, .what = "stopped"}; }

Result<MappedLayer> MappedLayer::program(const Layer& layer, const TiledOptions& options,
                                         std::size_t layer_index,
                                         const std::function<void()>& on_tile) {
    MappedLayer mapped;
    mapped.encoding_ = options.encoding;
    mapped.sparsify_ = options.sparsify;
    mapped.slices_ = slices_of(layer.weight_bits, options.encoding);
    mapped.tile_cols_ = options.tile.cols;
    mapped.row_group_ = options.row_group;
    mapped.places_ = plan_row_groups(options.tile.rows, options.row_group).size();
    mapped.draw_seed_ = mixed_seed(options.seed, {draw_purpose, layer_index});
    if (options.table) {
        const LayerTable& table = options.table->layers[layer_index];
        mapped.column_groups_ = table.column_groups;
        mapped.sampler_ = std::make_shared<const CountSampler>(table);
    }
    mapped.order_ = layer_order(layer, options, layer_index);
    const BitMatrix cells = encode_weights(ordered_weights(layer.weights, mapped.order_),
                                           options.encoding, layer.weight_bits);
    const auto slots = plan_tiles(cells.cols(), cells.rows(), options.tile.rows, options.tile.cols);
    mapped.tiles_.resize(slots.size());
    std::vector<Result<void>> outcomes(slots.size());
    parallel_for(slots.size(), options.threads, [&](std::size_t k, int) {
        if (options.stop.stop_requested()) {
            outcomes[k] = stopped_reading();
            return;
        }
        auto tile = program_layer_tile(cells, options, slots[k], layer_index, k);
        if (tile)
            mapped.tiles_[k] = std::move(*tile);
        else
            outcomes[k] = tile.error();
        if (on_tile) on_tile();
    });
    for (const auto& outcome : outcomes)
        if (!outcome) return outcome.error();
    if (options.flip_rule == FlipRule::current && flips_activations(options.sparsify))
        mapped.row_weights_ = on_cells_of_rows(mapped.tiles_, cells.cols());
    return mapped;
}

Result<void> MappedLayer::read_planes(std::span<const BitMatrix> planes,
                                      std::span<const std::int32_t> weights, std::size_t reads,
                                      Matrix<std::int32_t>& z, LayerReads& done,
                                      LayerWork& work) const {
    const std::size_t lanes = z.cols();
    const std::size_t blocks = (lanes + read_block - 1) / read_block;
    work.reads.resize(blocks * planes.size());
    std::vector<BitMatrix> gates;
    for (const BitMatrix& plane : planes) {
        gates.push_back(encode_inputs(ordered_inputs(plane, order_), encoding_));
        for (std::size_t b = reads; b < lanes; ++b)  // lanes without a read: nothing is asserted
            std::ranges::fill(gates.back().row(b), std::uint64_t{0});
    }
    // Tiles that share their inputs follow each other: their gate inputs are prepared once.
    for (std::size_t first = 0; first < tiles_.size();) {
        std::size_t last = first;
        while (last < tiles_.size() && tiles_[last].slot.first_row == tiles_[first].slot.first_row)
            ++last;
        for (std::size_t g = 0; g < tiles_[first].groups.size(); ++g) {
            for (std::size_t b = 0; b < blocks; ++b)
                for (std::size_t p = 0; p < planes.size(); ++p)
                    prepare_read(gates[p], b * read_block,
                                 std::min(read_block, lanes - b * read_block),
                                 tiles_[first].slot.first_row, tiles_[first].groups[g].rows,
                                 sparsify_, work.reads[b * planes.size() + p], row_weights_);
            for (std::size_t k = first; k < last; ++k)
                if (auto r = read_group(k, g, weights, reads, z, done, work); !r) return r;
        }
        first = last;
    }
    return {};
}

Result<void> MappedLayer::read_group(std::size_t t, std::size_t g,
                                     std::span<const std::int32_t> weights, std::size_t reads,
                                     Matrix<std::int32_t>& z, LayerReads& done,
                                     LayerWork& work) const {
    const MappedTile& tile = tiles_[t];
    const GroupCells& group = tile.groups[g];
    // Built for all reads of this chunk of images, then dropped: to keep the tables of every tile
    // would take more memory traffic than to build them.
    const auto plan =
        sampler_ ? nullptr : tile.solver->plan_gates(group.rows.first, group.rows.count);
    // Planes inside: their sums of one block of lanes stay in the cache.
    for (std::size_t k = 0; k < work.reads.size(); ++k) {
        const GroupRead& read = work.reads[k];
        const std::size_t lane = k / weights.size() * read_block;
        const std::size_t lanes = read.inputs.lanes;
        // Per tile and block, because one read by mesh or circuit can take seconds.
        if (work.stop.stop_requested()) return stopped_reading();
        if (!sampler_)
            if (auto r = tile.solver->solve_gates(read.gates, work.current_A, plan.get()); !r)
                return r;
        const std::size_t real = reads > lane ? std::min(lanes, reads - lane) : 0;
        for (std::size_t b = 0; b < real; ++b)
            done.raised_rows += static_cast<std::int64_t>(read.inputs.selected[b]);
        const std::size_t plane = k % weights.size();
        convert_block(t, g, read,
                      {.first = lane,
                       .real = real,
                       .first_conversion = (std::uint64_t{plane} << 40) + work.first_read + lane},
                      weights[plane], z, done, work);
    }
    const std::size_t converted = tile.slot.cols / columns_per_output(encoding_);
    const auto conversions = static_cast<std::int64_t>(reads * weights.size());
    done.partial_sums.count += static_cast<std::int64_t>(converted) * conversions;
    done.reads += conversions;
    return {};
}

void MappedLayer::convert_block(std::size_t t, std::size_t g, const GroupRead& read,
                                const LaneBlock& block, std::int32_t weight,
                                Matrix<std::int32_t>& z, LayerReads& done, LayerWork& work) const {
    const MappedTile& tile = tiles_[t];
    const GroupCells& group = tile.groups[g];
    const std::size_t lanes = read.inputs.lanes;
    const std::size_t chunks = (group.rows.count + 31) / 32;
    const std::size_t step = columns_per_output(encoding_);
    work.counts.resize(lanes);
    const std::span<std::int32_t> counts(work.counts);
    std::span<const float> reference = read.inputs.selected;
    if (tile.reference_column && !sampler_) {
        reference = std::as_const(work.current_A).row(*tile.reference_column).first(lanes);
        done.current_units += sum_units(reference.first(block.real), units_per_A(tile));
    }
    const auto on_words = [&](std::size_t j) {
        return std::span(group.on_words).subspan(j * chunks, chunks);
    };
    for (std::size_t j = 0; j < tile.slot.cols; j += step) {
        const ColumnCells column{
            .on = on_words(j),
            .minus = step == 2 ? on_words(j + 1) : std::span<const std::uint32_t>(),
            .flipped = !group.flipped.empty() && group.flipped[j] != 0,
            .on_cells = group.on_cells[j]};
        if (sampler_)
            draw_counts({.tile = t, .group = g, .column = j}, column, read, block, work);
        else
            done.current_units +=
                measured_counts(tile, group.adc[j / step], j, reference, block, work);
        std::ranges::fill(counts.subspan(block.real), 0);
        if (work.record != nullptr)
            record_counts({.tile = t, .group = g, .column = j}, column, read, block, work);
        const std::size_t slice = (tile.slot.first_col + j) / step;
        done.partial_sums.add(add_counts(read.inputs, column, counts, weight << (slice % slices_),
                                         z.row(output_of(slice)).subspan(block.first, lanes)));
    }
}

std::int64_t MappedLayer::measured_counts(const MappedTile& tile, const Adc& adc, std::size_t j,
                                          std::span<const float> reference, const LaneBlock& block,
                                          LayerWork& work) const {
    const std::size_t lanes = reference.size();
    const float per_A = units_per_A(tile);
    const auto current_A = work.current_A.row(j).first(lanes);
    // A lane without a read draws what idle rows leak.
    std::ranges::fill(current_A.subspan(block.real), 0.0f);
    std::int64_t units = sum_units(current_A, per_A);
    if (columns_per_output(encoding_) == 2) {
        const auto minus_A = work.current_A.row(j + 1).first(lanes);
        std::ranges::fill(minus_A.subspan(block.real), 0.0f);
        units += sum_units(minus_A, per_A);
        for (std::size_t b = 0; b < lanes; ++b) current_A[b] -= minus_A[b];
    }
    convert_currents(adc, current_A, reference, work.counts, block.first_conversion);
    return units;
}

void MappedLayer::draw_counts(const ColumnPlace& place, const ColumnCells& column,
                              const GroupRead& read, const LaneBlock& block,
                              LayerWork& work) const {
    work.exact.resize(read.inputs.lanes);
    exact_counts(read.inputs, column, work.exact);
    sampler_->draw(place.group, place.column * column_groups_ / tile_cols_,
                   mixed_seed(draw_seed_, {place.tile, place.group, place.column}),
                   block.first_conversion, work.exact, work.counts);
}

void MappedLayer::record_counts(const ColumnPlace& place, const ColumnCells& column,
                                const GroupRead& read, const LaneBlock& block,
                                LayerWork& work) const {
    work.exact.resize(read.inputs.lanes);
    exact_counts(read.inputs, column, work.exact);
    work.record->record(place.group, place.column * work.record->column_groups / tile_cols_,
                        std::span(work.exact).first(block.real),
                        std::span(work.counts).first(block.real));
}

LayerTable MappedLayer::empty_table(std::size_t column_groups) const {
    if (tiles_.empty()) return {};
    const auto highest = static_cast<std::int32_t>(row_group_);
    LayerTable table{.places = places_,
                     .column_groups = column_groups,
                     .lowest = encoding_ == WeightEncoding::differential ? -highest : 0,
                     .highest = highest};
    table.counts.assign(places_ * column_groups * table.values() * table.values(), 0);
    return table;
}

}  // namespace crosspoint
