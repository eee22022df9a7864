// crosspoint write-error: write error rates of an MRAM tile over voltages and pulse lengths, behind
// its wires and access transistors.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "command.hpp"
#include "crosspoint/base/file.hpp"
#include "crosspoint/base/quantity.hpp"
#include "crosspoint/study/plot.hpp"
#include "crosspoint/study/write_error_map.hpp"
#include "long_run.hpp"
#include "model_options.hpp"
#include "result_files.hpp"
#include "solve_job.hpp"

namespace crosspoint::cli {

namespace {

constexpr double quiet_s = 2.0;  // a run that takes no longer shows no progress

struct WriteErrorArguments {
    std::string tile;
    std::string voltage;
    std::string pulse;
    std::string direction;
    std::string method = "reference";
    double target = 1e-6;
    std::string csv;
    std::string plot;
    std::string map;
    int threads = 0;
    std::string format = "text";
};

Error usage(int id, std::string what, std::string help) {
    return Error{.code = Errc::usage, .id = id, .what = std::move(what), .help = std::move(help)};
}

// "0.4:0.8:9" or "0.5,0.6"; positive, ascending.
Result<std::vector<double>> values_of(const std::string& flag, const std::string& text, Unit unit) {
    const Error wrong =
        usage(7680, fmt::format("{} {} is no range of positive, ascending values", flag, text),
              "write from:to:count with 2 to 1000 values, or values with commas between them");
    std::vector<std::string> words(1);
    const char mark = text.find(':') != std::string::npos ? ':' : ',';
    for (const char c : text) {
        if (c == mark) {
            words.emplace_back();
        } else {
            words.back() += c;
        }
    }
    std::vector<double> values;
    const std::size_t quantities = mark == ':' ? 2 : words.size();
    if (mark == ':' && words.size() != 3) return wrong;
    for (std::size_t k = 0; k < quantities; ++k) {
        const Result<double> value = quantity_of(flag, words[k], unit);
        if (!value) return value.error();
        values.push_back(*value);
    }
    if (mark == ':') {
        char* end = nullptr;
        const long count = std::strtol(words[2].c_str(), &end, 10);
        if (words[2].empty() || *end != '\0' || count < 2 || count > 1000) return wrong;
        const double from = values[0], to = values[1];
        values.clear();
        for (long k = 0; k < count; ++k)
            values.push_back(
                std::lerp(from, to, static_cast<double>(k) / static_cast<double>(count - 1)));
    }
    double before = 0.0;
    for (const double value : values) {
        if (!(value > before)) return wrong;
        before = value;
    }
    return values;
}

const char* direction_name(WriteDirection direction) {
    return direction == WriteDirection::to_parallel ? "ap-p" : "p-ap";
}

// One line of the table: a pulse at a voltage, for the near and the far cell.
struct Row {
    double write_V, pulse_s, near_wer, far_wer, near_i, far_i, energy_J;
};

std::vector<Row> table_of(const WriteErrorMap& map) {
    std::vector<Row> rows;
    for (std::size_t p = 0; p < map.spec.pulses_s.size(); ++p)
        for (std::size_t v = 0; v < map.spec.voltages_V.size(); ++v) {
            const auto wer = map.wer_at(v, p).values();
            const auto overdrive = map.overdrive[v].values();
            rows.push_back({map.spec.voltages_V[v], map.spec.pulses_s[p], wer[map.near_cell],
                            wer[map.far_cell], overdrive[map.near_cell], overdrive[map.far_cell],
                            map.energy_J(v, p, map.far_cell)});
        }
    return rows;
}

std::string report_json(const WriteErrorMap& map, double target) {
    nlohmann::ordered_json object;
    object["direction"] = direction_name(map.spec.direction);
    object["delta"] = map.scales[0].delta;
    object["tau_D_s"] = map.scales[0].tau_D_s;
    object["ic0_A"] = map.spec.direction == WriteDirection::to_parallel
                          ? map.scales[0].ic0_A
                          : map.scales[0].ic0_to_antiparallel_A;
    object["near_cell"] = {map.near_cell / map.cols, map.near_cell % map.cols};
    object["far_cell"] = {map.far_cell / map.cols, map.far_cell % map.cols};
    object["table_error_rel"] = map.table_error_rel;
    object["points"] = nlohmann::ordered_json::array();
    for (const Row& row : table_of(map))
        object["points"].push_back({{"write_V", row.write_V},
                                    {"pulse_s", row.pulse_s},
                                    {"overdrive_near", row.near_i},
                                    {"overdrive_far", row.far_i},
                                    {"wer_near", row.near_wer},
                                    {"wer_far", row.far_wer},
                                    {"energy_far_J", row.energy_J}});
    object["target"] = target;
    object["voltage_for_target"] = nlohmann::ordered_json::array();
    for (std::size_t p = 0; p < map.spec.pulses_s.size(); ++p)
        object["voltage_for_target"].push_back(
            {{"pulse_s", map.spec.pulses_s[p]},
             {"near_V", voltage_for(map, p, map.near_cell, target)},
             {"far_V", voltage_for(map, p, map.far_cell, target)}});
    object["kcl_residual_A"] = map.worst.kcl_residual_A;
    return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string volts_text(double volts) {
    return std::isnan(volts) ? "outside" : fmt::format("{:.4f} V", volts);
}

std::string report_text(const TileJob& job, const WriteErrorMap& map, double target) {
    const SwitchingScales& scales = map.scales[0];
    const bool parallel = map.spec.direction == WriteDirection::to_parallel;
    std::string text = tile_text(job);
    text += fmt::format(
        "magnet    Delta {:.4g}, tau_D {}, Ic0 {} ({}){}\n", scales.delta,
        format_quantity(scales.tau_D_s, Unit::second),
        format_quantity(parallel ? scales.ic0_A : scales.ic0_to_antiparallel_A, Unit::ampere),
        parallel ? "AP to P" : "P to AP",
        map.scales.size() > 1 ? ": cell (0, 0), they differ" : "");
    text += fmt::format("cells     near ({}, {}), far ({}, {}): most and least current\n",
                        map.near_cell / map.cols, map.near_cell % map.cols, map.far_cell / map.cols,
                        map.far_cell % map.cols);
    text += "pulse       write V   I/Ic0 near  far     WER near    far         energy far\n";
    for (const Row& row : table_of(map))
        text += fmt::format("{:<11} {:<9.4f} {:<11.4f} {:<7.4f} {:<11.3e} {:<11.3e} {}\n",
                            format_quantity(row.pulse_s, Unit::second), row.write_V, row.near_i,
                            row.far_i, row.near_wer, row.far_wer,
                            format_quantity(row.energy_J, Unit::joule));
    for (std::size_t p = 0; p < map.spec.pulses_s.size(); ++p)
        text += fmt::format("target    WER {:.0e} with {}: near cell {}, far cell {}\n", target,
                            format_quantity(map.spec.pulses_s[p], Unit::second),
                            volts_text(voltage_for(map, p, map.near_cell, target)),
                            volts_text(voltage_for(map, p, map.far_cell, target)));
    text +=
        map.references == 0
            ? std::string("rates     closed form\n")
            : fmt::format("rates     {} Fokker-Planck solutions, error below {:.1e} of a rate\n",
                          map.references, map.table_error_rel);
    text += fmt::format("check     {}; KCL residual {:.3g} A\n", map.worst.method,
                        map.worst.kcl_residual_A);
    return text;
}

Result<void> draw(const std::string& picture, const std::string& script, int width) {
    if (auto r = draw_plot({.picture = picture, .script = script, .width = width}); !r) return r;
    note("wrote " + picture + " and its script " + plot_script_path(picture));
    return {};
}

// The point of the map whose rates spread over the most decades that are drawn.
std::pair<std::size_t, std::size_t> most_telling(const WriteErrorMap& map) {
    std::pair<std::size_t, std::size_t> best{0, 0};
    double most = -1.0;
    for (std::size_t v = 0; v < map.spec.voltages_V.size(); ++v)
        for (std::size_t p = 0; p < map.spec.pulses_s.size(); ++p) {
            const auto wer = map.wer_at(v, p).values();
            const double near = std::max(wer[map.near_cell], 1e-12);
            const double spread = std::log(std::max(wer[map.far_cell], 1e-12) / near);
            if (spread <= most) continue;
            most = spread;
            best = {v, p};
        }
    return best;
}

Result<int> run(const WriteErrorArguments& arguments) {
    WriteErrorSpec spec{.threads = arguments.threads};
    Result<std::vector<double>> volts = values_of("--voltage", arguments.voltage, Unit::volt);
    if (!volts) return volts.error();
    spec.voltages_V = *std::move(volts);
    Result<std::vector<double>> pulses = values_of("--pulse", arguments.pulse, Unit::second);
    if (!pulses) return pulses.error();
    spec.pulses_s = *std::move(pulses);
    if (!(arguments.target > 0.0 && arguments.target < 1.0))
        return usage(7681, fmt::format("--target is {}, expected a rate", arguments.target),
                     "above 0, below 1, as 1e-6");
    spec.direction = arguments.direction == "ap-p" ? WriteDirection::to_parallel
                                                   : WriteDirection::to_antiparallel;
    spec.method = arguments.method == "reference" ? WriteErrorMethod::reference
                                                  : WriteErrorMethod::closed_form;
    const StopOnSignal stop("the step under way");
    ProgressPrinter printer(quiet_s);
    spec.stop = stop.token();
    spec.progress = [&](const SolveProgress& p) { printer.show(p); };
    const Result<TileJob> job = load_tile(arguments.tile, CellKinds::resistors_or_model);
    if (!job) return job.error();
    const Result<WriteErrorMap> map = map_write_errors(*job, spec);
    printer.clear();
    if (!map) return map.error();
    if (!arguments.csv.empty()) {
        if (auto r = write_file(arguments.csv, write_error_csv(*map)); !r) return r.error();
        note("wrote " + arguments.csv);
    }
    const std::string title =
        fmt::format("{}, {}", std::filesystem::path(arguments.tile).stem().string(),
                    spec.direction == WriteDirection::to_parallel ? "AP to P" : "P to AP");
    if (!arguments.plot.empty())
        if (auto r = draw(arguments.plot, write_error_curve_script(*map, title), 860); !r)
            return r.error();
    if (!arguments.map.empty()) {
        const auto [v, p] = most_telling(*map);
        if (auto r = draw(arguments.map, write_error_map_script(*map, v, p, title), 640); !r)
            return r.error();
    }
    const std::string text = arguments.format == "json" ? report_json(*map, arguments.target)
                                                        : report_text(*job, *map, arguments.target);
    std::fputs(text.c_str(), stdout);
    return judge(map->worst);
}

}  // namespace

void add_write_error(Program& program) {
    auto arguments = std::make_shared<WriteErrorArguments>();  // shared with the callback only
    CLI::App* verb = program.app.add_subcommand(
        "write-error", "write error rates of an MRAM tile over voltage and pulse length");
    verb->add_option("tile", arguments->tile, "tile file (TOML), 1t1r with an MTJ model")
        ->required();
    verb->add_option("--voltage", arguments->voltage, "from:to:count, or values with commas")
        ->required();
    verb->add_option("--pulse", arguments->pulse, "lengths, the same way")->required();
    verb->add_option("--direction", arguments->direction, "what is written")
        ->check(CLI::IsMember({"p-ap", "ap-p"}))
        ->required();
    verb->add_option("--method", arguments->method, "where a rate comes from")
        ->check(CLI::IsMember({"reference", "closed-form"}))
        ->capture_default_str();
    verb->add_option("--target", arguments->target, "rate for which a voltage is looked up")
        ->capture_default_str();
    verb->add_option("--csv", arguments->csv, "file for all cells, voltages and pulses");
    verb->add_option("--plot", arguments->plot, "rate over voltage, FILE.svg or FILE.png");
    verb->add_option("--map", arguments->map,
                     "rates of all cells where they differ most, FILE.svg or FILE.png");
    add_threads(*verb, arguments->threads);
    add_format(*verb, arguments->format);
    verb->footer(
        "All cells of a row are written at the same time, row by row; engine/docs/write-error.md.\n"
        "Examples:\n"
        "  crosspoint write-error mram.toml --voltage 0.8:1.2:9 --pulse 5n,10n,20n --direction "
        "p-ap\n"
        "  crosspoint write-error mram.toml --voltage 0.9,1 --pulse 10n --direction ap-p --csv "
        "rates.csv\n"
        "  crosspoint write-error mram.toml --voltage 0.8:1.2:9 --pulse 10n --direction p-ap "
        "--plot wer.svg --map map.svg");
    verb->callback(
        [&program, arguments] { program.action = [arguments] { return run(*arguments); }; });
}

}  // namespace crosspoint::cli
