// The Fokker-Planck equation of a macrospin with perpendicular anisotropy under spin-transfer
// torque, x = cos(angle), started in the well at x = -1:
//   d rho / dt = -d/dx [ (1 - x^2) ((x + i) rho - (1 / 2 Delta) d rho / dx) ]      t in tau_D
// Finite volumes of equal angle with exponentially fitted fluxes: a Markov chain, so probabilities
// stay positive, add up to 1, and small ones keep their digits. Three grids, each twice as fine as
// the one before, are extrapolated to zero width.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

/// Free layer and drive, without units.
struct SpinDrive {
    double delta = 60.0;     ///< thermal stability K V / kT at zero current, 5 .. 200
    double overdrive = 0.0;  ///< i = I / Ic0 out of the state that is left, -5 .. 20
};

/// Where the spin is when the pulse ends. Both with relative accuracy, however small.
struct SpinOutcome {
    double stayed = 1.0;    ///< probability of x < 0: the write error rate
    double switched = 0.0;  ///< probability of x > 0: read disturb
    /// Estimate of the relative error of the smaller of the two, from grids and steps.
    double error_rel = 0.0;
};

struct SpinDiffusionOptions {
    /// Relative error of the smaller probability, where it is above 1e-14; grids are refined until
    /// the estimate is below it.
    double tolerance = 1e-4;
    std::size_t coarse_cells = 64;  ///< of the coarsest of the first three grids, even
    double step_tolerance = 1e-7;   ///< relative error of a time step in each half of the sphere
};

/// Solves for the probabilities at the ends of pulses of `times`.
/// @param times [T] in tau_D, not negative, ascending
/// @return [T]; the start is thermal equilibrium at zero current in the half x < 0
/// @errors input 7670: delta, overdrive or a time out of range; numerics 7671: the tolerance is not
///         reached on the finest grid
/// @cost some 10 ms
Result<std::vector<SpinOutcome>> solve_spin_diffusion(const SpinDrive& drive,
                                                      std::span<const double> times,
                                                      const SpinDiffusionOptions& options = {});

}  // namespace crosspoint
