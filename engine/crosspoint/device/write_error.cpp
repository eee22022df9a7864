// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/write_error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace crosspoint {
namespace {

// The constants of the Verilog-A sources (constants.vams and mtj_stt.va).
constexpr double boltzmann = 1.380649e-23;          // J/K
constexpr double charge = 1.602176634e-19;          // C
constexpr double planck = 6.62607015e-34;           // J s
constexpr double vacuum = 4e-7 * std::numbers::pi;  // H/m
constexpr double gyromagnetic = 1.76085963e11;      // rad/(s T)

// Probability that a cloud of angles that grows as exp(rate time) has not left.
double precessional(double constant, const SpinDrive& drive, double rate, double time) {
    const double i = drive.overdrive;
    const double grown = i * std::exp(rate * time) - 1.0;
    return -std::expm1(-constant * drive.delta * (i - 1.0) / grown);
}

}  // namespace

Result<SwitchingScales> switching_scales(const FreeLayer& layer, double temperature_K) {
    const double cold = 1.0 - temperature_K / layer.T_curie;
    const double ratio =
        cold > 0.0 ? std::pow(cold / (1.0 - layer.T_nominal / layer.T_curie), layer.Ms_power) : 0.0;
    const double ms = layer.Ms * ratio;
    const double area = 0.25 * std::numbers::pi * layer.diameter * layer.diameter;
    const double k_eff = layer.Ki * std::pow(ratio, layer.Ki_power) / layer.t_free -
                         0.25 * vacuum * ms * ms * (3.0 * layer.demag_z - 1.0);
    if (!(ratio > 0.0) || !(k_eff > 0.0))
        return Error{.code = Errc::input,
                     .id = 7672,
                     .what = fmt::format("at {:.4g} K the effective anisotropy is {:.4g} J/m^3, "
                                         "expected a perpendicular magnet",
                                         temperature_K, ratio > 0.0 ? k_eff : 0.0),
                     .help = "raise Ki, lower Ms or t_free, or stay below T_curie"};
    const double energy = k_eff * area * layer.t_free;
    SwitchingScales out;
    out.delta = energy / (boltzmann * temperature_K);
    out.tau_D_s =
        (1.0 + layer.damping * layer.damping) / (layer.damping * gyromagnetic * 2.0 * k_eff / ms);
    out.ic0_A = 8.0 * std::numbers::pi * layer.damping * charge * energy / (layer.eta * planck);
    out.ic0_to_antiparallel_A = layer.asymmetry * out.ic0_A;
    return out;
}

double butler_write_error(const SpinDrive& drive, double time) {
    constexpr double constant = std::numbers::pi * std::numbers::pi / 4.0;
    if (drive.overdrive <= 1.0) return 1.0;
    return precessional(constant, drive, 2.0 * (drive.overdrive - 1.0), time);
}

double fast_write_error(const SpinDrive& drive, double time) {
    const double i = drive.overdrive;
    if (i <= 1.0) return 1.0;
    const double away = (i - 1.0) / i;
    const double travel = 2.0 * std::pow(std::exp2(i - 1.0) * away * away, 1.0 / (i + 1.0));
    const double rate = 2.0 * (i - 1.0) + (3.0 - i) / (drive.delta * (i - 1.0));
    return precessional(travel, drive, rate, time);
}

double thermal_switching_rate(const SpinDrive& drive) {
    const double left = 1.0 - drive.overdrive;
    return left * left * (1.0 + drive.overdrive) * std::sqrt(drive.delta / std::numbers::pi) *
           std::exp(-drive.delta * left * left);
}

double closed_form_write_error(const SpinDrive& drive, double time) {
    if (drive.overdrive > 1.0) return fast_write_error(drive, time);
    if (drive.overdrive <= -1.0) return 1.0;
    return std::exp(-thermal_switching_rate(drive) * time);
}

}  // namespace crosspoint
