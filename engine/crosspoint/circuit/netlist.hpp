// A general circuit: R, C, L, independent sources with waveforms, controlled sources, and device
// instances. Built by add_*, checked by check(), solved by simulate/dc.hpp and
// simulate/transient.hpp. Sign: a branch current is positive from `a` through the element to `b`;
// so the current of a voltage source that delivers power is negative. The linear circuit of tiles
// (circuit.hpp) is a type of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/circuit/circuit.hpp"
#include "crosspoint/circuit/waveform.hpp"
#include "crosspoint/device/model.hpp"

namespace crosspoint {

enum class ElementKind : std::uint8_t {
    resistor,        ///< value: ohm
    capacitor,       ///< value: F
    inductor,        ///< value: H, has a branch
    voltage_source,  ///< waveform, has a branch
    current_source,  ///< waveform
    vcvs,            ///< value: V/V, has a branch
    vccs,            ///< value: S
    cccs,            ///< value: A/A of the controlling branch
    ccvs             ///< value: ohm, has a branch
};

struct Element {
    static constexpr std::int32_t none = -1;

    ElementKind kind = ElementKind::resistor;
    std::string name;
    NodeIndex a = 0;
    NodeIndex b = 0;
    double value = 0.0;
    NodeIndex control_a = 0;             ///< vcvs, vccs
    NodeIndex control_b = 0;             ///< vcvs, vccs
    std::int32_t control_branch = none;  ///< cccs, ccvs
    std::int32_t branch = none;          ///< number of the branch current that is an unknown
    std::optional<double> initial = {};  ///< V of a capacitor, A of an inductor, at the start
    Waveform wave = DcWave{};
};

/// Value of an internal unknown at the start of a transient, or held in dc.
struct HeldUnknown {
    std::size_t unknown = 0;  ///< of ModelShape::unknowns, >= terminals
    double value = 0.0;
};

struct DeviceInstance {
    std::string name;
    std::shared_ptr<const DeviceModel> model;
    std::vector<NodeIndex> nodes;            ///< [terminals]
    std::vector<double> parameters = {};     ///< [varying]; empty: the values of the card
    std::vector<double> memory = {};         ///< [memory] at the start; empty: memory_start
    std::vector<HeldUnknown> held = {};      ///< states at the start
    bool stuck = false;                      ///< what is held, and memory, stays over time too
    std::optional<std::uint32_t> cell = {};  ///< of random streams; none: the instance's number
};

/// Node 0 is the ground "0". Names of elements and devices are unique.
class Netlist {
public:
    Netlist();

    /// The node of that name, made when it is new.
    NodeIndex node(const std::string& name);
    /// A new node with a name that the caller knows to be new (fast path of tiles).
    NodeIndex new_node(std::string name);
    [[nodiscard]] std::optional<NodeIndex> find_node(const std::string& name) const;

    /// Each returns the index in elements().
    std::size_t add_resistor(std::string name, NodeIndex a, NodeIndex b, double ohm);
    std::size_t add_capacitor(std::string name, NodeIndex a, NodeIndex b, double farad,
                              std::optional<double> initial_V = {});
    std::size_t add_inductor(std::string name, NodeIndex a, NodeIndex b, double henry,
                             std::optional<double> initial_A = {});
    std::size_t add_voltage_source(std::string name, NodeIndex a, NodeIndex b, Waveform wave);
    std::size_t add_current_source(std::string name, NodeIndex a, NodeIndex b, Waveform wave);
    std::size_t add_vcvs(std::string name, NodeIndex a, NodeIndex b, NodeIndex control_a,
                         NodeIndex control_b, double gain);
    std::size_t add_vccs(std::string name, NodeIndex a, NodeIndex b, NodeIndex control_a,
                         NodeIndex control_b, double siemens);
    /// `control` is the index of an element that has a branch.
    std::size_t add_cccs(std::string name, NodeIndex a, NodeIndex b, std::size_t control,
                         double gain);
    std::size_t add_ccvs(std::string name, NodeIndex a, NodeIndex b, std::size_t control,
                         double ohm);
    std::size_t add_device(DeviceInstance instance);

    void set_wave(std::size_t element, Waveform wave);
    void set_held(std::size_t device, std::vector<HeldUnknown> held);

    [[nodiscard]] std::size_t node_count() const { return node_names_.size(); }
    [[nodiscard]] std::size_t branch_count() const { return branches_.size(); }
    [[nodiscard]] const std::vector<Element>& elements() const { return elements_; }
    [[nodiscard]] const std::vector<DeviceInstance>& devices() const { return devices_; }
    [[nodiscard]] const std::string& node_name(NodeIndex node) const { return node_names_[node]; }
    /// [branches] the element that each branch current belongs to
    [[nodiscard]] const std::vector<std::size_t>& branches() const { return branches_; }

    /// @errors input 7301 (waveform), 7302 (value out of range), 7303 (name used twice), 7304
    ///         (device with a wrong number of nodes, parameters or states), 7305 (control without
    ///         a branch, node out of range)
    [[nodiscard]] Result<void> check() const;

private:
    std::size_t add(Element element, bool with_branch);

    std::vector<std::string> node_names_;
    std::unordered_map<std::string, NodeIndex> node_of_;
    std::vector<Element> elements_;
    std::vector<std::size_t> branches_;
    std::vector<DeviceInstance> devices_;
};

/// A solution in terms of the netlist.
struct NetSolution {
    std::vector<double> node_V;                 ///< [nodes], ground included
    std::vector<double> branch_A;               ///< [branches]
    std::vector<std::vector<double>> internal;  ///< [devices][unknowns - terminals]
    std::vector<std::vector<double>> memory;    ///< [devices][memory]
};

}  // namespace crosspoint
