// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/port_merge_tree.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crosspoint::merge {
namespace {

constexpr std::size_t leaf_side =
    16;  // chosen: twice as fast as 8, no slower than 32 (bench_merge)

std::size_t count(const std::vector<char>& flags, std::size_t first, std::size_t last) {
    std::size_t sum = 0;
    for (std::size_t k = first; k < std::min(last, flags.size()); ++k) sum += flags[k] != 0;
    return sum;
}

class Bisection {
public:
    explicit Bisection(MergeTree& tree)
        : tree_(tree),
          grid_rows_((tree.rows + tree.leaf.rows - 1) / tree.leaf.rows),
          grid_cols_((tree.cols + tree.leaf.cols - 1) / tree.leaf.cols) {
        // Chosen: a subtree's matrices fit the cache; small networks still have work for a few
        // cores.
        tree.most_leaves = grid_rows_ * grid_cols_ <= 64 ? 16 : 64;
        tree.levels.resize(1);
        split(0, 0, grid_rows_, grid_cols_, 0, false);
    }

private:
    // Returns the box. `inside`: a subtree that one thread works off has begun above.
    std::size_t split(std::size_t row, std::size_t col, std::size_t rows, std::size_t cols,
                      std::size_t depth, bool inside) {
        const LeafPlan& leaf = tree_.leaf;
        const bool whole = !inside && rows * cols <= tree_.most_leaves;
        const std::size_t first = tree_.boxes.size();
        MergeBox box{.row = row * leaf.rows,
                     .col = col * leaf.cols,
                     .rows = rows * leaf.rows,
                     .cols = cols * leaf.cols,
                     .depth = depth};
        if (rows * cols > 1) {
            box.between_cols = rows == 1 || (cols > 1 && cols * leaf.cols >= rows * leaf.rows);
            if (box.between_cols) {
                box.a = split(row, col, rows, cols / 2, depth + 1, inside || whole);
                box.b =
                    split(row, col + cols / 2, rows, cols - cols / 2, depth + 1, inside || whole);
                box.nodes = tree_.real_rows(box);
            } else {
                box.a = split(row, col, rows / 2, cols, depth + 1, inside || whole);
                box.b =
                    split(row + rows / 2, col, rows - rows / 2, cols, depth + 1, inside || whole);
                box.nodes = tree_.real_cols(box);
            }
        }
        count_ports(box);
        tree_.boxes.push_back(box);
        const std::size_t self = tree_.boxes.size() - 1;
        if (!inside) {
            tree_.levels.resize(std::max(tree_.levels.size(), depth + 1));
            tree_.levels[depth].push_back({.box = self, .first = first, .whole_subtree = whole});
        }
        return self;
    }

    void count_ports(MergeBox& box) const {
        const std::size_t row_end = box.row + box.rows;
        const std::size_t col_end = box.col + box.cols;
        const std::size_t rows = tree_.real_rows(box);
        const std::size_t cols = tree_.real_cols(box);
        box.left = box.col == 0 ? count(tree_.row_first, box.row, row_end) : rows;
        box.right = col_end >= tree_.cols ? count(tree_.row_last, box.row, row_end) : rows;
        box.top = box.row == 0 ? count(tree_.col_first, box.col, col_end) : cols;
        box.bottom = row_end >= tree_.rows ? count(tree_.col_last, box.col, col_end) : cols;
    }

    MergeTree& tree_;
    std::size_t grid_rows_;
    std::size_t grid_cols_;
};

void add_run(std::vector<PortRun>& runs, std::size_t& from, std::size_t size, std::size_t to) {
    if (size > 0) runs.push_back({.from = from, .count = size, .to = to});
    from += size;
}

// One side of a whole leaf: line k of `lines` real ones exists as a port, or as a node to be
// eliminated, or not at all.
class LeafSides {
public:
    explicit LeafSides(std::vector<PortRun>& runs) : runs_(runs) {}

