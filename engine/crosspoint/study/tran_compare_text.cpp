// The comparison of a tile over time, for people and as JSON.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "crosspoint/study/tran_compare.hpp"

namespace crosspoint {

namespace {

const char* engine_name(TileEngine engine) {
    return engine == TileEngine::fast ? "fast" : "circuit";
}

const char* status_of(const TranEngineComparison& row, double rtol) {
    if (!row.skipped.empty()) return "left out";
    if (!row.failure.empty()) return "failed";
    return row.agrees(rtol) ? "ok" : "differs";
}

std::string worst_text(const char* what, const TranWorst& worst) {
    return fmt::format("  {:<9} {:>8.1e}  {} at {:.6g} s\n", what, worst.difference_rel,
                       worst.where, worst.time_s);
}

std::string row_text(const TranEngineComparison& row, bool with_states, double rtol) {
    std::string text = fmt::format("{:<8}  {}", engine_name(row.engine), status_of(row, rtol));
    if (!row.skipped.empty()) return text + ": " + row.skipped + "\n";
    if (!row.failure.empty()) return text + ": " + row.failure + "\n";
    text += fmt::format("; {} steps; {}\n", row.steps, row.method);
    if (!row.left_out.empty()) text += "  left out  " + row.left_out + "\n";
    if (with_states) text += worst_text("states", row.states) + worst_text("reached", row.reached);
    return text + worst_text("currents", row.currents);
}

nlohmann::ordered_json json_of(const TranWorst& worst) {
    return {
        {"difference_rel", worst.difference_rel}, {"where", worst.where}, {"time_s", worst.time_s}};
}

nlohmann::ordered_json json_of(const TranEngineComparison& row, bool with_states, double rtol) {
    nlohmann::ordered_json object = {{"engine", engine_name(row.engine)},
                                     {"status", status_of(row, rtol)}};
    if (!row.skipped.empty() || !row.failure.empty()) {
        object["message"] = row.skipped + row.failure;
        return object;
    }
    object["method"] = row.method;
    if (!row.left_out.empty()) object["left_out"] = row.left_out;
    object["steps"] = row.steps;
    if (with_states) {
        object["states"] = json_of(row.states);
        object["reached"] = json_of(row.reached);
    }
    object["currents"] = json_of(row.currents);
    return object;
}

}  // namespace

std::string tran_comparison_text(const TranComparison& comparison, const std::string& source,
                                 const std::string& ngspice, double rtol) {
    std::string text =
        fmt::format("{}: {} phases, {} line ends, up to {:.3g} A; {} states in {} cells", source,
                    comparison.phases, comparison.ends, comparison.largest_A, comparison.states,
                    comparison.cells);
    if (comparison.states > 0)
        text += fmt::format(", the furthest moves by {:.2g} of the largest", comparison.moved);
    text += "\n";
    for (const TranEngineComparison& row : comparison.engines)
        text += row_text(row, comparison.states > 0, rtol);
    text += fmt::format(
        "against {} ({} points, abstol {:.0e} A) at {} times; states relative to the largest of "
        "their kind, "
        "currents to the largest of their phase\n",
        ngspice, comparison.ngspice_points, comparison.abstol_A, comparison.times);
    return text + fmt::format("{} to {:.0e}\n",
                              comparison.agrees(rtol) ? "agrees" : "DOES NOT AGREE", rtol);
}

std::string tran_comparison_json(const TranComparison& comparison, const std::string& source,
                                 const std::string& ngspice, double rtol) {
    nlohmann::ordered_json object = {{"ngspice", ngspice},
                                     {"rtol", rtol},
                                     {"source", source},
                                     {"agrees", comparison.agrees(rtol)},
                                     {"phases", comparison.phases},
                                     {"ends", comparison.ends},
                                     {"cells", comparison.cells},
                                     {"states", comparison.states},
                                     {"times", comparison.times},
                                     {"ngspice_points", comparison.ngspice_points},
                                     {"ngspice_abstol_A", comparison.abstol_A},
                                     {"largest_A", comparison.largest_A},
                                     {"moved", comparison.moved}};
    object["engines"] = nlohmann::ordered_json::array();
    for (const TranEngineComparison& row : comparison.engines)
        object["engines"].push_back(json_of(row, comparison.states > 0, rtol));
    // Non-finite numbers come out as null.
    return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace crosspoint
