// Many samples of one tile: arrays that differ from device to device, read in many cycles, and the
// statistics of their output currents.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/solve/tile_solver.hpp"
#include "crosspoint/study/tile_config.hpp"

namespace crosspoint {

/// Of every output current over the samples, [B x n] ampere each.
struct CurrentStatistics {
    Matrix<double> nominal_A;  ///< all cells at their nominal values, no faults
    Matrix<double> mean_A, min_A, max_A;
    Matrix<double> sigma_A;         ///< over all samples
    Matrix<double> sigma_device_A;  ///< between arrays, without what cycles add; NaN for one draw
    Matrix<double> sigma_cycle_A;   ///< within an array, mean over arrays; NaN for one cycle
};

struct SampledSolution {
    std::size_t draws = 1;
    std::size_t cycles = 1;
    /// [draws x cycles x B x n] row by row, and the report of the worst sample with the times and
    /// the work of all.
    Matrix<double> i_out_A;
    SolveReport report;
    CurrentStatistics statistics;
    std::vector<DrawRecord> records;  ///< [draws x cycles], or with every_read [.. x cycles x B]
};

/// Solves one tile with the cells it has now, for all its inputs.
/// @errors as make_solver, program, solve and solve_model_tile
Result<TileSolution> solve_tile(const TileJob& job, const SolveOptions& options);

/// Arrays 0 .. draws - 1, each in all cycles of the file's [variation]; the nominal cells too.
/// Stops with error 2116 when asked to.
/// @errors as solve_tile and CellSampler::sample
Result<SampledSolution> solve_samples(const TileJob& job, std::size_t draws,
                                      const SolveOptions& options);

/// Statistics of samples: `i_out_A` [draws x cycles x B, n] as in SampledSolution.
CurrentStatistics current_statistics(const Matrix<double>& i_out_A, std::size_t draws,
                                     std::size_t cycles);

}  // namespace crosspoint