    // `flags` null: all are ports. `open_nodes`: lines without a port are nodes.
    void side(std::size_t lines, std::size_t real, const char* flags, bool open_nodes) {
        for (std::size_t k = 0; k < lines; ++k, ++from_) {
            if (k >= real) continue;
            const bool port = flags == nullptr || flags[k] != 0;
            if (port)
                append(from_, ports_++, false);
            else if (open_nodes)
                append(from_, nodes_++, true);
        }
    }
    // Nodes come before the ports.
    std::size_t finish() {
        for (std::size_t k = 0; k < runs_.size(); ++k)
            if (!is_node_[k]) runs_[k].to += nodes_;
        return nodes_;
    }

private:
    void append(std::size_t from, std::size_t to, bool node) {
        if (!runs_.empty() && is_node_.back() == node &&
            runs_.back().from + runs_.back().count == from &&
            runs_.back().to + runs_.back().count == to) {
            ++runs_.back().count;
            return;
        }
        runs_.push_back({.from = from, .count = 1, .to = to});
        is_node_.push_back(node);
    }

    std::vector<PortRun>& runs_;
    std::vector<bool> is_node_;
    std::size_t from_ = 0, ports_ = 0, nodes_ = 0;
};

std::vector<char> connected(const std::vector<double>& ohm) {
    std::vector<char> flags;
    flags.reserve(ohm.size());
    for (const double r : ohm) flags.push_back(std::isinf(r) ? 0 : 1);
    return flags;
}

// Last ends that have a port of their own.
std::vector<char> own_last(const MeshLines& lines) {
    std::vector<char> flags = connected(lines.last_ohm);
    for (std::size_t k = 0; k < flags.size(); ++k)
        if (!std::isinf(lines.first_ohm[k]) && all_joined(lines, k)) flags[k] = 0;
    return flags;
}

// Evenly split: the last leaf is padded by less than the number of leaves.
std::size_t leaf_size(std::size_t lines) {
    const std::size_t leaves = (lines + leaf_side - 1) / leaf_side;
    return (lines + leaves - 1) / leaves;
}

}  // namespace

std::size_t MergeTree::real_rows(const MergeBox& box) const {
    return std::min(box.row + box.rows, rows) - std::min(box.row, rows);
}
std::size_t MergeTree::real_cols(const MergeBox& box) const {
    return std::min(box.col + box.cols, cols) - std::min(box.col, cols);
}

bool all_joined(const MeshLines& lines, std::size_t line) {
    for (std::size_t k = 1; k < lines.crossings; ++k)
        if (lines.at(line, k) != 0.0) return false;
    return true;
}

MergeTree make_merge_tree(const MeshNetwork& network) {
    return make_merge_tree(network.rows, network.cols, connected(network.row_lines.first_ohm),
                           own_last(network.row_lines), connected(network.col_lines.first_ohm),
                           own_last(network.col_lines));
}

MergeTree make_merge_tree(std::size_t rows, std::size_t cols, std::vector<char> row_first,
                          std::vector<char> row_last, std::vector<char> col_first,
                          std::vector<char> col_last) {
    MergeTree tree{.rows = rows,
                   .cols = cols,
                   .row_first = std::move(row_first),
                   .row_last = std::move(row_last),
                   .col_first = std::move(col_first),
                   .col_last = std::move(col_last)};
    tree.leaf = make_leaf_plan(leaf_size(rows), std::max<std::size_t>(leaf_size(cols), 2));
    Bisection build(tree);
    return tree;
}

