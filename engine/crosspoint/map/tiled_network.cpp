// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/tiled_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <limits>
#include <mutex>
#include <utility>

#include "crosspoint/base/bit_transpose.hpp"
#include "crosspoint/base/parallel.hpp"
#include "crosspoint/base/rng.hpp"
#include "crosspoint/map/mapped_layer.hpp"

namespace crosspoint {
namespace {

// Images that one thread takes at a time: the tables of a tile are built once for all of them, and
// every thread gets at least two chunks where there are enough images.
constexpr std::size_t most_chunk_images = 1280;
constexpr std::size_t least_chunk_images = 256;
constexpr std::uint64_t check_purpose = 0xC4EC;
constexpr std::size_t linear_check_reads = 16;
constexpr std::size_t nonlinear_check_reads = 4;  // of all columns; tiles sample by themselves too

Error bad_options(std::string what, std::string help) {
    return Error{.code = Errc::input, .id = 4501, .what = std::move(what), .help = std::move(help)};
}

Result<void> check_options(const TiledOptions& o) {
    if (!o.tile.gated())
        return bad_options("a network is mapped to gated cells, but the tile is passive",
                           "use topology = \"1t1r\"");
    if (o.row_group < 1 || o.row_group > o.tile.rows)
        return bad_options(fmt::format("row_group is {}, expected 1 to the {} rows of a tile",
                                       o.row_group, o.tile.rows),
                           "assert at most the rows that a tile has");
    if (o.cells.kinds && o.variation)
        return bad_options(
            "a variation of resistances is given, but the cells are a model",
            "that of r_on_ohm and r_off_ohm: what a model scatters is cells.variation");
    if (o.cells.kinds) {
        const bool two = o.cells.kinds->cells() == 2 &&
                         (!o.cells.variation || o.cells.variation->kinds.cells == 2);
        if (two) return {};
        return bad_options(
            fmt::format("the model has {} cells, expected one for a weight of -1 and "
                        "one for a weight of +1",
                        o.cells.kinds->cells()),
            "give both kinds");
    }
    if (!(o.r_on_ohm > 0.0) || !(o.r_off_ohm > o.r_on_ohm) || std::isinf(o.r_on_ohm))
        return bad_options(
            fmt::format("r_on_ohm is {} and r_off_ohm {}, expected 0 < r_on_ohm < r_off_ohm",
                        o.r_on_ohm, o.r_off_ohm),
            "both include the access transistor; r_off_ohm may be inf");
    if (o.tile.r_access_ohm != 0.0)
        return bad_options("r_access_ohm is part of r_on_ohm here", "leave it 0");
    return {};
}

std::size_t images_per_chunk(std::size_t count, int threads) {
    const auto shares = 2 * static_cast<std::size_t>(resolve_threads(threads));
    const std::size_t share = (count + shares - 1) / shares;
    return std::clamp((share + 63) / 64 * 64, least_chunk_images, most_chunk_images);
}

// Results of one chunk, written by one thread.
struct ChunkResult {
    std::vector<PartialSumErrors> partial_sums;
    std::vector<std::int64_t> activation_errors;
    Result<void> outcome;
};

}  // namespace

struct TiledNetwork::State {
    Network network;
    TiledOptions options;
    std::vector<MappedLayer> layers;

