// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/dynamics/circuit_transient.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "crosspoint/simulate/trace.hpp"
#include "crosspoint/simulate/transient.hpp"

namespace crosspoint {
namespace {

std::vector<std::size_t> state_unknowns(const ModelShape& shape) {
    std::vector<std::size_t> states;
    for (std::size_t k = 0; k < shape.unknowns.size(); ++k)
        if (shape.unknowns[k].kind == UnknownKind::state) states.push_back(k);
    return states;
}

DeviceCells device_cells(const EliminatedCellSpec& spec, const CellHistory& now) {
    DeviceCells out{.model = spec.model};
    for (std::size_t t = 0; t < spec.roles.size(); ++t) {
        if (spec.roles[t] == TerminalRole::line_a) out.terminal_a = t;
        if (spec.roles[t] == TerminalRole::line_b) out.terminal_b = t;
        if (spec.roles[t] == TerminalRole::gate) out.terminal_gate = t;
    }
    const std::vector<std::size_t> states = state_unknowns(spec.model->shape());
    out.held.resize(spec.cells);
    out.memory.resize(spec.cells);
    if (!spec.parameters.empty()) out.parameters.resize(spec.cells);
    for (std::size_t c = 0; c < spec.cells; ++c) {
        for (std::size_t s = 0; s < states.size(); ++s)
            out.held[c].push_back({states[s], now.states[s][c]});
        for (const auto& values : now.memory) out.memory[c].push_back(values[c]);
        for (const auto& values : spec.parameters) out.parameters[c].push_back(values[c]);
    }
    return out;
}

// A resistor of the tile whose heat is counted.
struct Heat {
    NodeIndex a = 0;
    NodeIndex b = 0;
    double ohm = 0.0;
};

/// One phase as a netlist, and the samples and heats that follow from its solution.
class PhaseCircuit final : public TraceSink {
public:
    PhaseCircuit(const TileSpec& spec, const TilePhase& phase, const TileSink& sink)
        : spec_(spec), phase_(phase), sink_(sink), ends_(driven_ends(phase)) {}

    Result<void> build(const DeviceCells& cells, const WireCapacitance& wires) {
        TileSpec bare = spec_;  // every line floats: the ends of the phase are added here
        bare.bl.first_end = bare.bl.last_end = bare.sl.first_end = bare.sl.last_end = {};
        if (!spec_.gated()) bare.wl.first_end = bare.wl.last_end = {};
        auto expanded = expand_devices(bare, cells, wires);
        if (!expanded) return expanded.error();
        tile_ = std::move(*expanded);
        const std::vector<Element>& elements = tile_.netlist.elements();
        for (const Element& e : elements)
            if (e.kind == ElementKind::resistor && e.name.starts_with("RW"))
                wires_.push_back({e.a, e.b, e.value});
        for (const Element& e : elements)
            if (e.kind == ElementKind::capacitor && !tile_.netlist.node_name(e.a).starts_with('G'))
                capacitors_.push_back({e.a, 0, e.value});
        for (std::size_t i = 0; i < phase_.gate.size(); ++i)
            tile_.netlist.set_wave(tile_.gate_source[i], phase_.gate[i]);
        for (const TileEnd& end : ends_) add_end(end);
        return {};
    }

    [[nodiscard]] std::vector<Probe> probes(const ModelShape& shape) const {
        std::vector<Probe> out;
        for (NodeIndex k = 0; k < tile_.netlist.node_count(); ++k)
            out.push_back({"", ProbeKind::node_V, k, 0});
        for (const std::size_t source : end_source_)
            out.push_back({"", ProbeKind::branch_A,
                           static_cast<std::size_t>(tile_.netlist.elements()[source].branch), 0});
        for (const std::size_t unknown : state_unknowns(shape))
            for (std::size_t c = 0; c < spec_.rows * spec_.cols; ++c)
                out.push_back({"", ProbeKind::device_internal, c, unknown});
        return out;
    }

