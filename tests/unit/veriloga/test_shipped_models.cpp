// Every model of device_models/: compiled with each of its cards, its static curves against the
// reference, its derivatives against differences, and the compiled program against the interpreter.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>

#include "crosspoint/veriloga/analysis.hpp"
#include "crosspoint/veriloga/interpret.hpp"
#include "crosspoint/veriloga/parser.hpp"
#include "support/device_card.hpp"
#include "support/near.hpp"
#include "support/one_lane.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

/// Sets terminals and states of a row and returns what is left to be solved for.
std::vector<std::size_t> set_row(OneLane& lane, const ModelShape& shape,
                                 const ReferenceCurve& curve, const std::vector<double>& row) {
    std::vector<bool> known(shape.unknowns.size(), false);
    const auto set = [&](const std::string& name, double value) {
        const std::size_t k = lane.unknown(name);
        lane.x[k] = value;
        known[k] = true;
    };
    for (std::size_t k = 0; k < shape.terminals; ++k) set(shape.unknowns[k].name, 0.0);
    for (const auto& [name, value] : curve.state) set(name, value);
    for (std::size_t c = 0; c < row.size(); ++c) {
        const std::string terminal = stem_of(curve.columns[c], "_V");
        if (!terminal.empty()) set(terminal, row[c]);
        if (curve.pulse && curve.state.contains(curve.columns[c])) set(curve.columns[c], row[c]);
    }
    std::vector<std::size_t> free;
    for (std::size_t k = 0; k < known.size(); ++k)
        if (!known[k]) free.push_back(k);
    return free;
}

/// States are held by hand, so the rows are those of a running transient.
EvalPoint running() {
    return {.analysis = Analysis::transient, .time_s = 1e-9, .step_s = 1e-9, .gmin_S = 1e-12};
}

/// Central differences of f at the present point; 1e-3 of the derivative, or what rounding leaves.
void check_derivatives(OneLane& lane, const ModelShape& shape) {
    const std::size_t n = lane.x.size();
    lane.evaluate();
    const std::vector<double> exact = lane.df();
    double currents = 1e-12;  // that cancel in a row of the solution
    for (std::size_t row = 0; row < n; ++row)
        if (shape.unknowns[row].kind != UnknownKind::state)
            currents = std::max(currents, std::abs(lane.f(row)));
    for (std::size_t col = 0; col < n; ++col) {
        const bool flow = shape.unknowns[col].kind == UnknownKind::flow;
        const double keep = lane.x[col];
        const bool held = shape.unknowns[col].kind == UnknownKind::state;
        const double h = (flow ? 1e-13 : held ? 1e-8 : 1e-7) * std::max(1.0, std::abs(keep));
        std::vector<double> up(n), down(n);
        lane.x[col] = keep + h;
        lane.evaluate();
        for (std::size_t row = 0; row < n; ++row) up[row] = lane.f(row);
        lane.x[col] = keep - h;
        lane.evaluate();
        for (std::size_t row = 0; row < n; ++row) down[row] = lane.f(row);
        lane.x[col] = keep;
        for (std::size_t row = 0; row < n; ++row) {
            const double difference = (up[row] - down[row]) / (2.0 * h);
            const double found = exact[row * n + col];
            const double rounding =
                5e-14 * (std::abs(up[row]) + std::abs(down[row]) + currents) / h;
            CAPTURE(shape.unknowns[row].name);
            CAPTURE(shape.unknowns[col].name);
            CAPTURE(difference);
            CAPTURE(found);
            CHECK(std::abs(difference - found) <= 1e-3 * std::abs(found) + rounding);
        }
    }
}

/// The interpreter for one module and card.
struct Oracle {
    Oracle(const DeviceCard& card, const ReferenceCurve& curve) : diagnostics(sources) {
        const std::uint32_t root = sources.add({card.file.string(), whole_file(card.file)});
        veriloga::PreprocessOptions options;
        options.find = veriloga::find_in_folders({});
        const auto tree = veriloga::parse_sources(sources, root, options, diagnostics);
        auto checked = veriloga::analyse(tree, sources, card.module, curve.parameters, diagnostics);
        INFO(diagnostics.format());
        REQUIRE(checked);
        model = std::move(*checked);
        auto bound = veriloga::bind_parameters(model, curve.parameters);
        REQUIRE(bound);
        values = std::move(*bound);
        structure = veriloga::find_structure(model, values);
        memory = veriloga::initial_memory(model, values);
    }

