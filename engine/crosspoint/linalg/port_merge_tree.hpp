// The bisection of port_merge.hpp: which box is merged from which, with which ports, and where in a
// front the ports of its two halves go. Geometry and end connections only, no conductances.
//
// A box owns its cells and the segments to their right and below. Its ports are the nodes L: u of
// its first column, R: u right of its last column, T: v of its first row, B: v below its last row;
// at the border of the network only the lines whose end is connected there. The nodes u(i, n) and
// v(m, j) beyond the border stand for the last nodes of the lines (joined by 0 ohm).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "crosspoint/linalg/mesh_network.hpp"
#include "crosspoint/linalg/port_merge_front.hpp"
#include "crosspoint/linalg/port_merge_leaf.hpp"

namespace crosspoint::merge {

struct MergeBox {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::size_t row = 0, col = 0, rows = 0,
                cols = 0;            ///< cells, padding of the last leaves included
    std::size_t a = none, b = none;  ///< halves: left and right, or upper and lower
    bool between_cols = false;
    std::size_t depth = 0;                                 ///< root: 0
    std::size_t left = 0, right = 0, top = 0, bottom = 0;  ///< ports per side
    std::size_t nodes = 0;                                 ///< that the merge eliminates

    [[nodiscard]] bool leaf() const { return a == none; }
    [[nodiscard]] std::size_t ports() const { return left + right + top + bottom; }
};

/// A box whose halves are all worked off by one thread, one after the other.
struct MergeUnit {
    std::size_t box = 0;
    std::size_t first = 0;       ///< boxes [first, box] are the subtree
    bool whole_subtree = false;  ///< false: only the merge of the halves
};

struct MergeTree {
    std::size_t rows = 0, cols = 0;
    std::vector<char> row_first, row_last, col_first, col_last;  ///< has a port there, per line
    LeafPlan leaf;
    std::vector<MergeBox> boxes;                 ///< halves before the whole; the root is the last
    std::vector<std::vector<MergeUnit>> levels;  ///< by depth of the unit's box
    std::size_t most_leaves = 0;                 ///< in a whole subtree

    /// Rows of the box that are not padding, and columns.
    [[nodiscard]] std::size_t real_rows(const MergeBox& box) const;
    [[nodiscard]] std::size_t real_cols(const MergeBox& box) const;
};

/// Whether all segments of a line are 0 ohm. Its two ends are one node then: the port of the first.
bool all_joined(const MeshLines& lines, std::size_t line);

MergeTree make_merge_tree(const MeshNetwork& network);
MergeTree make_merge_tree(std::size_t rows, std::size_t cols, std::vector<char> row_first,
                          std::vector<char> row_last, std::vector<char> col_first,
                          std::vector<char> col_last);

/// Where the ports of a box's halves go in its front.
struct BoxRuns {
    std::vector<PortRun> a, b;
};
BoxRuns box_runs(const MergeTree& tree, const MergeBox& box);

/// Where the ports of a whole leaf (LeafPlan) go: ports of the box, nodes to be eliminated because
/// their end is not connected; nodes that do not exist are left out. `nodes` out: how many.
std::vector<PortRun> leaf_runs(const MergeTree& tree, const MergeBox& leaf, std::size_t& nodes);

/// Nodes of a box's front (eliminated, then ports) in the grid of u: rows x (cols + 1), then v:
/// (rows + 1) x cols, rows and cols with padding.
struct NodeGrid {
    std::size_t rows = 0, cols = 0;
    explicit NodeGrid(const MergeTree& tree);
    [[nodiscard]] std::size_t u(std::size_t i, std::size_t j) const { return i * (cols + 1) + j; }
    [[nodiscard]] std::size_t v(std::size_t i, std::size_t j) const {
        return rows * (cols + 1) + i * cols + j;
    }
    [[nodiscard]] std::size_t count() const { return rows * (cols + 1) + (rows + 1) * cols; }
};
std::vector<std::size_t> front_nodes(const MergeTree& tree, const MergeBox& box);

}  // namespace crosspoint::merge
