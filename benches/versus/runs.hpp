// What bench_versus measures; each gives the fields of one JSON line.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include <nlohmann/json.hpp>

#include "bench_tile.hpp"
#include "method.hpp"

namespace crosspoint::bench {

/// How much to measure.
struct RunLimits {
    std::size_t batch = 1000;    ///< inputs of the batch measurement; 0 = only one input
    double repeat_s = 0.5;       ///< repetitions stop after this
    double batch_limit_s = 6.0;  ///< a batch that would take longer is extrapolated from 64 inputs
    std::string currents;        ///< file for the currents of the first inputs; may be empty
};

/// Inputs whose currents are compared with the oracle.
inline constexpr std::size_t compared_inputs = 4;
/// Right-hand sides that direct solvers take at a time.
inline constexpr std::size_t block = 64;

/// Takes what is known so far, so that a run that is stopped later still says something.
using Emit = std::function<void(const nlohmann::json&)>;

Result<nlohmann::json> run_crosspoint(const BenchTile& tile, const MethodRequest& request,
                                      const RunLimits& limits, const Emit& emit);
/// Times of several batch sizes, ascending; stops after the first that takes longer than
/// `batch_limit_s`.
Result<nlohmann::json> run_batches(const BenchTile& tile, const MethodRequest& request,
                                   const std::vector<std::size_t>& batches, const RunLimits& limits,
                                   const Emit& emit);
/// Ladders of a gated tile with 64 columns: double recursion and single-precision reads.
Result<nlohmann::json> run_ladder(std::size_t rows, const RunLimits& limits);
/// How the cells of a tile are bent: I = g sinh(a V) / a under inputs up to `swing_V`.
struct Bend {
    double steepness_per_V = 3.0;
    double swing_V = 0.5;
};
/// One input of a mesh of sinh cells: Crosspoint and Newton's method on `peer`, in turns in one
/// process, both with a residual a tenth of `accuracy_rel` of the largest column current.
Result<nlohmann::json> run_nonlinear(const BenchTile& tile, const Bend& bend,
                                     const std::string& peer, double accuracy_rel,
                                     const RunLimits& limits);
Result<nlohmann::json> run_peer(const BenchTile& tile, const std::string& folder,
                                const std::string& name, const RunLimits& limits, const Emit& emit);
Result<nlohmann::json> run_oracle(const BenchTile& tile, const std::string& folder,
                                  const std::string& out);

/// The first rows of a batch as a batch.
Matrix<double> first_inputs(const Matrix<double>& inputs, std::size_t count);
/// Writes the first `compared_inputs` rows as .npy; an empty path writes nothing.
Result<void> write_currents(const std::string& path, const Matrix<double>& i_out_A);

}  // namespace crosspoint::bench
