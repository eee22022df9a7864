// The table of kernels that bench_micro measures. To add one: append a Kernel to the list of its
// file, with what it must compute and move per cell.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace crosspoint::bench {

/// One kernel on one problem, prepared. A "cell" is one cell under one input.
struct Kernel {
    std::string name;
    double cells = 0.0;            ///< per run
    double flops_per_cell = 0.0;   ///< additions and multiplications; 0: not counted
    double bytes_per_cell = 0.0;   ///< loaded and stored by the algorithm, each operand once
    double footprint_bytes = 0.0;  ///< working set: which level of memory it is compared with
    bool single_precision = false;
    std::function<void()> run;
};

/// The name, and what prepares the problem when it is the kernel's turn.
struct KernelEntry {
    std::string name;
    std::function<Kernel()> prepare;
};

std::vector<KernelEntry> ladder_kernels();   ///< ladders, converter
std::vector<KernelEntry> sparse_kernels();   ///< factorizations, audit
std::vector<KernelEntry> schur_kernels();    ///< sweeps and iterations of Schur-CG, residual
std::vector<KernelEntry> product_kernels();  ///< transfer matrix times a batch

}  // namespace crosspoint::bench
