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

// Rows [run] x columns [other] of a box, where the rows lie behind the columns in the box.
template <class T>
void add_block(const Front<T>& front, const T* box, std::size_t ld, const PortRun& rows,
               const PortRun& cols) {
    const bool swapped = rows.to < cols.to;
    const std::size_t low = swapped ? rows.to : cols.to;
    const std::size_t high = swapped ? cols.to : rows.to;
    T* target;
    std::size_t target_ld;
    if (low < front.nodes) {
        target = front.panel + low * front.panel_ld + high;
        target_ld = front.panel_ld;
    } else {
        target = front.result + (low - front.nodes) * front.result_ld + (high - front.nodes);
        target_ld = front.result_ld;
    }
    const bool same = rows.from == cols.from;
    for (std::size_t c = 0; c < cols.count; ++c) {
        const T* from = box + (cols.from + c) * ld + rows.from;
        const std::size_t first = same ? c + 1 : 0;
        if (swapped) {
            for (std::size_t r = first; r < rows.count; ++r) target[r * target_ld + c] += from[r];
        } else {
            T* to = target + c * target_ld;
            for (std::size_t r = first; r < rows.count; ++r) to[r] += from[r];
        }
    }
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
    const std::size_t blocks = (x.m + product_rows - 1) / product_rows;
    const double flops =
        static_cast<double>(x.m) * static_cast<double>(x.n) * static_cast<double>(x.k);
    // Chosen: a product of 2e6 terms takes about as long as waking a thread ten times.
    const int threads = flops > 2e6 ? work.threads : 1;
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
            multiply_rows(x, p, depth, i * product_rows, std::min(x.m, (i + 1) * product_rows),
                          work.right.data(), work.left[static_cast<std::size_t>(thread)].data());
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
void clear_front(const Front<T>& front) {
    const std::size_t rows = front.nodes + front.ports;
    for (std::size_t p = 0; p < front.nodes; ++p)
        std::fill_n(front.panel + p * front.panel_ld + p, rows - p, T(0));
    for (std::size_t p = 0; p < front.ports; ++p)
        std::fill_n(front.result + p * front.result_ld + p, front.ports - p, T(0));
}

template <class T>
void add_box(const Front<T>& front, const T* box, std::size_t ld,
             const std::vector<PortRun>& runs) {
    for (std::size_t c = 0; c < runs.size(); ++c)
        for (std::size_t r = c; r < runs.size(); ++r) add_block(front, box, ld, runs[r], runs[c]);
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
template void clear_front(const Front<double>&);
template void clear_front(const Front<float>&);
template void add_box(const Front<double>&, const double*, std::size_t,
                      const std::vector<PortRun>&);
template void add_box(const Front<float>&, const float*, std::size_t, const std::vector<PortRun>&);
template void eliminate_front(const Front<double>&, FrontWork<double>&);
template void eliminate_front(const Front<float>&, FrontWork<float>&);

}  // namespace crosspoint::merge
