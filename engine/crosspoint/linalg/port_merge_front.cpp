// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/port_merge_front.hpp"

#include <algorithm>

#include "crosspoint/base/parallel.hpp"

namespace crosspoint::merge {
namespace {

// Columns [first, last) of the panel: the halves one after the other, so that most of the work is
// products of large blocks.
template <class T>
std::size_t eliminate_range(T* panel, std::size_t ld, std::size_t rows, std::size_t first,
                            std::size_t last, FrontWork<T>& work) {
    const std::size_t count = last - first;
    if (count > block_nodes) {
        const std::size_t blocks = (count + block_nodes - 1) / block_nodes;
        const std::size_t middle = first + blocks / 2 * block_nodes;
        std::size_t isolated = eliminate_range(panel, ld, rows, first, middle, work);
        multiply(Product<T>{.m = rows - middle,
                            .n = last - middle,
                            .k = middle - first,
                            .a = panel + first * ld + middle,
                            .a_row = 1,
                            .a_col = ld,
                            .b = panel + first * ld + middle,
                            .b_row = 1,
                            .b_col = ld,
                            .c = panel + middle * ld + middle,
                            .ldc = ld,
                            .add = true,
                            .lower = true},
                 work);
        return isolated + eliminate_range(panel, ld, rows, middle, last, work);
    }
    T excess[block_nodes];
    T* const block = panel + first * ld + first;
    column_sums(block, ld, count, rows - first, count, excess);
    const std::size_t isolated = eliminate_block(block, ld, count, excess);
    if (rows > last) {
        // X = C M; the l_kp below the diagonal of the block must not be taken for entries of M.
        T m[block_nodes * block_nodes];
        for (std::size_t p = 0; p < count; ++p)
            for (std::size_t q = 0; q < count; ++q)
                m[p * count + q] = q <= p ? block[p * ld + q] : T(0);
        multiply(Product<T>{.m = rows - last,
                            .n = count,
                            .k = count,
                            .a = block + count,
                            .a_row = 1,
                            .a_col = ld,
                            .b = m,
                            .b_row = count,
                            .b_col = 1,
                            .c = block + count,
                            .ldc = ld},
                 work);
    }
    return isolated;
}

// Copies an m x n block (columns of `from`) or its transpose; `triangle`: only below the diagonal.
// By squares, so that the transpose does not leave the cache.
template <class T>
void place(const T* from, std::size_t ld, std::size_t m, std::size_t n, bool triangle, bool swapped,
           bool add, T* to, std::size_t to_ld) {
    constexpr std::size_t side = 32;
    if (!swapped) {
        for (std::size_t c = 0; c < n; ++c) {
            const std::size_t first = triangle ? c + 1 : 0;
            const T* column = from + c * ld;
            if (add)
                for (std::size_t r = first; r < m; ++r) to[c * to_ld + r] += column[r];
            else if (first < m)
                std::copy(column + first, column + m, to + c * to_ld + first);
        }
        return;
    }
    for (std::size_t r0 = 0; r0 < m; r0 += side)
        for (std::size_t c0 = 0; c0 < n; c0 += side)
            for (std::size_t r = r0; r < std::min(m, r0 + side); ++r)
                for (std::size_t c = c0; c < std::min(n, c0 + side); ++c)
                    to[r * to_ld + c] = from[c * ld + r];
}

// Where the entries (low, high) of a front begin.
template <class T>
T* target(const Front<T>& front, std::size_t low, std::size_t high, std::size_t& ld) {
    ld = low < front.nodes ? front.panel_ld : front.result_ld;
    return low < front.nodes ? front.panel + low * ld + high
                             : front.result + (low - front.nodes) * ld + (high - front.nodes);
}

}  // namespace

template <class T>
std::size_t FrontWork<T>::bytes() const {
    std::size_t sum = right.bytes();
    for (const auto& buffer : left) sum += buffer.bytes();
    return sum;
}

template <class T>
void multiply(const Product<T>& x, FrontWork<T>& work) {
    if (x.m == 0 || x.n == 0 || x.k == 0) return;
    const std::size_t most = std::min(x.k, product_depth);
    const double terms =
        static_cast<double>(x.m) * static_cast<double>(x.n) * static_cast<double>(x.k);
    // Chosen: 3e7 terms take 0.6 ms, a hundred times as long as waking a thread.
    const int threads = terms > 3e7 ? work.threads : 1;
    // Shares of the threads; which rows go together does not change the bits.
    constexpr std::size_t whole = 48;
    std::size_t rows = product_rows;
    if (threads > 1) {
        const std::size_t share = x.m / (4 * static_cast<std::size_t>(threads));
        rows = std::clamp((share + whole - 1) / whole * whole, whole, product_rows);
    }
    const std::size_t blocks = (x.m + rows - 1) / rows;
    work.right.fit(packed_elements(x.n, most));
    if (work.left.size() < static_cast<std::size_t>(work.threads))
        work.left.resize(static_cast<std::size_t>(work.threads));
    for (int t = 0; t < threads; ++t)
        work.left[static_cast<std::size_t>(t)].fit(
            packed_elements(std::min(x.m, product_rows), most));
    for (std::size_t p = 0; p < x.k; p += product_depth) {
        const std::size_t depth = std::min(x.k - p, product_depth);
        pack_right(x, p, depth, work.right.data());
        const auto block = [&](std::size_t i, int thread) {
            multiply_rows(x, p, depth, i * rows, std::min(x.m, (i + 1) * rows), work.right.data(),
                          work.left[static_cast<std::size_t>(thread)].data());
        };
        if (threads == 1) {
            for (std::size_t i = 0; i < blocks; ++i) block(i, 0);
        } else {
            parallel_for(blocks, threads, block);
        }
    }
}

template <class T>
std::size_t eliminate_nodes(T* panel, std::size_t ld, std::size_t rows, std::size_t nodes,
                            FrontWork<T>& work) {
    return nodes == 0 ? 0 : eliminate_range(panel, ld, rows, 0, nodes, work);
}

template <class T>
void put_box(const Front<T>& front, const T* box, std::size_t ld, const std::vector<PortRun>& runs,
             bool second) {
    for (std::size_t c = 0; c < runs.size(); ++c) {
        for (std::size_t r = c; r < runs.size(); ++r) {
            // The only entries that both boxes have are those between the eliminated nodes.
            const bool add = second && runs[r].to < front.nodes && runs[c].to < front.nodes;
            const bool swapped = runs[r].to < runs[c].to;
            std::size_t to_ld = 0;
            T* const to = target(front, std::min(runs[r].to, runs[c].to),
                                 std::max(runs[r].to, runs[c].to), to_ld);
            place(box + runs[c].from * ld + runs[r].from, ld, runs[r].count, runs[c].count, r == c,
                  swapped, add, to, to_ld);
        }
    }
}

template <class T>
void clear_between(const Front<T>& front, const std::vector<PortRun>& a,
                   const std::vector<PortRun>& b) {
    for (const PortRun& x : a) {
        for (const PortRun& y : b) {
            if (x.to < front.nodes || y.to < front.nodes) continue;
            const PortRun& low = x.to < y.to ? x : y;
            const PortRun& high = x.to < y.to ? y : x;
            std::size_t ld = 0;
            T* const to = target(front, low.to, high.to, ld);
            for (std::size_t c = 0; c < low.count; ++c) std::fill_n(to + c * ld, high.count, T(0));
        }
    }
}

template <class T>
void eliminate_front(const Front<T>& front, FrontWork<T>& work) {
    const std::size_t rows = front.nodes + front.ports;
    eliminate_nodes(front.panel, front.panel_ld, rows, front.nodes, work);
    const T* w = front.panel + front.nodes;
    multiply(Product<T>{.m = front.ports,
                        .n = front.ports,
                        .k = front.nodes,
                        .a = w,
                        .a_row = 1,
                        .a_col = front.panel_ld,
                        .b = w,
                        .b_row = 1,
                        .b_col = front.panel_ld,
                        .c = front.result,
                        .ldc = front.result_ld,
                        .add = true,
                        .lower = true},
             work);
}

template struct FrontWork<double>;
template struct FrontWork<float>;
template void multiply(const Product<double>&, FrontWork<double>&);
template void multiply(const Product<float>&, FrontWork<float>&);
template std::size_t eliminate_nodes(double*, std::size_t, std::size_t, std::size_t,
                                     FrontWork<double>&);
template std::size_t eliminate_nodes(float*, std::size_t, std::size_t, std::size_t,
                                     FrontWork<float>&);
template void put_box(const Front<double>&, const double*, std::size_t, const std::vector<PortRun>&,
                      bool);
template void put_box(const Front<float>&, const float*, std::size_t, const std::vector<PortRun>&,
                      bool);
template void clear_between(const Front<double>&, const std::vector<PortRun>&,
                            const std::vector<PortRun>&);
template void clear_between(const Front<float>&, const std::vector<PortRun>&,
                            const std::vector<PortRun>&);
template void eliminate_front(const Front<double>&, FrontWork<double>&);
template void eliminate_front(const Front<float>&, FrontWork<float>&);

}  // namespace crosspoint::merge
