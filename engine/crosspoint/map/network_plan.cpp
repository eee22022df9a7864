// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/network_plan.hpp"

#include <algorithm>
#include <limits>

#include "crosspoint/base/bit_ranges.hpp"
#include "crosspoint/base/rng.hpp"
#include "crosspoint/base/stopwatch.hpp"
#include "crosspoint/bnn/infer.hpp"
#include "crosspoint/map/group_read.hpp"
#include "crosspoint/map/tile_program.hpp"

namespace crosspoint {
namespace {

constexpr std::size_t sample_images = 16;
constexpr std::uint64_t timing_purpose = 0x71AE;
constexpr double enough_s = 0.02;  // chosen: a timing of that length is right within some 10 %

// Seconds that a row group of the tile takes for one read, in batches as they will come; the mean
// of all, since a solver may read one of them in another way.
Result<double> read_seconds(const MappedTile& tile, const TiledOptions& options,
                            std::size_t reads_an_image) {
    auto random = rng(options.seed, timing_purpose, 0);
    const std::size_t groups = tile.groups.size();
    const std::size_t batch =
        std::max<std::size_t>(std::clamp<std::size_t>(64 * reads_an_image, 64, 4096) / groups, 64);
    const auto time_of = [&](const RowGroup& group, std::size_t lanes) -> Result<double> {
        GateBatch gates{.bits = BitMatrix(group.count, lanes), .first_row = group.first};
        for (std::size_t i = 0; i < group.count; ++i)
            for (std::uint64_t& word : gates.bits.row(i)) word = random();
        if (lanes % 64 != 0)
            for (std::size_t i = 0; i < group.count; ++i)
                gates.bits.row(i).back() &= low_bits(lanes % 64);
        Matrix<float> current_A;
        const double start_s = now_s();
        const auto plan = tile.solver->plan_gates(group.first, group.count);
        if (auto r = tile.solver->solve_gates(gates, current_A, plan.get()); !r) return r.error();
        return (now_s() - start_s) / static_cast<double>(lanes);
    };
    double sum_s = 0.0;
    for (const auto& group : tile.groups) {
        // One read first: where it takes long it is measure enough.
        auto read_s = time_of(group.rows, 1);
        if (read_s && *read_s <= enough_s) read_s = time_of(group.rows, batch);
        if (!read_s) return read_s;
        sum_s += *read_s;
    }
    return sum_s / static_cast<double>(groups);
}

}  // namespace

double NetworkPlan::program_s() const {
    double sum = 0.0;
    for (const LayerPlan& layer : layers) sum += layer.program_s;
    return sum;
}

double NetworkPlan::image_s() const {
    double sum = 0.0;
    for (const LayerPlan& layer : layers) sum += layer.image_s;
    return sum;
}

Result<NetworkPlan> plan_network(const Network& network, const TiledOptions& options,
                                 const ImageSet& images) {
    NetworkPlan plan{.sampled_images = std::min(sample_images, images.count)};
    // Ideal arrays of resistors count the same partial sums as any other.
    TiledOptions ideal = options;
    ideal.fidelity = Fidelity::ideal;
    ideal.cells = {};
    ideal.variation.reset();
    ideal.r_on_ohm = 1e5;
    ideal.r_off_ohm = std::numeric_limits<double>::infinity();
    ideal.adc = {};
    ideal.tile_progress = {};
    auto counted = TiledNetwork::program(network, ideal);
    if (!counted) return counted.error();
    const SoftwareResult software = infer(network, images, 0, plan.sampled_images, options.threads);
    auto sums = counted->infer(images, 0, plan.sampled_images, software, {}, options.stop);
    if (!sums) return sums.error();

    TiledOptions real = options;
    if (real.cells.kinds && !real.cells.share)
        real.cells.share = make_gate_share(real.cells.table_error);
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        const Layer& layer = network.layers[k];
        const LayerResult& counts = sums->layers[k];
        LayerPlan one{.name = network.layer_name(k),
                      .rows = layer.inputs * rows_per_input(options.encoding),
                      .cols = cell_columns(layer, options.encoding),
                      .tiles = counts.tiles,
                      .positions = layer.positions(),
                      .planes = network.planes(k)};
        if (one.tiles == 0) {
            plan.layers.push_back(std::move(one));
            continue;
        }
        const double capacity = static_cast<double>(options.tile.rows * options.tile.cols);
        one.utilization =
            static_cast<double>(one.rows * one.cols) / (static_cast<double>(one.tiles) * capacity);
        one.row_groups = plan_row_groups(options.tile.rows, options.row_group).size();
        const auto conversions = static_cast<double>(counts.partial_sums.count);
        one.conversions = conversions / static_cast<double>(plan.sampled_images);
        one.mean_sum = static_cast<double>(counts.partial_sums.ones) / conversions;
        one.mean_plain_sum = static_cast<double>(counts.partial_sums.plain_ones) / conversions;

        const double start_s = now_s();
        const auto slots = plan_tiles(one.rows, one.cols, options.tile.rows, options.tile.cols);
        auto tile =
            program_layer_tile(encode_weights(layer.weights, options.encoding, layer.weight_bits),
                               real, slots.front(), k, 0);
        if (!tile) return tile.error();
        one.program_s = (now_s() - start_s) * static_cast<double>(one.tiles);
        const std::size_t reads = one.positions * one.planes;
        const auto read_s = read_seconds(*tile, options, reads);
        if (!read_s) return read_s.error();
        one.method = tile->solver->gates_method();
        const auto groups_of_image =
            static_cast<double>(counts.reads) / static_cast<double>(plan.sampled_images);
        one.image_s = *read_s * groups_of_image;
        plan.layers.push_back(std::move(one));
    }
    return plan;
}

}  // namespace crosspoint
