// What an independent source does over time: constant, pulse train, piecewise linear, sine,
// exponential. All are continuous, so that a time step can always be made small enough; their
// corners are breakpoints, where the transient analysis places a time point.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>
#include <vector>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

/// Values are volts or amperes, by the source that has the waveform.
struct DcWave {
    double value = 0.0;
};
/// `low` until delay_s, then rise, high for width_s, fall, low; again every period_s when above 0.
struct PulseWave {
    double low = 0.0;
    double high = 0.0;
    double delay_s = 0.0;
    double rise_s = 1e-12;  ///< > 0
    double fall_s = 1e-12;  ///< > 0
    double width_s = 0.0;   ///< >= 0, without the ramps
    double period_s = 0.0;  ///< 0: one pulse
};
/// Straight lines between points; constant before the first and after the last.
struct PwlWave {
    std::vector<double> time_s;  ///< strictly ascending
    std::vector<double> value;   ///< [points]
};
/// offset until delay_s, then offset + amplitude exp(-damping (t - delay)) sin(2 pi f (t - delay)).
struct SineWave {
    double offset = 0.0;
    double amplitude = 0.0;
    double frequency_Hz = 0.0;
    double delay_s = 0.0;
    double damping_Hz = 0.0;  ///< 1/s
};
/// `from`, towards `to` from rise_delay_s with rise_tau_s, back from fall_delay_s with fall_tau_s.
struct ExpWave {
    double from = 0.0;
    double to = 0.0;
    double rise_delay_s = 0.0;
    double rise_tau_s = 1.0;
    double fall_delay_s = 1.0;
    double fall_tau_s = 1.0;
};

using Waveform = std::variant<DcWave, PulseWave, PwlWave, SineWave, ExpWave>;

/// Value at time_s >= 0. The value of a dc analysis is that at 0.
double wave_value(const Waveform& wave, double time_s);

/// The first corner after time_s, or infinity.
double wave_next_corner(const Waveform& wave, double time_s);

/// A step that still follows the waveform's own bends: an eighth of a sine's period, a fourth of
/// an exponential's time constant; infinity for straight lines.
double wave_step_bound_s(const Waveform& wave);

/// @errors input 7301: a number is not finite, a duration out of range, or the points of a
///         piecewise linear wave do not ascend
Result<void> check_wave(const Waveform& wave);

}  // namespace crosspoint
