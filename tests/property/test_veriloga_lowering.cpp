// Random Verilog-A programs: the lowered program, its derivatives and its simplified form against
// the interpreter, which walks the statements and carries dual numbers.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <algorithm>
#include <cmath>
#include <random>
#include <string>

#include "crosspoint/veriloga/analysis.hpp"
#include "crosspoint/veriloga/differentiate.hpp"
#include "crosspoint/veriloga/interpret.hpp"
#include "crosspoint/veriloga/ir_eval.hpp"
#include "crosspoint/veriloga/lower.hpp"
#include "crosspoint/veriloga/parser.hpp"
#include "crosspoint/veriloga/simplify.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::veriloga;
using testing::for_all;

namespace {

/// Writes programs whose values stay moderate.
class Writer {
public:
    explicit Writer(std::mt19937_64& random) : random_(random) {}

    std::string module() {
        std::string text =
            "`include \"disciplines.vams\"\nmodule m(p, n);\ninout p, n; electrical p, n, i;\n"
            "branch (p, i) series;\n"
            "parameter real k = 0.7; parameter integer turns = 3;\n"
            "real a, b, c, w[0:2]; integer j, s;\n"
            "analog function real blend; input x, y; real x, y;\n"
            "if (x > y) blend = tanh(x) - y; else blend = 0.5 * x * tanh(y); endfunction\n"
            "analog begin\na = V(p, i); b = tanh(V(i, n));\n"
            "w[0] = a; w[1] = 0.5 * b; w[2] = k;\n";
        if (coin(2)) text += "c = c + 0.125;\n";  // hidden state
        for (int line = 0; line < 5; ++line) text += statement(2);
        text += "I(p, i) <+ " + expression(3) + " + ddt(" + expression(2) + ");\n";
        text += "I(i, n) <+ " + expression(3) + " - 0.5 * ddt(" + expression(2) + ");\n";
        if (coin(2)) text += "if (a > 0.25) V(i) <+ 0.5 * b; else I(i) <+ " + expression(2) + ";\n";
        if (coin(3)) text += "I(p, n) <+ tanh(b) * ddt(" + expression(2) + ");\n";
        if (coin(3)) text += "I(p, n) <+ ddx(" + expression(2) + ", V(p));\n";
        if (coin(3)) text += "V(series) <+ 0.1 * I(series) + " + expression(1) + ";\n";
        return text + "end\nendmodule\n";
    }

private:
    bool coin(unsigned n) { return random_() % n == 0; }
    std::string variable() {
        constexpr const char* names[] = {"a", "b", "c", "w[1]", "w[s]"};
        return names[random_() % 5];
    }

    std::string expression(int depth) {
        if (depth == 0) {
            constexpr const char* leaves[] = {"a",       "b",    "c",    "k", "0.3",       "(-1.5)",
                                              "V(p, n)", "w[2]", "w[s]", "s", "turns / 2", "V(i)"};
            return leaves[random_() % 12];
        }
        const std::string x = expression(depth - 1), y = expression(depth - 1);
        switch (random_() % 16) {
            case 0:
                return "(" + x + " + " + y + ")";
            case 1:
                return "(" + x + " - " + y + ")";
            case 2:
                return "tanh(" + x + ") * " + y;
            case 3:
                return "(" + x + ") / (1.5 + pow(" + y + ", 2))";
            case 4:
                return "exp(tanh(" + x + "))";
            case 5:
                return "sqrt(0.25 + tanh(" + x + ") * tanh(" + x + "))";
            case 6:
                return "(" + x + " > " + y + " ? " + x + " : sin(" + y + "))";
            case 7:
                return "max(" + x + ", " + y + ")";
            case 8:
                return "blend(" + x + ", " + y + ")";
            case 9:
                return "limexp(tanh(" + x + ") - 1)";
            case 10:
                return "atan2(" + x + ", 1.5 + abs(" + y + "))";
            case 11:
                return "ln(2 + tanh(" + x + "))";
            case 12:
                return "-(" + x + ")";
            case 13:
                return "(" + x + " < 0.1 && !(" + y + " > 1)) * 0.5";
            case 14:
                return "cosh(tanh(" + x + ")) - sinh(tanh(" + y + "))";
            default:
                return "min(floor(" + x + "), " + y + ")";
        }
    }

