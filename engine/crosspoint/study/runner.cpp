// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/runner.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <utility>
#include <vector>

#include "crosspoint/base/file.hpp"
#include "crosspoint/base/stopwatch.hpp"
#include "crosspoint/solve/tile_solver.hpp"
#include "crosspoint/study/curve_plot.hpp"
#include "crosspoint/study/plot.hpp"
#include "crosspoint/study/point_runner.hpp"
#include "crosspoint/study/store.hpp"
#include "crosspoint/study/study_files.hpp"

namespace crosspoint {

namespace {

// A killed run leaves the temporary file that it was writing. The store is locked, so none of them
// belongs to a run that goes on.
void remove_leftovers(const std::string& folder) {
    namespace fs = std::filesystem;
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        for (const char* ours : {"curve.csv.tmp", "curve.gp.tmp", "layers.csv.tmp",
                                 "study.resolved.json.tmp", "report.json.tmp"}) {
            if (name.rfind(ours, 0) == 0) fs::remove(entry.path(), ignored);
        }
    }
}

// One run of a study, from checks to the last file.
class Run {
public:
    Run(const StudyConfig& config, const StudyRunOptions& options, const StudyEvents& events)
        : config_(config), options_(options), events_(events), cache_(options.threads) {}

    Result<StudyOutcome> go(const std::stop_token& stop);

private:
    Result<void> prepare();
    Result<void> read_store(const ResultStore& store);
    Result<bool> compute(std::size_t p, ResultStore& store, const std::stop_token& stop);
    void report_progress(std::size_t p, std::size_t images_done);
    void report_tiles(std::size_t p, std::size_t done, std::size_t total);
    Result<void> write_files();
    void accept(std::size_t p, PointResult result, bool from_store);
    [[nodiscard]] double elapsed_s() const { return now_s() - start_s_; }

