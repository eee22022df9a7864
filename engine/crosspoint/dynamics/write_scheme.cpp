// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/dynamics/write_scheme.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace crosspoint {
namespace {

// Top of the pulse on each line; none: the line floats.
using Levels = std::vector<std::optional<double>>;

struct LineLevels {
    Levels rows;       // word lines (passive), gates (written by the gate), horizontal source lines
    Levels bit_lines;  // [cols]
    Levels sources;    // [cols] vertical source lines
};

Error misfit(std::string what, std::string help) {
    return {.code = Errc::input, .id = 7630, .what = std::move(what), .help = std::move(help)};
}

Error bad_pulse(std::string what) {
    return {.code = Errc::input,
            .id = 7631,
            .what = "write pulse: " + std::move(what),
            .help =
                "amplitudes of one pulse are finite, not 0 and of one sign; the width is not "
                "negative, the rise above 0 s"};
}

Result<void> check_pulse(const TileSpec& spec, const WritePulse& pulse) {
    if (pulse.row >= spec.rows)
        return bad_pulse(fmt::format("row {}, the tile has {} rows", pulse.row, spec.rows));
    if (pulse.cols.empty() || pulse.cols.size() != pulse.amplitude_V.size())
        return bad_pulse(fmt::format("{} columns and {} amplitudes, expected one for each",
                                     pulse.cols.size(), pulse.amplitude_V.size()));
    for (std::size_t k = 0; k < pulse.cols.size(); ++k) {
        if (pulse.cols[k] >= spec.cols || (k > 0 && pulse.cols[k] <= pulse.cols[k - 1]))
            return bad_pulse(fmt::format("column {}, expected ascending numbers below {}",
                                         pulse.cols[k], spec.cols));
        const double volts = pulse.amplitude_V[k];
        if (!std::isfinite(volts) || volts == 0.0 || (volts > 0.0) != (pulse.amplitude_V[0] > 0.0))
            return bad_pulse(fmt::format("amplitude {} V", volts));
    }
    if (!(pulse.width_s >= 0.0 && std::isfinite(pulse.width_s)) ||
        !(pulse.rise_s > 0.0 && std::isfinite(pulse.rise_s)) || !std::isfinite(pulse.gate_V))
        return bad_pulse(fmt::format("width {} s, rise {} s", pulse.width_s, pulse.rise_s));
    return {};
}

struct Writer {
    const TileSpec& spec;
    const WriteSetup& setup;
    const WritePulse& pulse;
    bool positive = pulse.amplitude_V[0] > 0.0;
    double top_V = largest(pulse.amplitude_V);

    static double largest(const std::vector<double>& volts) {
        double top_V = 0.0;
        for (const double v : volts) top_V = std::max(top_V, std::abs(v));
        return top_V;
    }

    // Row lines against columns. Positive: the row is at the top, its columns at what is left over;
    // negative: the mirror image, so that no supply is negative. `grounded` keeps the others at 0 V
    // and needs a negative supply.
    [[nodiscard]] LineLevels crossed() const {
        const bool grounded = setup.scheme == WriteScheme::grounded;
        std::optional<double> row_V, col_V;  // of unselected lines, for a positive pulse
        if (setup.scheme == WriteScheme::half) row_V = col_V = 0.5 * top_V;
        if (setup.scheme == WriteScheme::third) {
            row_V = top_V / 3.0;
            col_V = 2.0 * top_V / 3.0;
        }
        if (grounded) row_V = col_V = 0.0;
        const auto placed = [&](double volts) {
            return positive ? volts : grounded ? -volts : top_V - volts;
        };
        LineLevels out{Levels(spec.rows), Levels(spec.cols), {}};
        if (row_V) out.rows.assign(spec.rows, placed(*row_V));
        if (col_V) out.bit_lines.assign(spec.cols, placed(*col_V));
        out.rows[pulse.row] = placed(top_V);
        for (std::size_t k = 0; k < pulse.cols.size(); ++k)
            out.bit_lines[pulse.cols[k]] = placed(top_V - std::abs(pulse.amplitude_V[k]));
        if (spec.gated()) out.sources = out.bit_lines;
        return out;
    }

    // Bit line against source line of one column; both lines of the others at one potential.
    [[nodiscard]] LineLevels along_columns() const {
        std::optional<double> rest_V;
        if (setup.scheme == WriteScheme::half) rest_V = 0.5 * top_V;
        if (setup.scheme == WriteScheme::grounded || setup.scheme == WriteScheme::inhibit)
            rest_V = 0.0;
        LineLevels out{{}, Levels(spec.cols, rest_V), Levels(spec.cols, rest_V)};
        for (std::size_t k = 0; k < pulse.cols.size(); ++k) {
            const double volts = std::abs(pulse.amplitude_V[k]);
            out.bit_lines[pulse.cols[k]] = positive ? volts : 0.0;
            out.sources[pulse.cols[k]] = positive ? 0.0 : volts;
        }
        return out;
    }

