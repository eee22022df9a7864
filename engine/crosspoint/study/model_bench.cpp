// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_bench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "crosspoint/simulate/dc.hpp"
#include "crosspoint/simulate/transient.hpp"

namespace crosspoint {

namespace {

// Names of all columns but the time.
std::vector<std::string> column_names(const ModelShape& shape, bool with_memory) {
    std::vector<std::string> names;
    for (const char* unit : {"_V", "_A"})
        for (std::size_t k = 0; k < shape.terminals; ++k)
            names.push_back(shape.unknowns[k].name + unit);
    for (std::size_t k = shape.terminals; k < shape.unknowns.size(); ++k)
        names.push_back(shape.unknowns[k].name);
    if (with_memory) names.insert(names.end(), shape.memory.begin(), shape.memory.end());
    return names;
}

// Currents of the terminals that have a source: an open one has none.
std::vector<Probe> probes_of(const Netlist& netlist, const ModelShape& shape) {
    std::vector<Probe> probes;
    for (std::size_t k = 0; k < shape.terminals; ++k)
        probes.push_back({.name = {}, .kind = ProbeKind::node_V, .index = k + 1});
    for (std::size_t k = 0; k < shape.terminals; ++k) {
        const std::ptrdiff_t branch = netlist.elements()[k].branch;
        if (branch >= 0)
            probes.push_back({.name = {},
                              .kind = ProbeKind::branch_A,
                              .index = static_cast<std::size_t>(branch)});
    }
    for (std::size_t k = shape.terminals; k < shape.unknowns.size(); ++k)
        probes.push_back(
            {.name = {}, .kind = ProbeKind::device_internal, .index = 0, .unknown = k});
    for (std::size_t k = 0; k < shape.memory.size(); ++k)
        probes.push_back({.name = {}, .kind = ProbeKind::device_memory, .index = 0, .unknown = k});
    return probes;
}

// The bench with the voltages of all terminals that are driven.
Netlist driven_bench(std::shared_ptr<const DeviceModel> model, const std::vector<HeldUnknown>& held,
                     const std::vector<double>& at_V, const std::vector<std::size_t>& open) {
    Netlist netlist = bench_of(std::move(model), held, open);
    for (std::size_t k = 0; k < at_V.size(); ++k)
        if (netlist.elements()[k].branch >= 0) netlist.set_wave(k, DcWave{at_V[k]});
    return netlist;
}

// Exactly `count` pulses: a train has no end of its own.
Waveform pulses(const PulseSpec& spec) {
    const double low = spec.at_V[spec.terminal];
    PwlWave wave;
    const auto corner = [&wave](double time_s, double value) {
        wave.time_s.push_back(time_s);
        wave.value.push_back(value);
    };
    for (std::size_t k = 0; k < spec.count; ++k) {
        const double start_s = spec.delay_s + static_cast<double>(k) * spec.period_s;
        corner(start_s, low);
        corner(start_s + spec.rise_s, low + spec.amplitude_V);
        if (spec.width_s > 0.0)
            corner(start_s + spec.rise_s + spec.width_s, low + spec.amplitude_V);
        corner(start_s + 2.0 * spec.rise_s + spec.width_s, low);
    }
    return wave;
}

}  // namespace

Netlist bench_of(std::shared_ptr<const DeviceModel> model, std::vector<HeldUnknown> held,
                 const std::vector<std::size_t>& open) {
    Netlist netlist;
    DeviceInstance device{.name = "X", .model = std::move(model), .nodes = {}};
    const ModelShape& shape = device.model->shape();
    for (std::size_t k = 0; k < shape.terminals; ++k) {
        const std::string& name = shape.unknowns[k].name;
        device.nodes.push_back(netlist.new_node(name));
        if (std::find(open.begin(), open.end(), k) != open.end())
            netlist.add_current_source("I(" + name + ")", device.nodes.back(), 0, DcWave{0.0});
        else
            netlist.add_voltage_source("V(" + name + ")", device.nodes.back(), 0, DcWave{0.0});
    }
    device.held = std::move(held);
    netlist.add_device(std::move(device));
    return netlist;
}

std::string Curves::csv() const {
    std::string text = fmt::format("{}\n", fmt::join(names, ","));
    const std::size_t points = columns.empty() ? 0 : columns.front().size();
    for (std::size_t row = 0; row < points; ++row) {
        for (std::size_t k = 0; k < columns.size(); ++k)
            text += fmt::format("{}{:.12g}", k == 0 ? "" : ",", columns[k][row]);
        text += '\n';
    }
    return text;
}

Result<Curves> sweep_model(std::shared_ptr<const DeviceModel> model,
                           const std::vector<HeldUnknown>& held, const SweepSpec& spec) {
    const ModelShape& shape = model->shape();
    Netlist netlist = driven_bench(model, held, spec.at_V, spec.open);
    Curves curves{.names = column_names(shape, false), .columns = {}};
    curves.columns.resize(curves.names.size());
    DcOptions options;
    options.temperature_K = spec.temperature_K;
    options.messages = spec.messages;
    for (std::size_t point = 0; point < spec.points; ++point) {
        const double part = static_cast<double>(point) / static_cast<double>(spec.points - 1);
        netlist.set_wave(spec.terminal, DcWave{spec.from_V * (1.0 - part) + spec.to_V * part});
        Result<DcResult> solved = solve_dc(netlist, options);
        if (!solved) {
            Error error = solved.error();
            error.what += fmt::format(", at {} = {:.6g} V", shape.unknowns[spec.terminal].name,
                                      spec.from_V * (1.0 - part) + spec.to_V * part);
            return error;
        }
        options.guess = std::move(solved->x);
        std::size_t column = 0;
        for (std::size_t k = 0; k < shape.terminals; ++k)
            curves.columns[column++].push_back(solved->solution.node_V[k + 1]);
        for (std::size_t k = 0; k < shape.terminals; ++k) {  // 0.0 - x: no negative zeros
            const std::ptrdiff_t branch = netlist.elements()[k].branch;
            curves.columns[column++].push_back(
                branch < 0 ? 0.0
                           : 0.0 - solved->solution.branch_A[static_cast<std::size_t>(branch)]);
        }
        for (const double value : solved->solution.internal[0])
            curves.columns[column++].push_back(value);
    }
    return curves;
}

Result<Curves> pulse_model(std::shared_ptr<const DeviceModel> model,
                           const std::vector<HeldUnknown>& held, const PulseSpec& spec) {
    const ModelShape& shape = model->shape();
    Netlist netlist = driven_bench(model, held, spec.at_V, spec.open);
    netlist.set_wave(spec.terminal, pulses(spec));
    TransientOptions options;
    options.stop_s = spec.delay_s + static_cast<double>(spec.count) * spec.period_s;
    options.max_step_s = spec.period_s / 20.0;
    options.temperature_K = spec.temperature_K;
    options.probes = probes_of(netlist, shape);
    options.messages = spec.messages;
    MemoryTrace trace;
    if (auto r = solve_transient(netlist, options, trace); !r) return r.error();
    Curves curves{.names = column_names(shape, true), .columns = {}};
    curves.names.insert(curves.names.begin(), "time_s");
    curves.columns.push_back(trace.time_s());
    const std::size_t points = trace.time_s().size();
    for (std::size_t k = 0, probe = 0; k + 1 < curves.names.size(); ++k) {
        const bool current = k >= shape.terminals && k < 2 * shape.terminals;
        if (current && netlist.elements()[k - shape.terminals].branch < 0) {
            curves.columns.emplace_back(points, 0.0);
            continue;
        }
        curves.columns.push_back(trace.values(probe++));
        if (current)
            for (double& value : curves.columns.back()) value = 0.0 - value;
    }
    return curves;
}

}  // namespace crosspoint
