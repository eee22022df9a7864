// The table of kernels that bench_micro measures. To add one: append a Kernel to the list of its
// file, with what it must compute and move per cell.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "crosspoint/linalg/mesh_network.hpp"

namespace crosspoint::bench {

/// One kernel on one problem, prepared. A "cell" is one cell under one input.
struct Kernel {
    std::string name;
    double cells = 0.0;            ///< per run
    double flops_per_cell = 0.0;   ///< additions, multiplications; 0: not counted
    double bytes_per_cell = 0.0;   ///< loaded and stored, each operand once; 0: not counted
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
std::vector<KernelEntry> merge_kernels();    ///< port merge and its products
std::vector<KernelEntry> product_kernels();  ///< transfer matrix times a batch
std::vector<KernelEntry> cell_kernels();     ///< nonlinear cells: bytecode, by hand, eliminated

/// An n x n tile of regime mid in the form of the mesh methods.
MeshNetwork bench_mesh(std::size_t n);

}  // namespace crosspoint::bench
