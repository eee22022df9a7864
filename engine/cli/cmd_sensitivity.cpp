// crosspoint sensitivity: how one output current depends on every cell, wire, end and source.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "command.hpp"
#include "crosspoint/base/npy.hpp"
#include "crosspoint/solve/sensitivity.hpp"
#include "crosspoint/study/plot.hpp"
#include "long_run.hpp"
#include "result_files.hpp"
#include "solve_job.hpp"

namespace crosspoint::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t listed = 5;  // cells and segments that the summary names

struct SensitivityArguments {
    std::string tile;
    std::size_t output = 0;
    std::size_t input = 0;
    std::string out;
    std::string plot;
    std::string format = "text";
    int threads = 0;
};

// One parameter and its derivative.
struct Entry {
    std::string set;      // "wl", ...; empty: a cell
    std::size_t row = 0;  // or line
    std::size_t col = 0;  // or segment
    double value = 0.0;   // S or ohm
    double slope = 0.0;   // V or A/ohm
    double rank = 0.0;
};

struct NamedSet {
    const char* name;
    const LineSet* lines;
    const LineSensitivity* slopes;
};

std::vector<NamedSet> sets_of(const TileSpec& spec, const TileSensitivity& s) {
    std::vector<NamedSet> sets;
    for (const NamedSet& set : {NamedSet{"wl", &spec.wl, &s.wl}, NamedSet{"bl", &spec.bl, &s.bl},
                                NamedSet{"sl", &spec.sl, &s.sl}})
        if (!set.slopes->di_dr_A_per_ohm.empty()) sets.push_back(set);
    return sets;
}

// The first `listed` by rank; ties keep their order, entries of rank 0 are left out.
std::vector<Entry> largest(std::vector<Entry> entries) {
    std::erase_if(entries, [](const Entry& e) { return !(e.rank > 0.0); });
    const auto count = static_cast<std::ptrdiff_t>(std::min(listed, entries.size()));
    std::partial_sort(entries.begin(), entries.begin() + count, entries.end(),
                      [](const Entry& a, const Entry& b) {
                          if (a.rank != b.rank) return a.rank > b.rank;
                          return std::tie(a.set, a.row, a.col) < std::tie(b.set, b.row, b.col);
                      });
    entries.resize(static_cast<std::size_t>(count));
    return entries;
}

// Cells by what the same relative change of each does.
std::vector<Entry> largest_cells(const TileJob& job, const TileSensitivity& s) {
    std::vector<Entry> cells;
    const TileSpec& spec = job.spec;
    for (std::size_t i = 0; i < spec.rows; ++i) {
        const bool on = !spec.gated() || job.inputs(0, i) != 0.0;
        for (std::size_t j = 0; j < spec.cols; ++j) {
            const double g_S = on ? job.cells.g_on_S(i, j) : job.cells.g_off_S;
            const double slope = s.di_dg_V(i, j);
            const double effect = std::isinf(g_S) ? 0.0 : std::abs(g_S * slope);
            cells.push_back({"", i, j, g_S, slope, effect});
        }
    }
    return largest(std::move(cells));
}

// Segments by what one ohm more in each does; the outermost with the end they are in series with.
std::vector<Entry> largest_segments(const TileJob& job, const TileSensitivity& s) {
    std::vector<Entry> segments;
    for (const NamedSet& set : sets_of(job.spec, s)) {
        const Matrix<double>& slopes = set.slopes->di_dr_A_per_ohm;
        const std::size_t last = slopes.cols() - 1;
        for (std::size_t line = 0; line < slopes.rows(); ++line)
            for (std::size_t k = 0; k <= last; ++k) {
                double ohm = set.lines->segment_ohm.at(line, k, last);
                if (k == 0) ohm += set.lines->first_end.resistance_ohm;
                if (k == last) ohm += set.lines->last_end.resistance_ohm;
                const double slope = slopes(line, k);
                segments.push_back({set.name, line, k, ohm, slope, std::abs(slope)});
            }
    }
    return largest(std::move(segments));
}

// The derivative by a segment resistance common to all lines of a set.
double common_slope(const NamedSet& set) {
    const Matrix<double>& slopes = set.slopes->di_dr_A_per_ohm;
    const std::size_t last = slopes.cols() - 1;
    double total = 0.0;
    for (std::size_t line = 0; line < slopes.rows(); ++line)
        for (std::size_t k = 0; k <= last; ++k)
            if (set.lines->segment_ohm.first_segment() || (k > 0 && k < last))
                total += slopes(line, k);
    return total;
}

