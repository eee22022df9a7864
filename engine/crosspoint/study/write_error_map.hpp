// Write errors of an MRAM tile behind its wires and access transistors: the current through every
// cell when its row is written, from the nonlinear tile solver; its write error rate from the
// Fokker-Planck equation. Every row is selected once for each voltage; all its cells are written at
// the same time. With source lines along the columns that is the same as one cell at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/base/progress.hpp"
#include "crosspoint/device/write_error.hpp"
#include "crosspoint/solve/tile_solver.hpp"
#include "crosspoint/study/tile_config.hpp"

namespace crosspoint {

/// Where the rate comes from.
enum class WriteErrorMethod {
    reference,   ///< tables made from the Fokker-Planck equation
    closed_form  ///< closed_form_write_error
};

struct WriteErrorSpec {
    std::vector<double> voltages_V;  ///< between the driven and the other lines, > 0, ascending
    std::vector<double> pulses_s;    ///< > 0, ascending
    WriteDirection direction = WriteDirection::to_parallel;
    WriteErrorMethod method = WriteErrorMethod::reference;
    int threads = 0;
    std::stop_token stop = {};
    std::function<void(const SolveProgress&)> progress = {};
};

struct WriteErrorMap {
    WriteErrorSpec spec;
    std::size_t rows = 0, cols = 0;
    std::vector<SwitchingScales> scales;    ///< [1], or [cells] where free layers differ
    std::vector<Matrix<double>> i_cell_A;   ///< [voltages] of [m x n], bl to sl
    std::vector<Matrix<double>> i_line_A;   ///< [voltages] of [m x n], what the driver pays for
    std::vector<Matrix<double>> overdrive;  ///< [voltages] of [m x n], I / Ic0
    std::vector<Matrix<double>> wer;        ///< [voltages * pulses] of [m x n]
    std::size_t near_cell = 0;     ///< row-major index; largest overdrive at the highest voltage
    std::size_t far_cell = 0;      ///< smallest
    double table_error_rel = 0.0;  ///< of the reference; 0 with closed_form
    std::size_t references = 0;    ///< Fokker-Planck solutions made
    SolveReport worst;             ///< the tile solution with the largest KCL residual

    [[nodiscard]] const Matrix<double>& wer_at(std::size_t voltage, std::size_t pulse) const {
        return wer[voltage * spec.pulses_s.size() + pulse];
    }
    /// Volts times the current of the cell's line times the pulse, all in the state that is left.
    [[nodiscard]] double energy_J(std::size_t voltage, std::size_t pulse, std::size_t cell) const {
        const double i_A = i_line_A[voltage].values()[cell];
        return spec.voltages_V[voltage] * (i_A < 0.0 ? -i_A : i_A) * spec.pulses_s[pulse];
    }
};

/// @param job a 1T1R tile whose cells are a model with a state `mz` and the parameters of FreeLayer
/// @errors input 7675: the tile is no such tile; 7676: a parameter is not given; 7679: a voltage or
/// pulse out of range; numerics
///         7678: a tile or cell was not solved; those of the solvers and of switching_scales
Result<WriteErrorMap> map_write_errors(const TileJob& job, const WriteErrorSpec& spec);

/// The voltage at which `cell` reaches `target`, by interpolation of ln(WER) between the voltages
/// of the map; NaN where it lies outside of them.
double voltage_for(const WriteErrorMap& map, std::size_t pulse, std::size_t cell, double target);

/// One line per voltage, pulse and cell: volts, seconds, row, col, A, I / Ic0, rate, joules.
std::string write_error_csv(const WriteErrorMap& map);

/// Gnuplot commands: log10 of the rate of every cell, at one voltage and pulse.
std::string write_error_map_script(const WriteErrorMap& map, std::size_t voltage, std::size_t pulse,
                                   const std::string& title);
/// Gnuplot commands: the rate of the near and the far cell over the voltage, a pair for each pulse.
std::string write_error_curve_script(const WriteErrorMap& map, const std::string& title);

}  // namespace crosspoint
