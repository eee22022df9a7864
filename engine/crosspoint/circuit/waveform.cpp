// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/circuit/waveform.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <numbers>

namespace crosspoint {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double at(const DcWave& wave, double) { return wave.value; }

double at(const PulseWave& wave, double time_s) {
    double local_s = time_s - wave.delay_s;
    if (local_s <= 0.0) return wave.low;
    if (wave.period_s > 0.0) local_s -= wave.period_s * std::floor(local_s / wave.period_s);
    if (local_s < wave.rise_s) return wave.low + (wave.high - wave.low) * (local_s / wave.rise_s);
    local_s -= wave.rise_s;
    if (local_s <= wave.width_s) return wave.high;
    local_s -= wave.width_s;
    if (local_s < wave.fall_s) return wave.high + (wave.low - wave.high) * (local_s / wave.fall_s);
    return wave.low;
}

double at(const PwlWave& wave, double time_s) {
    const auto after = std::ranges::upper_bound(wave.time_s, time_s);
    if (after == wave.time_s.begin()) return wave.value.front();
    if (after == wave.time_s.end()) return wave.value.back();
    const auto k = static_cast<std::size_t>(after - wave.time_s.begin());
    const double share = (time_s - wave.time_s[k - 1]) / (wave.time_s[k] - wave.time_s[k - 1]);
    return wave.value[k - 1] + share * (wave.value[k] - wave.value[k - 1]);
}

double at(const SineWave& wave, double time_s) {
    const double local_s = time_s - wave.delay_s;
    if (local_s <= 0.0) return wave.offset;
    return wave.offset + wave.amplitude * std::exp(-wave.damping_Hz * local_s) *
                             std::sin(2.0 * std::numbers::pi * wave.frequency_Hz * local_s);
}

double at(const ExpWave& wave, double time_s) {
    double value = wave.from;
    const double swing = wave.to - wave.from;
    if (time_s > wave.rise_delay_s)
        value -= swing * std::expm1(-(time_s - wave.rise_delay_s) / wave.rise_tau_s);
    if (time_s > wave.fall_delay_s)
        value += swing * std::expm1(-(time_s - wave.fall_delay_s) / wave.fall_tau_s);
    return value;
}

double first_after(double time_s, std::initializer_list<double> corners) {
    double next = infinity;
    for (const double corner : corners)
        if (corner > time_s) next = std::min(next, corner);
    return next;
}

double corner(const DcWave&, double) { return infinity; }

double corner(const PulseWave& wave, double time_s) {
    const double up_s = wave.rise_s;
    const double down_s = up_s + wave.width_s;
    const double end_s = down_s + wave.fall_s;
    double next = infinity;
    const double turn = wave.period_s > 0.0 && time_s > wave.delay_s
                            ? std::floor((time_s - wave.delay_s) / wave.period_s)
                            : 0.0;
    // The turn before and after: a corner that rounding puts on either side is not lost.
    const int turns = wave.period_s > 0.0 ? 2 : 1;
    for (int k = wave.period_s > 0.0 ? -1 : 0; k < turns; ++k) {
        if (turn + k < 0.0) continue;
        const double start_s = wave.delay_s + (turn + k) * wave.period_s;
        next = std::min(next, first_after(time_s, {start_s, start_s + up_s, start_s + down_s,
                                                   start_s + end_s}));
    }
    return next;
}

double corner(const PwlWave& wave, double time_s) {
    const auto after = std::ranges::upper_bound(wave.time_s, time_s);
    return after == wave.time_s.end() ? infinity : *after;
}

double corner(const SineWave& wave, double time_s) { return first_after(time_s, {wave.delay_s}); }

double corner(const ExpWave& wave, double time_s) {
    return first_after(time_s, {wave.rise_delay_s, wave.fall_delay_s});
}

Error refused(const char* what, const char* help) {
    return {.code = Errc::input, .id = 7301, .what = what, .help = help};
}

bool finite(std::initializer_list<double> values) {
    return std::ranges::all_of(values, [](double v) { return std::isfinite(v); });
}

const char* fault(const DcWave& wave) {
    return finite({wave.value}) ? nullptr : "the value of a source is not finite";
}

const char* fault(const PulseWave& wave) {
    if (!finite({wave.low, wave.high, wave.delay_s, wave.rise_s, wave.fall_s, wave.width_s,
                 wave.period_s}))
        return "a number of a pulse is not finite";
    if (!(wave.rise_s > 0.0 && wave.fall_s > 0.0))
        return "the rise and fall of a pulse must be above 0 s";
    if (wave.delay_s < 0.0 || wave.width_s < 0.0 || wave.period_s < 0.0)
        return "the delay, width and period of a pulse must not be negative";
    if (wave.period_s > 0.0 && wave.period_s < wave.rise_s + wave.width_s + wave.fall_s)
        return "the period of a pulse is shorter than rise, width and fall together";
    return nullptr;
}

const char* fault(const PwlWave& wave) {
    if (wave.time_s.empty() || wave.time_s.size() != wave.value.size())
        return "a piecewise linear wave needs points, as many times as values";
    for (std::size_t k = 0; k < wave.time_s.size(); ++k) {
        if (!finite({wave.time_s[k], wave.value[k]}))
            return "a number of a piecewise linear wave is not finite";
        if (k > 0 && !(wave.time_s[k] > wave.time_s[k - 1]))
            return "the times of a piecewise linear wave must ascend";
    }
    return nullptr;
}

const char* fault(const SineWave& wave) {
    if (!finite({wave.offset, wave.amplitude, wave.frequency_Hz, wave.delay_s, wave.damping_Hz}))
        return "a number of a sine is not finite";
    if (wave.frequency_Hz < 0.0 || wave.delay_s < 0.0)
        return "the frequency and delay of a sine must not be negative";
    return nullptr;
}

const char* fault(const ExpWave& wave) {
    if (!finite({wave.from, wave.to, wave.rise_delay_s, wave.rise_tau_s, wave.fall_delay_s,
                 wave.fall_tau_s}))
        return "a number of an exponential wave is not finite";
    if (!(wave.rise_tau_s > 0.0 && wave.fall_tau_s > 0.0))
        return "the time constants of an exponential wave must be above 0 s";
    return nullptr;
}

}  // namespace

double wave_value(const Waveform& wave, double time_s) {
    return std::visit([&](const auto& w) { return at(w, time_s); }, wave);
}

double wave_next_corner(const Waveform& wave, double time_s) {
    return std::visit([&](const auto& w) { return corner(w, time_s); }, wave);
}

double wave_step_bound_s(const Waveform& wave) {
    if (const auto* sine = std::get_if<SineWave>(&wave); sine != nullptr && sine->frequency_Hz > 0)
        return 0.125 / sine->frequency_Hz;
    if (const auto* e = std::get_if<ExpWave>(&wave))
        return 0.25 * std::min(e->rise_tau_s, e->fall_tau_s);
    return infinity;
}

Result<void> check_wave(const Waveform& wave) {
    const char* found = std::visit([](const auto& w) { return fault(w); }, wave);
    if (found == nullptr) return {};
    return refused(found, "a jump is written as a ramp, such as rise_s = 1e-12");
}

}  // namespace crosspoint
