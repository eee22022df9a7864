// One physical array: its line sets (word, bit, source lines), their segment resistances and what
// stands at their ends. Everything a solver needs to know of the geometry, and nothing else.
//
//            bl_top of column j
//                 |
//              segment 0
//                 |          segment 1
//   wl_left -seg0-o-----------seg1------o-- ... -seg n- wl_right       row 0
//                 |\ cell (0,0)
//              segment 1
//                 |
//                ...
//              segment m
//                 |
//             bl_bottom
//
// A line that crosses K lines has K nodes and K+1 segments: segment 0 lies between its first end
// (left or top) and the first cell, segment K between the last cell and its last end.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"

namespace crosspoint {

/// What a cell joins, and which lines are gates.
enum class Topology : std::uint8_t {
    passive,                ///< 0T1R: word line (drive) to bit line
    one_transistor_column,  ///< 1T1R, source line along the column: bit line to source line, gated
    one_transistor_row      ///< 1T1R, source line along the row: source line to bit line, gated
};

/// `passive`, `1t1r, source line along the column`, ...
std::string_view topology_name(Topology topology);

/// What stands at one end of every line of a set.
enum class EndKind : std::uint8_t {
    floating,     ///< nothing
    drive_input,  ///< the input voltage of the line, through `resistance_ohm` (passive word lines)
    drive_read,   ///< `read_V` through `resistance_ohm`
    sense         ///< virtual ground through `resistance_ohm`; its current is an output
};

struct LineEnd {
    EndKind kind = EndKind::floating;
    double resistance_ohm = 0.0;  ///< driver or sense resistance, >= 0, finite
    friend bool operator==(const LineEnd&, const LineEnd&) = default;
};

/// Segment resistances of one line set: one value, one per line, or one per segment.
/// 0 ohm joins the nodes exactly; infinity is a broken wire.
class SegmentResistance {
public:
    SegmentResistance() = default;
    /// The same everywhere; `first_segment` false leaves out the segments at both ends.
    static SegmentResistance uniform(double ohm, bool first_segment);
    /// One value per line, [lines].
    static SegmentResistance per_line(std::vector<double> ohm, bool first_segment);
    /// Every segment by itself, [lines x (crossings + 1)], both ends included.
    static SegmentResistance per_segment(Matrix<double> ohm);

    /// Resistance of segment k (0 .. crossings) of a line with `crossings` cells, ohm.
    [[nodiscard]] double at(std::size_t line, std::size_t k, std::size_t crossings) const {
        if (per_segment_) return ohm_(line, k);
        if (!first_segment_ && (k == 0 || k == crossings)) return 0.0;
        return ohm_(ohm_.rows() == 1 ? 0 : line, 0);
    }
    /// The stored values: [1 x 1], [lines x 1] or [lines x (crossings + 1)].
    [[nodiscard]] const Matrix<double>& values() const { return ohm_; }
    [[nodiscard]] bool is_per_segment() const { return per_segment_; }
    [[nodiscard]] bool first_segment() const { return first_segment_; }

private:
    Matrix<double> ohm_{1, 1, 0.0};
    bool per_segment_ = false;
    bool first_segment_ = true;
};

/// All lines of one kind. `first_end` is left (horizontal sets) or top (vertical sets).
struct LineSet {
    SegmentResistance segment_ohm;
    LineEnd first_end;
    LineEnd last_end;
};

/// Electrical geometry of one tile. All values in SI units.
struct TileSpec {
    Topology topology = Topology::passive;
    std::size_t rows = 1;       ///< word lines, m >= 1
    std::size_t cols = 1;       ///< bit lines, n >= 1
    LineSet wl;                 ///< horizontal; carries current in `passive` only, else a gate line
    LineSet bl;                 ///< vertical
    LineSet sl;                 ///< vertical or horizontal, by topology; unused in `passive`
    double r_access_ohm = 0.0;  ///< 1T1R: access transistor when its word line is on, >= 0
    double g_leak_S = 0.0;      ///< 1T1R: whole cell when its word line is off, >= 0
    double read_V = 0.0;        ///< voltage of `drive_read` ends

    [[nodiscard]] bool gated() const { return topology != Topology::passive; }
    /// The line set whose current-carrying lines run along the rows; null when there is none.
    [[nodiscard]] const LineSet* horizontal() const;

    /// Checks every range and that some end senses and some end drives.
    /// @errors input (2001..2009) with a sentence that names the key and the value
    [[nodiscard]] Result<void> validate() const;
};

/// What the cells of a tile conduct, [m x n] siemens each: `on` when the word line is selected
/// (always, in `passive`), `off` when it is not. 0 is an open cell, infinity a short.
struct CellArray {
    Matrix<double> g_on_S;
    double g_off_S = 0.0;
};

/// Cells from device conductances: adds `r_access_ohm` in series, takes `g_leak_S` for off cells.
/// @source equation 2 of engine/docs/physics.md
/// @errors input: wrong shape (2010), negative or NaN conductance (2011)
Result<CellArray> make_cells(const TileSpec& spec, const Matrix<double>& g_device_S);

}  // namespace crosspoint
