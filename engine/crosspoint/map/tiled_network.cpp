// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/map/tiled_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <mutex>
#include <utility>

#include "crosspoint/base/parallel.hpp"
#include "crosspoint/base/rng.hpp"
#include "crosspoint/map/network_pass.hpp"
#include "crosspoint/map/recalibrate.hpp"
#include "crosspoint/map/tile_counter.hpp"
#include "crosspoint/solve/passive_reads.hpp"

namespace crosspoint {
namespace {

constexpr std::uint64_t check_purpose = 0xC4EC;
constexpr std::size_t linear_check_reads = 16;
constexpr std::size_t nonlinear_check_reads = 4;  // of all columns; tiles sample by themselves too

Error bad_options(std::string what, std::string help) {
    return Error{.code = Errc::input, .id = 4501, .what = std::move(what), .help = std::move(help)};
}

Result<void> check_options(const TiledOptions& o) {
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
        !(uniform(o.tile.wl) && uniform(o.tile.bl) && uniform(o.tile.sl)))
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

namespace {

// What is made for +-1 only.
Result<void> check_several_bits(const Network& network, const TiledOptions& o) {
    const int bits = network.layers[0].weight_bits;
    if (bits == 1) return {};
    if (o.encoding == WeightEncoding::xnor)
        return bad_options(fmt::format("the encoding is \"xnor\" and weights have {} bits", bits),
                           "xnor is a product of signs: use \"unipolar\" or \"differential\"");
    const bool ordered = o.row_order != RowOrder::none || o.column_order != ColumnOrder::none;
    if (ordered && o.encoding == WeightEncoding::differential)
        return bad_options(
            fmt::format("rows or columns are ordered by the current of differential weights of {} "
                        "bits",
                        bits),
            "orders count the on cells of unipolar columns: use encoding = \"unipolar\" or no "
            "order");
    return {};
}

Result<void> check_table(const ErrorTable& table, const Network& network,
                         const TiledOptions& options) {
    const std::size_t places = plan_row_groups(options.tile.rows, options.row_group).size();
    const auto highest = static_cast<std::int32_t>(options.row_group);
    const bool differences = options.encoding == WeightEncoding::differential;
    bool fits = table.layers.size() == network.layers.size();
    for (std::size_t k = 0; fits && k < table.layers.size(); ++k) {
        const LayerTable& layer = table.layers[k];
        fits = options.digital(k, network) || (layer.places == places && layer.highest == highest &&
                                               layer.lowest == (differences ? -highest : 0) &&
                                               layer.column_groups <= options.tile.cols);
    }
    if (fits) return {};
    return Error{
        .code = Errc::input,
        .id = 7411,
        .what = fmt::format("the error table is of other tiles or of another network, expected "
                            "{} layers with {} row groups of {}",
                            network.layers.size(), places, options.row_group),
        .help = "estimate it again with this mapping"};
}

SolveReport table_report(const ErrorTable& table) {
    SolveReport report{
        .method = "error table",
        .why = fmt::format("counts are drawn from P(measured | exact) of {} images", table.images),
        .kcl_residual_A = std::numeric_limits<double>::quiet_NaN(),
        .error_bound_rel = std::numeric_limits<double>::quiet_NaN(),
        .error_kind = "none: nothing is solved"};
    for (const LayerTable& layer : table.layers)
        if (!layer.counts.empty())
            report.remarks.push_back(fmt::format(
                "{}: local bit error rate {:.3g}, {:.0f} % of the exact counts of a place were not "
                "seen",
                layer.name,
                layer.activations > 0 ? static_cast<double>(layer.activation_errors) /
                                            static_cast<double>(layer.activations)
                                      : 0.0,
                100.0 * CountSampler(layer).unseen()));
    return report;
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
    if (auto r = check_several_bits(network, options); !r) return r.error();
    auto state = std::make_unique<State>(State{.network = network, .options = options});
    NetworkCells& cells = state->options.cells;
    if (cells.kinds && !cells.share) cells.share = make_gate_share(cells.table_error);
    TileCounter progress(options.tile_progress);
    if (options.table)
        if (auto r = check_table(*options.table, network, options); !r) return r.error();
    const auto digital = [&](std::size_t k) { return options.digital(k, network); };
    for (std::size_t k = 0; k < network.layers.size(); ++k)
        if (!digital(k))
            progress.expect(plan_tiles(network.layers[k].inputs * rows_per_input(options.encoding),
                                       cell_columns(network.layers[k], options.encoding),
                                       options.tile.rows, options.tile.cols)
                                .size());
    const auto on_tile = [&] { progress.done(); };
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

// All chunks of a range of images. An interrupted run has stopped parts.
struct TiledNetwork::ChunkRun {
    const ImageSet& images;
    std::size_t first, count;
    const SoftwareResult& software;
    const ImageProgress& progress;
    std::stop_token stop;
    bool exact_inputs = false;
    std::vector<LayerTable> record = {};  // shapes of tables to fill; empty: none
};

Result<std::vector<PassResult>> TiledNetwork::run_chunks(const ChunkRun& run,
                                                         Matrix<std::int32_t>& logits) const {
    if (auto r = check_images(state_->network, run.images); !r) return r.error();
    CROSSPOINT_ASSERT(run.first <= run.images.count && run.count <= run.images.count - run.first);
    CROSSPOINT_ASSERT(run.software.logits.rows() == run.count);
    logits = Matrix<std::int32_t>(run.count, state_->network.outputs());
    // Reads that are solved one by one gain nothing from many images: one at a time, so that all
    // threads work and the progress is seen.
    const bool one_by_one = state_->options.cells.kinds && !state_->options.tile.gated();
    const std::size_t chunk_images =
        one_by_one ? 1 : images_per_chunk(state_->network, run.count, state_->options.threads);
    const NetworkPass pass(state_->network, state_->layers, run.exact_inputs);
    const std::size_t chunks = (run.count + chunk_images - 1) / chunk_images;
    std::vector<PassResult> parts(chunks);
    std::size_t done = 0;
    std::mutex progress_mutex;
    parallel_for(chunks, state_->options.threads, [&](std::size_t c, int) {
        if (run.stop.stop_requested()) {
            parts[c].outcome = stopped_reading();
            return;
        }
        const std::size_t begin = c * chunk_images;
        const std::size_t size = std::min(chunk_images, run.count - begin);
        parts[c].tables = run.record;
        pass.run(run.images, {.first = run.first + begin, .count = size, .result_row = begin},
                 run.software, run.stop, logits, parts[c]);
        const std::scoped_lock lock(progress_mutex);
        done += size;
        if (run.progress) run.progress(done, run.count);
    });
    for (const PassResult& part : parts)
        if (!part.outcome) return part.outcome.error();
    return parts;
}

Result<void> TiledNetwork::recalibrate(const ImageSet& images, std::size_t count,
                                       std::stop_token stop) {
    if (auto r = check_images(state_->network, images); !r) return r.error();
    CROSSPOINT_ASSERT(count >= 1 && count <= images.count);
    auto network = recalibrated(state_->network, state_->layers, images, count, std::move(stop));
    if (!network) return network.error();
    state_->network = std::move(*network);
    return {};
}

Result<ErrorTable> TiledNetwork::estimate_table(const ImageSet& images, std::size_t first,
                                                std::size_t count, const SoftwareResult& software,
                                                std::size_t column_groups,
                                                std::stop_token stop) const {
    ErrorTable table{.layers = {}, .images = static_cast<std::int64_t>(count)};
    for (std::size_t k = 0; k < state_->layers.size(); ++k) {
        table.layers.push_back(state_->layers[k].empty_table(column_groups));
        table.layers.back().name = state_->network.layer_name(k);
    }
    Matrix<std::int32_t> logits;
    ChunkRun run{.images = images,
                 .first = first,
                 .count = count,
                 .software = software,
                 .progress = {},
                 .stop = std::move(stop),
                 .record = table.layers};
    auto counted = run_chunks(run, logits);
    if (!counted) return counted.error();
    run.exact_inputs = true;
    run.record.clear();
    const auto local = run_chunks(run, logits);
    if (!local) return local.error();
    for (std::size_t k = 0; k < table.layers.size(); ++k) {
        for (const PassResult& part : *counted) table.layers[k].add(part.tables[k]);
        for (const PassResult& part : *local)
            table.layers[k].activation_errors += part.activation_errors[k];
        if (k + 1 < table.layers.size())
            table.layers[k].activations =
                static_cast<std::int64_t>(state_->network.layers[k].sums().size() * count);
    }
    return table;
}

Result<TiledResult> TiledNetwork::infer(const ImageSet& images, std::size_t first,
                                        std::size_t count, const SoftwareResult& software,
                                        const ImageProgress& progress, std::stop_token stop) const {
    TiledResult result;
    const auto parts = run_chunks({.images = images,
                                   .first = first,
                                   .count = count,
                                   .software = software,
                                   .progress = progress,
                                   .stop = std::move(stop)},
                                  result.logits);
    result.stopped = !parts && parts.error().code == Errc::interrupted;
    if (result.stopped) return result;
    if (!parts) return parts.error();
    result.layers.resize(state_->layers.size());
    std::vector<std::int64_t> current_units(result.layers.size(), 0);
    for (const PassResult& part : *parts)
        for (std::size_t k = 0; k < result.layers.size(); ++k) {
            result.layers[k].partial_sums.add(part.layers[k].partial_sums);
            current_units[k] += part.layers[k].current_units;
            result.layers[k].reads += part.layers[k].reads;
            result.layers[k].raised_rows += part.layers[k].raised_rows;
            result.layers[k].activation_errors += part.activation_errors[k];
        }
    for (std::size_t k = 0; k < result.layers.size(); ++k) {
        const Layer& layer = state_->network.layers[k];
        LayerResult& of = result.layers[k];
        of.name = state_->network.layer_name(k);
        of.tiles = state_->layers[k].tiles().size();
        if (of.tiles > 0 && state_->options.table)
            of.current_A = std::numeric_limits<double>::quiet_NaN();
        else if (of.tiles > 0)
            of.current_A = static_cast<double>(current_units[k]) * current_unit *
                           state_->layers[k].tiles().front().on_cell_A;
        if (k + 1 < result.layers.size())
            of.activations = static_cast<std::int64_t>(layer.sums().size() * count);
        const std::size_t planes = state_->network.planes(k);
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
    if (state_->options.table) return table_report(*state_->options.table);
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
            for (std::size_t b = 0; b < check_reads; ++b)
                for (std::size_t i = 0; i < group.count; ++i)
                    gates.bits.set(i, b, random() % 2 == 0);
            auto exact = tile->solver->solve(read_inputs(tile->solver->spec(), gates));
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