    const StudyConfig& config_;
    const StudyRunOptions& options_;
    const StudyEvents& events_;
    StudyInputCache cache_;
    std::vector<const StudyInputs*> inputs_;
    std::vector<std::string> keys_;
    std::vector<std::optional<PointResult>> results_;
    StudyOutcome outcome_;
    double start_s_ = 0.0;
    double point_start_s_ = 0.0;
    RateMeter images_{0.0};
    RateMeter cells_{0.0};
};

// Everything that can be wrong with the input is found here, before anything is written.
Result<void> Run::prepare() {
    std::set<std::pair<Topology, Fidelity>> fitting;  // the methods that are known to fit
    for (const StudyPoint& point : config_.points) {
        const Result<const StudyInputs*> inputs = cache_.get(point);
        if (!inputs) return inputs.error();
        if (!point.flips &&
            fitting.emplace(point.options.tile.topology, point.options.fidelity).second) {
            const auto solver =
                make_solver(point.options.tile, SolveOptions{.fidelity = point.options.fidelity});
            if (!solver) {
                Error failure = solver.error();
                if (!failure.where) failure.where = point.array_where;
                return failure;
            }
        }
        inputs_.push_back(*inputs);
        keys_.push_back(point_key(point, **inputs, options_.program_version));
    }
    results_.resize(config_.points.size());
    outcome_.points = config_.points.size();
    outcome_.software_accuracy = static_cast<double>(inputs_.front()->software_correct) /
                                 static_cast<double>(inputs_.front()->count);
    return {};
}

void Run::accept(std::size_t p, PointResult result, bool from_store) {
    results_[p] = std::move(result);
    if (!results_[p]->good()) ++outcome_.failed;
    ++(from_store ? outcome_.from_store : outcome_.computed);
    if (events_.point) events_.point(config_.points[p], *results_[p], from_store);
}

Result<void> Run::read_store(const ResultStore& store) {
    for (std::size_t p = 0; p < keys_.size(); ++p) {
        const Result<std::optional<StoredPoint>> stored = store.find(keys_[p]);
        if (!stored) return stored.error();
        if (!stored->has_value()) continue;
        Result<PointResult> result = parse_point_result((*stored)->json, store.path());
        if (!result) return result.error();
        accept(p, std::move(*result), true);
    }
    return {};
}

void Run::report_progress(std::size_t p, std::size_t images_done) {
    if (!events_.progress) return;
    const double now = elapsed_s();
    const double done = static_cast<double>(images_done);
    ProgressState state;
    state.points_done = static_cast<long long>(outcome_.from_store + outcome_.computed);
    state.points_total = static_cast<long long>(outcome_.points);
    state.images_done = static_cast<long long>(images_done);
    state.images_total = static_cast<long long>(inputs_[p]->count);
    state.failed = static_cast<long long>(outcome_.failed);
    state.images_per_s = images_.per_s(now, done);
    state.cells_per_s = cells_.per_s(now, done * inputs_[p]->cell_evaluations_per_image);
    double cells_left = -done * inputs_[p]->cell_evaluations_per_image;
    for (std::size_t q = 0; q < results_.size(); ++q) {
        if (results_[q]) continue;
        cells_left +=
            static_cast<double>(inputs_[q]->count) * inputs_[q]->cell_evaluations_per_image;
    }
    if (state.cells_per_s > 0.0) state.remaining_s = cells_left / state.cells_per_s;
    events_.progress(state);
}

// The preparation alone: what the images will take is not known yet.
void Run::report_tiles(std::size_t p, std::size_t done, std::size_t total) {
    if (!events_.progress) return;
    ProgressState state;
    state.points_done = static_cast<long long>(outcome_.from_store + outcome_.computed);
    state.points_total = static_cast<long long>(outcome_.points);
    state.images_total = static_cast<long long>(inputs_[p]->count);
    state.tiles_done = static_cast<long long>(done);
    state.tiles_total = static_cast<long long>(total);
    state.failed = static_cast<long long>(outcome_.failed);
    state.remaining_s = (elapsed_s() - point_start_s_) * static_cast<double>(total - done) /
                        static_cast<double>(done);
    events_.progress(state);
}

// False when the stop token ended it.
Result<bool> Run::compute(std::size_t p, ResultStore& store, const std::stop_token& stop) {
    const StudyInputs& inputs = *inputs_[p];
    report_progress(p, 0);
    point_start_s_ = elapsed_s();
    Result<PointRun> run = run_point(
        config_.points[p], inputs, options_.threads,
        [&](std::size_t done, std::size_t) { report_progress(p, done); }, stop,
        [&](std::size_t done, std::size_t total) { report_tiles(p, done, total); });
    if (!run) return run.error();
    if (run->stopped) return false;
    if (run->table) {
        const std::string folder = options_.out + "/tables";
        std::error_code failed;
        std::filesystem::create_directories(folder, failed);  // a failure shows when it is written
        if (auto r = write_error_table(fmt::format("{}/{}.npz", folder, p), *run->table); !r)
            return r.error();
    }
    if (auto r = store.put({.key = keys_[p],
                            .status = run->result.status,
                            .json = point_result_json(run->result)});
        !r)
        return r.error();
    images_.add(static_cast<double>(inputs.count));
    cells_.add(static_cast<double>(inputs.count) * inputs.cell_evaluations_per_image);
    accept(p, std::move(run->result), false);
    return true;
}

Result<void> Run::write_files() {
    std::vector<StudyRow> rows;
    for (std::size_t p = 0; p < config_.points.size(); ++p) {
        rows.push_back({.point = &config_.points[p],
                        .inputs = inputs_[p],
                        .result = results_[p] ? &*results_[p] : nullptr});
    }
    const std::string folder = options_.out + "/";
    const std::string& version = options_.program_version;
    for (const auto& [name, text] :
         {std::pair{"curve.csv", curve_csv(config_, rows)},
          std::pair{"layers.csv", layers_csv(config_, rows)},
          std::pair{"study.resolved.json", study_resolved_json(config_, rows, version)},
          std::pair{"report.json", study_report_json(config_, rows, version)}}) {
        if (auto r = write_file(folder + name, text); !r) return r;
    }
    const std::string script = curve_script(config_, rows);
    if (script.empty()) return {};
    // A picture that cannot be drawn must not end a run of hours; the outcome says so at the end.
    outcome_.plot_error.reset();
    if (auto r = draw_plot({.picture = folder + "curve.svg", .script = script}); !r) {
        outcome_.plot_error = r.error();
    }
    return {};
}

Result<StudyOutcome> Run::go(const std::stop_token& stop) {
    // Step 1. Check all that can be checked; open the store, which locks the folder.
    if (auto r = prepare(); !r) return r.error();
    if (auto r = make_folder(options_.out); !r) return r.error();
    Result<ResultStore> store = ResultStore::open(options_.out + "/study.sqlite");
    if (!store) return store.error();
    remove_leftovers(options_.out);
    if (auto r = read_store(*store); !r) return r.error();
    if (auto r = write_files(); !r) return r.error();

    // Step 2. The points that are missing, in order. The clock of the rates starts here.
    start_s_ = now_s();
    for (std::size_t p = 0; p < config_.points.size() && !outcome_.stopped; ++p) {
        if (results_[p]) continue;
        if (stop.stop_requested()) {
            outcome_.stopped = true;
            break;
        }
        const Result<bool> done = compute(p, *store, stop);
        if (!done) return done.error();
        outcome_.stopped = !*done;
        if (outcome_.stopped) break;
        if (auto r = write_files(); !r) return r.error();
    }
    return outcome_;
}

}  // namespace

Result<StudyOutcome> run_study(const StudyConfig& config, const StudyRunOptions& options,
                               const StudyEvents& events, std::stop_token stop) {
    return Run(config, options, events).go(stop);
}

}  // namespace crosspoint
