// The coefficients of schur_setup.hpp for many lines at once, compiled once per instruction set by
// Highway. Lines with equal segments and no held end only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace crosspoint {

/// Lines side by side: all rows of a strip, or neighboring columns.
template <class T>
struct SetupLines {
    const double* cell_S;  ///< of the first crossing of the first line
    std::size_t stride;    ///< from one row of cells to the next
    std::size_t crossings;
    const double *first_S, *last_S, *segment_ohm;  ///< one per line
    T* a;  ///< (line l, crossing k) at k * a_stride + l; the last crossing is left out
    std::size_t a_stride;
    T* last;  ///< one per line
    T* g;     ///< cells in the layout of a; null: not wanted
};

/// A whole strip: sweep_lanes<T>() rows.
template <class T>
void setup_strip(const SetupLines<T>& lines);

/// Neighboring columns. @return how many of `count` were done: whole vectors of them
template <class T>
std::size_t setup_columns(const SetupLines<T>& lines, std::size_t count);

}  // namespace crosspoint
