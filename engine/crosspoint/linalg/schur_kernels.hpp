// The two sweeps of Schur-complement CG (schur_cg.hpp), in single and double precision, compiled
// once per instruction set by Highway.
//
// A line with cells g_k, segments r_k and ends is eliminated from its first node to its last. With
// Y_k, J_k the Norton equivalent of all before and at node k, and u = 0 behind the ends,
//
//     J_{k+1} = c_{k+1} + a_k J_k            a_k = 1 / (1 + r_{k+1} Y_k)
//     Y_{k+1} = g_{k+1} + a_k Y_k
//     u_k     = a_k u_{k+1} + b_k J_k        b_k = r_{k+1} a_k,  at the last node b = 1 / Y
//
// solves (L + G) u = c. All coefficients are positive and at most 1: nothing cancels. 0 ohm
// (a = 1, b = 0), a broken segment (a = 0, b = 1 / Y) and a node that an ideal source holds
// (a = b = 0) are ordinary values, not cases of the kernel.
//
// Layouts. "panel": the columns in panels of a few vectors, each panel row by row: the column sweep
// reads memory in order, and no power of two between rows puts a whole column into one set of the
// cache. "strip": L rows (the lanes of a vector) interleaved, (i, j) at (i / L) * strip_stride +
// j * L + i % L; the row sweep runs over these and transposes its vectors on the fly. Padding is 0.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace crosspoint {

/// Lines of one direction as the kernels read them.
template <class T>
struct SweepLines {
    const T* a = nullptr;     ///< a_k of node k; 0 at the last node
    const T* b = nullptr;     ///< b_k; null when each line's segments are equal: b_k = a_k ohm
    const T* ohm = nullptr;   ///< [lines] segment resistance, when b is null
    const T* last = nullptr;  ///< [lines] 1 / Y of the last node, 0 when it is held
};

struct SweepShape {
    std::size_t rows = 0, cols = 0;
    std::size_t panel_width = 0;   ///< columns of a panel: sweep_panel_vectors * lanes
    std::size_t panel_stride = 0;  ///< elements of a panel
    std::size_t strip_stride = 0;  ///< elements of a strip
    /// Where element (i, j) is in panel layout.
    [[nodiscard]] std::size_t at(std::size_t i, std::size_t j) const {
        return j / panel_width * panel_stride + i * panel_width + j % panel_width;
    }
};

/// A coarse function w in the lanes of one strip or panel, linear between coarse nodes: at node k
/// of the lines w = base[interval[k]] + t[k] slope[interval[k]], base and slope in vectors.
template <class T>
struct SweepCoarse {
    const T* base = nullptr;   ///< [intervals x lanes] or [intervals x panel_width]; null: w = 0
    const T* slope = nullptr;  ///< the same
    const std::uint32_t* interval = nullptr;
    const T* t = nullptr;
};

/// out = G K (G z + f)  or  K (G z + f), with K = (L_rows + G)^-1, for the rows of one strip.
/// With a coarse function: out = G (K G z - w).
template <class T>
struct RowSweep {
    SweepShape shape;
    SweepLines<T> lines;   ///< strip layout
    const T* g = nullptr;  ///< strip layout
    const T* z = nullptr;  ///< panel; may be null (zero)
    const T* f = nullptr;  ///< panel; may be null (zero)
    T* out = nullptr;      ///< panel
    bool times_g = true;   ///< out = G u, else u
    T* scratch = nullptr;  ///< [cols rounded up to a vector, times lanes]
    SweepCoarse<T> coarse;
};

/// What the column sweep does before it solves z = (L_cols + G)^-1 r. With s = r - y:
/// next:   q = s + beta q,  p = z + beta p,  x += alpha p,  r -= alpha q
/// first:  the same from q = p = x = 0
/// start:  r += y, nothing else
/// coarse: nothing, and it solves z = (L_cols + G)^-1 (r + G w)
enum class ColumnStep { start, first, next, coarse };

/// The columns of one panel.
template <class T>
struct ColumnSweep {
    SweepShape shape;
    SweepLines<T> lines;  ///< panel layout
    T alpha = 0, beta = 0;
    ColumnStep step = ColumnStep::next;
    const T* y = nullptr;
    T *r = nullptr, *z = nullptr, *p = nullptr, *q = nullptr, *x = nullptr;
    const T* g = nullptr;  ///< panel layout; only for what follows
    SweepCoarse<T> coarse;
    /// When given, [intervals + 1, times panel_width], zero: the solution is not kept in z (which
    /// holds no more than scratch then), but G z is summed up with the weights of w into this.
    T* restricted = nullptr;
};

/// Lanes of a vector on this machine.
template <class T>
std::size_t sweep_lanes();
/// Vectors of a panel: what the column sweep has in flight to hide the latency of the recursion.
inline constexpr std::size_t sweep_panel_vectors = 4;

/// @return sum of z out over the strip (only when z is given and times_g)
template <class T>
double sweep_rows(const RowSweep<T>& sweep, std::size_t strip);
/// @return sum of r z over the panel, with the new r and z
template <class T>
double sweep_columns(const ColumnSweep<T>& sweep, std::size_t panel);

}  // namespace crosspoint
