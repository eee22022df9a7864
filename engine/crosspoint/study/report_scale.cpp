// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/report_scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace crosspoint {

namespace {

std::string label_of(double value) { return fmt::format("{:.6g}", value); }

// A round step (1, 2 or 5 times a power of ten) that cuts `span` into at most `parts`.
double round_step(double span, int parts) {
    const double least = span / parts;
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double step : {1.0, 2.0, 5.0})
        if (step * power >= least * (1.0 - 1e-9)) return step * power;
    return 10.0 * power;
}

void linear_ticks(ChartScale& scale) {
    const double step = round_step(scale.high - scale.low, 6);
    const auto first = static_cast<long long>(std::ceil(scale.low / step - 1e-6));
    const auto last = static_cast<long long>(std::floor(scale.high / step + 1e-6));
    for (long long k = first; k <= last; ++k) {
        const double value = static_cast<double>(k) * step;
        scale.ticks.push_back({.at = scale.place(value), .label = label_of(value)});
    }
}

// 1-2-5 steps while they have room, else decades.
void log_ticks(ChartScale& scale) {
    const double decades = std::log10(scale.high / scale.low);
    const int first = static_cast<int>(std::floor(std::log10(scale.low))) - 1;
    const int last = static_cast<int>(std::ceil(std::log10(scale.high))) + 1;
    const int every = std::max(1, static_cast<int>(decades / 6.0));
    for (int decade = first; decade <= last; ++decade) {
        for (const int step : {1, 2, 5}) {
            const double value = step * std::pow(10.0, decade);
            if (value < scale.low * 0.999 || value > scale.high * 1.001) continue;
            if (scale.zero && value < scale.low * 1.2) continue;
            const bool shown = decades <= 3.0 || (step == 1 && decade % every == 0);
            if (decades > 3.0 && step != 1) continue;
            scale.ticks.push_back(
                {.at = scale.place(value), .label = shown ? label_of(value) : std::string()});
        }
    }
}

// Ticks at the values themselves; false where their labels would touch.
bool ticks_at_values(ChartScale& scale, const std::vector<double>& values, int length) {
    std::vector<ChartTick> ticks;
    double end = -1.0;
    for (const double value : values) {
        const double at = scale.zero && value == 0.0 ? scale.zero_at : scale.place(value);
        const std::string label = label_of(value);
        const double half = 0.5 * (static_cast<double>(label.size()) + 1.5) / length;
        if (at - half < end) return false;
        end = at + half;
        ticks.push_back({.at = at, .label = label});
    }
    scale.ticks = std::move(ticks);
    return true;
}

}  // namespace

double ChartScale::place(double value) const {
    if (!log) return (value - low) / (high - low);
    if (!(value > 0.0)) return zero ? zero_at : 0.0;
    return std::log(value / low) / std::log(high / low);
}

ChartScale range_scale(double low, double high, bool log) {
    ChartScale scale{.log = log, .low = low, .high = high};
    log ? log_ticks(scale) : linear_ticks(scale);
    return scale;
}

ChartScale value_scale(std::vector<double> values, bool log, int length) {
    std::erase_if(values, [](double v) { return !std::isfinite(v); });
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    if (values.empty()) return range_scale(0.0, 1.0, false);
    const auto positive = std::upper_bound(values.begin(), values.end(), 0.0);
    log = log && positive != values.end() && values.front() >= 0.0;
    ChartScale scale{.log = log};
    if (log) {
        const double least = *positive, most = values.back();
        const double room = most > least ? std::pow(most / least, 0.04) : 2.0;
        scale.zero = values.front() == 0.0;
        scale.low = scale.zero ? least / std::max(2.0, std::pow(most / least, 0.16)) : least / room;
        scale.high = most * room;
        scale.zero_at = 0.04;
    } else {
        const double span = values.back() - values.front();
        const double room = span > 0.0 ? 0.04 * span : std::max(0.5 * std::abs(values.back()), 0.5);
        scale.low = values.front() - room;
        scale.high = values.back() + room;
    }
    if (values.size() <= 8 && ticks_at_values(scale, values, length)) return scale;
    log ? log_ticks(scale) : linear_ticks(scale);
    if (scale.zero) scale.ticks.insert(scale.ticks.begin(), {.at = scale.zero_at, .label = "0"});
    return scale;
}

ChartScale word_scale(const std::vector<std::string>& words) {
    ChartScale scale{.low = -0.5, .high = static_cast<double>(words.size()) - 0.5};
    for (std::size_t k = 0; k < words.size(); ++k)
        scale.ticks.push_back({.at = scale.place(static_cast<double>(k)), .label = words[k]});
    return scale;
}

ChartScale upward_scale(double least, double most, bool log) {
    if (!(least <= most)) return range_scale(0.0, 1.0, false);  // nothing to draw
    if (log && least > 0.0) {
        const double low = std::pow(10.0, std::floor(std::log10(least) + 1e-9));
        const double high = std::pow(10.0, std::ceil(std::log10(most) - 1e-9));
        return range_scale(low, high > low ? high : 10.0 * low, true);
    }
    if (least > 0.0 && least < 0.6 * most) least = 0.0;
    if (most < 0.0 && most > 0.6 * least) most = 0.0;
    if (!(least < most)) {
        const double half = std::max(0.5 * std::abs(most), 1e-12);
        return range_scale(least - half, most + half, false);
    }
    const double step = round_step(most - least, 5);
    return range_scale(step * std::floor(least / step + 1e-9), step * std::ceil(most / step - 1e-9),
                       false);
}

}  // namespace crosspoint