    veriloga::SourceSet sources;
    veriloga::Diagnostics diagnostics;
    veriloga::CheckedModel model;
    veriloga::ParameterValues values;
    veriloga::Structure structure;
    veriloga::InstanceMemory memory;
};

/// 1e-12 of the largest number of the row: terms of a row may cancel.
void check_rows(const std::vector<double>& found, const std::vector<double>& expected,
                std::size_t width) {
    REQUIRE(found.size() == expected.size());
    for (std::size_t first = 0; first < found.size(); first += width) {
        double scale = 0.0;
        for (std::size_t k = first; k < first + width; ++k)
            scale = std::max(scale, std::abs(expected[k]));
        for (std::size_t k = first; k < first + width; ++k) {
            CAPTURE(k);
            CAPTURE(found[k]);
            CAPTURE(expected[k]);
            CHECK(std::abs(found[k] - expected[k]) <= 1e-12 * scale);
        }
    }
}

/// One point off the solution, so that no row is the rounding of zero.
void check_against_interpreter(OneLane& lane, const Oracle& oracle, bool dc) {
    lane.point = running();
    veriloga::EvaluationPoint point;
    point.unknowns = lane.x;
    if (dc) {
        lane.point = {.gmin_S = 1e-12};
    } else {
        point.dc = false;
        point.analysis = "tran";
        point.time_s = lane.point.time_s;
    }
    lane.evaluate();
    const auto expected =
        veriloga::interpret(oracle.model, oracle.values, oracle.structure, oracle.memory, point);
    const std::size_t n = lane.x.size();
    std::vector<double> f(n);
    for (std::size_t k = 0; k < n; ++k) f[k] = lane.f(k);
    CAPTURE(dc);
    check_rows(f, expected.f, 1);
    check_rows(lane.df(), expected.df, n);
    check_rows(lane.dq(), expected.dq, n);
}

}  // namespace

TEST_CASE("device models: static curves follow the reference of every card") {
    std::size_t curves = 0, currents = 0;
    for (const DeviceCard& card : all_cards()) {
        for (const ReferenceCurve& curve : card.curves) {
            if (curve.pulse) continue;
            CAPTURE(card.name);
            CAPTURE(curve.name);
            const auto compiled = compile_file(card.file, card.module, curve.parameters);
            const ModelShape& shape = compiled.model->shape();
            OneLane lane(*compiled.model);
            lane.point = running();
            ++curves;
            double worst = 0.0;
            for (const std::vector<double>& row : curve.rows) {
                REQUIRE(lane.solve(set_row(lane, shape, curve, row)));
                for (std::size_t c = 0; c < row.size(); ++c) {
                    const std::string terminal = stem_of(curve.columns[c], "_A");
                    if (terminal.empty()) continue;
                    ++currents;
                    const double off = std::abs(lane.f(lane.unknown(terminal)) - row[c]);
                    // At 0 V the rounding of the solution is what flows: up to 1e-20 A.
                    worst = std::max(worst, (off - 1e-20) / std::max(std::abs(row[c]), 1e-20));
                }
            }
            CHECK(worst < curve.tolerance);
        }
    }
    CHECK(curves >= 30);
    CHECK(currents >= 1500);
}

TEST_CASE("device models: derivatives agree with differences, programs with the interpreter") {
    for (const DeviceCard& card : all_cards()) {
        for (const ReferenceCurve& curve : card.curves) {
            CAPTURE(card.name);
            CAPTURE(curve.name);
            const auto compiled = compile_file(card.file, card.module, curve.parameters);
            const ModelShape& shape = compiled.model->shape();
            const Oracle oracle(card, curve);
            REQUIRE(oracle.structure.unknowns.size() == shape.unknowns.size());
            OneLane lane(*compiled.model);
            const std::size_t rows = curve.rows.size();
            for (const std::size_t at : {rows / 5, rows / 2, rows - 2}) {
                CAPTURE(at);
                lane.point = running();
                REQUIRE(lane.solve(set_row(lane, shape, curve, curve.rows[at])));
                check_derivatives(lane, shape);
                for (std::size_t k = 0; k < lane.x.size(); ++k) {
                    const bool flow = shape.unknowns[k].kind == UnknownKind::flow;
                    lane.x[k] += (flow ? 1e-6 : 1e-3) * static_cast<double>(k + 1);
                }
                check_against_interpreter(lane, oracle, true);
                check_against_interpreter(lane, oracle, false);
            }
        }
    }
}