    // One chunk of images through all layers. Lanes beyond `images` see no input.
    void run_chunk(const ImageSet& set, std::size_t first, std::size_t images,
                   std::size_t result_row, const SoftwareResult& software, std::stop_token stop,
                   TiledResult& result, ChunkResult& chunk) const;
    Result<Matrix<std::int32_t>> first_layer(const ImageSet& set, std::size_t first,
                                             std::size_t images, std::size_t lanes,
                                             PartialSumErrors& errors, LayerWork& work) const;
    // What the solvers of nonlinear tiles compared when they prepared their reads.
    void add_gates_check(SolveReport& report) const;
    Result<Matrix<std::int32_t>> hidden_layer(std::size_t k, const BitMatrix& x, std::size_t images,
                                              PartialSumErrors& errors, LayerWork& work) const;
};

Result<Matrix<std::int32_t>> TiledNetwork::State::first_layer(const ImageSet& set,
                                                              std::size_t first, std::size_t images,
                                                              std::size_t lanes,
                                                              PartialSumErrors& errors,
                                                              LayerWork& work) const {
    const auto bits = static_cast<std::size_t>(network.input_bits);
    std::vector<BitMatrix> planes(bits, BitMatrix(lanes, set.pixels));
    std::vector<std::int32_t> sum_p(lanes, 0);
    for (std::size_t b = 0; b < images; ++b) {
        const BitMatrix own = bit_planes(network, set.image(first + b));
        for (std::size_t p = 0; p < bits; ++p)
            std::ranges::copy(own.row(p), planes[p].row(b).begin());
        for (const std::uint8_t pixel : set.image(first + b))
            sum_p[b] += network.input_value(pixel);
    }
    Matrix<std::int32_t> z(network.layers[0].outputs, lanes, 0);
    std::vector<std::int32_t> weights(bits);
    for (std::size_t p = 0; p < bits; ++p) weights[p] = std::int32_t{2} << p;
    if (auto r = layers[0].read_planes(planes, weights, images, z, errors, work); !r)
        return r.error();
    for (std::size_t j = 0; j < z.rows(); ++j)
        for (std::size_t b = 0; b < lanes; ++b) z(j, b) -= sum_p[b];
    return z;
}

Result<Matrix<std::int32_t>> TiledNetwork::State::hidden_layer(std::size_t k, const BitMatrix& x,
                                                               std::size_t images,
                                                               PartialSumErrors& errors,
                                                               LayerWork& work) const {
    const std::size_t lanes = x.rows();
    const Layer& layer = network.layers[k];
    Matrix<std::int32_t> z(layer.outputs, lanes, 0);
    const std::int32_t weight = 4;
    if (auto r = layers[k].read_planes({&x, 1}, {&weight, 1}, images, z, errors, work); !r)
        return r.error();
    std::vector<std::int32_t> by_read(lanes);
    for (std::size_t b = 0; b < lanes; ++b) {
        int selected = 0;
        for (const std::uint64_t word : x.row(b)) selected += std::popcount(word);
        by_read[b] = static_cast<std::int32_t>(layer.inputs) - 2 * selected;
    }
    for (std::size_t j = 0; j < z.rows(); ++j)
        for (std::size_t b = 0; b < lanes; ++b) z(j, b) += by_read[b] - 2 * layers[k].on_cells()[j];
    return z;
}

void TiledNetwork::State::run_chunk(const ImageSet& set, std::size_t first, std::size_t images,
                                    std::size_t result_row, const SoftwareResult& software,
                                    std::stop_token stop, TiledResult& result,
                                    ChunkResult& chunk) const {
    const std::size_t lanes = (images + 63) / 64 * 64;
    chunk.partial_sums.resize(layers.size());
    chunk.activation_errors.assign(layers.size(), 0);
    LayerWork work;
    work.stop = std::move(stop);
    BitMatrix x;  // [lanes x inputs] of the next layer
    for (std::size_t k = 0; k < layers.size(); ++k) {
        auto z = k == 0 ? first_layer(set, first, images, lanes, chunk.partial_sums[0], work)
                        : hidden_layer(k, x, images, chunk.partial_sums[k], work);
        if (!z) {
            chunk.outcome = z.error();
            return;
        }
        if (k + 1 == layers.size()) {
            for (std::size_t b = 0; b < images; ++b)
                for (std::size_t j = 0; j < z->rows(); ++j)
                    result.logits(result_row + b, j) = (*z)(j, b);
            return;
        }
        BitMatrix active(z->rows(), lanes);
        for (std::size_t j = 0; j < z->rows(); ++j) {
            const std::int64_t threshold = network.layers[k].threshold[j];
            for (std::size_t b = 0; b < images; ++b)
                if ((*z)(j, b) >= threshold) active.row(j)[b / 64] |= std::uint64_t{1} << (b % 64);
        }
        x = transpose(active);
        for (std::size_t b = 0; b < images; ++b) {
            const auto exact = software.activations[k].row(result_row + b);
            const auto ours = x.row(b);
            for (std::size_t w = 0; w < exact.size(); ++w)
                chunk.activation_errors[k] += std::popcount(exact[w] ^ ours[w]);
        }
    }
}

void TiledNetwork::State::add_gates_check(SolveReport& report) const {
    GateCheck all;
    std::size_t tiles = 0, fitted = 0;
    for (const MappedLayer& layer : layers)
        for (const MappedTile& tile : layer.tiles()) {
            const GateCheck one = tile.solver->gates_check();
            ++tiles;
            fitted += one.outputs > 0 ? 1 : 0;
            all.outputs += one.outputs;
            all.error_rel = std::max(all.error_rel, one.error_rel);
            all.cell_error = std::max(all.cell_error, one.cell_error);
            all.most_newton_steps = std::max(all.most_newton_steps, one.most_newton_steps);
        }
    if (fitted == 0) return;
    report.error_bound_rel = std::max(report.error_bound_rel, all.error_rel);
    report.remarks.push_back(fmt::format(
        "{} of {} tiles in single precision, cells within {:.1g}, {} Newton step{} at most; {} "
        "outputs of all of them are within {:.2g} of the double recursion",
        fitted, tiles, all.cell_error, all.most_newton_steps, all.most_newton_steps == 1 ? "" : "s",
        all.outputs, all.error_rel));
}

TiledNetwork::TiledNetwork(std::unique_ptr<State> state) : state_(std::move(state)) {}
TiledNetwork::TiledNetwork(TiledNetwork&&) noexcept = default;
TiledNetwork& TiledNetwork::operator=(TiledNetwork&&) noexcept = default;
TiledNetwork::~TiledNetwork() = default;

Result<TiledNetwork> TiledNetwork::program(const Network& network, const TiledOptions& options) {
    if (auto r = check_options(options); !r) return r.error();
    auto state = std::make_unique<State>(State{.network = network, .options = options});
    NetworkCells& cells = state->options.cells;
    if (cells.kinds && !cells.share) cells.share = make_gate_share(cells.table_error);
    std::size_t total = 0, done = 0;
    for (const Layer& layer : network.layers)
        total +=
            plan_tiles(layer.inputs, layer.outputs, options.tile.rows, options.tile.cols).size();
    std::mutex mutex;
    const auto on_tile = [&] {
        const std::scoped_lock lock(mutex);
        ++done;
        if (options.tile_progress) options.tile_progress(done, total);
    };
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        auto layer = MappedLayer::program(network.layers[k], state->options, k, on_tile);
        if (!layer) return layer.error();
        state->layers.push_back(std::move(*layer));
    }
    return TiledNetwork(std::move(state));
}

