// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/point_runner.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "crosspoint/base/file.hpp"
#include "crosspoint/base/parallel.hpp"
#include "crosspoint/base/stopwatch.hpp"
#include "crosspoint/bnn/idx.hpp"
#include "crosspoint/bnn/model_file.hpp"
#include "crosspoint/map/network_pass.hpp"
#include "crosspoint/study/flip_write.hpp"
#include "crosspoint/study/study_weight_memory.hpp"

namespace crosspoint {

namespace {

unsigned long crc32_of(unsigned long before, std::span<const std::byte> bytes) {
    return crc32_z(before, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
}

std::string checksum_text(unsigned long crc, std::size_t bytes) {
    return fmt::format("crc32 {:08x}, {} bytes", crc, bytes);
}

// An error about a file that the study names is shown at the place that names it. The file is in
// the text of the message already.
Error at(Error error, const SourceSpan& where) {
    const std::string file = error.where ? error.where->file : std::string();
    if (!file.empty() && error.what.find(file) == std::string::npos)
        error.what = file + ": " + error.what;
    error.where = where;
    return error;
}

double count_cells(const Network& network) {
    double cells = 0.0;
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        const Layer& layer = network.layers[k];
        cells += static_cast<double>(layer.inputs) * static_cast<double>(layer.outputs) *
                 static_cast<double>(layer.positions()) * static_cast<double>(network.planes(k)) *
                 layer.weight_bits;
    }
    return cells;
}

// Whether training images are looked at.
bool needs_sample(const StudyPoint& point) {
    const InferenceSpec& spec = point.inference;
    return (spec.mode == InferenceMode::table && spec.table.empty()) || point.recalibrate ||
           point.options.row_order != RowOrder::none;
}

// The table of a point: of its file, or of exact reads of the first training images.
Result<std::shared_ptr<const ErrorTable>> error_table(const StudyPoint& point,
                                                      const StudyInputs& inputs,
                                                      const TiledOptions& options) {
    const InferenceSpec& spec = point.inference;
    if (!spec.table.empty()) {
        auto table = read_error_table(spec.table);
        if (!table) return at(table.error(), spec.table_where);
        return std::make_shared<const ErrorTable>(std::move(*table));
    }
    const ImageSet& training = *inputs.training;
    const std::size_t count = std::min(spec.sample_images, training.count);
    const SoftwareResult software = infer(*inputs.network, training, 0, count, options.threads);
    auto exact = TiledNetwork::program(*inputs.network, options);
    if (!exact) return exact.error();
    auto table =
        exact->estimate_table(training, 0, count, software, spec.column_groups, options.stop);
    if (!table) return table.error();
    return std::make_shared<const ErrorTable>(std::move(*table));
}

// The status of a point is that of its sampled reads.
void settle(PointResult& result) {
    result.status = status_name(result.check.status);
    if (result.good()) return;
    result.message = "the solver does not reach the promised accuracy on sampled reads";
    for (const std::string& remark : result.check.remarks) result.message += "; " + remark;
}

PointResult failed_result(PointResult result, const Error& error) {
    result.status = "failed";
    result.message = error.what;
    return result;
}

// Software inference with bit errors: no arrays, and a circuit only where weights are written.
Result<PointRun> run_flips(const StudyPoint& point, const StudyInputs& inputs, int threads,
                           const ImageProgress& progress, std::stop_token stop, PointRun run) {
    const StudyFlips& study = *point.flips;
    PointResult& result = run.result;
    FlipReport& report = result.flips.emplace();
    BitFlips flips = study.flips;
    auto layers = flipped_layers(study, *inputs.network);
    if (!layers) return layers.error();
    flips.layers = std::move(*layers);
    report.weight_ber = report.raw_ber = flips.weight_ber;
    result.check.method = "bit errors";
    result.check.why = "inference.mode = \"flips\": software inference, no arrays";
    if (study.memory) {
        report.raw_ber = study.memory->raw_ber;
        report.bits_per_weight = study.memory->bits_per_weight;
    }
    double start_s = now_s();
    if (study.write) {
        FlipWriteCache own;
        auto written = write_weights(*study.write, *inputs.network, flips.layers,
                                     inputs.write_cache ? *inputs.write_cache : own, threads, stop);
        result.program_s = now_s() - start_s;
        if (!written) {
            const Error& error = written.error();
            run.stopped = error.code == Errc::interrupted;
            if (run.stopped) return run;
            if (error.code != Errc::numerics)
                return error.where ? error : at(error, study.write->where);
            result = failed_result(std::move(result), error);
            return run;
        }
        flips.cells = written->rates;
        report.write = written->figures;
        report.weight_ber = report.raw_ber = written->figures.wer;
        result.check = std::move(written->check);
        result.check.why += "; currents of writes, in place of reads";
    }
    start_s = now_s();
    FlippedResult got = infer_flipped(*inputs.network, *inputs.images, 0, inputs.count, flips,
                                      inputs.software, threads, progress, std::move(stop));
    result.infer_s = now_s() - start_s;
    run.stopped = got.stopped;
    result.correct = got.correct;
    result.layers = std::move(got.layers);
    for (const FlipCounts& layer : got.counts) report.drawn.add(layer);
    return run;
}

}  // namespace

Result<const StudyInputCache::Model*> StudyInputCache::model(const StudyPoint& point) {
    const auto known = models_.find(point.model);
    if (known != models_.end()) return &known->second;
    const Result<std::vector<std::byte>> bytes = read_file(point.model);
    if (!bytes) return at(bytes.error(), point.model_where);
    Result<Network> network = read_model(point.model);
    if (!network) return at(network.error(), point.model_where);
    Model entry{.network = std::make_shared<const Network>(std::move(*network)),
                .checksum = checksum_text(crc32_of(0, *bytes), bytes->size())};
    return &models_.emplace(point.model, std::move(entry)).first->second;
}

Result<const StudyInputCache::Data*> StudyInputCache::data(const StudyPoint& point, Split split) {
    auto& cache = split == Split::test ? data_ : training_;
    const auto known = cache.find(point.data);
    if (known != cache.end()) return &known->second;
    Result<ImageSet> images = load_images(point.data, split);
    if (!images) return at(images.error(), point.data_where);
    const auto pixels = std::as_bytes(std::span(images->pixels_u8));
    const auto labels = std::as_bytes(std::span(images->labels));
    Data entry{.images = nullptr,
               .checksum = checksum_text(crc32_of(crc32_of(0, pixels), labels),
                                         pixels.size() + labels.size())};
    entry.images = std::make_shared<const ImageSet>(std::move(*images));
    return &cache.emplace(point.data, std::move(entry)).first->second;
}

Result<StudyInputCache::NetworkAndImages> StudyInputCache::network_and_images(
    const StudyPoint& point) {
    const Result<const Model*> model = this->model(point);
    if (!model) return model.error();
    const Result<const Data*> data = this->data(point, Split::test);
    if (!data) return data.error();
    if (auto r = check_images(*(*model)->network, *(*data)->images); !r)
        return at(r.error(), point.data_where);
    return NetworkAndImages{(*model)->network, (*data)->images};
}

Result<const StudyInputs*> StudyInputCache::get(const StudyPoint& point) {
    const bool sample = needs_sample(point);
    if (point.flips) {
        const Result<const Model*> model = this->model(point);
        if (!model) return model.error();
        if (auto layers = flipped_layers(*point.flips, *(*model)->network); !layers)
            return layers.error();
    }
    const std::string name =
        nlohmann::json{point.model, point.data, point.images, sample}.dump(-1, ' ', true);
    const auto known = inputs_.find(name);
    if (known != inputs_.end()) return &known->second;
    const auto both = network_and_images(point);
    if (!both) return both.error();
    const ImageSet& images = *both->second;
    const Network& network = *both->first;
    if (point.images > images.count) {
        return Error{.code = Errc::input,
                     .id = 5010,
                     .what = fmt::format("network.images is {}, but the test set of {} has {}",
                                         point.images, point.data, images.count),
                     .help = fmt::format("set images = {} or less", images.count),
                     .where = point.images_where};
    }
    StudyInputs inputs{.network = both->first,
                       .images = both->second,
                       .model_checksum = models_.at(point.model).checksum,
                       .data_checksum = data_.at(point.data).checksum,
                       .software = infer(network, images, 0, point.images, threads_),
                       .count = point.images,
                       .cell_evaluations_per_image = count_cells(network)};
    if (!write_cache_) write_cache_ = std::make_shared<FlipWriteCache>();
    inputs.write_cache = write_cache_;
    if (sample) {
        const Result<const Data*> training = this->data(point, Split::train);
        if (!training) return training.error();
        if (auto r = check_images(network, *(*training)->images); !r)
            return at(r.error(), point.data_where);
        inputs.training = (*training)->images;
        inputs.training_checksum = (*training)->checksum;
    }
    inputs.software_correct = static_cast<std::int64_t>(count_correct(inputs.software, images, 0));
    return &inputs_.emplace(name, std::move(inputs)).first->second;
}

std::string point_key(const StudyPoint& point, const StudyInputs& inputs,
                      const std::string& program_version) {
    nlohmann::ordered_json key{{"program", program_version},
                               {"model", inputs.model_checksum},
                               {"data", inputs.data_checksum},
                               {"settings", nlohmann::ordered_json::parse(point.settings_json)}};
    if (!inputs.training_checksum.empty()) key["training"] = inputs.training_checksum;
    return key.dump();
}

Result<PointRun> run_point(
    const StudyPoint& point, const StudyInputs& inputs, int threads, const ImageProgress& progress,
    std::stop_token stop,
    const std::function<void(std::size_t done, std::size_t total)>& tile_progress) {
    PointRun run;
    PointResult& result = run.result;
    result.images = static_cast<std::int64_t>(inputs.count);
    result.software_correct = inputs.software_correct;
    result.threads = resolve_threads(threads);
    if (point.flips)
        return run_flips(point, inputs, threads, progress, std::move(stop), std::move(run));
    TiledOptions options = point.options;
    options.threads = threads;
    options.stop = stop;
    options.tile_progress = tile_progress;
    // A failure of the numerics is a result; any other is an error of the study.
    const auto outcome = [&](const Error& error) -> Result<PointRun> {
        if (error.code != Errc::numerics) {
            return error.where ? error : at(error, point.array_where);
        }
        run.result = failed_result(std::move(result), error);
        return run;
    };

    if (options.row_order != RowOrder::none)
        options.activity =
            input_activity(*inputs.network, *inputs.training,
                           std::min(point.sample_images, inputs.training->count), threads);
    if (point.memory) {
        auto done = run_memory_point(point, inputs, options, result);
        run.stopped = !done && done.error().code == Errc::interrupted;
        if (run.stopped) return run;
        if (!done) return outcome(done.error());
        settle(result);
        return run;
    }
    // Step 0. Where counts are to be drawn: their statistics, from a file or from exact reads.
    if (point.inference.mode == InferenceMode::table) {
        auto table = error_table(point, inputs, options);
        if (!table && table.error().code == Errc::interrupted) {
            run.stopped = true;
            return run;
        }
        if (!table) return outcome(table.error());
        options.table = *table;
        if (point.inference.table.empty()) run.table = *table;
    }

    // Step 1. Cut the network into tiles and program their cells.
    double start_s = now_s();
    Result<TiledNetwork> network = TiledNetwork::program(*inputs.network, options);
    if (!network && network.error().code == Errc::interrupted) {
        run.stopped = true;
        return run;
    }
    if (!network) return outcome(network.error());
    if (point.recalibrate) {
        auto done = network->recalibrate(
            *inputs.training, std::min(point.sample_images, inputs.training->count), stop);
        run.stopped = !done && done.error().code == Errc::interrupted;
        if (run.stopped) return run;
        if (!done) return outcome(done.error());
    }
    result.program_s = now_s() - start_s;
    result.variation = network->variation();

    // Step 2. Is the solver as good as it says, on these tiles?
    start_s = now_s();
    Result<SolveReport> check = network->check_solver();
    if (!check) return outcome(check.error());
    result.check = std::move(*check);
    for (const std::string& warning : point.warnings)
        result.check.remarks.push_back("model of the cells: " + warning);
    result.check_s = now_s() - start_s;

    // Step 3. Every image through every layer.
    start_s = now_s();
    Result<TiledResult> tiled =
        network->infer(*inputs.images, 0, inputs.count, inputs.software, progress, std::move(stop));
    if (!tiled) return outcome(tiled.error());
    result.infer_s = now_s() - start_s;
    run.stopped = tiled->stopped;
    result.correct = tiled->correct;
    result.layers = std::move(tiled->layers);
    result.cell_evaluations = tiled->cell_evaluations;
    settle(result);
    return run;
}

}  // namespace crosspoint
