// One source through analysis and interpreter, for tests.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "crosspoint/veriloga/analysis.hpp"
#include "crosspoint/veriloga/interpret.hpp"
#include "unit/veriloga/front.hpp"

namespace crosspoint::veriloga::testing {

/// A whole source, analyzed. `standard` puts disciplines and constants before the text.
struct Analyzed {
    explicit Analyzed(const std::string& text, const Bindings& bindings = {},
                      std::string_view top = "", bool standard = true)
        : front((standard ? "`include \"disciplines.vams\"\n`include \"constants.vams\"\n" : "") +
                text) {
        if (!front.diagnostics.ok()) return;
        auto result = analyse(front.tree, front.sources, top, bindings, front.diagnostics);
        if (result) model = std::move(*result);
        analyzed = result.ok();
    }
    [[nodiscard]] std::string messages() const { return front.diagnostics.format(); }

    Front front;
    bool analyzed = false;
    CheckedModel model;
};

/// A model with its parameters bound and its memory, ready to be evaluated.
struct Bench {
    explicit Bench(const std::string& text, const Bindings& card = {}) : source(text, card) {
        CAPTURE(source.messages());
        REQUIRE(source.analyzed);
        auto bound = bind_parameters(source.model, card);
        REQUIRE(bound.ok());
        values = std::move(*bound);
        structure = find_structure(source.model, values);
        memory = initial_memory(source.model, values);
    }
    [[nodiscard]] Evaluation at(std::vector<double> unknowns) {
        point.unknowns = std::move(unknowns);
        return interpret(source.model, values, structure, memory, point);
    }
    /// Evaluates and accepts a point of a transient.
    Evaluation accept(double time_s, std::vector<double> unknowns) {
        point.dc = false;
        point.analysis = "tran";
        point.time_s = time_s;
        Evaluation result = at(std::move(unknowns));
        memory = result.next;
        point.last_time_s = time_s;
        return result;
    }
    [[nodiscard]] std::vector<std::string> unknowns() const {
        std::vector<std::string> names;
        for (const Unknown& one : structure.unknowns) names.push_back(one.name);
        return names;
    }

    Analyzed source;
    ParameterValues values;
    Structure structure;
    InstanceMemory memory;
    EvaluationPoint point;
};

/// `module m(p, n); inout p, n; electrical p, n; ... endmodule` around the text.
inline std::string two_terminals(const std::string& text) {
    return "module m(p, n); inout p, n; electrical p, n;\n" + text + "\nendmodule\n";
}

}  // namespace crosspoint::veriloga::testing
