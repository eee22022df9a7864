// The innermost loops of mesh_residual.hpp, compiled once per instruction set by Highway.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace crosspoint {

/// One row of nodes in plain pointers. Beyond the ends of a line are its sources.
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
    std::size_t width;  // r_u and r_v go to panels of that many columns, `stride` apart
    std::size_t stride;
    double scale;
    double rounding;         // < 0: r_u, r_v take r; else |r| + rounding * |branches at the node|
    double norm1, branches;  // out: sums of |r| and of |branches|
};

/// to = from + lo * lo_V; from null: 0
struct MergeRow {
    std::size_t cols;
    const double* from;
    const float* lo;  // in panels of `width` columns, `stride` apart
    std::size_t width;
    std::size_t stride;
    double lo_V;
    double* to;
};

/// Fills the sums of `row` and writes its residuals.
void residual_row(ResidualRow& row);
void merge_row(const MergeRow& row);

}  // namespace crosspoint
