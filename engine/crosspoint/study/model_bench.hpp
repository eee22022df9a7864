// One device on the bench: every terminal at an ideal source to ground, or left open. What
// `crosspoint model` measures, it measures here: static curves and responses to pulses.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/circuit/netlist.hpp"
#include "crosspoint/device/model.hpp"
#include "crosspoint/simulate/device_messages.hpp"

namespace crosspoint {

/// The netlist: device "X", element k from node k + 1 (of terminal k) to ground: a voltage source,
/// all at 0 V, or a current source of 0 A where the terminal is open.
/// @param open  terminals
Netlist bench_of(std::shared_ptr<const DeviceModel> model, std::vector<HeldUnknown> held,
                 const std::vector<std::size_t>& open = {});

/// Columns of numbers with names: "p_V", "p_A" (current into the terminal), states by name.
struct Curves {
    std::vector<std::string> names;
    std::vector<std::vector<double>> columns;  ///< [names][points]
    [[nodiscard]] std::string csv() const;     ///< a header line, 12 significant digits
};

struct SweepSpec {
    std::size_t terminal = 0;
    double from_V = 0.0;
    double to_V = 0.0;
    std::size_t points = 2;              ///< at least 2
    std::vector<double> at_V;            ///< [terminals] the others
    std::vector<std::size_t> open = {};  ///< other terminals that carry no current
    double temperature_K = 300.15;
    MessageSink messages = {};  ///< what the model says at each point
};

/// All voltages, all currents, then internal unknowns. States that are not held are at the
/// operating point of the model.
/// @errors as solve_dc
Result<Curves> sweep_model(std::shared_ptr<const DeviceModel> model,
                           const std::vector<HeldUnknown>& held, const SweepSpec& spec);

struct PulseSpec {
    std::size_t terminal = 0;
    double amplitude_V = 0.0;
    double delay_s = 0.0;
    double rise_s = 0.0;                 ///< > 0; the fall takes as long
    double width_s = 0.0;                ///< >= 0, without the ramps
    double period_s = 0.0;               ///< > width_s + 2 rise_s
    std::size_t count = 1;               ///< 1 .. 100000
    std::vector<double> at_V;            ///< [terminals] the others, and this one between pulses
    std::vector<std::size_t> open = {};  ///< other terminals that carry no current
    double temperature_K = 300.15;
    MessageSink messages = {};  ///< what the model says at each accepted point
};

/// "time_s", voltages, currents, internal unknowns and memory at the points of the transient.
/// @errors as solve_transient
Result<Curves> pulse_model(std::shared_ptr<const DeviceModel> model,
                           const std::vector<HeldUnknown>& held, const PulseSpec& spec);

/// Gnuplot commands: current over voltage.
std::string sweep_script(const Curves& curves, const ModelShape& shape, std::size_t terminal,
                         const std::string& title);
/// Gnuplot commands: voltage, current and states over time, one above the other.
std::string pulse_script(const Curves& curves, const ModelShape& shape, std::size_t terminal,
                         const std::string& title);

}  // namespace crosspoint
