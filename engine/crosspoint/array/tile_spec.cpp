// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/array/tile_spec.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

namespace crosspoint {

std::string_view topology_name(Topology topology) {
    switch (topology) {
        case Topology::passive:
            return "passive";
        case Topology::one_transistor_column:
            return "1t1r, source line along the column";
        case Topology::one_transistor_row:
            return "1t1r, source line along the row";
    }
    return "unknown";
}

SegmentResistance SegmentResistance::uniform(double ohm, bool first_segment) {
    return per_line({ohm}, first_segment);
}

SegmentResistance SegmentResistance::per_line(std::vector<double> ohm, bool first_segment) {
    SegmentResistance result;
    const std::size_t lines = ohm.size();
    result.ohm_ = Matrix<double>(lines, 1, std::move(ohm));
    result.first_segment_ = first_segment;
    return result;
}

SegmentResistance SegmentResistance::per_segment(Matrix<double> ohm) {
    SegmentResistance result;
    result.ohm_ = std::move(ohm);
    result.per_segment_ = true;
    return result;
}

const LineSet* TileSpec::horizontal() const {
    switch (topology) {
        case Topology::passive:
            return &wl;
        case Topology::one_transistor_row:
            return &sl;
        case Topology::one_transistor_column:
            return nullptr;
    }
    return nullptr;
}

namespace {

Error bad(int id, std::string what, std::string help) {
    return Error{.code = Errc::input, .id = id, .what = std::move(what), .help = std::move(help)};
}

// Shape and range of one line set; `name` is its prefix in the tile file.
Result<void> check_lines(const LineSet& set, const char* name, std::size_t lines,
                         std::size_t crossings) {
    const Matrix<double>& ohm = set.segment_ohm.values();
    const bool shape_fits = set.segment_ohm.is_per_segment()
                                ? ohm.rows() == lines && ohm.cols() == crossings + 1
                                : ohm.rows() == 1 || ohm.rows() == lines;
    if (!shape_fits) {
        return bad(2002,
                   fmt::format("{}_segment_ohm has shape [{} x {}], expected [{}] (per line) or "
                               "[{} x {}] (per segment, both ends included)",
                               name, ohm.rows(), ohm.cols(), lines, lines, crossings + 1),
                   "give one number, one per line, or one per segment");
    }
    for (const double r : ohm.values()) {
        if (!(r >= 0.0)) {
            return bad(2003, fmt::format("{}_segment_ohm is {}, expected >= 0", name, r),
                       "0 joins the nodes exactly; inf is a broken wire");
        }
    }
    for (const LineEnd* end : {&set.first_end, &set.last_end}) {
        if (!(end->resistance_ohm >= 0.0) || std::isinf(end->resistance_ohm)) {
            return bad(2004,
                       fmt::format("a {} end resistance is {} ohm, expected finite and >= 0", name,
                                   end->resistance_ohm),
                       "an end without any connection is \"floating\"");
        }
    }
    return {};
}

bool has_end(const LineSet& set, EndKind kind) {
    return set.first_end.kind == kind || set.last_end.kind == kind;
}

}  // namespace

Result<void> TileSpec::validate() const {
    if (rows == 0 || cols == 0) {
        return bad(2001,
                   fmt::format("the array has {} rows and {} cols, expected at least 1 of each",
                               rows, cols),
                   "set array.rows and array.cols");
    }
    const bool sl_vertical = topology == Topology::one_transistor_column;
    if (topology == Topology::passive) {
        if (auto r = check_lines(wl, "wl", rows, cols); !r) return r;
    } else {
        if (auto r = check_lines(sl, "sl", sl_vertical ? cols : rows, sl_vertical ? rows : cols);
            !r)
            return r;
    }
    if (auto r = check_lines(bl, "bl", cols, rows); !r) return r;
    if (!(r_access_ohm >= 0.0) || std::isinf(r_access_ohm)) {
        return bad(2005, fmt::format("r_access_ohm is {}, expected finite and >= 0", r_access_ohm),
                   "it is the on-resistance of the access transistor");
    }
    if (!(g_leak_S >= 0.0) || std::isinf(g_leak_S)) {
        return bad(2006, fmt::format("g_leak_S is {}, expected finite and >= 0", g_leak_S),
                   "it is what a cell conducts while its word line is off");
    }
    if (!std::isfinite(read_V)) {
        return bad(2007, fmt::format("read_V is {}, expected a finite voltage", read_V), "");
    }
    const LineSet& other = topology == Topology::passive ? wl : sl;
    if (has_end(bl, EndKind::drive_input) ||
        (topology != Topology::passive && has_end(sl, EndKind::drive_input))) {
        return bad(2008, "only the word lines of a passive array are driven by the input",
                   "use drive = \"read\" for bit and source lines");
    }
    // Outputs belong to columns: a sensed row line would have no column to report to.
    const bool sensed = has_end(bl, EndKind::sense) || (sl_vertical && has_end(sl, EndKind::sense));
    if (!sensed || (!sl_vertical && has_end(other, EndKind::sense))) {
        return bad(2009,
                   sensed ? "a line set along the rows is sensed, but outputs are per column"
                          : "no line end along the columns is sensed, so there is no output",
                   "give the bit lines (or column source lines) an end like { sense_ohm = 0 }");
    }
    const auto drives = [](const LineSet& set) {
        return has_end(set, EndKind::drive_input) || has_end(set, EndKind::drive_read);
    };
    if (!drives(bl) && !drives(other)) {
        return bad(2012, "no line end is driven, so every current is zero",
                   "give a line set an end like { drive = \"input\", driver_ohm = 0 }");
    }
    return {};
}

Result<CellArray> make_cells(const TileSpec& spec, const Matrix<double>& g_device_S) {
    if (g_device_S.rows() != spec.rows || g_device_S.cols() != spec.cols) {
        return bad(2010,
                   fmt::format("the cells have shape [{} x {}], expected [rows x cols] = [{} x {}]",
                               g_device_S.rows(), g_device_S.cols(), spec.rows, spec.cols),
                   "matrices are inputs x outputs, row-major");
    }
    CellArray cells{.g_on_S = g_device_S, .g_off_S = spec.g_leak_S};
    for (std::size_t i = 0; i < spec.rows; ++i) {
        for (std::size_t j = 0; j < spec.cols; ++j) {
            double& g = cells.g_on_S(i, j);
            if (!(g >= 0.0)) {
                return bad(2011, fmt::format("cell ({}, {}) conducts {} S, expected >= 0", i, j, g),
                           "0 S is an open cell, inf S a short");
            }
            // 1 / (R_access + 1/g), written so that g = 0 and g = inf come out exactly.
            if (spec.gated() && spec.r_access_ohm > 0.0) {
                g = std::isinf(g) ? 1.0 / spec.r_access_ohm : g / (1.0 + g * spec.r_access_ohm);
            }
        }
    }
    return cells;
}

}  // namespace crosspoint
