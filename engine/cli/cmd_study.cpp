// crosspoint study: run the points of a study file, write a page about its results, list results
// folders, show what one holds.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command.hpp"
#include "crosspoint/base/file.hpp"
#include "crosspoint/base/temporary_folder.hpp"
#include "crosspoint/study/report_page.hpp"
#include "crosspoint/study/report_source.hpp"
#include "crosspoint/study/runner.hpp"
#include "crosspoint/study/store.hpp"
#include "crosspoint/study/study_config.hpp"
#include "crosspoint/study/study_files.hpp"
#include "long_run.hpp"

namespace crosspoint::cli {

namespace {

namespace fs = std::filesystem;

constexpr int from_file = -1;  // --threads was not given

struct StudyArguments {
    std::string study;
    std::string out;
    std::string folder = "results";
    int threads = from_file;
};

void print(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);  // a watched or piped run shows each point as it is done
}

std::string result_text(const PointResult& result) {
    if (!result.good()) return result.status + ": " + result.message;
    const Interval interval = wilson_interval(result.correct, result.images);
    return fmt::format(
        "accuracy {:.2f} % ({:.2f} to {:.2f})  ps_error_rms {:<9.4g} "
        "activation_ber {:.4g}",
        100.0 * result.accuracy(), 100.0 * interval.low, 100.0 * interval.high,
        partial_sum_rms(result.layers), activation_ber(result.layers));
}

std::string point_text(const StudyPoint& point, const PointResult& result, bool from_store) {
    std::string name;
    for (const auto& [path, value] : point.axis_values) {
        name += fmt::format("{}{} = {}", name.empty() ? "" : ", ",
                            StudyAxis{.path = path, .values = {}}.column(), value);
    }
    return fmt::format("{:<24}  {}{}\n", name.empty() ? std::string("the point") : name,
                       result_text(result), from_store ? "  (stored)" : "");
}

void warn_without_pictures(const std::optional<Error>& not_drawn) {
    if (not_drawn)
        note(fmt::format("the page has no pictures: {}; {}", not_drawn->what, not_drawn->help));
}

// The study file goes beside its results, and the page is written if the file asks for one.
Result<void> finish_results(const StudyArguments& arguments, const ReportSpec& spec,
                            const std::string& folder) {
    const Result<std::string> text = read_text_file(arguments.study);
    if (!text) return text.error();
    if (auto r = write_file(folder + "/study.toml", *text); !r) return r;
    if (!spec.given) return {};
    ReportData data;
    if (auto r = load_report_study(folder, data); !r) return r;
    const auto not_drawn = write_report_page(folder + "/report.html", spec, data);
    if (!not_drawn) return not_drawn.error();
    warn_without_pictures(*not_drawn);
    return {};
}

Result<int> run_study_file(const StudyArguments& arguments) {
    const Result<StudyConfig> config = load_study(arguments.study);
    if (!config) return config.error();
    const Result<ReportSpec> report = read_report_spec(arguments.study);
    if (!report) return report.error();
    if (report->given)
        if (auto r = check_report(*report, *config); !r) return r.error();
    const StudyRunOptions options{
        .out = arguments.out.empty() ? "results/" + config->name : arguments.out,
        .threads = arguments.threads == from_file ? config->threads : arguments.threads,
        .program_version = CROSSPOINT_VERSION};
    const StopOnSignal stop("the images under way");
    ProgressPrinter printer;
    const StudyEvents events{
        .progress = [&](const ProgressState& state) { printer.show(state); },
        .point =
            [&](const StudyPoint& point, const PointResult& result, bool from_store) {
                printer.clear();
                print(point_text(point, result, from_store));
            }};
    const Result<StudyOutcome> outcome = run_study(*config, options, events, stop.token());
    printer.clear();
    if (!outcome) return outcome.error();
    const Result<void> finished = finish_results(arguments, *report, options.out);
    if (outcome->stopped) {
        return Error{
            .code = Errc::interrupted,
            .id = 5030,
            .what =
                fmt::format("stopped with {} of {} points done; they are kept in {}",
                            outcome->computed + outcome->from_store, outcome->points, options.out),
            .help = fmt::format("run `crosspoint study run {}{}` to go on", arguments.study,
                                arguments.out.empty() ? "" : " --out " + arguments.out)};
    }
    print(
        fmt::format("{:<24}  accuracy {:.2f} %\n", "software", 100.0 * outcome->software_accuracy));
    note(fmt::format("{} points computed, {} from the store", outcome->computed,
                     outcome->from_store));
    if (!finished) return finished.error();
    if (outcome->plot_error) return *outcome->plot_error;
    const bool picture = outcome->failed < outcome->points;
    note(fmt::format("wrote {0}/curve.csv{1}, layers.csv, study.resolved.json, report.json{2}",
                     options.out, picture ? ", curve.svg, curve.gp" : "",
                     report->given ? ", report.html" : ""));
    if (outcome->failed == 0) return 0;
    return Error{.code = Errc::numerics,
                 .id = 5031,
                 .what = fmt::format("{} of {} points have no valid result; they are nan in "
                                     "{}/curve.csv",
                                     outcome->failed, outcome->points, options.out),
                 .help = "report.json says why; try another run.fidelity"};
}

Result<int> list_studies(const StudyArguments& arguments) {
    std::error_code failed;
    std::vector<fs::path> folders;
    for (const fs::directory_entry& entry : fs::directory_iterator(arguments.folder, failed)) {
        std::error_code ignored;
        if (fs::exists(entry.path() / "study.sqlite", ignored)) folders.push_back(entry.path());
    }
    if (failed) {
        return Error{.code = Errc::usage,
                     .id = 5032,
                     .what = fmt::format("cannot list the folder {}: {}", arguments.folder,
                                         failed.message()),
                     .help = "give the folder that holds the results folders of the studies"};
    }
    std::sort(folders.begin(), folders.end());
    for (const fs::path& folder : folders) {
        const auto store = ResultStore::open_read_only((folder / "study.sqlite").string());
        const auto points = store ? store->all() : Result<std::vector<StoredPoint>>(store.error());
        if (!points) {
            print(fmt::format("{}: {}\n", folder.string(), points.error().what));
            continue;
        }
        const auto failures = std::count_if(points->begin(), points->end(),
                                            [](const auto& p) { return p.status != "converged"; });
        print(fmt::format("{}: {} points stored, {} of them failed\n", folder.string(),
                          points->size(), failures));
    }
    return 0;
}

Result<int> show_study(const StudyArguments& arguments) {
    const std::string path = (fs::path(arguments.folder) / "study.sqlite").string();
    const Result<ResultStore> store = ResultStore::open_read_only(path);
    if (!store) return store.error();
    const auto points = store->all();
    if (!points) return points.error();
    for (const StoredPoint& point : *points) {
        const Result<PointResult> result = parse_point_result(point.json, path);
        if (!result) return result.error();
        print(fmt::format("{}\n  {}\n  {}; {:.3g} s\n", point.key, result_text(*result),
                          result->check.method,
                          result->program_s + result->check_s + result->infer_s));
    }
    return 0;
}

struct ReportArguments {
    ReportSources sources;
    std::string out;
};

Result<int> write_report(const ReportArguments& arguments) {
    const Result<ReportMaterial> material = load_report(arguments.sources);
    if (!material) return material.error();
    if (arguments.out == "-") {
        const Result<TemporaryFolder> folder = TemporaryFolder::make();
        if (!folder) return folder.error();
        const Result<ReportPage> page =
            report_page(material->spec, material->data, {.folder = folder->path(), .name = "page"});
        if (!page) return page.error();
        warn_without_pictures(page->not_drawn);
        print(page->html);
        return 0;
    }
    const std::string& path = arguments.out.empty() ? material->page : arguments.out;
    const auto not_drawn = write_report_page(path, material->spec, material->data);
    if (!not_drawn) return not_drawn.error();
    warn_without_pictures(*not_drawn);
    std::error_code ignored;
    note(fmt::format("wrote {}, {} points of {} studies, {} KiB", path,
                     material->data.points.size(), material->data.studies.size(),
                     (fs::file_size(path, ignored) + 1023) / 1024));
    return 0;
}

void add_report(Program& program, CLI::App& study) {
    auto arguments = std::make_shared<ReportArguments>();
    CLI::App* verb = study.add_subcommand("report", "one page of HTML with pictures and tables");
    verb->add_option("source", arguments->sources.paths,
                     "study file or report file (.toml), or results folders")
        ->required();
    verb->add_option("--results", arguments->sources.results,
                     "results folder of a study file [results/NAME]");
    verb->add_option("--out", arguments->out,
                     "the page, - for stdout [report.html in the results folder; of several "
                     "folders here]");
    verb->footer(
        "What the page shows: [report], see engine/docs/report.md. Its pictures and their gnuplot\n"
        "scripts go to the folder figures beside it.\n"
        "Examples:\n"
        "  crosspoint study report netlists/studies/report_demo.toml\n"
        "  crosspoint study report results/fashion_1t1r --out fashion.html\n"
        "  crosspoint study report all.report.toml");
    verb->callback([&program, arguments] {
        program.action = [arguments] { return write_report(*arguments); };
    });
}

void add_run(Program& program, CLI::App& study) {
    auto arguments = std::make_shared<StudyArguments>();  // shared with the callback only
    CLI::App* verb = study.add_subcommand("run", "compute the points that are not stored yet");
    verb->add_option("study", arguments->study, "study file (TOML)")->required();
    verb->add_option("--out", arguments->out, "folder of the results [results/NAME]");
    verb->add_option("--threads", arguments->threads,
                     "number of threads, 0 = all cores [run.threads of the file]")
        ->check(CLI::Range(0, 4096));
    verb->footer(
        "Ctrl-C stops; the same command goes on. Finished points are never computed twice.\n"
        "Examples:\n"
        "  crosspoint study run netlists/studies/fashion_1t1r.toml\n"
        "  crosspoint study run study.toml --out results/try --threads 2\n"
        "  crosspoint study show results/fashion_1t1r");
    verb->callback([&program, arguments] {
        program.action = [arguments] { return run_study_file(*arguments); };
    });
}

}  // namespace

void add_study(Program& program) {
    CLI::App* study = program.app.add_subcommand("study", "sweep a network on tiles over axes");
    study->require_subcommand(1);
    add_run(program, *study);
    add_report(program, *study);

    auto listed = std::make_shared<StudyArguments>();
    CLI::App* list = study->add_subcommand("list", "the results folders below a folder");
    list->add_option("folder", listed->folder, "which folder")->capture_default_str();
    list->callback(
        [&program, listed] { program.action = [listed] { return list_studies(*listed); }; });

    auto shown = std::make_shared<StudyArguments>();
    CLI::App* show = study->add_subcommand("show", "the stored points of one results folder");
    show->add_option("folder", shown->folder, "results folder of a study")->required();
    show->callback([&program, shown] { program.action = [shown] { return show_study(*shown); }; });
}

}  // namespace crosspoint::cli