BoxRuns box_runs(const MergeTree& tree, const MergeBox& box) {
    BoxRuns runs;
    const MergeBox& a = tree.boxes[box.a];
    const MergeBox& b = tree.boxes[box.b];
    const std::size_t left = box.nodes;
    const std::size_t right = left + box.left;
    const std::size_t top = right + box.right;
    const std::size_t bottom = top + box.top;
    std::size_t from_a = 0;
    std::size_t from_b = 0;
    if (box.between_cols) {
        add_run(runs.a, from_a, a.left, left);
        add_run(runs.a, from_a, a.right, 0);
        add_run(runs.a, from_a, a.top, top);
        add_run(runs.a, from_a, a.bottom, bottom);
        add_run(runs.b, from_b, b.left, 0);
        add_run(runs.b, from_b, b.right, right);
        add_run(runs.b, from_b, b.top, top + a.top);
        add_run(runs.b, from_b, b.bottom, bottom + a.bottom);
    } else {
        add_run(runs.a, from_a, a.left, left);
        add_run(runs.a, from_a, a.right, right);
        add_run(runs.a, from_a, a.top, top);
        add_run(runs.a, from_a, a.bottom, 0);
        add_run(runs.b, from_b, b.left, left + a.left);
        add_run(runs.b, from_b, b.right, right + a.right);
        add_run(runs.b, from_b, b.top, 0);
        add_run(runs.b, from_b, b.bottom, bottom);
    }
    return runs;
}

std::vector<PortRun> leaf_runs(const MergeTree& tree, const MergeBox& leaf, std::size_t& nodes) {
    std::vector<PortRun> runs;
    LeafSides sides(runs);
    const std::size_t rows = tree.real_rows(leaf);
    const std::size_t cols = tree.real_cols(leaf);
    const bool first_col = leaf.col == 0;
    const bool last_col = leaf.col + leaf.cols >= tree.cols;
    const bool first_row = leaf.row == 0;
    const bool last_row = leaf.row + leaf.rows >= tree.rows;
    sides.side(leaf.rows, rows, first_col ? tree.row_first.data() + leaf.row : nullptr, true);
    sides.side(leaf.rows, rows, last_col ? tree.row_last.data() + leaf.row : nullptr, false);
    sides.side(leaf.cols, cols, first_row ? tree.col_first.data() + leaf.col : nullptr, true);
    sides.side(leaf.cols, cols, last_row ? tree.col_last.data() + leaf.col : nullptr, false);
    nodes = sides.finish();
    return runs;
}

NodeGrid::NodeGrid(const MergeTree& tree)
    : rows(tree.boxes.back().rows), cols(tree.boxes.back().cols) {}

std::vector<std::size_t> front_nodes(const MergeTree& tree, const MergeBox& box) {
    const NodeGrid grid(tree);
    std::vector<std::size_t> nodes;
    nodes.reserve(box.nodes + box.ports());
    const std::size_t rows = tree.real_rows(box);
    const std::size_t cols = tree.real_cols(box);
    const std::size_t row_end = box.row + box.rows;
    const std::size_t col_end = box.col + box.cols;
    if (!box.leaf() && box.between_cols)
        for (std::size_t i = 0; i < rows; ++i)
            nodes.push_back(grid.u(box.row + i, tree.boxes[box.b].col));
    if (!box.leaf() && !box.between_cols)
        for (std::size_t j = 0; j < cols; ++j)
            nodes.push_back(grid.v(tree.boxes[box.b].row, box.col + j));
    for (std::size_t i = box.row; i < box.row + rows; ++i)
        if (box.col > 0 || tree.row_first[i] != 0) nodes.push_back(grid.u(i, box.col));
    for (std::size_t i = box.row; i < box.row + rows; ++i)
        if (col_end < tree.cols || tree.row_last[i] != 0) nodes.push_back(grid.u(i, col_end));
    for (std::size_t j = box.col; j < box.col + cols; ++j)
        if (box.row > 0 || tree.col_first[j] != 0) nodes.push_back(grid.v(box.row, j));
    for (std::size_t j = box.col; j < box.col + cols; ++j)
        if (row_end < tree.rows || tree.col_last[j] != 0) nodes.push_back(grid.v(row_end, j));
    return nodes;
}

}  // namespace crosspoint::merge
