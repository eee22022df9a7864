// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/circuit/audit.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace crosspoint {
namespace {

// Follows the chain of shorts to its representative node. Deliberately not base/disjoint_sets:
// the audit shares nothing with what it checks.
std::size_t representative(std::vector<std::size_t>& joined_to, std::size_t node) {
    std::size_t root = node;
    while (joined_to[root] != root) root = joined_to[root];
    while (joined_to[node] != root) node = std::exchange(joined_to[node], root);
    return root;
}

}  // namespace

AuditReport audit(const Circuit& circuit, std::span<const double> node_V, std::size_t groups) {
    const std::size_t n = circuit.node_count;
    std::vector<std::size_t> joined_to(n);
    std::iota(joined_to.begin(), joined_to.end(), std::size_t{0});
    for (const Resistor& r : circuit.resistors)
        if (std::isinf(r.conductance_S))
            joined_to[representative(joined_to, r.a)] = representative(joined_to, r.b);

    // Sum of the currents that leave each node, and of the conductances that meet there.
    std::vector<double> leaving_A(n, 0.0);
    std::vector<double> meeting_S(n, 0.0);
    double largest_V = 0.0;
    for (const HeldNode& source : circuit.held)
        largest_V = std::max(largest_V, std::abs(source.voltage_V));
    AuditReport report;
    for (const Resistor& r : circuit.resistors) {
        if (std::isinf(r.conductance_S)) {
            // A short must join equal voltages; a difference beyond rounding is charged as if
            // through 1 S.
            const double apart_V = std::abs(node_V[r.a] - node_V[r.b]);
            const double size_V = std::max(std::abs(node_V[r.a]), std::abs(node_V[r.b]));
            const bool both_float = std::isnan(node_V[r.a]) && std::isnan(node_V[r.b]);
            if (!(apart_V <= 1e-12 * size_V) && !both_float)
                leaving_A[representative(joined_to, r.a)] += apart_V;
            continue;
        }
        if (r.conductance_S == 0.0) continue;
        const std::size_t a = representative(joined_to, r.a);
        const std::size_t b = representative(joined_to, r.b);
        if (a == b || (std::isnan(node_V[a]) && std::isnan(node_V[b]))) continue;
        const double current_A = r.conductance_S * (node_V[r.a] - node_V[r.b]);
        leaving_A[a] += current_A;
        leaving_A[b] -= current_A;
        meeting_S[a] += r.conductance_S;
        meeting_S[b] += r.conductance_S;
        report.power_resistors_W += current_A * (node_V[r.a] - node_V[r.b]);
    }

    report.group_A.assign(groups, 0.0);
    std::vector<char> is_held(n, 0);
    for (const HeldNode& source : circuit.held) {
        const std::size_t node = representative(joined_to, source.node);
        if (!(node_V[source.node] == source.voltage_V)) report.kcl_residual_A = NAN;
        if (is_held[node]) continue;  // one group, one sum
        is_held[node] = 1;
        report.group_A[source.group] += -leaving_A[node];
        report.power_sources_W += leaving_A[node] * node_V[node];
    }
    for (std::size_t node = 0; node < n; ++node) {
        if (std::isnan(node_V[node])) ++report.floating_nodes;
        if (joined_to[node] != node || is_held[node]) continue;
        const double imbalance_A = std::abs(leaving_A[node]);
        // The negated comparisons let a NaN through to the report.
        if (!(imbalance_A <= report.kcl_residual_A)) report.kcl_residual_A = imbalance_A;
        if (imbalance_A == 0.0) continue;
        const double relative = imbalance_A / (meeting_S[node] * largest_V);
        if (!(relative <= report.kcl_residual_rel)) report.kcl_residual_rel = relative;
    }
    if (std::isnan(report.kcl_residual_A)) report.kcl_residual_rel = NAN;
    return report;
}

}  // namespace crosspoint
