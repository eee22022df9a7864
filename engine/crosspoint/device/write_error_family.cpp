// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/write_error_family.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

#include "crosspoint/base/parallel.hpp"
#include "crosspoint/base/rng.hpp"

namespace crosspoint {
namespace {

constexpr std::uint64_t check_purpose = 0x3E88;
constexpr std::size_t checks = 24;
// Points in the stability and in the time, tried one after the other.
constexpr std::array<std::pair<std::size_t, std::size_t>, 3> orders = {{{3, 5}, {5, 9}, {9, 17}}};

}  // namespace

double WriteErrorFamily::Axis::point(std::size_t k) const {
    if (count == 1) return low;
    const double angle = std::numbers::pi * static_cast<double>(k) / static_cast<double>(count - 1);
    return 0.5 * (low + high) - 0.5 * (high - low) * std::cos(angle);
}

std::vector<double> WriteErrorFamily::Axis::weights(double at) const {
    std::vector<double> out(count, 0.0);
    double sum = 0.0;
    for (std::size_t k = 0; k < count; ++k) {
        const double apart = at - point(k);
        if (count == 1 || std::abs(apart) < 1e-14 * (high - low)) {
            std::ranges::fill(out, 0.0);
            out[k] = 1.0;
            return out;
        }
        const double end = k == 0 || k + 1 == count ? 0.5 : 1.0;
        sum += out[k] = (k % 2 == 0 ? end : -end) / apart;
    }
    for (double& weight : out) weight /= sum;
    return out;
}

WriteErrorFamily::Axis WriteErrorFamily::times(std::size_t pulse) const {
    return {.low = spec_.pulses_s[pulse] / spec_.tau_D_high_s,
            .high = spec_.pulses_s[pulse] / spec_.tau_D_low_s,
            .count = times_};
}

Result<void> WriteErrorFamily::build(std::size_t in_delta, std::size_t in_time) {
    deltas_ = {.low = spec_.delta_low, .high = spec_.delta_high, .count = in_delta};
    times_ = in_time;
    // The times of all pulses in order: those of neighbors may overlap.
    std::vector<double> all;
    for (std::size_t pulse = 0; pulse < spec_.pulses_s.size(); ++pulse)
        for (std::size_t k = 0; k < times_; ++k) all.push_back(times(pulse).point(k));
    std::vector<double> sorted = all;
    std::ranges::sort(sorted);
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    time_at_.clear();
    for (const double time : all)
        time_at_.push_back(
            static_cast<std::size_t>(std::ranges::lower_bound(sorted, time) - sorted.begin()));
    tables_.clear();
    for (std::size_t k = 0; k < in_delta; ++k) {
        Result<WriteErrorTable> table =
            WriteErrorTable::make({.delta = deltas_.point(k),
                                   .overdrive_low = spec_.overdrive_low,
                                   .overdrive_high = spec_.overdrive_high,
                                   .times = sorted,
                                   .threads = spec_.threads});
        if (!table) return table.error();
        solved_ += table->solved();
        error_rel_ = std::max(error_rel_, table->error_rel());
        tables_.push_back(*std::move(table));
    }
    return {};
}

// Against the reference at random points of the whole range, corners first.
Result<void> WriteErrorFamily::check() {
    struct Point {
        SpinDrive drive;
        double tau_D_s = 0.0;
    };
    auto random = rng(1, check_purpose, 0);
    std::vector<Point> points(checks);
    for (std::size_t k = 0; k < checks; ++k) {
        const auto draw = [&](double low, double high, unsigned bit) {
            const double share = uniform(random);
            if (k < 8) return (k >> bit) % 2 == 0 ? low : high;
            return std::lerp(low, high, share);
        };
        points[k].drive = {draw(spec_.delta_low, spec_.delta_high, 0),
                           draw(spec_.overdrive_low, spec_.overdrive_high, 1)};
        points[k].tau_D_s = draw(spec_.tau_D_low_s, spec_.tau_D_high_s, 2);
    }
    std::vector<Result<double>> errors(checks, 0.0);
    parallel_for(checks, resolve_threads(spec_.threads), [&](std::size_t k, int) {
        const auto& [drive, tau_D_s] = points[k];
        std::vector<double> at_times;
        for (const double pulse_s : spec_.pulses_s) at_times.push_back(pulse_s / tau_D_s);
        const auto exact =
            solve_spin_diffusion(drive, at_times, {.tolerance = 1e-2, .coarse_cells = 128});
        if (!exact) {
            errors[k] = exact.error();
            return;
        }
        double worst = 0.0;
        for (std::size_t pulse = 0; pulse < at_times.size(); ++pulse)
            worst = std::max(worst, spin_misfit(at(drive.delta, tau_D_s, drive.overdrive, pulse),
                                                (*exact)[pulse]));
        errors[k] = worst;
    });
    solved_ += checks;
    double worst = 0.0;
    for (const Result<double>& error : errors) {
        if (!error) return error.error();
        worst = std::max(worst, *error);
    }
    error_rel_ = std::max(error_rel_, worst);
    return {};
}

Result<WriteErrorFamily> WriteErrorFamily::make(WriteErrorFamilySpec spec) {
    const bool delta_varies = spec.delta_low < spec.delta_high;
    const bool time_varies = spec.tau_D_low_s < spec.tau_D_high_s;
    WriteErrorFamily family(std::move(spec));
    for (const auto& [in_delta, in_time] : orders) {
        family.error_rel_ = 0.0;
        if (auto r = family.build(delta_varies ? in_delta : 1, time_varies ? in_time : 1); !r)
            return r.error();
        if (auto r = family.check(); !r) return r.error();
        if (family.error_rel_ <= family.spec_.tolerance || (!delta_varies && !time_varies))
            return family;
    }
    return Error{
        .code = Errc::numerics,
        .id = 7682,
        .what = fmt::format("write errors of free layers with Delta from {:.4g} to {:.4g} are off "
                            "by {:.1e}, expected {:.1e}",
                            family.spec_.delta_low, family.spec_.delta_high, family.error_rel_,
                            family.spec_.tolerance),
        .help = "use a narrower variation, or --method closed-form"};
}

SpinOutcome WriteErrorFamily::at(double delta, double tau_D_s, double overdrive,
                                 std::size_t pulse) const {
    CROSSPOINT_ASSERT(pulse < spec_.pulses_s.size());
    const std::vector<double> in_delta = deltas_.weights(delta);
    const std::vector<double> in_time = times(pulse).weights(spec_.pulses_s[pulse] / tau_D_s);
    double log_odds = 0.0;
    for (std::size_t d = 0; d < tables_.size(); ++d) {
        if (in_delta[d] == 0.0) continue;
        for (std::size_t k = 0; k < times_; ++k)
            if (in_time[k] != 0.0)
                log_odds += in_delta[d] * in_time[k] *
                            spin_log_odds(tables_[d].at(overdrive, time_at_[pulse * times_ + k]));
    }
    return spin_outcome(log_odds);
}

}  // namespace crosspoint
