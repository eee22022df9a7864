// The equations of a netlist: modified nodal analysis over node voltages, branch currents and the
// internal unknowns of devices,
//     f(x, t) + d/dt q(x, t) = 0,      one row per unknown.
// Devices of one model are evaluated together. The sparsity is found once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/circuit/netlist.hpp"
#include "crosspoint/linalg/sparse_lu.hpp"

namespace crosspoint {

/// What an evaluation is for. Held unknowns are rows x = value while `hold` is set.
struct NetPoint {
    EvalPoint device;
    double source_scale = 1.0;  ///< of all independent sources, for source stepping
    double shunt_S = 0.0;       ///< from every node to ground, inside devices too
    bool hold = false;          ///< held states and initial conditions replace their rows
};

/// Results of one evaluation; reuse it.
struct NetValues {
    std::vector<double> f;           ///< [unknowns]
    std::vector<double> q;           ///< [unknowns]
    std::vector<double> jacobian_f;  ///< [entries of the pattern]
    std::vector<double> jacobian_q;  ///< [entries of the pattern]
};

class NetSystem {
public:
    /// The netlist must have passed check() and must outlive the system.
    explicit NetSystem(const Netlist& netlist);
    NetSystem(const NetSystem&) = delete;
    NetSystem& operator=(const NetSystem&) = delete;
    ~NetSystem();

    [[nodiscard]] std::size_t unknowns() const { return tolerance_.size(); }
    [[nodiscard]] const SparsePattern& pattern() const { return pattern_; }
    [[nodiscard]] const Netlist& netlist() const { return netlist_; }
    /// "node out", "current of V1", "state x of M3"
    [[nodiscard]] std::string unknown_name(std::size_t unknown) const;
    /// [unknowns] absolute tolerance; its size for a typical circuit (1 V, 1 mA)
    [[nodiscard]] std::span<const double> tolerance() const { return tolerance_; }
    [[nodiscard]] std::span<const double> typical() const { return typical_; }
    /// [unknowns] absolute tolerance of each row's sum
    [[nodiscard]] std::span<const double> row_tolerance() const { return row_tolerance_; }
    /// [unknowns] beyond this the size of a state does not loosen its tolerance; often infinity
    [[nodiscard]] std::span<const double> charge_scale_limit() const { return charge_limit_; }
    [[nodiscard]] std::size_t node_unknowns() const { return netlist_.node_count() - 1; }
    /// Unknowns that are voltages of nodes, those inside devices too.
    [[nodiscard]] std::span<const std::size_t> node_voltages() const { return node_voltages_; }

    void evaluate(std::span<const double> x, const NetPoint& point, NetValues& out);
    /// Largest change of a voltage between two terminals of one device, for limiting.
    [[nodiscard]] double device_swing_V(std::span<const double> dx) const;

    /// Writes the start values of held unknowns into x.
    void put_held(std::span<double> x) const;
    [[nodiscard]] NetSolution solution(std::span<const double> x) const;
    /// @return index in x of an internal unknown of a device
    [[nodiscard]] std::size_t internal_index(std::size_t device, std::size_t unknown) const;
    [[nodiscard]] std::size_t branch_index(std::size_t branch) const {
        return node_unknowns() + branch;
    }

    // ---- what the last accepted point leaves behind: memory, events, step bounds
    [[nodiscard]] bool has_events() const { return has_events_; }
    /// Event values of all instances at x with the committed memory; see event_info().
    void events(std::span<const double> x, const NetPoint& point, std::vector<double>& out);
    /// [events] parallel to the values of events()
    [[nodiscard]] const std::vector<ModelEvent>& event_info() const { return event_info_; }
    /// Advances the memory of all instances to x. @return the smallest bound_step, or infinity
    double commit(std::span<const double> x, const NetPoint& point);
    /// Whether a model may have messages; what the models say at x, by device.
    [[nodiscard]] bool speaks() const;
    [[nodiscard]] std::vector<std::pair<std::size_t, ModelMessage>> messages(
        std::span<const double> x, const NetPoint& point);
    /// Memory back to the start.
    void reset_memory();

private:
    struct Group;

    void number_unknowns();
    void make_groups();
    void make_pattern();
    void add_devices(std::span<const double> x, const NetPoint& point, NetValues& out);
    void hold_rows(std::span<const double> x, bool only_stuck, NetValues& out) const;

    const Netlist& netlist_;
    std::vector<double> tolerance_, typical_, row_tolerance_, charge_limit_;
    std::vector<std::size_t> node_voltages_;
    std::vector<std::size_t> first_internal_;  // [devices] unknown index of the first internal
    std::vector<std::unique_ptr<Group>> groups_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> device_place_;  // [devices] group, lane
    SparsePattern pattern_;
    std::vector<int> element_slots_;  // places of the elements' entries, in stamping order
    std::vector<int> diagonal_;       // [unknowns] place of (k, k)
    struct HeldRow {
        std::size_t row = 0;
        double value = 0.0;
        bool stuck = false;               // over time too
        std::vector<std::size_t> places;  // of the row's entries
    };
    std::vector<HeldRow> held_rows_;
    bool some_stuck_ = false;
    std::vector<ModelEvent> event_info_;
    bool has_events_ = false;
};

}  // namespace crosspoint
