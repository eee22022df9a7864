// The innermost loops of mesh_residual.hpp, compiled once per instruction set by Highway.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace crosspoint {

/// A piece of one row of nodes in plain pointers. Beyond the ends of a line are its sources.
struct ResidualRow {
    std::size_t cols;
    const double* u;  // [-1 .. cols]
    const double *v, *v_above, *v_below;
    const float* u_lo;  // [-1 .. cols]; null: no low parts
    const float *v_lo, *v_above_lo, *v_below_lo;
    double lo_V;
    const double* cell_S;
    const double* row_S;  // [cols + 1] to the left of each node, and after the last one
    const double *above_S, *below_S;
    const double *inject_u, *inject_v;  // null: none
    float *r_u, *r_v;                   // null: only the sums are wanted
    double scale;
    double rounding;         // < 0: r_u, r_v take r; else |r| + rounding * |branches at the node|
    double norm1, branches;  // sums that are added to
};
/// to = from + lo * lo_V; from null: 0
struct MergeRow {
    std::size_t cols;
    const double* from;
    const float* lo;
    double lo_V;
    double* to;
};

/// Adds to the sums of `row` and writes its residuals.
void residual_row(ResidualRow& row);
void merge_row(const MergeRow& row);

}  // namespace crosspoint
