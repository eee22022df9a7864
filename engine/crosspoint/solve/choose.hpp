// Which method solves a mesh, from what is known before: size, hardness, batch, accuracy, memory.
// The rules are figures of this code (`make bench-crossover` prints the crossover points that
// justify them); they never look at the number of threads, so that the bits of a result do not
// depend on it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint {

/// What the choice looks at.
struct MeshTask {
    std::size_t rows = 0;
    std::size_t cols = 0;
    std::size_t inputs = 0;
    double hardness = 0.0;        ///< mesh_hardness()
    bool fixed_cells = true;      ///< false: every input switches cells (gated)
    bool transferable = true;     ///< false: shorts, or a part without any source
    bool transfer_ready = false;  ///< the transfer matrix of these cells is there already
};

struct MeshChoice {
    Method method = Method::schur_cg;
    bool single_precision = false;
    std::string why;
    double expected_s = 0.0;       ///< one core
    std::size_t memory_bytes = 0;  ///< beside inputs, outputs and cells
};

/// @errors input 2115: no method fits the memory, with the numbers; usage 2119: the forced method
///         cannot solve this task
Result<MeshChoice> choose_mesh_method(const MeshTask& task, const SolveOptions& options);

/// Iterations of Schur-CG to full accuracy, with the coarse grid where it is used; seconds of one
/// input on one core, without the set-up that inputs with fixed cells share.
double schur_iterations(std::size_t rows, std::size_t cols, double hardness);
double schur_seconds(const MeshTask& task);
/// Seconds to build the transfer matrix on one core.
double transfer_seconds(const MeshTask& task, bool single_precision);

/// The limit of the options, or what the machine has available now.
std::size_t memory_limit_bytes(const SolveOptions& options);

/// Error 2115: more is needed than may be used.
/// @param method  as the message names it
Error memory_error(std::size_t rows, std::size_t cols, const std::string& method,
                   std::size_t needed_bytes, std::size_t limit_bytes);

}  // namespace crosspoint