// "wl 4, segment 2", "wl 4, left end".
std::string place_name(const TileSpec& spec, const Entry& e) {
    const bool horizontal = e.set == "wl" || (e.set == "sl" && spec.horizontal() != nullptr);
    const std::size_t last = horizontal ? spec.cols : spec.rows;
    if (e.col == 0) return fmt::format("{} {}, {} end", e.set, e.row, horizontal ? "left" : "top");
    if (e.col == last)
        return fmt::format("{} {}, {} end", e.set, e.row, horizontal ? "right" : "bottom");
    return fmt::format("{} {}, segment {}", e.set, e.row, e.col);
}

std::vector<NamedBytes> result_files(const TileJob& job, const TileSensitivity& s) {
    std::vector<NamedBytes> files;
    const auto add = [&](const std::string& name, const Matrix<double>& values) {
        const std::array<std::size_t, 2> shape = {values.rows(), values.cols()};
        files.emplace_back(name, npy_bytes(shape, values.values()));
    };
    add("di_dg_V.npy", s.di_dg_V);
    if (job.spec.gated()) add("di_dg_device_V.npy", s.di_dg_device_V);
    for (const NamedSet& set : sets_of(job.spec, s)) {
        add(fmt::format("di_dr_{}_A_per_ohm.npy", set.name), set.slopes->di_dr_A_per_ohm);
        add(fmt::format("di_dend_{}_A_per_ohm.npy", set.name), set.slopes->di_dend_A_per_ohm);
    }
    if (!s.di_dv_S.empty()) {
        const std::array<std::size_t, 1> shape = {s.di_dv_S.size()};
        files.emplace_back("di_dv_S.npy", npy_bytes(shape, s.di_dv_S));
    }
    return files;
}

// |sum - I| in terms of I; of the terms where I is 0.
double off_by(double sum_A, const TileSensitivity& s) {
    const double apart_A = std::abs(sum_A - s.i_out_A);
    if (apart_A == 0.0) return 0.0;
    return apart_A / (s.i_out_A != 0.0 ? std::abs(s.i_out_A) : s.report.sum_g_di_dg_abs_A);
}

Json entry_json(const Entry& e) {
    if (e.set.empty())
        return {{"row", e.row}, {"col", e.col}, {"g_S", e.value}, {"di_dg_V", e.slope}};
    return {{"set", e.set},
            {"line", e.row},
            {"segment", e.col},
            {"r_ohm", e.value},
            {"di_dr_A_per_ohm", e.slope}};
}

std::string report_json(const TileJob& job, const SensitivityArguments& arguments,
                        const TileSensitivity& s) {
    const SensitivityReport& report = s.report;
    Json object;
    object["tile"] = Json::parse(tile_json(job));
    object["output"] = s.output;
    object["input"] = arguments.input;
    object["i_out_A"] = s.i_out_A;
    object["largest_cells"] = Json::array();
    for (const Entry& e : largest_cells(job, s)) object["largest_cells"].push_back(entry_json(e));
    object["largest_segments"] = Json::array();
    for (const Entry& e : largest_segments(job, s))
        object["largest_segments"].push_back(entry_json(e));
    for (const NamedSet& set : sets_of(job.spec, s))
        object["di_dr_all_A_per_ohm"][set.name] = common_slope(set);
    object["di_dread_S"] = s.di_dread_S;
    if (job.spec.gated()) {
        object["di_daccess_A_per_ohm"] = s.di_daccess_A_per_ohm;
        object["di_dleak_V"] = s.di_dleak_V;
    }
    object["report"] = {
        {"status", status_name(report.status)},    {"method", report.method},
        {"i_out_bound_A", report.i_out_bound_A},   {"di_dv_bound_S", report.di_dv_bound_S},
        {"kcl_residual_A", report.kcl_residual_A}, {"kcl_adjoint_A", report.kcl_adjoint_A},
        {"sum_g_di_dg_A", report.sum_g_di_dg_A},   {"sum_v_di_dv_A", report.sum_v_di_dv_A}};
    return object.dump(2, ' ', false, Json::error_handler_t::replace);
}

// ", -0.31 % of I" where I is not 0.
std::string share(double change_A, const TileSensitivity& s) {
    if (s.i_out_A == 0.0 || !std::isfinite(s.i_out_A)) return "";
    return fmt::format(" ({:+.3g} % of I)", 100.0 * change_A / s.i_out_A);
}

