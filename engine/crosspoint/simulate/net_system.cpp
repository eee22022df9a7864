// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/simulate/net_system.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "crosspoint/simulate/net_elements.hpp"
#include "crosspoint/simulate/net_group.hpp"

namespace crosspoint {
namespace {

// Chosen: far below what a read of nanoamperes and millivolts shows.
constexpr double node_tolerance_V = 1e-9;
constexpr double current_tolerance_A = 1e-15;
constexpr double row_tolerance_A = 1e-18;  // the sizes of a row's terms decide before it does
constexpr double state_tolerance = 1e-9;

// Collects the pattern.
struct PatternSink {
    std::vector<std::pair<int, int>>& entries;  // (col, row)

    static double value(std::int32_t) { return 0.0; }
    static void term(std::int32_t, double, double) {}
    void entry(std::int32_t row, std::int32_t col, double, double) const {
        if (row >= 0 && col >= 0) entries.emplace_back(col, row);
    }
};

// Adds values at places that PatternSink's order fixed.
struct ValueSink {
    std::span<const double> x;
    NetValues& out;
    const int* next;

    [[nodiscard]] double value(std::int32_t k) const {
        return k < 0 ? 0.0 : x[static_cast<std::size_t>(k)];
    }
    void term(std::int32_t row, double f, double q) const {
        if (row < 0) return;
        out.f[static_cast<std::size_t>(row)] += f;
        out.q[static_cast<std::size_t>(row)] += q;
    }
    void entry(std::int32_t row, std::int32_t col, double df, double dq) {
        if (row < 0 || col < 0) return;
        const auto place = static_cast<std::size_t>(*next++);
        out.jacobian_f[place] += df;
        out.jacobian_q[place] += dq;
    }
};

int place_of(const SparsePattern& pattern, int row, int col) {
    const auto begin = pattern.row.begin() + pattern.column_start[static_cast<std::size_t>(col)];
    const auto end = pattern.row.begin() + pattern.column_start[static_cast<std::size_t>(col) + 1];
    return static_cast<int>(std::lower_bound(begin, end, row) - pattern.row.begin());
}

SparsePattern compress(std::vector<std::pair<int, int>> entries, int n) {
    std::sort(entries.begin(), entries.end());
    entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
    SparsePattern pattern{
        .n = n, .column_start = std::vector<int>(static_cast<std::size_t>(n) + 1, 0), .row = {}};
    for (const auto& [col, row] : entries) {
        ++pattern.column_start[static_cast<std::size_t>(col) + 1];
        pattern.row.push_back(row);
    }
    for (std::size_t k = 1; k < pattern.column_start.size(); ++k)
        pattern.column_start[k] += pattern.column_start[k - 1];
    return pattern;
}

}  // namespace

NetSystem::NetSystem(const Netlist& netlist) : netlist_(netlist) {
    number_unknowns();
    make_groups();
    make_pattern();
}

NetSystem::~NetSystem() = default;

void NetSystem::number_unknowns() {
    const auto add = [&](double tolerance, double typical, double row_tolerance) {
        tolerance_.push_back(tolerance);
        charge_limit_.push_back(std::numeric_limits<double>::infinity());
        typical_.push_back(typical);
        row_tolerance_.push_back(row_tolerance);
    };
    const auto add_node = [&] {
        node_voltages_.push_back(tolerance_.size());
        add(node_tolerance_V, 1.0, row_tolerance_A);
    };
    for (std::size_t k = 1; k < netlist_.node_count(); ++k) add_node();
    for (std::size_t k = 0; k < netlist_.branch_count(); ++k)
        add(current_tolerance_A, 1e-3, node_tolerance_V);
    for (const DeviceInstance& d : netlist_.devices()) {
        first_internal_.push_back(tolerance_.size());
        const ModelShape& shape = d.model->shape();
        for (std::size_t u = shape.terminals; u < shape.unknowns.size(); ++u) {
            const UnknownInfo& info = shape.unknowns[u];
            if (info.kind == UnknownKind::flow) {
                add(current_tolerance_A, 1e-3, node_tolerance_V);
            } else if (info.kind == UnknownKind::state) {
                const double tolerance = info.abstol > 0.0 ? info.abstol : state_tolerance;
                add(tolerance, std::min(1.0, 1e6 * tolerance), row_tolerance_A);
                if (info.modulus > 0.0) charge_limit_.back() = info.modulus;
            } else {
                add_node();
            }
        }
    }
}

void NetSystem::make_groups() {
    std::map<const DeviceModel*, std::size_t> group_of;
    for (std::size_t d = 0; d < netlist_.devices().size(); ++d) {
        const DeviceModel* model = netlist_.devices()[d].model.get();
        const auto [entry, is_new] = group_of.emplace(model, groups_.size());
        if (is_new) groups_.push_back(std::make_unique<Group>());
        Group& group = *groups_[entry->second];
        group.model = model;
        device_place_.emplace_back(static_cast<std::uint32_t>(entry->second),
                                   static_cast<std::uint32_t>(group.lanes()));
        group.devices.push_back(d);
    }
    for (const auto& group : groups_) {
        const ModelShape& shape = group->shape();
        for (std::size_t u = 0; u < shape.unknowns.size(); ++u)
            for (const std::size_t d : group->devices)
                group->unknown.push_back(
                    u < shape.terminals
                        ? static_cast<std::int32_t>(netlist_.devices()[d].nodes[u]) - 1
                        : static_cast<std::int32_t>(internal_index(d, u)));
        group->prepare(netlist_);
        group->first_event = event_info_.size();
        for (const ModelEvent& event : shape.events)
            event_info_.insert(event_info_.end(), group->lanes(), event);
    }
    has_events_ = !event_info_.empty();
}

void NetSystem::make_pattern() {
    const auto n = static_cast<int>(unknowns());
    std::vector<std::pair<int, int>> entries;
    PatternSink sink{entries};
    for (const Element& e : netlist_.elements())
        stamp_element(e, ElementPlace(e, node_unknowns()), 0.0, false, sink);
    const std::size_t of_elements = entries.size();
    const auto each_entry = [](const Group& g, const std::vector<JacobianEntry>& list, auto&& act) {
        for (const JacobianEntry& e : list)
            for (std::size_t k = 0; k < g.lanes(); ++k)
                act(g.unknown[e.row * g.lanes() + k], g.unknown[e.col * g.lanes() + k]);
    };
    const auto collect = [&](std::int32_t row, std::int32_t col) { sink.entry(row, col, 0, 0); };
    for (const auto& group : groups_) {
        each_entry(*group, group->shape().static_entries, collect);
        each_entry(*group, group->shape().charge_entries, collect);
    }
    for (int k = 0; k < n; ++k) entries.emplace_back(k, k);
    pattern_ = compress(entries, n);

    for (std::size_t k = 0; k < of_elements; ++k)
        element_slots_.push_back(place_of(pattern_, entries[k].second, entries[k].first));
    for (int k = 0; k < n; ++k) diagonal_.push_back(place_of(pattern_, k, k));
    for (const auto& group : groups_) {
        const auto into = [&](std::vector<std::int32_t>& places) {
            return [&](std::int32_t row, std::int32_t col) {
                places.push_back(row < 0 || col < 0 ? Group::ground : place_of(pattern_, row, col));
            };
        };
        each_entry(*group, group->shape().static_entries, into(group->static_place));
        each_entry(*group, group->shape().charge_entries, into(group->charge_place));
    }
    for (std::size_t d = 0; d < netlist_.devices().size(); ++d)
        for (const HeldUnknown& held : netlist_.devices()[d].held)
            held_rows_.push_back({.row = internal_index(d, held.unknown),
                                  .value = held.value,
                                  .stuck = netlist_.devices()[d].stuck,
                                  .places = {}});
    for (const HeldRow& held : held_rows_) some_stuck_ = some_stuck_ || held.stuck;
    for (HeldRow& held : held_rows_)
        for (std::size_t k = 0; k < pattern_.row.size(); ++k)
            if (static_cast<std::size_t>(pattern_.row[k]) == held.row) held.places.push_back(k);
}

std::size_t NetSystem::internal_index(std::size_t device, std::size_t unknown) const {
    return first_internal_[device] + unknown - netlist_.devices()[device].model->shape().terminals;
}

std::string NetSystem::unknown_name(std::size_t unknown) const {
    if (unknown < node_unknowns())
        return "node " + netlist_.node_name(static_cast<NodeIndex>(unknown + 1));
    const std::size_t branch = unknown - node_unknowns();
    if (branch < netlist_.branch_count())
        return "current of " + netlist_.elements()[netlist_.branches()[branch]].name;
    const auto after = std::ranges::upper_bound(first_internal_, unknown);
    const auto d = static_cast<std::size_t>(after - first_internal_.begin()) - 1;
    const DeviceInstance& device = netlist_.devices()[d];
    const ModelShape& shape = device.model->shape();
    return fmt::format("{} of {}",
                       shape.unknowns[unknown - first_internal_[d] + shape.terminals].name,
                       device.name);
}

void NetSystem::evaluate(std::span<const double> x, const NetPoint& point, NetValues& out) {
    out.f.assign(unknowns(), 0.0);
    out.q.assign(unknowns(), 0.0);
    out.jacobian_f.assign(pattern_.row.size(), 0.0);
    out.jacobian_q.assign(pattern_.row.size(), 0.0);
    ValueSink sink{x, out, element_slots_.data()};
    for (const Element& e : netlist_.elements()) {
        const bool source =
            e.kind == ElementKind::voltage_source || e.kind == ElementKind::current_source;
        stamp_element(e, ElementPlace(e, node_unknowns()),
                      source ? point.source_scale * wave_value(e.wave, point.device.time_s) : 0.0,
                      point.hold, sink);
    }
    add_devices(x, point, out);
    if (point.shunt_S > 0.0)
        for (const std::size_t k : node_voltages_) {
            out.f[k] += point.shunt_S * x[k];
            out.jacobian_f[static_cast<std::size_t>(diagonal_[k])] += point.shunt_S;
        }
    if (point.hold || some_stuck_) hold_rows(x, !point.hold, out);
}

void NetSystem::add_devices(std::span<const double> x, const NetPoint& point, NetValues& out) {
    for (const auto& group : groups_) {
        group->gather(x);
        group->evaluate(point.device);
        group->scatter(out);
    }
}

void NetSystem::hold_rows(std::span<const double> x, bool only_stuck, NetValues& out) const {
    for (const HeldRow& held : held_rows_) {
        if (only_stuck && !held.stuck) continue;
        out.f[held.row] = x[held.row] - held.value;
        out.q[held.row] = 0.0;
        for (const std::size_t place : held.places)
            out.jacobian_f[place] = out.jacobian_q[place] = 0.0;
        out.jacobian_f[static_cast<std::size_t>(diagonal_[held.row])] = 1.0;
    }
}

double NetSystem::device_swing_V(std::span<const double> dx) const {
    double swing_V = 0.0;
    for (const auto& group : groups_) {
        const std::size_t lanes = group->lanes();
        const auto change = [&](std::size_t u, std::size_t k) {
            const std::int32_t place = group->unknown[u * lanes + k];
            return place < 0 ? 0.0 : dx[static_cast<std::size_t>(place)];
        };
        for (std::size_t u = 1; u < group->shape().terminals; ++u)
            for (std::size_t k = 0; k < lanes; ++k)
                swing_V = std::max(swing_V, std::abs(change(u, k) - change(0, k)));
    }
    return swing_V;
}

void NetSystem::put_held(std::span<double> x) const {
    for (const HeldRow& held : held_rows_) x[held.row] = held.value;
}

NetSolution NetSystem::solution(std::span<const double> x) const {
    NetSolution result;
    result.node_V.push_back(0.0);
    const auto at = [&](std::size_t k) { return x.begin() + static_cast<std::ptrdiff_t>(k); };
    const std::size_t branches = node_unknowns() + netlist_.branch_count();
    result.node_V.insert(result.node_V.end(), x.begin(), at(node_unknowns()));
    result.branch_A.assign(at(node_unknowns()), at(branches));
    for (std::size_t d = 0; d < netlist_.devices().size(); ++d) {
        const ModelShape& shape = netlist_.devices()[d].model->shape();
        const std::size_t first = first_internal_[d];
        result.internal.emplace_back(at(first),
                                     at(first + shape.unknowns.size() - shape.terminals));
        const auto [group, lane] = device_place_[d];
        std::vector<double>& memory = result.memory.emplace_back();
        for (std::size_t m = 0; m < shape.memory.size(); ++m)
            memory.push_back(groups_[group]->memory.at(m, lane));
    }
    return result;
}

void NetSystem::events(std::span<const double> x, const NetPoint& point, std::vector<double>& out) {
    out.clear();
    for (const auto& group : groups_) {
        const std::size_t count = group->shape().events.size();
        if (count == 0) continue;
        group->gather(x);
        EvalBlock block = group->block();
        block.events = group->events.data();
        group->model->evaluate(point.device, block);
        for (std::size_t e = 0; e < count; ++e)
            for (std::size_t k = 0; k < group->lanes(); ++k) out.push_back(group->events.at(e, k));
    }
}

double NetSystem::commit(std::span<const double> x, const NetPoint& point) {
    double bound_s = std::numeric_limits<double>::infinity();
    for (const auto& group : groups_) {
        const ModelShape& shape = group->shape();
        if (shape.memory.empty() && !shape.bounds_step) continue;
        group->gather(x);
        EvalBlock block = group->block();
        block.memory_next = group->memory_next.data();
        block.bound_step_s = group->bound.data();
        group->model->evaluate(point.device, block);
        for (std::size_t k = 0; k < group->lanes(); ++k)
            for (std::size_t m = 0; m < shape.memory.size(); ++m)
                if (netlist_.devices()[group->devices[k]].stuck)
                    group->memory_next.at(m, k) = group->memory.at(m, k);
        group->memory.copy_from(group->memory_next, shape.memory.size());
        for (std::size_t k = 0; shape.bounds_step && k < group->lanes(); ++k)
            if (group->bound.at(0, k) > 0.0) bound_s = std::min(bound_s, group->bound.at(0, k));
    }
    return bound_s;
}

bool NetSystem::speaks() const {
    return std::any_of(groups_.begin(), groups_.end(),
                       [](const auto& group) { return group->shape().speaks; });
}

std::vector<std::pair<std::size_t, ModelMessage>> NetSystem::messages(std::span<const double> x,
                                                                      const NetPoint& point) {
    for (const auto& group : groups_)
        if (group->shape().speaks) group->gather(x);
    std::vector<std::pair<std::size_t, ModelMessage>> all;
    for (std::size_t device = 0; device < device_place_.size(); ++device) {
        const auto [number, lane] = device_place_[device];
        Group& group = *groups_[number];
        if (!group.shape().speaks) continue;
        for (ModelMessage& one : group.model->messages(point.device, group.block(), lane,
                                                       netlist_.devices()[device].name))
            all.emplace_back(device, std::move(one));
    }
    return all;
}

void NetSystem::reset_memory() {
    for (const auto& group : groups_) group->reset_memory(netlist_);
}

}  // namespace crosspoint
