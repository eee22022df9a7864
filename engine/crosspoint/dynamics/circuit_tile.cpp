// The circuit engine of tile_transient.hpp: every phase is a general netlist with sources, wires,
// capacitors and one device for each cell, solved by simulate/transient.hpp.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "crosspoint/dynamics/fast_tile.hpp"
#include "crosspoint/dynamics/netlist_cells.hpp"
#include "crosspoint/dynamics/phase_sources.hpp"
#include "crosspoint/dynamics/tile_netlist.hpp"
#include "crosspoint/dynamics/tile_power.hpp"
#include "crosspoint/simulate/transient.hpp"

namespace crosspoint {
namespace {

// An open or shorted cell is no device of the netlist.
bool is_resistor(const EliminatedCellSpec& cells, std::size_t cell) {
    return !cells.fault_S.empty() && !std::isnan(cells.fault_S[cell]);
}

// Hands the points of the netlist on as points of the tile, and adds up the heat.
class SampleSink final : public TraceSink {
public:
    SampleSink(const TileSpec& spec, PhaseSources& sources, const EliminatedCellSpec& cells,
               const CellHistory& start, TileSink sink)
        : spec_(spec),
          sources_(sources),
          cells_(cells),
          states_(start.states),
          sink_(std::move(sink)) {}

    Result<void> begin(std::span<const Probe>) override { return {}; }
    Result<void> end() override { return {}; }

    // Probes: ends, then a_V, b_V, gates (gated tiles) and states of all cells.
    Result<void> row(double time_s, std::span<const double> values) override {
        const std::size_t ends = sources_.driven().size(), n = spec_.rows * spec_.cols;
        end_A_.assign(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(ends));
        for (double& i : end_A_) i = -i;  // a source's own current leaves the tile
        const std::span<const double> a_V = values.subspan(ends, n);
        const std::span<const double> b_V = values.subspan(ends + n, n);
        const std::size_t gates = spec_.gated() ? n : 0;
        sources_.at(time_s);
        const WireHeat now = wire_heat(spec_, sources_.ends(), sources_.driven(), end_A_, a_V, b_V);
        const double half_s = 0.5 * (time_s - last_s_);
        drivers_J += half_s * (last_.drivers_W + now.drivers_W);
        wires_J += half_s * (last_.wires_W + now.wires_W);
        last_ = now;
        last_s_ = time_s;
        end_V_.clear();
        for (const TileEnd& end : sources_.driven())
            end_V_.push_back(sources_.ends().side(end.line_set, end.last).volts[end.line]);
        TileSample sample{.time_s = time_s,
                          .end_A = end_A_,
                          .end_V = end_V_,
                          .cell_a_V = a_V,
                          .cell_b_V = b_V,
                          .gate_V = values.subspan(ends + 2 * n, gates),
                          .states = {}};
        std::size_t next = ends + 2 * n + gates;
        for (std::vector<double>& now_of : states_) {
            for (std::size_t c = 0; c < n; ++c)
                if (!is_resistor(cells_, c)) now_of[c] = values[next++];
            sample.states.push_back(now_of);
        }
        sink_(sample);
        return {};
    }

    double drivers_J = 0.0, wires_J = 0.0;

private:
    const TileSpec& spec_;
    PhaseSources& sources_;
    const EliminatedCellSpec& cells_;
    std::vector<std::vector<double>> states_;  // those of resistors stay
    TileSink sink_;
    WireHeat last_;
    double last_s_ = 0.0;
    std::vector<double> end_A_, end_V_;
};

class CircuitTile final : public TileTransient {
public:
    CircuitTile(const TileSpec& spec, const EliminatedCellSpec& cells,
                const TileTransientOptions& options)
        : spec_(spec), options_(options), base_(cells.point), cells_(cells) {
        const ModelShape& shape = cells.model->shape();
        devices_.model = cells.model;
        for (std::size_t t = 0; t < cells.roles.size(); ++t) {
            if (cells.roles[t] == TerminalRole::line_a) devices_.terminal_a = t;
            if (cells.roles[t] == TerminalRole::line_b) devices_.terminal_b = t;
            if (cells.roles[t] == TerminalRole::gate) devices_.terminal_gate = t;
            if (cells.roles[t] == TerminalRole::ground) ++devices_.grounded;
        }
        for (std::size_t u = 0; u < shape.unknowns.size(); ++u)
            if (shape.unknowns[u].kind == UnknownKind::state) states_.push_back(u);
        if (!cells.parameters.empty()) devices_.parameters.resize(cells.cells);
        for (std::size_t c = 0; c < devices_.parameters.size(); ++c)
            for (const auto& values : cells.parameters) devices_.parameters[c].push_back(values[c]);
        devices_.replaced_S = cells.fault_S;
        devices_.stuck = cells.stuck;
        history_ = {.states = cells.states, .memory = cells.memory};
        if (cells.memory.empty())
            for (const double start : shape.memory_start)
                history_.memory.emplace_back(cells.cells, start);
    }