std::string lists_text(const TileJob& job, const TileSensitivity& s) {
    const std::vector<Entry> cells = largest_cells(job, s);
    std::string text = "cells     that count most, for the same relative change\n";
    for (const Entry& e : cells)
        text += fmt::format(
            "          {:<18} G {:<10.4g} S    dI/dG {:<+11.4g} V      1 % of G: {:+.3g} A{}\n",
            fmt::format("({}, {})", e.row, e.col), e.value, e.slope, 0.01 * e.value * e.slope,
            share(0.01 * e.value * e.slope, s));
    if (cells.empty()) text += "          none\n";
    const std::vector<Entry> segments = largest_segments(job, s);
    text += "segments  that count most, for one ohm more\n";
    for (const Entry& e : segments)
        text += fmt::format(
            "          {:<18} r {:<10.4g} ohm  dI/dr {:<+11.4g} A/ohm  1 ohm: {:+.3g} A{}\n",
            place_name(job.spec, e), e.value, e.slope, e.slope, share(e.slope, s));
    if (segments.empty()) text += "          none\n";
    return text;
}

std::string report_text(const TileJob& job, const SensitivityArguments& arguments,
                        const TileSensitivity& s) {
    const SensitivityReport& report = s.report;
    std::string text = tile_text(job);
    text += fmt::format("output    column {}, input {}: I = {:.9g} A, error at most {:.1e} A\n",
                        s.output, arguments.input, s.i_out_A, report.i_out_bound_A);
    text += lists_text(job, s);
    for (const NamedSet& set : sets_of(job.spec, s)) {
        const double all = common_slope(set);
        text +=
            fmt::format("all {}    segments together, by their common resistance: {:+.4g} A/ohm\n",
                        set.name, all);
    }
    if (job.spec.gated())
        text += fmt::format(
            "cell      access transistor {:+.4g} A/ohm, leakage of off cells {:+.4g} V\n",
            s.di_daccess_A_per_ohm, s.di_dleak_V);
    text += fmt::format("status    {}\nmethod    {}; adjoint: one solve more\n",
                        status_name(report.status), report.method);
    text += fmt::format("check     sum of G dI/dG over cells, wires and ends is I to {:.1e}\n",
                        off_by(report.sum_g_di_dg_A, s));
    text += fmt::format("          sum of V dI/dV over all drivers is I to {:.1e}\n",
                        off_by(report.sum_v_di_dv_A, s));
    text += fmt::format("          KCL residual {:.3g} A, of the adjoint {:.3g} A at 1 V\n",
                        report.kcl_residual_A, report.kcl_adjoint_A);
    return text;
}

// The map as it is drawn: sizes on a logarithmic scale where they spread (the column of the output
// against all others), else signed values. Cells without influence become NaN, which stays white.
struct Map {
    Matrix<double> values;
    bool log = false;
    double top = 0.0;  // largest size
};

Map make_map(const TileSensitivity& s) {
    constexpr double spread = 30.0;   // beyond this a linear scale shows one column only
    constexpr double decades = 1e-8;  // smaller ones are drawn as this share of the largest
    Map map{.values = s.di_dg_V};
    double least = std::numeric_limits<double>::infinity();
    for (double& v : map.values.values()) {
        if (v == 0.0) v = std::numeric_limits<double>::quiet_NaN();
        if (!std::isfinite(v)) continue;
        map.top = std::max(map.top, std::abs(v));
        least = std::min(least, std::abs(v));
    }
    map.log = map.top > spread * least;
    if (map.log)
        for (double& v : map.values.values())
            if (!std::isnan(v)) v = std::max(std::abs(v), decades * map.top);
    return map;
}

Result<void> draw(const SensitivityArguments& arguments, const TileSensitivity& s) {
    Map map = make_map(s);
    const char* unit = scale_volts(map.values);
    const std::string title =
        fmt::format("Sensitivity of output {} to the cells: {}, input {}", s.output,
                    std::filesystem::path(arguments.tile).stem().string(), arguments.input);
    const std::string label =
        map.log ? fmt::format("size of dI/dG ({})", unit) : fmt::format("dI/dG ({})", unit);
    // Room for the numbers and the label of the bar, which gnuplot does not count for wide maps.
    std::string script = "set rmargin at screen 0.78\n";
    script += map.log ? "set logscale cb\nset format cb '%g'\n" : "";
    script += heat_map_script(map.values, title, label);
    if (auto r = draw_plot({.picture = arguments.plot, .script = script}); !r) return r;
    note("wrote " + arguments.plot + " and its script " + plot_script_path(arguments.plot));
    return {};
}

