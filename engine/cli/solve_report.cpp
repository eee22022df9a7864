// SPDX-License-Identifier: Apache-2.0
#include "solve_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "crosspoint/base/quantity.hpp"

namespace crosspoint::cli {
namespace {

std::string residual_text(const SolveReport& report) {
    std::string text = std::isnan(report.kcl_residual_A)
                           ? std::string("no residual (no node voltages)")
                           : fmt::format("KCL residual {:.3g} A", report.kcl_residual_A);
    if (report.audited > 0 && report.audited < report.inputs) {
        text += fmt::format(" over {} of the inputs", report.audited);
    }
    if (!std::isnan(report.error_bound_rel))
        text += fmt::format(", output error {:.3g} of the largest", report.error_bound_rel);
    if (!std::isnan(report.error_bound_each_rel))
        text += fmt::format(", {:.3g} of each", report.error_bound_each_rel);
    if (!report.error_kind.empty()) text += " (" + report.error_kind + ")";
    return text;
}

// The output currents, as many as fit on a screen.
std::string currents_text(const Matrix<double>& currents) {
    constexpr std::size_t most_rows = 8, most_cols = 8;
    std::string text = fmt::format("currents  [{} x {}] A, into the sense node of each column\n",
                                   currents.rows(), currents.cols());
    for (std::size_t b = 0; b < std::min(most_rows, currents.rows()); ++b) {
        text += fmt::format("{:>8}  ", b);
        for (std::size_t j = 0; j < std::min(most_cols, currents.cols()); ++j) {
            text += fmt::format("{:<14.7g}", currents(b, j));
        }
        text.erase(text.find_last_not_of(' ') + 1);
        text += currents.cols() > most_cols ? "  ...\n" : "\n";
    }
    if (currents.rows() > most_rows) text += "          ...\n";
    return text;
}

}  // namespace

std::string report_json(const TileJob& job, const SolveReport& report) {
    nlohmann::ordered_json object;
    object["tile"] = nlohmann::ordered_json::parse(tile_json(job));
    // Non-finite numbers come out as null, all others with as many digits as they need (<= 17).
    object["report"] = {{"status", status_name(report.status)},
                        {"method", report.method},
                        {"why", report.why},
                        {"unknowns", report.unknowns},
                        {"inputs", report.inputs},
                        {"kcl_residual_A", report.kcl_residual_A},
                        {"error_bound_rel", report.error_bound_rel},
                        {"error_bound_each_rel", report.error_bound_each_rel},
                        {"error_kind", report.error_kind},
                        {"iterations", report.iterations},
                        {"newton_iterations", report.newton_iterations},
                        {"coarse_block", report.coarse_block},
                        {"expected_s", report.expected_s},
                        {"memory_bytes", report.memory_bytes},
                        {"setup_s", report.setup_s},
                        {"program_s", report.program_s},
                        {"solve_s", report.solve_s},
                        {"threads", report.threads}};
    return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string report_text(const TileJob& job, const TileSolution& solution) {
    return tile_text(job) + currents_text(solution.i_out_A) + solver_text(solution.report);
}

std::string solver_text(const SolveReport& report) {
    std::string text;
    text += fmt::format("status    {}\n", status_name(report.status));
    text += fmt::format("method    {}: {}\n", report.method, report.why);
    text += fmt::format("unknowns  {} for each of {} input{}\n", report.unknowns, report.inputs,
                        report.inputs == 1 ? "" : "s");
    text += fmt::format("check     {}\n", residual_text(report));
    if (report.iterations > 0)
        text += fmt::format(
            "work      {} iterations over all inputs{}\n", report.iterations,
            report.coarse_block > 0
                ? fmt::format(", with a coarse grid of one node per {0} x {0} crossings",
                              report.coarse_block)
                : std::string());
    if (report.newton_iterations > 0)
        text += fmt::format("newton    {} evaluations of the cells over all inputs\n",
                            report.newton_iterations);
    if (report.memory_bytes > 0)
        text += fmt::format("memory    {:.3g} MiB beside cells and results\n",
                            static_cast<double>(report.memory_bytes) / (1024.0 * 1024.0));
    text += fmt::format("time      setup {}, program {}, solve {}, {} thread{}\n",
                        format_quantity(report.setup_s, Unit::second),
                        format_quantity(report.program_s, Unit::second),
                        format_quantity(report.solve_s, Unit::second), report.threads,
                        report.threads == 1 ? "" : "s");
    return text;
}

}  // namespace crosspoint::cli