    Result<void> begin(std::span<const Probe>) override { return {}; }
    Result<void> end() override { return {}; }
    Result<void> row(double time_s, std::span<const double> values) override {
        read(values);
        count_heat(time_s);
        if (sink_) {
            const std::size_t mn = spec_.rows * spec_.cols;
            TileSample sample{.time_s = time_s,
                              .end_A = end_A_,
                              .end_V = end_V(time_s),
                              .cell_a_V = a_V_,
                              .cell_b_V = b_V_,
                              .gate_V = gate_V_,
                              .states = {}};
            const std::size_t first = tile_.netlist.node_count() + ends_.size();
            for (std::size_t k = first; k < values.size(); k += mn)
                sample.states.push_back(values.subspan(k, mn));
            sink_(sample);
        }
        return {};
    }

    [[nodiscard]] const Netlist& netlist() const { return tile_.netlist; }
    [[nodiscard]] const std::vector<TileEnd>& ends() const { return ends_; }
    [[nodiscard]] PhaseEnergy energy(const std::vector<double>& source_J) const {
        PhaseEnergy out = heat_;
        std::vector<char> counted(source_J.size(), 0);
        for (const std::size_t source : end_source_) {
            out.end_J.push_back(counted[source] ? 0.0 : source_J[source]);
            counted[source] = 1;
            out.delivered_J += out.end_J.back();
        }
        out.stored_J = stored_J_ - first_stored_J_;
        return out;
    }

private:
    [[nodiscard]] const EndDrive& drive(const TileEnd& end) const {
        const auto& first = end.line_set == 'W'   ? phase_.wl_first
                            : end.line_set == 'B' ? phase_.bl_first
                                                  : phase_.sl_first;
        const auto& last = end.line_set == 'W'   ? phase_.wl_last
                           : end.line_set == 'B' ? phase_.bl_last
                                                 : phase_.sl_last;
        return (end.last ? last : first)[end.line];
    }

    void add_end(const TileEnd& end) {
        const LineSet& set = end.line_set == 'W'   ? spec_.wl
                             : end.line_set == 'B' ? spec_.bl
                                                   : spec_.sl;
        const bool horizontal =
            end.line_set == 'W' ||
            (end.line_set == 'S' && spec_.topology == Topology::one_transistor_row);
        const std::size_t crossings = horizontal ? spec_.cols : spec_.rows;
        const std::size_t at = end.last ? crossings - 1 : 0;
        const std::size_t cell =
            horizontal ? end.line * spec_.cols + at : at * spec_.cols + end.line;
        const std::vector<NodeIndex>& nodes =
            end.line_set == 'B' ? tile_.second_node : tile_.first_node;
        const EndDrive& driver = drive(end);
        const std::string name = end_name(end, horizontal);
        const double segment_ohm =
            set.segment_ohm.at(end.line, end.last ? crossings : 0, crossings);
        NodeIndex node = nodes[cell];
        if (segment_ohm + driver.resistance_ohm > 0.0) {
            const NodeIndex outside = tile_.netlist.new_node("N " + name);
            if (std::isfinite(segment_ohm))
                tile_.netlist.add_resistor("RE " + name, outside, node,
                                           segment_ohm + driver.resistance_ohm);
            node = outside;
        }
        end_ohm_.emplace_back(driver.resistance_ohm, segment_ohm);
        const auto [known, added] = source_at_.emplace(node, 0);
        if (added)
            known->second =
                tile_.netlist.add_voltage_source("VE " + name, node, 0, driver.voltage_V);
        shared_.push_back(added ? 0 : 1);
        end_source_.push_back(known->second);
    }

