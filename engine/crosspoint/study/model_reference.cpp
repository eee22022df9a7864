// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>
#include <utility>

#include "crosspoint/base/file.hpp"
#include "crosspoint/simulate/dc.hpp"
#include "crosspoint/simulate/transient.hpp"
#include "crosspoint/study/model_bench.hpp"

namespace crosspoint {

namespace {

constexpr double least_A = 1e-18;     // what solve_dc leaves of a sum of currents
constexpr double least_state = 1e-9;  // a state that moves less is not resolved
constexpr double gmin_S = 1e-12;

struct Table {
    std::vector<std::string> names;
    std::vector<std::vector<double>> rows;

    [[nodiscard]] std::size_t column(const std::string& name) const {
        return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) -
                                        names.begin());
    }
    [[nodiscard]] bool has(const std::string& name) const { return column(name) < names.size(); }
};

Error bad_curve(const std::string& file, std::string what) {
    return {.code = Errc::input,
            .id = 7146,
            .what = fmt::format("{}: {}", file, what),
            .help = "a curve is a CSV file: a line of names as p_V, p_A, time_s, then numbers"};
}

Result<Table> read_table(const std::string& file) {
    const Result<std::string> text = read_text_file(file);
    if (!text) return text.error();
    std::istringstream lines(*text);
    Table table;
    std::string line, word;
    for (std::size_t number = 1; std::getline(lines, line); ++number) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line.empty()) continue;
        std::istringstream words(line);
        std::vector<double> row;
        while (std::getline(words, word, ',')) {
            if (number == 1) {
                table.names.push_back(word);
                continue;
            }
            char* end = nullptr;
            row.push_back(std::strtod(word.c_str(), &end));
            if (word.empty() || *end != '\0')
                return bad_curve(file, fmt::format("line {}: \"{}\" is no number", number, word));
        }
        if (number > 1 && row.size() != table.names.size())
            return bad_curve(file, fmt::format("line {} has {} values, the head has {} names",
                                               number, row.size(), table.names.size()));
        if (number > 1) table.rows.push_back(std::move(row));
    }
    if (table.rows.size() < 2) return bad_curve(file, "there are fewer than two points");
    return table;
}

void note_worst(CurveComparison& comparison, double off, const std::string& where) {
    ++comparison.values;
    if (!(off <= comparison.worst)) {  // NaN is the worst
        comparison.worst = off;
        comparison.where = where;
    }
}

void compare_static(const LoadedModel& model, const Table& table, CurveComparison& comparison) {
    const ModelShape& shape = model.model->shape();
    Netlist netlist = bench_of(model.model, model.held);
    DcOptions options;
    options.gmin_S = gmin_S;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        for (std::size_t k = 0; k < shape.terminals; ++k) {
            const std::string name = shape.unknowns[k].name + "_V";
            netlist.set_wave(k,
                             DcWave{table.has(name) ? table.rows[row][table.column(name)] : 0.0});
        }
        Result<DcResult> solved = solve_dc(netlist, options);
        if (!solved) {
            comparison.failure = fmt::format("row {}: {}", row + 1, solved.error().what);
            return;
        }
        options.guess = std::move(solved->x);
        for (std::size_t k = 0; k < shape.terminals; ++k) {
            const std::string name = shape.unknowns[k].name + "_A";
            if (!table.has(name)) continue;
            const double expected = table.rows[row][table.column(name)];
            const double off = std::abs(-solved->solution.branch_A[k] - expected) - least_A;
            note_worst(comparison, std::max(off, 0.0) / std::max(std::abs(expected), least_A),
                       fmt::format("{}, row {}", name, row + 1));
        }
    }
}

/// Sources that follow the columns; probes of the held states that the table has.
Netlist pulsed(const LoadedModel& model, const Table& table, std::vector<Probe>& probes) {
    const ModelShape& shape = model.model->shape();
    Netlist netlist = bench_of(model.model, model.held);
    for (std::size_t k = 0; k < shape.terminals; ++k) {
        const std::string name = shape.unknowns[k].name + "_V";
        if (!table.has(name)) continue;
        PwlWave wave;
        for (const std::vector<double>& row : table.rows) {
            wave.time_s.push_back(row[table.column("time_s")]);
            wave.value.push_back(row[table.column(name)]);
        }
        netlist.set_wave(k, std::move(wave));
    }
    for (const HeldUnknown& held : model.held) {
        const std::string& name = shape.unknowns[held.unknown].name;
        if (table.has(name))
            probes.push_back({.name = name,
                              .kind = ProbeKind::device_internal,
                              .index = 0,
                              .unknown = held.unknown});
    }
    return netlist;
}

void compare_pulse(const LoadedModel& model, const Table& table, double reltol,
                   CurveComparison& comparison) {
    TransientOptions options;
    const Netlist netlist = pulsed(model, table, options.probes);
    const std::size_t time = table.column("time_s");
    options.stop_s = table.rows.back()[time];
    options.reltol = reltol;
    options.abstol = 1e-2 * reltol;
    options.gmin_S = gmin_S;
    MemoryTrace trace;
    const Result<TransientResult> run = solve_transient(netlist, options, trace);
    if (!run) {
        comparison.failure = run.error().what;
        return;
    }
    for (std::size_t k = 0; k < options.probes.size(); ++k) {
        const std::size_t column = table.column(options.probes[k].name);
        double scale = least_state / comparison.tolerance;
        for (const std::vector<double>& row : table.rows)
            scale = std::max(scale, std::abs(row[column]));
        for (const std::vector<double>& row : table.rows)
            note_worst(comparison, std::abs(trace.at(k, row[time]) - row[column]) / scale,
                       fmt::format("{} at {:.4g} s", options.probes[k].name, row[time]));
    }
}

Result<CurveComparison> compare(const std::string& card_path, const CardCurve& curve) {
    ModelChoice choice{.path = card_path};
    for (const auto& [name, value] : curve.parameters) choice.set[name] = value;
    if (!curve.state.empty()) choice.state.push_back(curve.state);
    const Result<std::unique_ptr<LoadedModel>> model = load_model(choice);
    if (!model) return model.error();
    const Result<Table> table = read_table(curve.file);
    if (!table) return table.error();
    const CurveComparison fresh{.name = curve.name, .tolerance = curve.tolerance};
    CurveComparison comparison = fresh;
    if (curve.kind == "pulse") {
        if (!table->has("time_s")) return bad_curve(curve.file, "there is no column time_s");
        // A runaway multiplies errors of steps: shorter ones before it is judged.
        for (const double reltol : {1e-7, 1e-9}) {
            comparison = fresh;
            compare_pulse(**model, *table, reltol, comparison);
            if (comparison.agrees()) break;
        }
    } else {
        compare_static(**model, *table, comparison);
    }
    if (comparison.failure.empty() && comparison.values == 0)
        return bad_curve(curve.file, "there is no column of a current or of a state to compare");
    return comparison;
}

}  // namespace

Result<std::vector<CurveComparison>> compare_curves(const std::string& card_path) {
    const Result<ModelCard> card = read_model_card(card_path);
    if (!card) return card.error();
    std::vector<CurveComparison> all;
    for (const CardCurve& curve : card->curves) {
        Result<CurveComparison> one = compare(card_path, curve);
        if (!one) return one.error();
        all.push_back(*std::move(one));
    }
    return all;
}

}  // namespace crosspoint
