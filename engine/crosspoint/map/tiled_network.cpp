// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/tiled_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <mutex>
#include <utility>

#include "crosspoint/base/parallel.hpp"
#include "crosspoint/base/rng.hpp"
#include "crosspoint/map/network_pass.hpp"

namespace crosspoint {
namespace {

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
    if (o.encoding != WeightEncoding::unipolar && o.sparsify != Sparsify::none)
        return bad_options(
            fmt::format("sparsify is \"{}\" with the encoding \"{}\"", sparsify_name(o.sparsify),
                        encoding_name(o.encoding)),
            "complements are counted in unipolar cells only: use sparsify = \"none\"");
    const std::size_t step_rows = rows_per_input(o.encoding);
    const std::size_t step_cols = columns_per_output(o.encoding);
    if (o.tile.rows % step_rows != 0 || o.row_group % step_rows != 0 ||
        o.tile.cols % step_cols != 0)
        return bad_options(
            fmt::format("a tile of {} x {} with row groups of {} cannot hold whole weights of the "
                        "encoding \"{}\"",
                        o.tile.rows, o.tile.cols, o.row_group, encoding_name(o.encoding)),
            "xnor has two rows a weight, differential two columns: use even numbers");
    if (auto r = check_adc(o.adc, step_cols == 2); !r) return r;
    const auto uniform = [](const LineSet& lines) {
        return lines.segment_ohm.values().size() == 1;
    };
    if (o.adc.reference_column == ReferenceColumn::in_array &&
        !(uniform(o.tile.bl) && uniform(o.tile.sl)))
        return bad_options(
            "a reference column is asked for, but each wire segment has a resistance "
            "of its own",
            "it makes every tile one column wider: use one resistance for all");
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

}  // namespace

struct TiledNetwork::State {
    Network network;
    TiledOptions options;
    std::vector<MappedLayer> layers;

    // What the solvers of nonlinear tiles compared when they prepared their reads.
    void add_gates_check(SolveReport& report) const;
};

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
    const auto digital = [&](std::size_t k) {
        return (k == 0 && options.digital_first) ||
               (k + 1 == network.layers.size() && options.digital_last);
    };
    for (std::size_t k = 0; k < network.layers.size(); ++k)
        if (!digital(k))
            total += plan_tiles(network.layers[k].inputs * rows_per_input(options.encoding),
                                network.layers[k].outputs * columns_per_output(options.encoding),
                                options.tile.rows, options.tile.cols)
                         .size();
    std::mutex mutex;
    const auto on_tile = [&] {
        const std::scoped_lock lock(mutex);
        ++done;
        if (options.tile_progress) options.tile_progress(done, total);
    };
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        if (digital(k)) {
            state->layers.emplace_back();
            continue;
        }
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
    const std::size_t chunk_images =
        images_per_chunk(state_->network, count, state_->options.threads);
    const NetworkPass pass(state_->network, state_->layers);
    const std::size_t chunks = (count + chunk_images - 1) / chunk_images;
    std::vector<PassResult> parts(chunks);
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
        pass.run(images, {.first = first + begin, .count = size, .result_row = begin}, software,
                 stop, result.logits, parts[c]);
        if (!parts[c].outcome && parts[c].outcome.error().code == Errc::interrupted) stopped = true;
        const std::scoped_lock lock(progress_mutex);
        done += size;
        if (progress) progress(done, count);
    });

    result.stopped = stopped;
    result.layers.resize(state_->layers.size());
    for (const PassResult& part : parts) {
        if (result.stopped) return result;
        if (!part.outcome) return part.outcome.error();
        for (std::size_t k = 0; k < result.layers.size(); ++k) {
            result.layers[k].partial_sums.add(part.layers[k].partial_sums);
            result.layers[k].current_A += part.layers[k].current_A;
            result.layers[k].reads += part.layers[k].reads;
            result.layers[k].raised_rows += part.layers[k].raised_rows;
            result.layers[k].activation_errors += part.activation_errors[k];
        }
    }
    for (std::size_t k = 0; k < result.layers.size(); ++k) {
        const Layer& layer = state_->network.layers[k];
        LayerResult& of = result.layers[k];
        of.name = state_->network.layer_name(k);
        of.tiles = state_->layers[k].tiles().size();
        if (k + 1 < result.layers.size())
            of.activations = static_cast<std::int64_t>(layer.sums().size() * count);
        const std::size_t planes =
            k == 0 ? static_cast<std::size_t>(state_->network.input_bits) : 1;
        std::size_t cells = 0;
        for (const MappedTile& tile : state_->layers[k].tiles())
            cells += tile.slot.rows * tile.slot.cols;
        result.cell_evaluations +=
            static_cast<std::int64_t>(cells * layer.positions() * planes * count);
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
        if (tiles.empty()) continue;
        for (const MappedTile* tile : {&tiles.front(), &tiles.back()}) {
            auto random = rng(state_->options.seed, check_purpose, k);
            const RowGroup& group = tile->groups.back().rows;
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