    // Bit lines against the source line of the row.
    [[nodiscard]] LineLevels across_rows() const {
        const double source_V = positive ? 0.0 : top_V;
        std::optional<double> rest_V;
        if (setup.scheme == WriteScheme::half) rest_V = 0.5 * top_V;
        if (setup.scheme == WriteScheme::grounded) rest_V = 0.0;
        if (setup.scheme == WriteScheme::inhibit) rest_V = source_V;
        LineLevels out{Levels(spec.rows, rest_V), Levels(spec.cols, rest_V), {}};
        out.rows[pulse.row] = source_V;
        for (std::size_t k = 0; k < pulse.cols.size(); ++k)
            out.bit_lines[pulse.cols[k]] =
                positive ? pulse.amplitude_V[k] : top_V + pulse.amplitude_V[k];
        return out;
    }

    [[nodiscard]] Waveform wave(double volts) const {
        if (volts == 0.0) return DcWave{};
        const double up_s = pulse.rise_s;
        if (pulse.width_s == 0.0) return PwlWave{{0.0, up_s, 2.0 * up_s}, {0.0, volts, 0.0}};
        return PwlWave{{0.0, up_s, up_s + pulse.width_s, 2.0 * up_s + pulse.width_s},
                       {0.0, volts, volts, 0.0}};
    }

    [[nodiscard]] std::vector<EndDrive> ends(const LineEnd& end, const Levels& levels) const {
        std::vector<EndDrive> out;
        if (end.kind == EndKind::floating) return out;
        for (const std::optional<double>& level : levels)
            out.push_back(level ? EndDrive{false, end.resistance_ohm, wave(*level)} : EndDrive{});
        return out;
    }

    [[nodiscard]] TilePhase phase() const {
        const bool by_gate = setup.by == WriteBy::gate;
        const bool row_sources = spec.topology == Topology::one_transistor_row;
        const LineLevels levels = !spec.gated() || by_gate ? crossed()
                                  : row_sources            ? across_rows()
                                                           : along_columns();
        TilePhase out{.duration_s = 2.0 * pulse.rise_s + pulse.width_s};
        out.bl_first = ends(spec.bl.first_end, levels.bit_lines);
        out.bl_last = ends(spec.bl.last_end, levels.bit_lines);
        if (!spec.gated()) {
            out.wl_first = ends(spec.wl.first_end, levels.rows);
            out.wl_last = ends(spec.wl.last_end, levels.rows);
            return out;
        }
        const Levels& sources = row_sources ? levels.rows : levels.sources;
        out.sl_first = ends(spec.sl.first_end, sources);
        out.sl_last = ends(spec.sl.last_end, sources);
        for (std::size_t i = 0; i < spec.rows; ++i) {
            const double steady_V = i == pulse.row ? pulse.gate_V : setup.gate_off_V;
            out.gate.push_back(by_gate ? wave(*levels.rows[i]) : Waveform(DcWave{steady_V}));
        }
        return out;
    }
};

}  // namespace

std::string_view write_scheme_name(WriteScheme scheme) {
    switch (scheme) {
        case WriteScheme::half:
            return "half";
        case WriteScheme::third:
            return "third";
        case WriteScheme::floating:
            return "floating";
        case WriteScheme::grounded:
            return "grounded";
        case WriteScheme::inhibit:
            return "inhibit";
    }
    return "";
}

Result<void> check_write_setup(const TileSpec& spec, const WriteSetup& setup) {
    const bool crossed = !spec.gated() || setup.by == WriteBy::gate;
    if (setup.by == WriteBy::gate && !spec.gated())
        return misfit("a passive tile has no gates to write by", "write by the lines");
    if (setup.by == WriteBy::gate && spec.topology == Topology::one_transistor_row)
        return misfit(
            "cells that the gate writes share their source line along the row: no column can be "
            "left out",
            "array.source_line = \"column\"");
    if (setup.by == WriteBy::gate && setup.scheme == WriteScheme::floating)
        return misfit("gate lines do not float", "half, third or grounded");
    if (crossed && setup.scheme == WriteScheme::inhibit)
        return misfit("the scheme inhibit needs access transistors",
                      "half, third, floating or grounded");
    if (!crossed && setup.scheme == WriteScheme::third)
        return misfit("the scheme third is of arrays without access transistors",
                      "inhibit, half, grounded or floating");
    return {};
}

Result<TilePhase> write_phase(const TileSpec& spec, const WriteSetup& setup,
                              const WritePulse& pulse) {
    if (auto fits = check_write_setup(spec, setup); !fits) return fits.error();
    if (auto good = check_pulse(spec, pulse); !good) return good.error();
    return Writer{.spec = spec, .setup = setup, .pulse = pulse}.phase();
}

}  // namespace crosspoint
