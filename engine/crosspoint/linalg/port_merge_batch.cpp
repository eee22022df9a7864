// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/port_merge_batch.hpp"

#include <algorithm>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/parallel.hpp"
#include "crosspoint/linalg/port_merge_front.hpp"

namespace crosspoint {
namespace {

// By columns the output is [outputs x B]: C(o, b) = sum_k T(o, k) V(b, k).
template <class T>
void run(const Matrix<T>& transfer, const Matrix<T>& input, int threads, Matrix<T>& output) {
    CROSSPOINT_ASSERT(transfer.cols() == input.cols());
    const std::size_t outputs = transfer.rows();
    const std::size_t inputs = transfer.cols();
    if (output.rows() != input.rows() || output.cols() != outputs)
        output = Matrix<T>(input.rows(), outputs);
    constexpr std::size_t block = 512;  // chosen: packing T costs 1 / 512 of the product
    const std::size_t blocks = (input.rows() + block - 1) / block;
    const int team = resolve_threads(threads);
    std::vector<merge::FrontWork<T>> work(static_cast<std::size_t>(team));
    parallel_for(blocks, team, [&](std::size_t k, int thread) {
        const std::size_t first = k * block;
        merge::multiply(merge::Product<T>{.m = outputs,
                                          .n = std::min(block, input.rows() - first),
                                          .k = inputs,
                                          .a = transfer.values().data(),
                                          .a_row = inputs,
                                          .a_col = 1,
                                          .b = input.values().data() + first * inputs,
                                          .b_row = inputs,
                                          .b_col = 1,
                                          .c = output.values().data() + first * outputs,
                                          .ldc = outputs},
                        work[static_cast<std::size_t>(thread)]);
    });
    if (inputs == 0) std::fill(output.values().begin(), output.values().end(), T(0));
}

}  // namespace

void transfer_batch(const Matrix<double>& transfer, const Matrix<double>& input, int threads,
                    Matrix<double>& output) {
    run(transfer, input, threads, output);
}
void transfer_batch(const Matrix<float>& transfer, const Matrix<float>& input, int threads,
                    Matrix<float>& output) {
    run(transfer, input, threads, output);
}

}  // namespace crosspoint
