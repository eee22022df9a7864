// Every pulse curve of device_models/, run through the transient analysis: the states follow the
// reference, which an ODE solver made from the equations.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <memory>

#include "crosspoint/simulate/transient.hpp"
#include "support/device_card.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

/// The device with a piecewise linear source at each driven terminal, the others on ground.
Netlist driven(const std::shared_ptr<const DeviceModel>& model, const ReferenceCurve& curve) {
    const ModelShape& shape = model->shape();
    Netlist netlist;
    DeviceInstance device{.name = "X", .model = model, .nodes = {}};
    for (std::size_t k = 0; k < shape.terminals; ++k) {
        const std::string& name = shape.unknowns[k].name;
        const std::size_t column = curve.column(name + "_V");
        device.nodes.push_back(column == curve.columns.size() ? 0 : netlist.node(name));
        if (column == curve.columns.size()) continue;
        PwlWave wave;
        for (const std::vector<double>& row : curve.rows) {
            wave.time_s.push_back(row[0]);
            wave.value.push_back(row[column]);
        }
        netlist.add_voltage_source("V" + name, netlist.node(name), 0, std::move(wave));
    }
    for (std::size_t k = shape.terminals; k < shape.unknowns.size(); ++k) {
        const auto state = curve.state.find(shape.unknowns[k].name);
        if (state != curve.state.end()) device.held.push_back({k, state->second});
    }
    netlist.add_device(std::move(device));
    return netlist;
}

}  // namespace

TEST_CASE("device models: pulses move the states as in the reference of every card") {
    std::size_t states = 0;
    for (const DeviceCard& card : all_cards()) {
        for (const ReferenceCurve& curve : card.curves) {
            if (!curve.pulse) continue;
            CAPTURE(card.name);
            CAPTURE(curve.name);
            auto compiled = compile_file(card.file, card.module, curve.parameters);
            const Netlist netlist = driven(std::move(compiled.model), curve);
            TransientOptions options;
            options.stop_s = curve.rows.back()[0];
            options.reltol = card.name == "jart_v1b" ? 1e-9 : 1e-7;  // a thermal runaway
            options.abstol = 1e-2 * options.reltol;
            options.gmin_S = 1e-12;
            for (const auto& [name, value] : curve.state) {
                const auto probe = make_probe(netlist, "X." + name);
                REQUIRE(probe);
                options.probes.push_back(*probe);
            }
            MemoryTrace trace;
            const auto result = solve_transient(netlist, options, trace);
            INFO((result ? "" : result.error().what));
            CHECK(result);
            if (!result) continue;
            for (std::size_t k = 0; k < options.probes.size(); ++k) {
                const std::size_t column = curve.column(options.probes[k].name.substr(2));
                REQUIRE(column < curve.columns.size());
                double worst = 0.0, scale = 0.0;
                for (const std::vector<double>& row : curve.rows) {
                    worst = std::max(worst, std::abs(trace.at(k, row[0]) - row[column]));
                    scale = std::max(scale, std::abs(row[column]));
                }
                CAPTURE(options.probes[k].name);
                CAPTURE(result->report.steps);
                // a state that does not leave 0 by more than 1e-9 is not resolved
                CHECK(worst <= std::max(curve.tolerance * scale, 1e-9));
                ++states;
            }
        }
    }
    CHECK(states >= 20);
}