std::size_t TiledNetwork::tile_count() const {
    std::size_t count = 0;
    for (const MappedLayer& layer : state_->layers) count += layer.tiles().size();
    return count;
}

std::optional<VariationCounts> TiledNetwork::variation() const {
    if (!state_->options.variation && !state_->options.cells.variation) return std::nullopt;
    VariationCounts counts;
    for (const MappedLayer& layer : state_->layers)
        for (const MappedTile& tile : layer.tiles()) counts.add(tile.variation);
    return counts;
}

Result<TiledResult> TiledNetwork::infer(const ImageSet& images, std::size_t first,
                                        std::size_t count, const SoftwareResult& software,
                                        const ImageProgress& progress, std::stop_token stop) const {
    if (auto r = check_images(state_->network, images); !r) return r.error();
    CROSSPOINT_ASSERT(first <= images.count && count <= images.count - first);
    CROSSPOINT_ASSERT(software.logits.rows() == count);
    TiledResult result;
    result.logits = Matrix<std::int32_t>(count, state_->network.outputs());
    const std::size_t chunk_images = images_per_chunk(count, state_->options.threads);
    const std::size_t chunks = (count + chunk_images - 1) / chunk_images;
    std::vector<ChunkResult> parts(chunks);
    std::size_t done = 0;
    std::mutex progress_mutex;
    std::atomic<bool> stopped = false;

    parallel_for(chunks, state_->options.threads, [&](std::size_t c, int) {
        if (stop.stop_requested()) {
            stopped = true;
            return;
        }
        const std::size_t begin = c * chunk_images;
        const std::size_t size = std::min(chunk_images, count - begin);
        state_->run_chunk(images, first + begin, size, begin, software, stop, result, parts[c]);
        if (!parts[c].outcome && parts[c].outcome.error().code == Errc::interrupted) stopped = true;
        const std::scoped_lock lock(progress_mutex);
        done += size;
        if (progress) progress(done, count);
    });

    result.stopped = stopped;
    result.layers.resize(state_->layers.size());
    for (const ChunkResult& part : parts) {
        if (result.stopped) return result;
        if (!part.outcome) return part.outcome.error();
        for (std::size_t k = 0; k < result.layers.size(); ++k) {
            result.layers[k].partial_sums.add(part.partial_sums[k]);
            result.layers[k].activation_errors += part.activation_errors[k];
        }
    }
    for (std::size_t k = 0; k < result.layers.size(); ++k) {
        const Layer& layer = state_->network.layers[k];
        const std::size_t planes =
            k == 0 ? static_cast<std::size_t>(state_->network.input_bits) : 1;
        result.layers[k].tiles = state_->layers[k].tiles().size();
        if (k + 1 < result.layers.size())
            result.layers[k].activations = static_cast<std::int64_t>(layer.outputs * count);
        result.cell_evaluations +=
            static_cast<std::int64_t>(layer.inputs * layer.outputs * planes * count);
    }
    result.predicted.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        result.predicted[i] = argmax(std::as_const(result.logits).row(i));
        result.correct += result.predicted[i] == images.labels[first + i];
    }
    return result;
}

