// Programming a tile: pulses by a write scheme until every cell reads what it should (write-verify,
// incremental steps), or a given number of pulses per cell. What other cells suffer is recorded
// with every pulse. The work is cut into units (a cell or a row); between units everything that a
// run needs to go on is in a ProgramState, so that a run that was stopped ends with the same bits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "crosspoint/base/matrix.hpp"
#include "crosspoint/dynamics/tile_read.hpp"
#include "crosspoint/dynamics/write_scheme.hpp"

namespace crosspoint {

/// Pulses of one direction: start_V, then step_V more with every further one, up to stop_V.
struct PulseRule {
    double start_V = 0.0;  ///< signed; 0: this direction is not used
    double step_V = 0.0;   ///< of the magnitude, >= 0
    double stop_V = 0.0;   ///< of the sign of start_V, its magnitude not smaller
    double width_s = 100e-9;
    double rise_s = 1e-9;
    double gate_V = 0.0;  ///< 1T1R written by the lines: gate of the selected row
    /// Amplitude of pulse number `count` (0 first).
    [[nodiscard]] double amplitude_V(int count) const;
};

enum class WriteOrder : std::uint8_t { cell, row };    ///< one cell at a time, or all of a row
enum class VerifyRead : std::uint8_t { array, cell };  ///< row_ or cell_conductance_S

struct ProgramPlan {
    Matrix<double> target_S;     ///< [m x n], NaN: leave this cell; empty: `pulses` says what to do
    Matrix<double> pulse_count;  ///< open loop: SET pulses, negative: RESET pulses
    double tolerance_rel = 0.05;
    int max_pulses = 50;       ///< per cell and pass
    int passes = 1;            ///< over the tile; ends when a pass finds nothing to do
    bool independent = false;  ///< every unit begins with the first states: no history
    WriteSetup setup;
    PulseRule set;    ///< raises the conductance
    PulseRule reset;  ///< lowers it
    WriteOrder order = WriteOrder::cell;
    VerifyRead verify = VerifyRead::array;
    TileRead read;
    double read_time_s = 0.0;  ///< of one read of a row, for time and energy
    TileTransientOptions engine;
};

/// One pulse. The disturb of a cell is its change of conductance over its conductance before.
struct PulseRecord {
    double pass = 0, row = 0, first_col = 0, cols = 0, amplitude_V = 0, energy_J = 0, steps = 0;
    double disturb_row = 0;    ///< largest of unselected cells in the row
    double disturb_col = 0;    ///< largest in the columns of the selected cells
    double disturb_other = 0;  ///< largest elsewhere
    double forced_steps = 0;   ///< of the engine: too large an error at the smallest step
    friend bool operator==(const PulseRecord&, const PulseRecord&) = default;
};

/// Everything between two units.
struct ProgramState {
    std::size_t unit = 0;  ///< next
    CellHistory cells;
    std::uint64_t step_index = 0;
    Matrix<double> set_pulses, reset_pulses;  ///< [m x n] so far
    Matrix<double> energy_J;                  ///< [m x n] of its pulses; shared by a row's cells
    Matrix<double> disturb_S;      ///< [m x n] change of conductance by pulses for other cells
    Matrix<double> disturb_worst;  ///< [m x n] largest relative change by one such pulse
    std::size_t reads = 0;
    std::size_t pulsed_in_pass = 0;
    double read_energy_J = 0.0;
    double time_s = 0.0;  ///< pulses and reads
    std::vector<PulseRecord> log;
    friend bool operator==(const ProgramState&, const ProgramState&) = default;
};

struct ProgramResult {
    ProgramState state;
    bool complete = false;      ///< false: stopped; `state` resumes
    Matrix<double> reached_S;   ///< [m x n] by the read of the plan
    Matrix<double> cell_S;      ///< [m x n] by cell_conductance_S
    Matrix<double> error_rel;   ///< reached / target - 1; NaN without a target
    std::size_t missed = 0;     ///< cells outside the tolerance
    double energy_J = 0.0;      ///< of all pulses
    double forced_steps = 0.0;  ///< of all pulses; above 0: states are less exact than asked for
    std::string method;
    std::string left_out;  ///< PhaseReport::left_out of the pulses
};

struct ProgramHooks {
    std::function<void(std::size_t done, std::size_t total, std::size_t pulses)> progress = {};
    /// After every unit. A failure ends the run.
    std::function<Result<void>(const ProgramState&)> checkpoint = {};
};

/// The state before the first pulse: cells as given.
ProgramState first_program_state(const TileSpec& spec, const EliminatedCellSpec& cells);

/// @param state first_program_state or a checkpoint of the same plan
/// @errors input 7630, 7631; 7634: the plan is out of range; those of reads and of the engine, with
///         the row and the columns that were written
Result<ProgramResult> program_tile(const TileSpec& spec, const EliminatedCellSpec& cells,
                                   const ProgramPlan& plan, ProgramState state,
                                   const ProgramHooks& hooks = {});

}  // namespace crosspoint
