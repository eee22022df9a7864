// Writing an STT-MTJ: what temperature makes of its free layer, and closed forms of the write error
// rate. The reference for the latter is spin_diffusion.hpp, many cells take write_error_table.hpp.
// Equations and how far each formula is from the reference: engine/docs/write-error.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crosspoint/base/error.hpp"
#include "crosspoint/device/spin_diffusion.hpp"

namespace crosspoint {

/// Which way a write goes; positive current (p to n of the junction) drives to parallel.
enum class WriteDirection { to_parallel, to_antiparallel };

/// Parameters of device_models/mram/mtj_stt.va that make its free layer, by the same names.
struct FreeLayer {
    double diameter = 0.0;  ///< m
    double t_free = 0.0;    ///< m
    double eta = 0.0;       ///< spin-transfer efficiency
    double damping = 0.0;
    double Ms = 0.0;  ///< A/m at T_nominal
    double Ki = 0.0;  ///< J/m^2 at T_nominal
    double Ki_power = 0.0;
    double demag_z = 0.0;
    double T_curie = 0.0;  ///< K
    double Ms_power = 0.0;
    double T_nominal = 0.0;  ///< K
    double asymmetry = 1.0;  ///< critical current to antiparallel over that to parallel
};

/// The free layer at one temperature.
struct SwitchingScales {
    double delta = 0.0;    ///< K_eff V / kT
    double tau_D_s = 0.0;  ///< (1 + alpha^2) / (alpha gamma mu0 Hk)
    double ic0_A = 0.0;    ///< critical current to parallel
    double ic0_to_antiparallel_A = 0.0;

    /// I / Ic0 of a current p to n of the junction; positive drives where the write wants to go.
    [[nodiscard]] double overdrive(double i_A, WriteDirection direction) const {
        return direction == WriteDirection::to_parallel ? i_A / ic0_A
                                                        : -i_A / ic0_to_antiparallel_A;
    }
};

/// @errors input 7672: no perpendicular magnet is left at this temperature
Result<SwitchingScales> switching_scales(const FreeLayer& layer, double temperature_K);

/// Published closed form for I > Ic0 (Butler et al., IEEE Trans. Magn. 48, 4684 (2012)):
///   1 - exp(-(pi^2 / 4) Delta (i - 1) / (i exp(2 (i - 1) t) - 1)), t in tau_D; 1 for i <= 1.
double butler_write_error(const SpinDrive& drive, double time);

/// The same with the exact travel to the equator for large Delta, 2 [2^(i-1) ((i-1)/i)^2]^(1/(i+1))
/// in place of pi^2 / 4, and the first correction of the escape rate, 2 (i-1) + (3-i) / (Delta
/// (i-1)): our own derivation. 1 for i <= 1; use it from i = 1.5 on.
double fast_write_error(const SpinDrive& drive, double time);

/// Rate at which the well is left, in 1 / tau_D, for a barrier of several kT (Brown, Phys. Rev.
/// 130, 1677 (1963)): (1 - i)^2 (1 + i) sqrt(Delta / pi) exp(-Delta (1 - i)^2); -1 < i < 1.
double thermal_switching_rate(const SpinDrive& drive);

/// What the two closed forms say together: fast_write_error for i > 1, exp(-rate time) below.
/// Between i = 0.6 and 1.5 it is good for the order of magnitude at best.
double closed_form_write_error(const SpinDrive& drive, double time);

}  // namespace crosspoint
