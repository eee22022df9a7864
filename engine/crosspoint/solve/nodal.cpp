// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/nodal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crosspoint {
namespace {

constexpr int max_refinements = 4;  // chosen: two suffice in practice, the rest is for ugly tiles

double largest(std::span<const double> values) {
    double result = 0.0;
    for (const double v : values)
        if (!(std::abs(v) <= result)) result = std::abs(v);
    return result;
}

bool conducts(const Resistor& r) { return r.conductance_S > 0.0 && !std::isinf(r.conductance_S); }

}  // namespace

NodalSystem::NodalSystem(const Circuit& circuit, std::unique_ptr<SparseSolver> solver)
    : structure_(analyze(circuit).structure), solver_(std::move(solver)) {
    group_of_.assign(circuit.node_count, 0);
    for (const HeldNode& source : circuit.held)
        group_of_[structure_.leader[source.node]] = source.group;

    std::vector<Triplet> entries;
    entries.reserve(4 * circuit.resistors.size());
    for (const Resistor& r : circuit.resistors) {
        if (!conducts(r) || structure_.leader[r.a] == structure_.leader[r.b]) continue;
        const std::int32_t a = structure_.unknown[r.a];
        const std::int32_t b = structure_.unknown[r.b];
        if (a >= 0) entries.push_back({a, a, r.conductance_S});
        if (b >= 0) entries.push_back({b, b, r.conductance_S});
        if (a >= 0 && b >= 0) {
            entries.push_back({a, b, -r.conductance_S});
            entries.push_back({b, a, -r.conductance_S});
        }
    }
    factored_ = solver_->factor(static_cast<int>(structure_.unknown_count), entries);
}

void NodalSystem::branch_residual(const Circuit& circuit, std::span<const double> node_V,
                                  std::span<double> residual_A) const {
    std::ranges::fill(residual_A, 0.0);
    for (const Resistor& r : circuit.resistors) {
        if (!conducts(r)) continue;
        const std::int32_t a = structure_.unknown[r.a];
        const std::int32_t b = structure_.unknown[r.b];
        if (a < 0 && b < 0) continue;
        const double current_A = r.conductance_S * (node_V[r.a] - node_V[r.b]);
        if (a >= 0) residual_A[static_cast<std::size_t>(a)] -= current_A;
        if (b >= 0) residual_A[static_cast<std::size_t>(b)] += current_A;
    }
}

void NodalSystem::add_residual_rounding(const Circuit& circuit, std::span<const double> node_V,
                                        std::span<double> residual_A) const {
    // A branch current is a product and a difference of doubles, exact to 2 eps of itself; adding
    // d of them costs at most (d - 1) eps of the sum of their sizes.
    std::vector<double> size_A(residual_A.size(), 0.0);
    std::vector<double> degree(residual_A.size(), 0.0);
    for (const Resistor& r : circuit.resistors) {
        if (!conducts(r)) continue;
        const double current_A = std::abs(r.conductance_S * (node_V[r.a] - node_V[r.b]));
        for (const NodeIndex node : {r.a, r.b}) {
            if (structure_.unknown[node] < 0) continue;
            const auto k = static_cast<std::size_t>(structure_.unknown[node]);
            size_A[k] += current_A;
            degree[k] += 1.0;
        }
    }
    for (std::size_t k = 0; k < residual_A.size(); ++k)
        residual_A[k] += (degree[k] + 2.0) * std::numeric_limits<double>::epsilon() * size_A[k];
}

void NodalSystem::collect(const Circuit& circuit, std::span<const double> node_V,
                          std::span<double> group_A) const {
    std::ranges::fill(group_A, 0.0);
    for (const Resistor& r : circuit.resistors) {
        if (!conducts(r) || structure_.leader[r.a] == structure_.leader[r.b]) continue;
        const double current_A = r.conductance_S * (node_V[r.a] - node_V[r.b]);
        if (structure_.unknown[r.b] == Structure::held)
            group_A[group_of_[structure_.leader[r.b]]] += current_A;
        if (structure_.unknown[r.a] == Structure::held)
            group_A[group_of_[structure_.leader[r.a]]] -= current_A;
    }
}

void NodalSystem::solve(const Circuit& circuit, std::span<double> node_V, std::span<double> group_A,
                        std::size_t bounded, double& bound_A) const {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const std::size_t n = structure_.unknown_count;
    std::vector<double> x(n, 0.0);
    std::vector<double> best(n, 0.0);
    std::vector<double> residual(n);
    const auto scatter = [&](std::span<const double> unknown_V) {
        for (std::size_t k = 0; k < circuit.node_count; ++k)
            if (structure_.unknown[k] >= 0)
                node_V[k] = unknown_V[static_cast<std::size_t>(structure_.unknown[k])];
    };

    // Step 1. Known voltages: held supernodes, and NaN where nothing decides.
    for (std::size_t k = 0; k < circuit.node_count; ++k)
        if (structure_.unknown[k] < 0) node_V[k] = nan;
    std::vector<double> held_V(circuit.node_count, nan);
    for (const HeldNode& source : circuit.held)
        held_V[structure_.leader[source.node]] = source.voltage_V;
    for (std::size_t k = 0; k < circuit.node_count; ++k)
        if (structure_.unknown[k] == Structure::held) node_V[k] = held_V[structure_.leader[k]];

    // Step 2. From v = 0 the branch residual is the right-hand side; then refine while it helps.
    scatter(x);
    branch_residual(circuit, node_V, residual);
    double best_A = std::numeric_limits<double>::infinity();
    for (int pass = 0; pass <= max_refinements; ++pass) {
        solver_->solve(residual);
        for (std::size_t k = 0; k < n; ++k) x[k] += residual[k];
        scatter(x);
        branch_residual(circuit, node_V, residual);
        const double size_A = largest(residual);
        if (!(size_A < best_A)) break;  // no longer improving: keep the last good one
        const bool slow = size_A > 0.5 * best_A;
        best_A = size_A;
        best = x;
        if (slow || size_A == 0.0) break;
    }
    scatter(best);

    // Step 3. Currents into the sources, and what the remaining residual can do to them.
    collect(circuit, node_V, group_A);
    branch_residual(circuit, node_V, residual);
    for (double& r : residual) r = std::abs(r);
    add_residual_rounding(circuit, node_V, residual);
    solver_->solve(residual);  // A^-1 |r| >= |error| at every node
    std::vector<double> error_V(circuit.node_count, 0.0);
    for (std::size_t k = 0; k < circuit.node_count; ++k)
        if (structure_.unknown[k] >= 0)
            error_V[k] = std::abs(residual[static_cast<std::size_t>(structure_.unknown[k])]);
    std::vector<double> group_error_A(group_A.size());
    collect(circuit, error_V, group_error_A);
    bound_A = largest(std::span<const double>(group_error_A).first(bounded));
}

}  // namespace crosspoint
