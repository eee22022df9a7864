// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/simulate/net_group.hpp"

namespace crosspoint {

void NetSystem::Group::prepare(const Netlist& netlist) {
    const ModelShape& s = shape();
    stride = (lanes() + 7) / 8 * 8;
    x.resize(s.unknowns.size(), stride);
    f.resize(s.unknowns.size(), stride);
    q.resize(s.unknowns.size(), stride);
    parameters.resize(s.varying.size(), stride);
    memory.resize(s.memory.size(), stride);
    memory_next.resize(s.memory.size(), stride);
    df.resize(s.static_entries.size(), stride);
    dq.resize(s.charge_entries.size(), stride);
    events.resize(s.events.size(), stride);
    bound.resize(s.bounds_step ? 1 : 0, stride);
    for (std::size_t k = 0; k < stride; ++k) {
        const std::size_t lane = k < lanes() ? k : 0;  // the padding computes what lane 0 does
        const DeviceInstance& d = netlist.devices()[devices[lane]];
        for (std::size_t p = 0; p < s.varying.size(); ++p)
            parameters.at(p, k) = d.parameters.empty() ? s.varying[p].value : d.parameters[p];
        cell.push_back(d.cell.value_or(static_cast<std::uint32_t>(devices[lane])));
    }
    reset_memory(netlist);
}

void NetSystem::Group::reset_memory(const Netlist& netlist) {
    const ModelShape& s = shape();
    for (std::size_t k = 0; k < stride; ++k) {
        const DeviceInstance& d = netlist.devices()[devices[k < lanes() ? k : 0]];
        for (std::size_t m = 0; m < s.memory.size(); ++m)
            memory.at(m, k) = !d.memory.empty()           ? d.memory[m]
                              : m < s.memory_start.size() ? s.memory_start[m]
                                                          : 0.0;
    }
}

void NetSystem::Group::gather(std::span<const double> net_x) {
    const std::size_t n = shape().unknowns.size();
    for (std::size_t u = 0; u < n; ++u) {
        for (std::size_t k = 0; k < lanes(); ++k) {
            const std::int32_t place = unknown[u * lanes() + k];
            x.at(u, k) = place == ground ? 0.0 : net_x[static_cast<std::size_t>(place)];
        }
        for (std::size_t k = lanes(); k < stride; ++k) x.at(u, k) = x.at(u, 0);
    }
}

EvalBlock NetSystem::Group::block() {
    return {.lanes = lanes(),
            .stride = stride,
            .unknowns = x.data(),
            .parameters = parameters.data(),
            .memory = memory.data(),
            .cell = cell.data()};
}

void NetSystem::Group::evaluate(const EvalPoint& point) {
    EvalBlock b = block();
    b.f = f.data();
    b.q = q.data();
    b.df = df.data();
    b.dq = dq.data();
    model->evaluate(point, b);
}

void NetSystem::Group::scatter(NetValues& out) const {
    const ModelShape& s = shape();
    for (std::size_t u = 0; u < s.unknowns.size(); ++u)
        for (std::size_t k = 0; k < lanes(); ++k) {
            const std::int32_t row = unknown[u * lanes() + k];
            if (row == ground) continue;
            out.f[static_cast<std::size_t>(row)] += f.at(u, k);
            out.q[static_cast<std::size_t>(row)] += q.at(u, k);
        }
    const auto add = [&](const std::vector<std::int32_t>& places, const DeviceRows& values,
                         std::vector<double>& into) {
        for (std::size_t i = 0; i < places.size(); ++i)
            if (places[i] != ground)
                into[static_cast<std::size_t>(places[i])] += values.at(i / lanes(), i % lanes());
    };
    add(static_place, df, out.jacobian_f);
    add(charge_place, dq, out.jacobian_q);
}

}  // namespace crosspoint
