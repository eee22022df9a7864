// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/dynamics/tile_phase.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace crosspoint {
namespace {

Error misfit(std::string what) {
    return {.code = Errc::input,
            .id = 7600,
            .what = "phase of a tile: " + std::move(what),
            .help =
                "give one entry per line, or an empty list for floating ends; word lines of a "
                "1t1r tile are gates, a passive tile has no source lines"};
}

Result<void> check_ends(const char* name, const std::vector<EndDrive>& ends, std::size_t lines) {
    if (ends.empty()) return {};
    if (ends.size() != lines)
        return misfit(
            fmt::format("{} has {} ends, the tile {} such lines", name, ends.size(), lines));
    for (std::size_t k = 0; k < lines; ++k) {
        if (ends[k].floating) continue;
        const double ohm = ends[k].resistance_ohm;
        if (!(ohm >= 0.0 && std::isfinite(ohm)))
            return misfit(
                fmt::format("{}[{}] has {} ohm, expected a finite resistance >= 0", name, k, ohm));
        if (auto good = check_wave(ends[k].voltage_V); !good) return good;
    }
    return {};
}

// Two ideal sources on one node would share their current in no particular way.
Result<void> check_joined(char name, const LineSet& set, std::size_t crossings,
                          const std::vector<EndDrive>& first, const std::vector<EndDrive>& last) {
    const auto ideal = [](const EndDrive& end) {
        return !end.floating && end.resistance_ohm == 0.0;
    };
    for (std::size_t line = 0; line < std::min(first.size(), last.size()); ++line) {
        if (!ideal(first[line]) || !ideal(last[line])) continue;
        double ohm = 0.0;
        for (std::size_t k = 0; k <= crossings; ++k) ohm += set.segment_ohm.at(line, k, crossings);
        if (ohm > 0.0) continue;
        return Error{.code = Errc::input,
                     .id = 7606,
                     .what = fmt::format("phase of a tile: line {}{} has 0 ohm from end to end and "
                                         "a source without resistance at both",
                                         name, line),
                     .help = "let one end float, or give it a resistance_ohm above 0"};
    }
    return {};
}

}  // namespace

std::vector<TileEnd> driven_ends(const TilePhase& phase) {
    std::vector<TileEnd> out;
    const auto add = [&](char set, bool last, const std::vector<EndDrive>& ends) {
        for (std::size_t line = 0; line < ends.size(); ++line)
            if (!ends[line].floating) out.push_back({set, line, last});
    };
    add('W', false, phase.wl_first);
    add('W', true, phase.wl_last);
    add('B', false, phase.bl_first);
    add('B', true, phase.bl_last);
    add('S', false, phase.sl_first);
    add('S', true, phase.sl_last);
    return out;
}

std::string end_name(const TileEnd& end, bool horizontal) {
    const char* side = horizontal ? (end.last ? "right" : "left") : (end.last ? "bottom" : "top");
    return fmt::format("{}{} {}", end.line_set, end.line, side);
}

Result<void> check_phase(const TileSpec& spec, const TilePhase& phase) {
    if (!(phase.duration_s > 0.0 && std::isfinite(phase.duration_s)))
        return misfit(fmt::format("it lasts {} s, expected more than 0", phase.duration_s));
    const bool gated = spec.gated();
    const std::size_t sources = !gated ? 0 : spec.horizontal() != nullptr ? spec.rows : spec.cols;
    const std::size_t words = gated ? 0 : spec.rows;
    for (auto good : {check_ends("wl_first", phase.wl_first, words),
                      check_ends("wl_last", phase.wl_last, words),
                      check_ends("bl_first", phase.bl_first, spec.cols),
                      check_ends("bl_last", phase.bl_last, spec.cols),
                      check_ends("sl_first", phase.sl_first, sources),
                      check_ends("sl_last", phase.sl_last, sources)})
        if (!good) return good;
    const std::size_t source_crossings = spec.horizontal() != nullptr ? spec.cols : spec.rows;
    for (auto good : {check_joined('W', spec.wl, spec.cols, phase.wl_first, phase.wl_last),
                      check_joined('B', spec.bl, spec.rows, phase.bl_first, phase.bl_last),
                      check_joined('S', spec.sl, source_crossings, phase.sl_first, phase.sl_last)})
        if (!good) return good;
    if (phase.gate.size() != (gated ? spec.rows : 0))
        return misfit(fmt::format("gate has {} waveforms, the tile {} gate lines",
                                  phase.gate.size(), gated ? spec.rows : 0));
    for (const Waveform& wave : phase.gate)
        if (auto good = check_wave(wave); !good) return good;
    return {};
}

}  // namespace crosspoint
