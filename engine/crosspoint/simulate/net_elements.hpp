// What each kind of element adds to the equations of a netlist. One function writes the pattern
// and the values, so that the two cannot differ.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "crosspoint/circuit/netlist.hpp"

namespace crosspoint {

/// Where an element stands: unknowns of its nodes (-1 = ground) and branches.
struct ElementPlace {
    std::int32_t a = -1;
    std::int32_t b = -1;
    std::int32_t control_a = -1;
    std::int32_t control_b = -1;
    std::int32_t branch = -1;
    std::int32_t control_branch = -1;

    ElementPlace(const Element& e, std::size_t node_unknowns)
        : a(static_cast<std::int32_t>(e.a) - 1),
          b(static_cast<std::int32_t>(e.b) - 1),
          control_a(static_cast<std::int32_t>(e.control_a) - 1),
          control_b(static_cast<std::int32_t>(e.control_b) - 1),
          branch(e.branch < 0 ? -1 : e.branch + static_cast<std::int32_t>(node_unknowns)),
          control_branch(e.control_branch < 0
                             ? -1
                             : e.control_branch + static_cast<std::int32_t>(node_unknowns)) {}
};

/// Adds one element to `sink`, whose members ignore ground:
///   entry(row, col, df, dq)  adds df to d f_row / d x_col and dq to d q_row / d x_col
///   term(row, f, q)          adds to f and q of a row
///   value(k)                 x_k, 0 for ground
/// @param source value of the element's waveform now, scaled
/// @param hold   initial conditions hold
template <class Sink>
void stamp_element(const Element& e, const ElementPlace& p, double source, bool hold, Sink& sink) {
    const double across_V = sink.value(p.a) - sink.value(p.b);
    const auto current = [&](double flow_A, double charge_C) {
        sink.term(p.a, flow_A, charge_C);
        sink.term(p.b, -flow_A, -charge_C);
    };
    const auto conductance = [&](std::int32_t plus, std::int32_t minus, double g, double c) {
        sink.entry(p.a, plus, g, c);
        sink.entry(p.a, minus, -g, -c);
        sink.entry(p.b, plus, -g, -c);
        sink.entry(p.b, minus, g, c);
    };
    const auto gain_of_branch = [&](std::int32_t branch, double gain) {
        sink.entry(p.a, branch, gain, 0.0);
        sink.entry(p.b, branch, -gain, 0.0);
        current(gain * sink.value(branch), 0.0);
    };
    // The row of a branch: scale * (V_a - V_b) in f and in q.
    const auto branch_row = [&](double f_scale, double q_scale) {
        sink.entry(p.branch, p.a, f_scale, q_scale);
        sink.entry(p.branch, p.b, -f_scale, -q_scale);
        sink.term(p.branch, f_scale * across_V, q_scale * across_V);
    };
    switch (e.kind) {
        case ElementKind::resistor:
            conductance(p.a, p.b, 1.0 / e.value, 0.0);
            current(across_V / e.value, 0.0);
            break;
        case ElementKind::capacitor:
            if (p.branch < 0) {
                conductance(p.a, p.b, 0.0, e.value);
                current(0.0, e.value * across_V);
                break;
            }
            gain_of_branch(p.branch, 1.0);
            branch_row(hold ? 1.0 : 0.0, hold ? 0.0 : -e.value);
            sink.entry(p.branch, p.branch, hold ? 0.0 : 1.0, 0.0);
            sink.term(p.branch, hold ? -*e.initial : sink.value(p.branch), 0.0);
            break;
        case ElementKind::inductor: {
            gain_of_branch(p.branch, 1.0);
            const bool held = hold && e.initial.has_value();
            branch_row(held ? 0.0 : 1.0, 0.0);
            sink.entry(p.branch, p.branch, held ? 1.0 : 0.0, held ? 0.0 : -e.value);
            const double i_A = sink.value(p.branch);
            sink.term(p.branch, held ? i_A - *e.initial : 0.0, held ? 0.0 : -e.value * i_A);
            break;
        }
        case ElementKind::voltage_source:
            gain_of_branch(p.branch, 1.0);
            branch_row(1.0, 0.0);
            sink.term(p.branch, -source, 0.0);
            break;
        case ElementKind::current_source:
            current(source, 0.0);
            break;
        case ElementKind::vccs:
            conductance(p.control_a, p.control_b, e.value, 0.0);
            current(e.value * (sink.value(p.control_a) - sink.value(p.control_b)), 0.0);
            break;
        case ElementKind::vcvs:
            gain_of_branch(p.branch, 1.0);
            branch_row(1.0, 0.0);
            sink.entry(p.branch, p.control_a, -e.value, 0.0);
            sink.entry(p.branch, p.control_b, e.value, 0.0);
            sink.term(p.branch, -e.value * (sink.value(p.control_a) - sink.value(p.control_b)),
                      0.0);
            break;
        case ElementKind::cccs:
            gain_of_branch(p.control_branch, e.value);
            break;
        case ElementKind::ccvs:
            gain_of_branch(p.branch, 1.0);
            branch_row(1.0, 0.0);
            sink.entry(p.branch, p.control_branch, -e.value, 0.0);
            sink.term(p.branch, -e.value * sink.value(p.control_branch), 0.0);
            break;
    }
}

}  // namespace crosspoint
