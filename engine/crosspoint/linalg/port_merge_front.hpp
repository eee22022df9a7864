// Dense fronts of port_merge.hpp: assembling the boxes' conductances, eliminating nodes, products.
// Storage as in port_merge_kernels.hpp: c_kl >= 0, lower triangle by columns, no diagonal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "crosspoint/linalg/port_merge_buffer.hpp"
#include "crosspoint/linalg/port_merge_kernels.hpp"

namespace crosspoint::merge {

/// Scratch of one caller of multiply().
template <class T>
struct FrontWork {
    int threads = 1;  ///< of the products
    std::vector<AlignedBuffer<T>> left;
    AlignedBuffer<T> right;
    [[nodiscard]] std::size_t bytes() const;
};

/// A whole product. C may lie on A when k <= product_depth. The same bits for any thread count.
template <class T>
void multiply(const Product<T>& x, FrontWork<T>& work);

/// Leading dimension for columns of `rows` entries: no multiple of large powers of two.
constexpr std::size_t leading(std::size_t rows) {
    const std::size_t whole = (rows + 7) / 8 * 8;
    return whole % 64 == 0 ? whole + 8 : whole;
}

/// Eliminates the first `nodes` nodes of a front. Afterwards each diagonal block of block_nodes
/// columns is that of eliminate_block(), and below it lie the l_kp.
/// @param panel [nodes columns, ld], rows [0, rows)
/// @return number of nodes without any connection
template <class T>
std::size_t eliminate_nodes(T* panel, std::size_t ld, std::size_t rows, std::size_t nodes,
                            FrontWork<T>& work);

/// Ports [from, from + count) of a box at positions [to, to + count) of a front.
struct PortRun {
    std::size_t from = 0;
    std::size_t count = 0;
    std::size_t to = 0;
};

/// A front: the nodes to be eliminated come first, the ports behind them.
template <class T>
struct Front {
    std::size_t nodes = 0;
    std::size_t ports = 0;
    T* panel = nullptr;  ///< [nodes columns, panel_ld]
    std::size_t panel_ld = 0;
    T* result = nullptr;  ///< [ports columns, result_ld]
    std::size_t result_ld = 0;
};

/// Puts the conductances between the ports of a box into a front, over what was there.
/// @param box    [.. columns, ld]
/// @param runs   together with those of the other box, if any, they cover the front
/// @param second the other box has been put: adds where both have entries
template <class T>
void put_box(const Front<T>& front, const T* box, std::size_t ld, const std::vector<PortRun>& runs,
             bool second);

/// No conductance yet between the ports of one box and those of the other.
template <class T>
void clear_between(const Front<T>& front, const std::vector<PortRun>& a,
                   const std::vector<PortRun>& b);

/// Eliminates the nodes and leaves the conductances between the ports in `result`.
template <class T>
void eliminate_front(const Front<T>& front, FrontWork<T>& work);

}  // namespace crosspoint::merge