    std::string statement(int depth) {
        const std::string target = variable();
        switch (depth == 0 ? 0 : random_() % 5) {
            case 1:
                return "if (" + expression(1) + " > 0.2) begin\n" + statement(depth - 1) +
                       statement(depth - 1) + "end else begin\n" + statement(depth - 1) + "end\n";
            case 2:
                return "for (j = 0; j < turns; j = j + 1) begin\n" + target + " = 0.5 * tanh(" +
                       target + ") + 0.1 * j;\n" + statement(depth - 1) + "end\n";
            case 3:
                return "s = max(0, min(2, 2 * " + expression(1) + "));\n";
            case 4:
                return "case (s) 0: " + target + " = " + expression(1) +
                       "; 1, 2: b = " + expression(1) + "; default: a = 1; endcase\n";
            default:
                return target + " = tanh(" + expression(2) + ");\n";
        }
    }

    std::mt19937_64& random_;
};

/// Rows and matrices of a program in the form of the interpreter.
Evaluation gathered(const Ir& ir, const IrPoint& point, std::size_t n) {
    Evaluation result;
    result.f.resize(n);
    result.q.resize(n);
    result.df.resize(n * n);
    result.dq.resize(n * n);
    const std::vector<double> values = evaluate_outputs(ir, point);
    for (std::size_t k = 0; k < values.size(); ++k) {
        const IrOutput& output = ir.outputs[k];
        const std::size_t entry = output.row * n + output.col;
        if (output.kind == OutputKind::residual) result.f[output.row] = values[k];
        if (output.kind == OutputKind::charge) result.q[output.row] = values[k];
        if (output.kind == OutputKind::d_residual) result.df[entry] = values[k];
        if (output.kind == OutputKind::d_charge) result.dq[entry] = values[k];
    }
    return result;
}

void check_near(const std::vector<double>& found, const std::vector<double>& expected) {
    REQUIRE(found.size() == expected.size());
    double scale = 1.0;
    for (const double one : expected) scale = std::max(scale, std::abs(one));
    for (std::size_t k = 0; k < found.size(); ++k) {
        CAPTURE(k);
        CHECK(std::abs(found[k] - expected[k]) <= 1e-13 * scale);
    }
}

}  // namespace

TEST_CASE("veriloga: lowered, differentiated and simplified programs agree with the interpreter") {
    for_all(120, [](std::mt19937_64& random) {
        const std::string text = Writer(random).module();
        CAPTURE(text);
        SourceSet sources;
        const std::uint32_t root = sources.add({"m.va", text});
        Diagnostics diagnostics(sources);
        const SourceTree tree = parse_sources(sources, root, {}, diagnostics);
        const auto model = analyse(tree, sources, "m", {}, diagnostics);
        INFO(diagnostics.format());
        REQUIRE(model.ok());
        const auto values = bind_parameters(*model, {});
        REQUIRE(values.ok());
        const Structure structure = find_structure(*model, *values);
        const auto lowered = lower(*model, *values, structure, {}, diagnostics);
        INFO(diagnostics.format());
        REQUIRE(lowered.ok());
        const std::size_t n = structure.unknowns.size();
        const Ir raw = differentiate(lowered->ir, static_cast<std::uint32_t>(n));
        const Ir simple = simplify(raw);
        REQUIRE(validate(simple).ok());

        InstanceMemory memory = initial_memory(*model, *values);
        IrPoint point;
        for (const MemorySlot& slot : lowered->memory) point.memory.push_back(slot.initial);
        std::vector<double> offset;
        for (int step = 0; step < 3; ++step) {
            point.unknowns.clear();
            for (std::size_t k = 0; k < n; ++k)
                point.unknowns.push_back(static_cast<double>(random() % 4001) / 1000.0 - 2.0);
            const Evaluation expected =
                interpret(*model, *values, structure, memory, {.unknowns = point.unknowns});
            for (const Ir* ir : {&raw, &simple}) {
                Evaluation found = gathered(*ir, point, n);
                check_near(found.f, expected.f);
                // The lowering leaves out constant charges: charges agree up to a constant.
                if (step == 0) {
                    offset.assign(n, 0.0);
                    for (std::size_t k = 0; k < n; ++k) offset[k] = expected.q[k] - found.q[k];
                }
                for (std::size_t k = 0; k < n; ++k) found.q[k] += offset[k];
                check_near(found.q, expected.q);
                check_near(found.df, expected.df);
                check_near(found.dq, expected.dq);
            }
            const std::vector<double> all = evaluate_outputs(simple, point);
            for (std::size_t k = 0; k < all.size(); ++k)
                if (simple.outputs[k].kind == OutputKind::memory_next)
                    point.memory[simple.outputs[k].row] = all[k];
            memory = expected.next;
        }
    });
}
