// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/circuit/netlist.hpp"

#include <fmt/format.h>

#include <cmath>
#include <unordered_set>
#include <utility>

namespace crosspoint {
namespace {

bool value_in_range(const Element& e) {
    if (e.initial && !std::isfinite(*e.initial)) return false;
    switch (e.kind) {
        case ElementKind::resistor:
            return e.value > 0.0 && std::isfinite(e.value);
        case ElementKind::capacitor:
        case ElementKind::inductor:
            return e.value >= 0.0 && std::isfinite(e.value);
        default:
            return std::isfinite(e.value);
    }
}

Result<void> check_device(const DeviceInstance& d, std::size_t node_count) {
    const auto refused = [&](const std::string& what) {
        return Error{.code = Errc::input,
                     .id = 7304,
                     .what = fmt::format("device '{}': {}", d.name, what),
                     .help = "see the shape of its model"};
    };
    if (d.model == nullptr) return refused("it has no model");
    const ModelShape& shape = d.model->shape();
    if (d.nodes.size() != shape.terminals)
        return refused(fmt::format("{} nodes for the {} terminals of {}", d.nodes.size(),
                                   shape.terminals, shape.name));
    for (const NodeIndex node : d.nodes)
        if (node >= node_count) return refused("a terminal is at a node that does not exist");
    if (!d.parameters.empty() && d.parameters.size() != shape.varying.size())
        return refused(
            fmt::format("{} parameter values for {}", d.parameters.size(), shape.varying.size()));
    if (!d.memory.empty() && d.memory.size() != shape.memory.size())
        return refused(
            fmt::format("{} memory values for {}", d.memory.size(), shape.memory.size()));
    for (const HeldUnknown& held : d.held) {
        if (held.unknown < shape.terminals || held.unknown >= shape.unknowns.size())
            return refused(fmt::format("unknown {} cannot be held", held.unknown));
        if (!std::isfinite(held.value)) return refused("the value of a held state is not finite");
    }
    return {};
}

}  // namespace

Netlist::Netlist() { node("0"); }

NodeIndex Netlist::node(const std::string& name) {
    const auto found = node_of_.find(name);
    return found == node_of_.end() ? new_node(name) : found->second;
}

NodeIndex Netlist::new_node(std::string name) {
    const auto index = static_cast<NodeIndex>(node_names_.size());
    node_of_.emplace(name, index);
    node_names_.push_back(std::move(name));
    return index;
}

std::optional<NodeIndex> Netlist::find_node(const std::string& name) const {
    const auto found = node_of_.find(name);
    if (found == node_of_.end()) return std::nullopt;
    return found->second;
}

std::size_t Netlist::add(Element element, bool with_branch) {
    if (with_branch) {
        element.branch = static_cast<std::int32_t>(branches_.size());
        branches_.push_back(elements_.size());
    }
    elements_.push_back(std::move(element));
    return elements_.size() - 1;
}

std::size_t Netlist::add_resistor(std::string name, NodeIndex a, NodeIndex b, double ohm) {
    return add(
        {.kind = ElementKind::resistor, .name = std::move(name), .a = a, .b = b, .value = ohm},
        false);
}

std::size_t Netlist::add_capacitor(std::string name, NodeIndex a, NodeIndex b, double farad,
                                   std::optional<double> initial_V) {
    // A capacitor that starts at a voltage has its current as an unknown: the start is then exact.
    return add({.kind = ElementKind::capacitor,
                .name = std::move(name),
                .a = a,
                .b = b,
                .value = farad,
                .initial = initial_V},
               initial_V.has_value());
}

std::size_t Netlist::add_inductor(std::string name, NodeIndex a, NodeIndex b, double henry,
                                  std::optional<double> initial_A) {
    return add({.kind = ElementKind::inductor,
                .name = std::move(name),
                .a = a,
                .b = b,
                .value = henry,
                .initial = initial_A},
               true);
}

std::size_t Netlist::add_voltage_source(std::string name, NodeIndex a, NodeIndex b, Waveform wave) {
    return add({.kind = ElementKind::voltage_source,
                .name = std::move(name),
                .a = a,
                .b = b,
                .wave = std::move(wave)},
               true);
}

std::size_t Netlist::add_current_source(std::string name, NodeIndex a, NodeIndex b, Waveform wave) {
    return add({.kind = ElementKind::current_source,
                .name = std::move(name),
                .a = a,
                .b = b,
                .wave = std::move(wave)},
               false);
}

std::size_t Netlist::add_vcvs(std::string name, NodeIndex a, NodeIndex b, NodeIndex control_a,
                              NodeIndex control_b, double gain) {
    return add({.kind = ElementKind::vcvs,
                .name = std::move(name),
                .a = a,
                .b = b,
                .value = gain,
                .control_a = control_a,
                .control_b = control_b},
               true);
}

std::size_t Netlist::add_vccs(std::string name, NodeIndex a, NodeIndex b, NodeIndex control_a,
                              NodeIndex control_b, double siemens) {
    return add({.kind = ElementKind::vccs,
                .name = std::move(name),
                .a = a,
                .b = b,
                .value = siemens,
                .control_a = control_a,
                .control_b = control_b},
               false);
}

std::size_t Netlist::add_cccs(std::string name, NodeIndex a, NodeIndex b, std::size_t control,
                              double gain) {
    const std::int32_t branch =
        control < elements_.size() ? elements_[control].branch : Element::none;
    return add({.kind = ElementKind::cccs,
                .name = std::move(name),
                .a = a,
                .b = b,
                .value = gain,
                .control_branch = branch},
               false);
}

std::size_t Netlist::add_ccvs(std::string name, NodeIndex a, NodeIndex b, std::size_t control,
                              double ohm) {
    const std::int32_t branch =
        control < elements_.size() ? elements_[control].branch : Element::none;
    return add({.kind = ElementKind::ccvs,
                .name = std::move(name),
                .a = a,
                .b = b,
                .value = ohm,
                .control_branch = branch},
               true);
}

std::size_t Netlist::add_device(DeviceInstance instance) {
    devices_.push_back(std::move(instance));
    return devices_.size() - 1;
}

void Netlist::set_wave(std::size_t element, Waveform wave) {
    elements_[element].wave = std::move(wave);
}

void Netlist::set_held(std::size_t device, std::vector<HeldUnknown> held) {
    devices_[device].held = std::move(held);
}

Result<void> Netlist::check() const {
    std::unordered_set<std::string> names;
    const auto twice = [&](const std::string& name) {
        return Error{.code = Errc::input,
                     .id = 7303,
                     .what = fmt::format("the name '{}' is used by two elements", name),
                     .help = "give each element and device a name of its own"};
    };
    for (const Element& e : elements_) {
        if (!names.insert(e.name).second) return twice(e.name);
        if (auto wave = check_wave(e.wave); !wave) {
            Error error = wave.error();
            error.what = fmt::format("source '{}': {}", e.name, error.what);
            return error;
        }
        if (!value_in_range(e))
            return Error{
                .code = Errc::input,
                .id = 7302,
                .what = fmt::format("the value {} of '{}' is out of range", e.value, e.name),
                .help = "ohm > 0, F and H >= 0, all finite; a short is a 0 V source"};
        const bool controlled = e.kind == ElementKind::cccs || e.kind == ElementKind::ccvs;
        const std::size_t n = node_count();
        if ((controlled && e.control_branch == Element::none) || e.a >= n || e.b >= n ||
            e.control_a >= n || e.control_b >= n)
            return Error{.code = Errc::input,
                         .id = 7305,
                         .what = fmt::format("'{}' refers to a node or to a controlling current "
                                             "that does not exist",
                                             e.name),
                         .help = "control by the current of a voltage source or inductor"};
    }
    for (const DeviceInstance& d : devices_) {
        if (!names.insert(d.name).second) return twice(d.name);
        if (auto device = check_device(d, node_count()); !device) return device;
    }
    return {};
}

}  // namespace crosspoint