Result<SolveReport> TiledNetwork::check_solver() const {
    SolveReport worst;
    std::string gated_method;
    const std::size_t check_reads =
        state_->options.cells.kinds ? nonlinear_check_reads : linear_check_reads;
    for (std::size_t k = 0; k < state_->layers.size(); ++k) {
        const auto& tiles = state_->layers[k].tiles();
        for (const MappedTile* tile : {&tiles.front(), &tiles.back()}) {
            auto random = rng(state_->options.seed, check_purpose, k);
            const RowGroup& group = tile->groups.back();
            GateBatch gates{.bits = BitMatrix(group.count, check_reads), .first_row = group.first};
            Matrix<double> inputs(check_reads, tile->solver->spec().rows, 0.0);
            for (std::size_t b = 0; b < check_reads; ++b)
                for (std::size_t i = 0; i < group.count; ++i)
                    if (random() % 2 == 0) {
                        gates.bits.set(i, b, true);
                        inputs(b, group.first + i) = 1.0;
                    }
            auto exact = tile->solver->solve(inputs);
            if (!exact) return exact.error();
            Matrix<float> i_A;
            if (auto r = tile->solver->solve_gates(gates, i_A); !r) return r.error();
            double scale_A = 0.0;
            double apart_A = 0.0;
            for (std::size_t b = 0; b < check_reads; ++b)
                for (std::size_t j = 0; j < tile->slot.cols; ++j) {
                    const double i = exact->i_out_A(b, j);
                    scale_A = std::max(scale_A, std::abs(i));
                    apart_A = std::max(apart_A, std::abs(static_cast<double>(i_A(j, b)) - i));
                }
            SolveReport& report = exact->report;
            report.error_bound_rel = apart_A == 0.0 ? 0.0 : apart_A / scale_A;
            report.error_kind =
                "float currents against double, sampled reads of the first and last tile of each "
                "layer";
            if (const std::string method = tile->solver->gates_method(); gated_method.empty())
                gated_method = method;
            else if (state_->options.cells.kinds && gated_method.find(method) == std::string::npos)
                gated_method += "; " + method;
            else if (!state_->options.cells.kinds && method != gated_method)
                gated_method = "several: tiles differ in what single precision can carry";
            report.method = gated_method;
            report.error_bound_rel = std::max(report.error_bound_rel, worst.error_bound_rel);
            report.kcl_residual_A = std::max(report.kcl_residual_A, worst.kcl_residual_A);
            report.inputs += worst.inputs;
            report.audited += worst.audited;
            if (worst.status != SolveStatus::converged) report.status = worst.status;
            worst = std::move(report);
        }
    }
    state_->add_gates_check(worst);
    return worst;
}

}  // namespace crosspoint
