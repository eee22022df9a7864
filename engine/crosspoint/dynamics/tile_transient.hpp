// A tile over time: phases in which every line end is driven by a waveform or left floating, while
// states, hidden memory and the charge of the wires go on from one phase to the next. Two engines
// with one meaning: `fast` makes every time step one nonlinear tile solve, with the states
// eliminated inside the cells; `circuit` writes the tile out as a general netlist (the oracle).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "crosspoint/array/expand_devices.hpp"
#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/device/cell_messages.hpp"
#include "crosspoint/device/eliminated_cell.hpp"
#include "crosspoint/dynamics/tile_phase.hpp"
#include "crosspoint/simulate/integrator.hpp"

namespace crosspoint {

/// What the cells remember, row-major.
struct CellHistory {
    std::vector<std::vector<double>> states;  ///< [unknowns of kind state][cells]
    std::vector<std::vector<double>> memory;  ///< [memory][cells]
    friend bool operator==(const CellHistory&, const CellHistory&) = default;
};

enum class TileEngine : std::uint8_t { fast, circuit };

struct TileProgress {
    double time_s = 0.0;  ///< since the start of the phase
    double end_s = 0.0;
    std::size_t steps = 0;
};

struct TileTransientOptions {
    TileEngine engine = TileEngine::fast;
    IntegrationMethod method = IntegrationMethod::gear2;
    /// Local error of a step, relative to the largest value that the charge or state had so far,
    /// and in units of a typical value (1 V; of a state: what the model gives as its abstol, else
    /// 1), as in simulate/transient.hpp.
    double reltol = 1e-4;
    double abstol = 1e-6;
    double max_step_s = 0.0;      ///< 0: a fiftieth of the phase
    double min_step_s = 0.0;      ///< 0: 1e-13 of the phase
    double fixed_step_s = 0.0;    ///< above 0: this step, without error control
    double accuracy_rel = 1e-8;   ///< of each tile solve, relative to the largest line current
    double abstol_A = 1e-15;      ///< sum of |current imbalance| of a tile solve that never matters
    WireCapacitance capacitance;  ///< 0: quasi-static wires
    std::uint64_t seed = 1;
    int threads = 1;  ///< 0: all cores
    std::function<void(const TileProgress&)> progress = {};
    CellMessageSink messages = {};  ///< what the cells say at accepted points
    std::stop_token stop = {};
};

/// One accepted point. Spans are valid during the call only.
struct TileSample {
    double time_s = 0.0;               ///< since the start of the phase
    std::span<const double> end_A;     ///< [driven ends] current INTO the tile
    std::span<const double> end_V;     ///< [driven ends] voltage of the source
    std::span<const double> cell_a_V;  ///< [cells] word line (passive) or bit line (gated)
    std::span<const double> cell_b_V;  ///< [cells] bit line (passive) or source line (gated)
    std::span<const double> gate_V;    ///< [cells] gated tiles, else empty
    std::vector<std::span<const double>> states;  ///< [unknowns of kind state][cells]
};

/// Energies of one phase, joule. delivered = drivers + wires + cells + stored, to the accuracy of
/// the integration.
struct PhaseEnergy {
    std::vector<double> end_J;  ///< [driven ends] delivered by each source
    double delivered_J = 0.0;   ///< their sum
    double drivers_J = 0.0;     ///< heat in the resistances of the line ends
    double wires_J = 0.0;       ///< heat in the segments
    double cells_J = 0.0;       ///< taken by the cells at their two line terminals
    double stored_J = 0.0;      ///< change of C V^2 / 2 of the wires that carry current
};

struct PhaseReport {
    std::vector<TileEnd> ends;
    PhaseEnergy energy;
    std::size_t steps = 0;            ///< accepted
    std::size_t rejected_error = 0;   ///< local error too large
    std::size_t rejected_newton = 0;  ///< no convergence at that step
    std::size_t forced_steps = 0;     ///< accepted at the smallest step with too large an error
    std::size_t newton_iterations = 0;
    double smallest_step_s = 0.0;
    double end_s = 0.0;
    bool stopped = false;     ///< by the stop token: everything up to end_s is valid
    bool finished = false;    ///< by $finish or $stop of a cell, likewise
    double residual_A = 0.0;  ///< largest sum of |current imbalance| of an accepted point
    std::string left_out;     ///< what this engine does not follow; empty: nothing
    std::string method;       ///< "gear2; ladder per column; stanford_v1, exact, states inside"
};

using TileSink = std::function<void(const TileSample&)>;

class TileTransient {
public:
    TileTransient() = default;
    TileTransient(const TileTransient&) = delete;
    TileTransient& operator=(const TileTransient&) = delete;
    virtual ~TileTransient() = default;

    /// Applies one phase from where the last one ended; the first one starts from the operating
    /// point at its time 0, states as given. A new phase may change any end: nothing but what has
    /// a charge or a state is kept (the circuit engine keeps states only: wires start at rest).
    /// @param sink  may be empty; gets the points in order of time, the start of a first phase too
    /// @errors as check_phase; numerics 7602 (no step converges: the time and the cell); 7206
    ///         ($fatal of a cell); input 7605
    ///         (circuit engine, second phase of a model with hidden state)
    virtual Result<PhaseReport> run(const TilePhase& phase, const TileSink& sink) = 0;

    /// States and memory as they are now.
    [[nodiscard]] virtual const CellHistory& cells() const = 0;
    /// Replaces them, as after a checkpoint; charges are forgotten: the next phase starts from its
    /// operating point.
    /// @errors input 7603: the shape is not that of cells()
    virtual Result<void> set_cells(CellHistory cells) = 0;
    /// Counts the steps of all phases: with the seed it fixes the random draws of what follows.
    [[nodiscard]] virtual std::uint64_t step_index() const = 0;
    virtual void set_step_index(std::uint64_t index) = 0;
};

/// @param spec   topology, size and segment resistances
/// @param cells  the model with its values at the start; `conservative` and `symmetric` as for a
///               tile solver
/// @errors input: the spec is invalid; 7601: the model has events, which tiles do not follow;
///         7604: an option is out of range; 7201, 7202
Result<std::unique_ptr<TileTransient>> make_tile_transient(const TileSpec& spec,
                                                           const EliminatedCellSpec& cells,
                                                           const TileTransientOptions& options);

/// The cells of a tile solver (a dc read) with states and memory held as they are now.
EliminatedCellSpec held_cells(const EliminatedCellSpec& cells, const CellHistory& now);

}  // namespace crosspoint