    Result<PhaseReport> run(const TilePhase& phase, const TileSink& sink) override;
    [[nodiscard]] const CellHistory& cells() const override { return history_; }
    Result<void> set_cells(CellHistory cells) override {
        if (auto good = check_history(history_, cells); !good) return good;
        history_ = std::move(cells);
        return {};
    }
    [[nodiscard]] std::uint64_t step_index() const override { return step_index_; }
    void set_step_index(std::uint64_t index) override { step_index_ = index; }

private:
    [[nodiscard]] std::size_t count() const { return spec_.rows * spec_.cols; }
    void put_history();
    void take_history(const NetSolution& final);
    Result<TileNetlist> build(const TilePhase& phase, const PhaseSources& sources);
    [[nodiscard]] std::vector<Probe> probes(const TileNetlist& tile,
                                            const PhaseSources& sources) const;
    [[nodiscard]] double stored_J(const TileNetlist& tile, const NetSolution& at) const;

    TileSpec spec_;
    TileTransientOptions options_;
    EvalPoint base_;
    EliminatedCellSpec cells_;
    DeviceCells devices_;
    std::vector<std::size_t> states_;         // unknowns
    std::vector<std::size_t> end_source_;     // [driven ends] element
    std::vector<double> first_F_, second_F_;  // [cells]
    CellHistory history_;
    std::uint64_t step_index_ = 0;
};

void CircuitTile::put_history() {
    devices_.held.assign(count(), {});
    devices_.memory.assign(history_.memory.empty() ? 0 : count(), {});
    for (std::size_t c = 0; c < count(); ++c) {
        for (std::size_t s = 0; s < states_.size(); ++s)
            devices_.held[c].push_back({states_[s], history_.states[s][c]});
        for (const auto& values : history_.memory) devices_.memory[c].push_back(values[c]);
    }
}

void CircuitTile::take_history(const NetSolution& final) {
    const std::size_t terminals = devices_.model->shape().terminals;
    std::size_t d = 0;  // device
    for (std::size_t c = 0; c < count(); ++c) {
        if (is_resistor(cells_, c)) continue;
        for (std::size_t s = 0; s < states_.size(); ++s)
            history_.states[s][c] = final.internal[d][states_[s] - terminals];
        for (std::size_t m = 0; m < history_.memory.size(); ++m)
            history_.memory[m][c] = final.memory[d][m];
        ++d;
    }
}

Result<TileNetlist> CircuitTile::build(const TilePhase& phase, const PhaseSources& sources) {
    put_history();
    const bool gated = spec_.gated();
    const WireCapacitance& C = options_.capacitance;
    auto tile = netlist_with_ends(spec_, sources.ends(), devices_, C);
    if (!tile) return tile.error();
    first_F_ = line_capacitance_F(spec_, gated ? spec_.sl : spec_.wl, spec_.horizontal() != nullptr,
                                  gated ? C.sl_segment_F : C.wl_segment_F);
    second_F_ = line_capacitance_F(spec_, spec_.bl, false, C.bl_segment_F);
    end_source_.clear();
    for (const TileEnd& end : sources.driven())
        for (std::size_t p = 0; p < tile->ports.size(); ++p) {
            const Port& port = tile->ports[p];
            if (port.line_set != end.line_set || port.line != end.line || port.last_end != end.last)
                continue;
            const auto& sides = end.line_set == 'W'   ? (end.last ? phase.wl_last : phase.wl_first)
                                : end.line_set == 'B' ? (end.last ? phase.bl_last : phase.bl_first)
                                                      : (end.last ? phase.sl_last : phase.sl_first);
            tile->netlist.set_wave(tile->port_source[p], sides[end.line].voltage_V);
            end_source_.push_back(tile->port_source[p]);
        }
    for (std::size_t i = 0; i < phase.gate.size(); ++i)
        tile->netlist.set_wave(tile->gate_source[i], phase.gate[i]);
    return tile;
}

std::vector<Probe> CircuitTile::probes(const TileNetlist& tile, const PhaseSources& sources) const {
    std::vector<Probe> out;
    const Netlist& net = tile.netlist;
    for (std::size_t k = 0; k < sources.driven().size(); ++k)
        out.push_back({"", ProbeKind::branch_A,
                       static_cast<std::size_t>(net.elements()[end_source_[k]].branch), 0});
    const auto nodes = [&](const std::vector<NodeIndex>& of_cells) {
        for (const NodeIndex node : of_cells) out.push_back({"", ProbeKind::node_V, node, 0});
    };
    nodes(spec_.gated() ? tile.second_node : tile.first_node);
    nodes(spec_.gated() ? tile.first_node : tile.second_node);
    nodes(tile.gate_node);
    for (const std::size_t u : states_)
        for (std::size_t d = 0; d < net.devices().size(); ++d)
            out.push_back({"", ProbeKind::device_internal, d, u});
    return out;
}

double CircuitTile::stored_J(const TileNetlist& tile, const NetSolution& at) const {
    double sum_J = 0.0;
    for (std::size_t k = 0; k < count(); ++k)
        sum_J += 0.5 * (first_F_[k] * std::pow(at.node_V[tile.first_node[k]], 2) +
                        second_F_[k] * std::pow(at.node_V[tile.second_node[k]], 2));
    return sum_J;
}

Result<PhaseReport> CircuitTile::run(const TilePhase& phase, const TileSink& sink) {
    if (auto good = check_phase(spec_, phase); !good) return good.error();
    if (step_index_ > 0 && !history_.memory.empty())
        return Error{.code = Errc::input,
                     .id = 7605,
                     .what = fmt::format("model {} has hidden state: its time cannot go on in a "
                                         "second phase of the circuit engine",
                                         devices_.model->shape().name),
                     .help = "use the fast engine, or one phase with longer waveforms"};
    PhaseSources sources(spec_, phase);
    auto tile = build(phase, sources);
    if (!tile) return tile.error();
    double start_J = -1.0;
    SampleSink samples(spec_, sources, cells_, history_, [&](const TileSample& sample) {
        if (start_J < 0.0) {
            start_J = 0.0;
            const bool gated = spec_.gated();
            for (std::size_t k = 0; k < count(); ++k)
                start_J +=
                    0.5 *
                    ((gated ? second_F_ : first_F_)[k] * sample.cell_a_V[k] * sample.cell_a_V[k] +
                     (gated ? first_F_ : second_F_)[k] * sample.cell_b_V[k] * sample.cell_b_V[k]);
        }
        if (sink) sink(sample);
    });
    NetlistCells voices(spec_.cols, options_.messages);
    TransientOptions options{.stop_s = phase.duration_s,
                             .method = options_.method,
                             .reltol = options_.reltol,
                             .abstol = options_.abstol,
                             .max_step_s = options_.max_step_s,
                             .min_step_s = options_.min_step_s,
                             .fixed_step_s = options_.fixed_step_s,
                             .temperature_K = base_.temperature_K,
                             .gmin_S = base_.gmin_S,
                             .seed = options_.seed,
                             .probes = probes(*tile, sources),
                             .output_s = phase.output_s,
                             .stop = options_.stop,
                             .messages = voices.sink("")};
    if (options_.progress)
        options.progress = [&](const TransientProgress& p) {
            options_.progress({p.time_s, p.stop_s, p.steps});
        };
    auto done = solve_transient(tile->netlist, options, samples);
    if (!done) return voices.named(done.error());
    take_history(done->final);
    step_index_ += done->report.steps;
    PhaseReport report;
    report.ends.assign(sources.driven().begin(), sources.driven().end());
    PhaseEnergy& energy = report.energy;
    for (const std::size_t source : end_source_) {
        energy.end_J.push_back(done->source_J[source]);
        energy.delivered_J += energy.end_J.back();
    }
    energy.drivers_J = samples.drivers_J;
    energy.wires_J = samples.wires_J;
    energy.stored_J = stored_J(*tile, done->final) - start_J;
    energy.cells_J = energy.delivered_J - energy.drivers_J - energy.wires_J - energy.stored_J;
    report.steps = done->report.steps;
    report.rejected_error = done->report.rejected_error;
    report.rejected_newton = done->report.rejected_newton;
    report.forced_steps = done->report.forced_steps;
    report.newton_iterations = done->report.newton_iterations;
    report.smallest_step_s = done->report.smallest_step_s;
    report.end_s = done->report.end_s;
    report.stopped = done->report.stopped;
    report.finished = done->report.finished;
    report.method = "general netlist, sparse LU";
    return report;
}

}  // namespace

Result<std::unique_ptr<TileTransient>> make_circuit_tile(const TileSpec& spec,
                                                         const EliminatedCellSpec& cells,
                                                         const TileTransientOptions& options) {
    // The same checks of the lists as the fast engine has.
    if (auto good = EliminatedCell::make(cells); !good) return good.error();
    return std::unique_ptr<TileTransient>(std::make_unique<CircuitTile>(spec, cells, options));
}

}  // namespace crosspoint