    void read(std::span<const double> values) {
        const std::size_t nodes = tile_.netlist.node_count();
        node_V_.assign(values.begin(), values.begin() + static_cast<long>(nodes));
        end_A_.clear();
        for (std::size_t k = 0; k < ends_.size(); ++k)
            end_A_.push_back(shared_[k] ? 0.0 : -values[nodes + k]);
        const bool gated = spec_.gated();
        a_V_.clear();
        b_V_.clear();
        gate_V_.clear();
        for (std::size_t c = 0; c < tile_.first_node.size(); ++c) {
            const double first_V = node_V_[tile_.first_node[c]];
            const double second_V = node_V_[tile_.second_node[c]];
            a_V_.push_back(gated ? second_V : first_V);
            b_V_.push_back(gated ? first_V : second_V);
        }
        if (!gated) return;
        const auto& devices = tile_.netlist.devices();
        for (std::size_t c = 0; c < tile_.first_node.size(); ++c)
            for (const NodeIndex node : devices[c].nodes)
                if (node != tile_.first_node[c] && node != tile_.second_node[c])
                    gate_V_.push_back(node_V_[node]);
    }

    std::span<const double> end_V(double time_s) {
        end_V_.clear();
        for (const TileEnd& end : ends_) end_V_.push_back(wave_value(drive(end).voltage_V, time_s));
        return end_V_;
    }

    // Trapezoids over the accepted points; what the cells take follows from the currents of the
    // nodes: sources less heat less what charges the wires.
    void count_heat(double time_s) {
        double drivers_W = 0.0, wires_W = 0.0, sources_W = 0.0;
        end_V(time_s);
        for (std::size_t k = 0; k < ends_.size(); ++k) {
            const double square = end_A_[k] * end_A_[k];
            drivers_W += square * end_ohm_[k].first;
            if (std::isfinite(end_ohm_[k].second)) wires_W += square * end_ohm_[k].second;
            sources_W += end_A_[k] * end_V_[k];
        }
        for (const Heat& r : wires_) {
            const double across_V = node_V_[r.a] - node_V_[r.b];
            wires_W += across_V * across_V / r.ohm;
        }
        stored_J_ = 0.0;
        for (const Heat& c : capacitors_) stored_J_ += 0.5 * c.ohm * node_V_[c.a] * node_V_[c.a];
        const double cells_W = sources_W - drivers_W - wires_W;
        if (points_++ == 0) {
            first_stored_J_ = stored_J_;
        } else {
            const double half_s = 0.5 * (time_s - time_s_);
            heat_.drivers_J += half_s * (drivers_W + drivers_W_);
            heat_.wires_J += half_s * (wires_W + wires_W_);
            heat_.cells_J += half_s * (cells_W + cells_W_) - (stored_J_ - last_stored_J_);
        }
        last_stored_J_ = stored_J_;
        drivers_W_ = drivers_W;
        wires_W_ = wires_W;
        cells_W_ = cells_W;
        time_s_ = time_s;
    }

    const TileSpec& spec_;
    const TilePhase& phase_;
    const TileSink& sink_;
    std::vector<TileEnd> ends_;
    TileNetlist tile_;
    std::vector<Heat> wires_;
    std::vector<Heat> capacitors_;                    // ohm holds the capacitance
    std::vector<std::pair<double, double>> end_ohm_;  // [ends] driver, segment
    std::vector<std::size_t> end_source_;             // [ends] element
    std::vector<char> shared_;                        // [ends] the source of another end is used
    std::map<NodeIndex, std::size_t> source_at_;
    std::vector<double> node_V_, end_A_, end_V_, a_V_, b_V_, gate_V_;
    PhaseEnergy heat_;
    std::size_t points_ = 0;
    double drivers_W_ = 0.0, wires_W_ = 0.0, cells_W_ = 0.0, time_s_ = 0.0;
    double stored_J_ = 0.0, first_stored_J_ = 0.0, last_stored_J_ = 0.0;
};

class CircuitTransient final : public TileTransient {
public:
    CircuitTransient(const TileSpec& spec, const EliminatedCellSpec& cells,
                     const TileTransientOptions& options)
        : spec_(spec), cells_(cells), options_(options) {
        now_.states = cells.states;
        now_.memory = cells.memory;
        if (now_.memory.empty())
            for (const double start : cells.model->shape().memory_start)
                now_.memory.emplace_back(cells.cells, start);
    }

