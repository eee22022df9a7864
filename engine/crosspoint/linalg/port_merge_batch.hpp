// A batch through a transfer matrix: I = V T^T, one GEMM in blocks of inputs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crosspoint/base/matrix.hpp"

namespace crosspoint {

/// @param transfer [outputs x m]
/// @param input    [B x m]
/// @param output   out, [B x outputs]; resized
/// @param threads  0: all cores; the blocks are the same for any number, and so are the bits
void transfer_batch(const Matrix<double>& transfer, const Matrix<double>& input, int threads,
                    Matrix<double>& output);
void transfer_batch(const Matrix<float>& transfer, const Matrix<float>& input, int threads,
                    Matrix<float>& output);

}  // namespace crosspoint
