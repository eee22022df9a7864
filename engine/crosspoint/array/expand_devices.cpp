// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/array/expand_devices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

#include "crosspoint/circuit/structure.hpp"
#include "crosspoint/device/cell_messages.hpp"

namespace crosspoint {
namespace {

class Expander {
public:
    Expander(const TileSpec& spec, const DeviceCells& cells, const WireCapacitance& wires)
        : spec_(spec), cells_(cells), wires_(wires) {}

    Result<TileNetlist> run() {
        if (auto fits = check(); !fits) return fits.error();
        // The wires alone: all cells open. Zero-ohm segments make one node of several.
        tile_ = expand(spec_, {Matrix<double>(spec_.rows, spec_.cols, 0.0), 0.0});
        if (auto unique = check_network(tile_); !unique) return unique.error();
        out_.ports = tile_.ports;
        out_.rows = spec_.rows;
        out_.cols = spec_.cols;
        add_nodes();
        add_wires();
        add_sources();
        if (spec_.gated()) add_gates();
        add_line_capacitance();
        add_cells();
        if (auto checked = out_.netlist.check(); !checked) return checked.error();
        return std::move(out_);
    }

private:
    [[nodiscard]] Result<void> check() const {
        const std::size_t mn = spec_.rows * spec_.cols;
        const std::size_t lines = spec_.gated() ? 3 : 2;
        const std::size_t terminals = cells_.model == nullptr ? 0 : cells_.model->shape().terminals;
        const char* fault = nullptr;
        if (terminals != lines + cells_.grounded)
            fault = spec_.gated() ? "the cells of a gated tile need a model of three terminals"
                                  : "the cells of a passive tile need a model of two terminals";
        else if (cells_.terminal_a >= terminals || cells_.terminal_b >= terminals ||
                 cells_.terminal_a == cells_.terminal_b)
            fault = "the terminals of the cells are out of range";
        else if (spec_.gated() &&
                 (cells_.terminal_gate >= terminals || cells_.terminal_gate == cells_.terminal_a ||
                  cells_.terminal_gate == cells_.terminal_b))
            fault = "the gate terminal of the cells is out of range";
        else if ((!cells_.parameters.empty() && cells_.parameters.size() != mn) ||
                 (!cells_.held.empty() && cells_.held.size() != mn) ||
                 (!cells_.replaced_S.empty() && cells_.replaced_S.size() != mn) ||
                 (!cells_.stuck.empty() && cells_.stuck.size() != mn) ||
                 (!cells_.memory.empty() && cells_.memory.size() != mn))
            fault = "there must be parameters and states for each cell, or for none";
        if (fault == nullptr) return {};
        return Error{.code = Errc::input,
                     .id = 2013,
                     .what = fault,
                     .help = "one model for all cells, values in the order of the rows"};
    }

    void add_nodes() {
        const StructureResult structure = analyze(tile_.circuit);
        node_.resize(tile_.circuit.node_count);
        for (NodeIndex k = 0; k < node_.size(); ++k) {
            const NodeIndex leader = structure.structure.leader[k];  // the smallest: made before
            node_[k] = leader == k ? out_.netlist.new_node(tile_.node_name(k)) : node_[leader];
        }
        const std::size_t mn = spec_.rows * spec_.cols;
        const auto at = [&](std::size_t k) { return node_.begin() + static_cast<long>(k); };
        out_.first_node.assign(at(0), at(mn));
        out_.second_node.assign(at(mn), at(2 * mn));
        capacitance_F_.assign(out_.netlist.node_count(), 0.0);
    }

    void add_wires() {
        const std::size_t mn = spec_.rows * spec_.cols;
        for (std::size_t k = mn; k < tile_.circuit.resistors.size(); ++k) {
            const Resistor& r = tile_.circuit.resistors[k];
            if (r.conductance_S == 0.0 || node_[r.a] == node_[r.b]) continue;
            out_.netlist.add_resistor(fmt::format("RW{}", k), node_[r.a], node_[r.b],
                                      1.0 / r.conductance_S);
        }
    }

    void add_sources() {
        std::map<NodeIndex, std::size_t> source_at;
        for (std::size_t k = 0; k < tile_.ports.size(); ++k) {
            const HeldNode& held = tile_.circuit.held[k];
            const NodeIndex node = node_[held.node];
            const auto known = source_at.find(node);
            if (known != source_at.end()) {
                out_.port_source.push_back(known->second);
                continue;
            }
            const std::size_t source = out_.netlist.add_voltage_source(
                "V" + tile_.node_name(held.node), node, 0, DcWave{held.voltage_V});
            source_at.emplace(node, source);
            out_.port_source.push_back(source);
        }
    }

    // Gates: one ideal node per row, or an RC line when its capacitance is asked for.
    void add_gates() {
        const bool ideal = wires_.wl_segment_F == 0.0;
        for (std::size_t i = 0; i < spec_.rows; ++i) {
            NodeIndex node = out_.netlist.new_node(fmt::format("G{}", i));
            out_.gate_source.push_back(
                out_.netlist.add_voltage_source(fmt::format("VG{}", i), node, 0, DcWave{}));
            for (std::size_t j = 0; j < spec_.cols; ++j) {
                double ohm = spec_.wl.segment_ohm.at(i, j, spec_.cols);
                if (j == 0) ohm += spec_.wl.first_end.resistance_ohm;
                if (!ideal && ohm > 0.0) {
                    const NodeIndex next = out_.netlist.new_node(fmt::format("G{}_{}", i, j));
                    if (std::isfinite(ohm))
                        out_.netlist.add_resistor(fmt::format("RG{}_{}", i, j), node, next, ohm);
                    node = next;
                }
                gate_.push_back(node);
            }
        }
        out_.gate_node = gate_;
        capacitance_F_.resize(out_.netlist.node_count(), 0.0);
        if (!ideal) add_line_set(spec_.wl, true, gate_, wires_.wl_segment_F);
    }

