// SPDX-License-Identifier: Apache-2.0
#include "stress/stress_audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/circuit/structure.hpp"
#include "crosspoint/simulate/dc.hpp"
#include "crosspoint/simulate/net_system.hpp"

namespace crosspoint::stress {
namespace {

using Real = long double;
constexpr Real eps = std::numeric_limits<double>::epsilon();
constexpr double kcl_allowed = 1e-8;   // ten times the accuracy that is asked for
constexpr double cell_allowed = 1e-7;  // inner nodes are solved to 1e-9 V
constexpr std::size_t most_samples = 12;

struct CellCurrents {
    std::vector<double> a_V, b_V, gate_V, i_a_A, i_b_A, g_aa_S, g_ab_S;
};

struct Terminals {
    double a_V, b_V, gate_V;
};

// One cell between voltage sources, every unknown of it an unknown of the circuit.
Netlist alone(const EliminatedCellSpec& spec, std::size_t cell, const Terminals& at) {
    Netlist net;
    const NodeIndex a = net.node("a"), b = net.node("b"), gate = net.node("gate");
    net.add_voltage_source("va", a, 0, DcWave{at.a_V});
    net.add_voltage_source("vb", b, 0, DcWave{at.b_V});
    net.add_voltage_source("vg", gate, 0, DcWave{at.gate_V});
    DeviceInstance device{.name = "x", .model = spec.model, .nodes = {}};
    for (const TerminalRole role : spec.roles)
        device.nodes.push_back(role == TerminalRole::line_a   ? a
                               : role == TerminalRole::line_b ? b
                               : role == TerminalRole::gate   ? gate
                                                              : NodeIndex{0});
    for (const auto& values : spec.parameters) device.parameters.push_back(values[cell]);
    const ModelShape& shape = spec.model->shape();
    std::size_t s = 0;
    for (std::size_t k = 0; k < shape.unknowns.size(); ++k)
        if (shape.unknowns[k].kind == UnknownKind::state)
            device.held.push_back({k, spec.states[s++][cell]});
    net.add_device(std::move(device));
    return net;
}

// The unknowns of that circuit at the inner solution that the cells have found.
// @param inner  of the cell, as CellScratch::warm keeps them: value and two derivatives each
std::vector<double> guess_at(const Netlist& net, const EliminatedCellSpec& spec,
                             const Terminals& at, const double* inner) {
    const NetSystem system(net);
    std::vector<double> x(system.unknowns(), 0.0);
    x[0] = at.a_V;
    x[1] = at.b_V;
    x[2] = at.gate_V;
    const ModelShape& shape = spec.model->shape();
    for (std::size_t k = shape.terminals; k < shape.unknowns.size(); ++k) {
        if (shape.unknowns[k].kind == UnknownKind::state) continue;
        x[system.internal_index(0, k)] = *inner;
        inner += 3;
    }
    system.put_held(x);
    return x;
}

// Largest difference of both line currents; infinite when the circuit has no solution.
double difference_A(const Netlist& net, DcOptions options, double i_a_A, double i_b_A) {
    const Result<DcResult> dc = solve_dc(net, options);
    if (!dc) return std::numeric_limits<double>::infinity();
    return std::max(std::abs(i_a_A + dc->solution.branch_A[0]),
                    std::abs(i_b_A + dc->solution.branch_A[1]));
}

// How far the solution of its own circuit that is nearest to the currents of cell k is from them.
double of_cell_A(const EliminatedCellSpec& spec, std::size_t k, const CellCurrents& at,
                 const CellScratch& scratch, double enough_A) {
    constexpr int guesses = 64;
    const ModelShape& shape = spec.model->shape();
    const Terminals terminals{at.a_V[k], at.b_V[k], at.gate_V[k]};
    const Netlist net = alone(spec, k, terminals);
    DcOptions options{.temperature_K = spec.point.temperature_K};
    double off_A = difference_A(net, options, at.i_a_A[k], at.i_b_A[k]);
    const std::size_t width = scratch.warm.size() / at.a_V.size();
    if (width <= 2) return off_A;
    std::vector<double> inner(scratch.warm.begin() + static_cast<std::ptrdiff_t>(k * width + 2),
                              scratch.warm.begin() + static_cast<std::ptrdiff_t>((k + 1) * width));
    for (int guess = 0; guess <= guesses && !(off_A <= enough_A); ++guess) {
        options.guess = guess_at(net, spec, terminals, inner.data());
        off_A = std::min(off_A, difference_A(net, options, at.i_a_A[k], at.i_b_A[k]));
        // Next: inner nodes at a part of the way between the terminals.
        const double part = static_cast<double>(guess) / guesses;
        std::size_t u = 0;
        for (std::size_t t = shape.terminals; t < shape.unknowns.size(); ++t) {
            if (shape.unknowns[t].kind == UnknownKind::state) continue;
            inner[3 * u++] = shape.unknowns[t].kind == UnknownKind::flow
                                 ? at.i_a_A[k]
                                 : at.b_V[k] + part * (at.a_V[k] - at.b_V[k]);
        }
    }
    return off_A;
}

// Every cell must be a solution of its own circuit: found from nothing, or, where that has several,
// from some first guess: that of the cells themselves, or any on the way between the terminals.
void audit_cells(const Cells& cells, const CellCurrents& at, const CellScratch& scratch,
                 Audit& audit) {
    constexpr double no_current_A = 1e-20;  // a cell that is off may leave its circuit singular
    const EliminatedCellSpec& spec = cells.spec;
    double largest_A = 1e-18;
    for (const double i_A : at.i_a_A) largest_A = std::max(largest_A, std::abs(i_A));
    const std::size_t count = at.a_V.size(), samples = std::min(most_samples, count);
    for (std::size_t s = 0; s < samples; ++s) {
        const std::size_t k = s * count / samples + (count / samples) / 2;
        if (std::abs(at.i_a_A[k]) + std::abs(at.i_b_A[k]) < no_current_A) continue;
        const double off_A = of_cell_A(spec, k, at, scratch, cell_allowed * largest_A);
        audit.cell_rel = std::max(audit.cell_rel, off_A / largest_A);
        if (!(off_A <= cell_allowed * largest_A)) {
            audit.complaint = fmt::format("cell {} by itself differs by {:.2g} of the largest", k,
                                          audit.cell_rel);
            return;
        }
    }
}

// Sums at the nodes of the written-out circuit.
class NodeSums {
public:
    NodeSums(const TileSpec& spec, std::span<const double> input)
        : tile_(expand(spec, {.g_on_S = Matrix<double>(spec.rows, spec.cols)})) {
        if (!spec.gated())
            apply_input(tile_, spec, {.g_on_S = Matrix<double>(spec.rows, spec.cols)}, input);
        structure_ = analyze(tile_.circuit).structure;
        volts_.resize(tile_.circuit.node_count);
        sum_A_.resize(volts_.size());
        unsure_A_.resize(volts_.size());
        for (const HeldNode& held : tile_.circuit.held) volts_[held.node] = held.voltage_V;
    }
    void set(std::size_t node, double volts) { volts_[node] = volts; }
    void draw(std::size_t node, Real current_A, Real unsure_A) {
        sum_A_[structure_.leader[node]] -= current_A;
        unsure_A_[structure_.leader[node]] += unsure_A;
    }
    // Largest sum beyond what rounded voltages make; joined nodes must have one voltage.
    Real worst_A(std::size_t cells, Real& split_V) {
        for (std::size_t k = cells; k < tile_.circuit.resistors.size(); ++k) {
            const Resistor& r = tile_.circuit.resistors[k];
            const Real across_V = volts_[r.a] - volts_[r.b];
            if (std::isinf(r.conductance_S)) {
                split_V = std::max(split_V, std::abs(across_V));
                continue;
            }
            const Real g_S = r.conductance_S;
            const Real unsure_A =
                2 * eps * g_S * std::max(std::abs(volts_[r.a]), std::abs(volts_[r.b]));
            draw(r.a, g_S * across_V, unsure_A);
            draw(r.b, -g_S * across_V, unsure_A);
        }
        Real worst = 0, slack = 0;
        for (const Real u : unsure_A_) slack = std::max(slack, u);
        for (std::size_t k = 0; k < sum_A_.size(); ++k) {
            if (structure_.leader[k] != k || structure_.unknown[k] == Structure::held) continue;
            const Real beyond = std::abs(sum_A_[k]) - 16 * slack;
            if (!(beyond <= worst)) worst = beyond;
        }
        return worst;
    }

private:
    ExpandedTile tile_;
    Structure structure_;
    std::vector<Real> volts_, sum_A_, unsure_A_;
};

}  // namespace

Audit audit_solution(const TileSpec& spec, const Cells& cells, const GateLevels& levels,
                     std::span<const double> input, const TileSolution& solution) {
    const std::size_t m = spec.rows, n = spec.cols, mn = m * n;
    CellCurrents at;
    const auto first = (spec.gated() ? solution.nodes.sl_V : solution.nodes.wl_V).values();
    const auto second = solution.nodes.bl_V.values();
    (spec.gated() ? at.b_V : at.a_V).assign(first.begin(), first.end());
    (spec.gated() ? at.a_V : at.b_V).assign(second.begin(), second.end());
    for (std::size_t k = 0; k < mn; ++k)
        at.gate_V.push_back(!spec.gated() ? 0.0 : input[k / n] != 0.0 ? levels.on_V : levels.off_V);
    for (auto* values : {&at.i_a_A, &at.i_b_A, &at.g_aa_S, &at.g_ab_S}) values->resize(mn);
    Audit audit;
    // Derivatives, for what the rounding of voltages makes. A cell that jumps may have none.
    CellScratch fresh;
    cells.model->evaluate(
        {.a_V = at.a_V.data(), .b_V = at.b_V.data(), .gate_V = at.gate_V.data(), .lanes = mn},
        {.i_a_A = at.i_a_A.data(),
         .i_b_A = at.i_b_A.data(),
         .g_aa_S = at.g_aa_S.data(),
         .g_ab_S = at.g_ab_S.data()},
        fresh);
    for (const std::uint32_t failed : fresh.failed) at.g_aa_S[failed] = at.g_ab_S[failed] = 0.0;
    // What the solver says that its cells carry: with several inner solutions not what the
    // voltages alone lead to.
    std::ranges::copy(solution.cells.a_A.values(), at.i_a_A.begin());
    std::ranges::copy(solution.cells.b_A.values(), at.i_b_A.begin());
    NodeSums sums(spec, input);
    std::vector<Real> column_A(n, 0);
    for (std::size_t k = 0; k < mn; ++k) {
        const std::size_t node_a = spec.gated() ? mn + k : k, node_b = spec.gated() ? k : mn + k;
        const Real unsure_A =
            8 * eps * std::abs(at.i_a_A[k]) +
            2 * eps * (std::abs(at.g_aa_S[k] * at.a_V[k]) + std::abs(at.g_ab_S[k] * at.b_V[k]));
        sums.set(node_a, at.a_V[k]);
        sums.set(node_b, at.b_V[k]);
        sums.draw(node_a, at.i_a_A[k], unsure_A);
        sums.draw(node_b, at.i_b_A[k], unsure_A);
        column_A[k % n] += std::max(std::abs(at.i_a_A[k]), std::abs(at.i_b_A[k]));
    }
    Real split_V = 0;
    const Real worst_A = sums.worst_A(mn, split_V);
    const Real line_A = std::max<Real>(*std::max_element(column_A.begin(), column_A.end()), 1e-15);
    audit.kcl_rel = static_cast<double>(worst_A / line_A);
    if (!(audit.kcl_rel <= kcl_allowed))
        audit.complaint =
            fmt::format("currents at a node miss {:.2g} of the line's", audit.kcl_rel);
    else if (!(split_V <= 1e-12L))
        audit.complaint =
            fmt::format("joined nodes differ by {:.2g} V", static_cast<double>(split_V));
    else if (cells.spec.model)
        audit_cells(cells, at, fresh, audit);
    return audit;
}

}  // namespace crosspoint::stress