    Result<PhaseReport> run(const TilePhase& phase, const TileSink& sink) override {
        if (auto fits = check_phase(spec_, phase); !fits) return fits.error();
        PhaseCircuit circuit(spec_, phase, sink);
        const DeviceCells cells = device_cells(cells_, now_);
        if (auto built = circuit.build(cells, options_.capacitance); !built) return built.error();
        TransientOptions options{.stop_s = phase.duration_s,
                                 .method = options_.method,
                                 .reltol = options_.reltol,
                                 .abstol = options_.abstol,
                                 .max_step_s = options_.max_step_s,
                                 .min_step_s = options_.min_step_s,
                                 .fixed_step_s = options_.fixed_step_s,
                                 .temperature_K = cells_.point.temperature_K,
                                 .gmin_S = cells_.point.gmin_S,
                                 .seed = options_.seed + 0x9E3779B97F4A7C15ULL * step_index_,
                                 .probes = circuit.probes(cells_.model->shape()),
                                 .stop = options_.stop};
        if (options_.progress)
            options.progress = [&](const TransientProgress& p) {
                options_.progress({p.time_s, p.stop_s, p.steps});
            };
        const auto result = solve_transient(circuit.netlist(), options, circuit);
        if (!result) return result.error();
        remember(result->final);
        const TransientReport& r = result->report;
        step_index_ += r.steps;
        return PhaseReport{.ends = circuit.ends(),
                           .energy = circuit.energy(result->source_J),
                           .steps = r.steps,
                           .rejected_error = r.rejected_error,
                           .rejected_newton = r.rejected_newton,
                           .forced_steps = r.forced_steps,
                           .newton_iterations = r.newton_iterations,
                           .smallest_step_s = r.smallest_step_s,
                           .end_s = r.end_s,
                           .stopped = r.stopped,
                           .residual_A = 0.0,
                           .method = "circuit: every device by itself, sparse LU"};
    }

    [[nodiscard]] const CellHistory& cells() const override { return now_; }
    Result<void> set_cells(CellHistory cells) override {
        const auto fits = [&](const auto& now, const auto& given) {
            return now.size() == given.size() && std::ranges::all_of(given, [&](const auto& v) {
                       return v.size() == cells_.cells;
                   });
        };
        if (!fits(now_.states, cells.states) || !fits(now_.memory, cells.memory))
            return Error{.code = Errc::input,
                         .id = 7603,
                         .what = "the states given do not fit the cells of the tile",
                         .help = "one value per cell for each state and memory variable"};
        now_ = std::move(cells);
        return {};
    }
    [[nodiscard]] std::uint64_t step_index() const override { return step_index_; }
    void set_step_index(std::uint64_t index) override { step_index_ = index; }

private:
    void remember(const NetSolution& final) {
        const ModelShape& shape = cells_.model->shape();
        const std::vector<std::size_t> states = state_unknowns(shape);
        for (std::size_t c = 0; c < cells_.cells; ++c) {
            for (std::size_t s = 0; s < states.size(); ++s)
                now_.states[s][c] = final.internal[c][states[s] - shape.terminals];
            for (std::size_t m = 0; m < now_.memory.size(); ++m)
                now_.memory[m][c] = final.memory[c][m];
        }
    }

    TileSpec spec_;
    EliminatedCellSpec cells_;
    TileTransientOptions options_;
    CellHistory now_;
    std::uint64_t step_index_ = 0;
};

}  // namespace

Result<std::unique_ptr<TileTransient>> make_circuit_transient(const TileSpec& spec,
                                                              const EliminatedCellSpec& cells,
                                                              const TileTransientOptions& options) {
    return std::unique_ptr<TileTransient>(std::make_unique<CircuitTransient>(spec, cells, options));
}

}  // namespace crosspoint