Result<TileSensitivity> solve(const TileJob& job, const SensitivityArguments& arguments) {
    const auto in_tile = [&](Error failure) {
        if (!failure.where && failure.code == Errc::input) failure.where = job.geometry_where;
        return failure;
    };
    const StopOnSignal stop("the step under way");
    auto solver = SensitivitySolver::make(job.spec, job.cells,
                                          {.threads = arguments.threads, .stop = stop.token()});
    if (!solver) return in_tile(solver.error());
    if (auto r = solver->set_input(job.inputs.row(0)); !r) return in_tile(r.error());
    return solver->output(arguments.output);
}

Result<int> run(const SensitivityArguments& arguments) {
    Result<TileJob> job = load_tile(arguments.tile);
    if (!job) return job.error();
    if (arguments.input >= job->inputs.rows()) {
        return Error{.code = Errc::usage,
                     .id = 6012,
                     .what = fmt::format("--input is {}, but the tile has inputs 0 to {}",
                                         arguments.input, job->inputs.rows() - 1),
                     .help = "inputs count from 0"};
    }
    if (arguments.output >= job->spec.cols) {
        return Error{.code = Errc::usage,
                     .id = 6013,
                     .what = fmt::format("--output is {}, but the tile has columns 0 to {}",
                                         arguments.output, job->spec.cols - 1),
                     .help = "outputs are columns and count from 0"};
    }
    const auto chosen = job->inputs.row(arguments.input);
    job->inputs =
        Matrix<double>(1, chosen.size(), std::vector<double>(chosen.begin(), chosen.end()));
    const Result<TileSensitivity> s = solve(*job, arguments);
    if (!s) return s.error();
    if (!arguments.out.empty()) {
        const std::vector<NamedBytes> files = result_files(*job, *s);
        if (auto r = write_all(arguments.out, files); !r) return r.error();
        for (const NamedBytes& file : files) note("wrote " + arguments.out + "/" + file.first);
    }
    if (!arguments.plot.empty())
        if (auto r = draw(arguments, *s); !r) return r.error();
    const std::string text = arguments.format == "json" ? report_json(*job, arguments, *s) + "\n"
                                                        : report_text(*job, arguments, *s);
    std::fputs(text.c_str(), stdout);
    return judge(SolveReport{.status = s->report.status, .remarks = s->report.remarks});
}

}  // namespace

void add_sensitivity(Program& program) {
    auto arguments = std::make_shared<SensitivityArguments>();  // shared with the callback only
    CLI::App* verb = program.app.add_subcommand(
        "sensitivity", "derivatives of one output current by every cell, wire and source");
    verb->add_option("tile", arguments->tile, "tile file (TOML)")->required();
    verb->add_option("--output", arguments->output, "column whose current it is, from 0")
        ->check(CLI::NonNegativeNumber)
        ->required();
    verb->add_option("--input", arguments->input, "which input of the batch")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    verb->add_option("--out", arguments->out, "folder for the arrays");
    verb->add_option("--plot", arguments->plot, "map of dI/dG of the cells, FILE.svg or FILE.png");
    add_threads(*verb, arguments->threads);
    add_format(*verb, arguments->format);
    verb->footer(
        "Arrays that --out writes, float64:\n"
        "  di_dg_V.npy              [rows x cols] by what each cell conducts now\n"
        "  di_dg_device_V.npy       1t1r: by the device alone, without its transistor\n"
        "  di_dr_wl_A_per_ohm.npy   [lines x crossings + 1] by each segment; also bl, sl\n"
        "  di_dend_wl_A_per_ohm.npy [lines x 2] by driver or sense resistance, left or top first\n"
        "  di_dv_S.npy              passive: [rows] by the input voltages\n"
        "Examples:\n"
        "  crosspoint sensitivity tile.toml --output 3\n"
        "  crosspoint sensitivity tile.toml --output 3 --out results --plot map.svg\n"
        "  crosspoint sensitivity tile.toml --output 0 --input 2 --format json");
    verb->callback(
        [&program, arguments] { program.action = [arguments] { return run(*arguments); }; });
}

}  // namespace crosspoint::cli
