// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_probe.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "crosspoint/base/rng.hpp"
#include "crosspoint/circuit/netlist.hpp"
#include "crosspoint/simulate/dc.hpp"

namespace crosspoint {
namespace {

constexpr std::size_t probes = 64;  // chosen: each rule has a sign that shows at once

// Currents of the cells at random voltages, moved by `shift_V` at both lines; the gate stays.
struct Probe {
    std::vector<double> a_V, b_V, gate_V, i_a_A, i_b_A;
    std::vector<std::uint32_t> cell;

    Probe(const EliminatedCell& model, double shift_V) : i_a_A(probes), i_b_A(probes) {
        auto random = rng(1, 0, 0);
        const auto volts = [&] { return 3.0 * uniform(random) - 1.5; };
        for (std::size_t k = 0; k < probes; ++k) {
            a_V.push_back(volts() + shift_V);
            b_V.push_back(volts() + shift_V);
            gate_V.push_back(volts());
            cell.push_back(static_cast<std::uint32_t>(k * model.cells() / probes));
        }
        std::vector<std::uint32_t> slot(probes);
        for (std::size_t k = 0; k < probes; ++k) slot[k] = static_cast<std::uint32_t>(k);
        CellScratch scratch;
        model.evaluate({.a_V = a_V.data(),
                        .b_V = b_V.data(),
                        .gate_V = gate_V.data(),
                        .cell = cell.data(),
                        .lanes = probes,
                        .warm_slot = slot.data()},
                       {.i_a_A = i_a_A.data(), .i_b_A = i_b_A.data()}, scratch);
    }
};

// Inner nodes are solved to a voltage, so small currents have an error that large ones show. NaN
// agrees with nothing: no promise without an answer.
bool agree(const std::vector<double>& a, const std::vector<double>& b, double sign) {
    double largest = 0.0;
    for (const double i_A : a) largest = std::max(largest, std::abs(i_A));
    for (std::size_t k = 0; k < a.size(); ++k)
        if (!(std::abs(a[k] - sign * b[k]) <= 1e-6 * std::abs(a[k]) + 1e-9 * largest)) return false;
    return true;
}

}  // namespace

Result<std::vector<std::vector<double>>> resting_states(const EliminatedCellSpec& spec) {
    const ModelShape& shape = spec.model->shape();
    std::vector<std::size_t> states;
    for (std::size_t k = 0; k < shape.unknowns.size(); ++k)
        if (shape.unknowns[k].kind == UnknownKind::state) states.push_back(k);
    std::vector<std::vector<double>> result(states.size(), std::vector<double>(spec.cells));
    const bool alike = std::ranges::all_of(spec.parameters, [](const auto& values) {
        return std::ranges::adjacent_find(values, std::not_equal_to<>()) == values.end();
    });
    for (std::size_t c = 0; c < spec.cells && !states.empty(); ++c) {
        if (alike && c > 0) {
            for (auto& of_state : result) of_state[c] = of_state[0];
            continue;
        }
        Netlist netlist;
        DeviceInstance device{.name = shape.name, .model = spec.model, .nodes = {}};
        for (std::size_t t = 0; t < shape.terminals; ++t) {
            device.nodes.push_back(netlist.node("t" + std::to_string(t)));
            netlist.add_voltage_source("V" + std::to_string(t), device.nodes[t], 0, DcWave{0.0});
        }
        for (const auto& of_parameter : spec.parameters)
            device.parameters.push_back(of_parameter[c]);
        netlist.add_device(std::move(device));
        const Result<DcResult> dc =
            solve_dc(netlist, {.temperature_K = spec.point.temperature_K, .hold = false});
        if (!dc) return dc.error();
        for (std::size_t s = 0; s < states.size(); ++s)
            result[s][c] = dc->solution.internal[0][states[s] - shape.terminals];
    }
    return result;
}

Result<void> probe_promises(EliminatedCellSpec& spec) {
    spec.conservative = spec.symmetric = false;
    const auto cell = EliminatedCell::make(spec);
    if (!cell) return cell.error();
    const Probe here(**cell, 0.0);
    spec.conservative = agree(here.i_a_A, here.i_b_A, -1.0);
    const bool gated =
        std::find(spec.roles.begin(), spec.roles.end(), TerminalRole::gate) != spec.roles.end();
    if (gated || !spec.conservative) return {};
    const Probe moved(**cell, 0.25);
    spec.symmetric = agree(here.i_a_A, moved.i_a_A, 1.0);
    return {};
}

}  // namespace crosspoint
