// SPDX-License-Identifier: Apache-2.0
#include "verify_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "crosspoint/spice/random_tile.hpp"

namespace crosspoint::cli {

namespace {

const char* short_topology(Topology topology) {
    switch (topology) {
        case Topology::passive:
            return "passive";
        case Topology::one_transistor_column:
            return "1t1r column";
        case Topology::one_transistor_row:
            return "1t1r row";
    }
    return "?";
}

std::string row_text(const VerifyRow& row, double rtol) {
    std::string text = fmt::format("{:>4}  {:<11}  {:>3} x {:<3}  {:<29}  ", row.index,
                                   short_topology(row.spec.topology), row.spec.rows, row.spec.cols,
                                   describe_ends(row.spec));
    if (!row.comparison) return text + fmt::format("{:<50}{}\n", "", row.status(rtol));
    const MethodComparison& worst = row.comparison->worst();
    const Difference& d = worst.difference;
    const double floor_rel = d.largest_A > 0.0 ? d.floor_A / d.largest_A : 0.0;
    return text + fmt::format("{:<7}  {:>8.2e}  {:>8.1e}  {:>8.1e}  {:>8.1e}  {}\n",
                              fidelity_name(worst.fidelity), d.largest_A, d.difference_rel,
                              floor_rel, d.difference_V, row.status(rtol));
}

// What a reader should know of a tile beyond its row.
std::string remarks_text(const VerifyRow& row, double rtol) {
    if (!row.comparison) return fmt::format("tile {}: {}\n", row.index, row.failure);
    std::string text;
    for (const MethodComparison& m : row.comparison->methods) {
        if (m.report.status != SolveStatus::converged)
            text += fmt::format("tile {}: {} reports status {}\n", row.index,
                                fidelity_name(m.fidelity), status_name(m.report.status));
        if (std::isnan(m.difference.difference_V) && m.fidelity != Fidelity::ideal)
            text += fmt::format("tile {}: {} and ngspice do not agree on which nodes float\n",
                                row.index, fidelity_name(m.fidelity));
    }
    if (std::string_view(row.status(rtol)) == "rounding")
        text += fmt::format(
            "tile {}: rounding of the matrix in ngspice explains a difference of up to {:.1e} A; "
            "this tile cannot be compared to {:.0e}\n",
            row.index, row.comparison->worst().difference.floor_A, rtol);
    return text;
}

nlohmann::ordered_json row_json(const VerifyRow& row, double rtol) {
    nlohmann::ordered_json object = {{"tile", row.index},
                                     {"topology", topology_name(row.spec.topology)},
                                     {"rows", row.spec.rows},
                                     {"cols", row.spec.cols},
                                     {"ends", describe_ends(row.spec)},
                                     {"inputs", row.inputs},
                                     {"status", row.status(rtol)}};
    if (!row.comparison) {
        object["message"] = row.failure;
        return object;
    }
    const Difference& worst = row.comparison->worst().difference;
    object["largest_A"] = worst.largest_A;
    object["difference_rel"] = worst.difference_rel;
    object["rounding_floor_A"] = worst.floor_A;
    for (const MethodComparison& m : row.comparison->methods) {
        object["methods"].push_back({{"fidelity", fidelity_name(m.fidelity)},
                                     {"method", m.report.method},
                                     {"status", status_name(m.report.status)},
                                     {"difference_A", m.difference.difference_A},
                                     {"difference_rel", m.difference.difference_rel},
                                     {"difference_V", m.difference.difference_V}});
    }
    return object;
}

}  // namespace

bool VerifyRow::agrees(double rtol) const {
    return comparison && comparison->worst().difference.agrees(rtol);
}

const char* VerifyRow::status(double rtol) const {
    if (!comparison) return "failed";
    const Difference& d = comparison->worst().difference;
    if (d.agrees(rtol)) return d.largest_A <= d.floor_A ? "no current" : "ok";
    return d.difference_A <= d.floor_A ? "rounding" : "differs";
}

std::size_t VerifyReport::agreeing() const {
    return static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(), [&](const auto& row) { return row.agrees(rtol); }));
}

std::string VerifyReport::text() const {
    std::string text =
        fmt::format("{:>4}  {:<11}  {:>3}   {:<3}  {:<29}  {:<7}  {:>8}  {:>8}  {:>8}  {:>8}  {}\n",
                    "tile", "topology", "m", "n", "ends (first|last)", "method", "max |I|",
                    "differ", "rounding", "nodes", "status");
    text +=
        fmt::format("{:>72}  {:>8}  {:>8}  {:>8}  {:>8}\n", "", "A", "relative", "relative", "V");
    for (const VerifyRow& row : rows) text += row_text(row, rtol);
    for (const VerifyRow& row : rows) text += remarks_text(row, rtol);
    text += fmt::format(
        "differ: against {}, worst of our exact methods; rounding: what rounding "
        "may do to ngspice\n",
        ngspice_version);
    return text + fmt::format("{} of {} agree to {:.0e}\n", agreeing(), rows.size(), rtol);
}

std::string VerifyReport::json() const {
    nlohmann::ordered_json object;
    object["ngspice"] = ngspice_version;
    object["rtol"] = rtol;
    if (source.empty()) {
        object["seed"] = seed;
        object["max_size"] = max_size;
    } else {
        object["source"] = source;
    }
    object["agree"] = agreeing();
    object["of"] = rows.size();
    object["tiles"] = nlohmann::ordered_json::array();
    for (const VerifyRow& row : rows) object["tiles"].push_back(row_json(row, rtol));
    // Non-finite numbers come out as null.
    return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace crosspoint::cli
