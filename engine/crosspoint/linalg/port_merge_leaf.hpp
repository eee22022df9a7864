// The leaves of port_merge.hpp: boxes of up to 16 x 16 cells, eliminated down to their ports, as
// many at a time as a SIMD register has lanes. Every lane is a leaf of its own, so what else is in
// the call does not change its bits. Conductances are stored as in port_merge_kernels.hpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crosspoint::merge {

/// An entry of a matrix goes to another place.
struct LeafMove {
    std::uint16_t from = 0;
    std::uint16_t to = 0;
};

/// How the halves of a box of some shape make up its front: the panel of the nodes to be
/// eliminated, [nodes columns x (nodes + ports)], and the matrix of its ports, [ports columns x
/// ports].
struct LeafShape {
    std::size_t rows = 0, cols = 0;
    std::size_t nodes = 0, ports = 0;
    std::vector<LeafMove> a_panel, b_panel;  ///< entries that one half alone has
    std::vector<LeafMove> b_sum;             ///< added to what a has put into the panel
    std::vector<LeafMove> a_out, b_out;
    std::vector<std::uint16_t> zero_out;  ///< between ports of a and ports of b
};

/// One merge inside a leaf: boxes a and b lose the nodes between them.
struct LeafStep {
    static constexpr std::size_t no_cell = static_cast<std::size_t>(-1);

    std::size_t shape = 0;
    std::size_t a = 0, b = 0, out = 0;  ///< offsets of the boxes' matrices in the lane scratch
    std::size_t a_cell = no_cell, b_cell = no_cell;  ///< the half is a single cell
    std::size_t panel = 0;                           ///< offset of the panel
    std::vector<std::uint16_t> node;  ///< [nodes + ports] node of the leaf, see LeafPlan
};

/// How a leaf of rows x cols cells (cols >= 2) is eliminated down to its 2 (rows + cols) ports, in
/// the order u(i, 0), u(i, cols), v(0, j), v(rows, j). Nodes: u(i, j) is i (cols + 1) + j, then
/// come the v(i, j) as u_nodes + i cols + j.
struct LeafPlan {
    std::size_t rows = 0, cols = 0, ports = 0;
    std::size_t u_nodes = 0, nodes = 0;
    std::vector<LeafShape> shapes;
    std::vector<LeafStep> steps;
    std::size_t scratch = 0;  ///< entries per lane, boxes; the result lies at offset 0
    std::size_t panels = 0;   ///< entries per lane, all panels
    std::size_t largest_panel = 0;
};
LeafPlan make_leaf_plan(std::size_t rows, std::size_t cols);

/// Leaves that go through one call: the lanes of a register of T.
template <class T>
std::size_t leaf_lanes();

/// Eliminates as many leaves as there are lanes. After a step, column p < nodes of its panel holds
/// 1 / sqrt(d_p) (0 for an isolated node) at entry p and l_kp below.
/// @param cells   [rows cols][3][lanes]: the cell, the segment to its right, the segment below
/// @param scratch [plan.scratch x lanes], aligned to 64 bytes
/// @param panels  [plan.panels x lanes] when `keep`, else [plan.largest_panel x lanes]; aligned
/// @param out     [lanes] matrices [ports columns x ports], null: not wanted
void merge_leaves(const LeafPlan& plan, const double* cells, double* scratch, double* panels,
                  bool keep, double* const* out);
void merge_leaves(const LeafPlan& plan, const float* cells, float* scratch, float* panels,
                  bool keep, float* const* out);

/// Solves with the kept panels of one leaf, in place.
/// @param x [plan.nodes x width] currents into the nodes; forward leaves at the eliminated nodes
/// what
///          backward takes and adds to the ports; backward takes voltages at the ports and turns
///          the rest into voltages
void leaf_forward(const LeafPlan& plan, const double* panels, std::size_t lane, double* x);
void leaf_forward(const LeafPlan& plan, const float* panels, std::size_t lane, float* x);
void leaf_backward(const LeafPlan& plan, const double* panels, std::size_t lane, double* x);
void leaf_backward(const LeafPlan& plan, const float* panels, std::size_t lane, float* x);
inline constexpr std::size_t solve_width = 16;  ///< right-hand sides that are solved together

}  // namespace crosspoint::merge