    void add_line_set(const LineSet& set, bool horizontal, std::span<const NodeIndex> nodes,
                      double segment_F) {
        if (segment_F == 0.0) return;
        const std::size_t lines = horizontal ? spec_.rows : spec_.cols;
        const std::size_t crossings = horizontal ? spec_.cols : spec_.rows;
        const bool ends = set.segment_ohm.is_per_segment() || set.segment_ohm.first_segment();
        for (std::size_t line = 0; line < lines; ++line)
            for (std::size_t k = 0; k < crossings; ++k) {
                const std::size_t cell = horizontal ? line * spec_.cols + k : k * spec_.cols + line;
                const double before = k == 0 ? (ends ? 1.0 : 0.0) : 0.5;
                const double after = k + 1 == crossings ? (ends ? 1.0 : 0.0) : 0.5;
                capacitance_F_[nodes[cell]] += (before + after) * segment_F;
            }
    }

    void add_line_capacitance() {
        const bool gated = spec_.gated();
        add_line_set(gated ? spec_.sl : spec_.wl, spec_.horizontal() != nullptr, out_.first_node,
                     gated ? wires_.sl_segment_F : wires_.wl_segment_F);
        add_line_set(spec_.bl, false, out_.second_node, wires_.bl_segment_F);
        for (NodeIndex node = 0; node < capacitance_F_.size(); ++node)
            if (capacitance_F_[node] != 0.0)
                out_.netlist.add_capacitor("C" + out_.netlist.node_name(node), node, 0,
                                           capacitance_F_[node]);
    }

    void add_replacement(std::size_t k) {
        const double g_S = cells_.replaced_S[k];
        if (g_S == 0.0 || out_.first_node[k] == out_.second_node[k]) return;
        out_.netlist.add_resistor(fmt::format("RX{}_{}", k / spec_.cols, k % spec_.cols),
                                  out_.second_node[k], out_.first_node[k], 1.0 / g_S);
    }

    void add_cells() {
        for (std::size_t k = 0; k < spec_.rows * spec_.cols; ++k) {
            if (!cells_.replaced_S.empty() && !std::isnan(cells_.replaced_S[k])) {
                add_replacement(k);
                continue;
            }
            DeviceInstance cell{
                .name = cell_instance(k / spec_.cols, k % spec_.cols),
                .model = cells_.model,
                .nodes = std::vector<NodeIndex>(cells_.model->shape().terminals, 0),
                .parameters =
                    cells_.parameters.empty() ? std::vector<double>{} : cells_.parameters[k],
                .memory = cells_.memory.empty() ? std::vector<double>{} : cells_.memory[k],
                .held = cells_.held.empty() ? std::vector<HeldUnknown>{} : cells_.held[k],
                .stuck = !cells_.stuck.empty() && cells_.stuck[k] != 0,
                .cell = static_cast<std::uint32_t>(k)};
            const bool gated = spec_.gated();
            cell.nodes[cells_.terminal_a] = gated ? out_.second_node[k] : out_.first_node[k];
            cell.nodes[cells_.terminal_b] = gated ? out_.first_node[k] : out_.second_node[k];
            if (gated) cell.nodes[cells_.terminal_gate] = gate_[k];
            out_.netlist.add_device(std::move(cell));
        }
    }

    const TileSpec& spec_;
    const DeviceCells& cells_;
    const WireCapacitance& wires_;
    ExpandedTile tile_;
    TileNetlist out_;
    std::vector<NodeIndex> node_;        // [nodes of the wires] node of the netlist
    std::vector<NodeIndex> gate_;        // [m x n]
    std::vector<double> capacitance_F_;  // [nodes]
};

}  // namespace

void TileNetlist::set_inputs(std::span<const Waveform> waves) {
    for (std::size_t i = 0; i < gate_source.size(); ++i) netlist.set_wave(gate_source[i], waves[i]);
    if (!gate_source.empty()) return;
    for (std::size_t k = 0; k < ports.size(); ++k)
        if (ports[k].kind == EndKind::drive_input)
            netlist.set_wave(port_source[k], waves[ports[k].line]);
}

std::vector<double> TileNetlist::sense_A(const NetSolution& solution) const {
    std::vector<double> sums_A(cols, 0.0);
    std::vector<char> counted(netlist.elements().size(), 0);
    for (std::size_t k = 0; k < ports.size(); ++k) {
        if (ports[k].kind != EndKind::sense || counted[port_source[k]]) continue;
        counted[port_source[k]] = 1;
        sums_A[ports[k].line] +=
            solution.branch_A[static_cast<std::size_t>(netlist.elements()[port_source[k]].branch)];
    }
    return sums_A;
}

Result<TileNetlist> expand_devices(const TileSpec& spec, const DeviceCells& cells,
                                   const WireCapacitance& wires) {
    return Expander(spec, cells, wires).run();
}

}  // namespace crosspoint
