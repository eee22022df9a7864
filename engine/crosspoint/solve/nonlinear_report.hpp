// What a nonlinear tile solver tells about its answers: one record per input, summed up in the
// report of the batch.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "crosspoint/solve/nonlinear_newton.hpp"
#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint {

/// The outcome of one input.
struct NonlinearAnswer {
    TileNewtonStatus status = TileNewtonStatus::converged;
    Continuation by = Continuation::none;
    std::size_t newton = 0, linear = 0;
    double bound_A = 0.0;
    double kcl_A = 0.0;
    bool certain_path = false;  // sparse LU after Schur-CG had failed
    bool several = false;       // cells were found in one of several inner solutions
    bool followed = false;      // and no answer is known whose cells follow from their voltages
    std::string failed;         // where and how, when not converged
};

/// Status, bound, iterations and remarks of `report` from the answers of a batch.
/// @param largest_A  largest |output current|, which the bound is relative to
void report_answers(std::span<const NonlinearAnswer> answers, double largest_A, double accuracy_rel,
                    SolveReport& report);

}  // namespace crosspoint
