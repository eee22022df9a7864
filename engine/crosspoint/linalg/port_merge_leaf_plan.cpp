// The order of elimination inside a leaf: bisection down to single cells.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "crosspoint/linalg/port_merge_leaf.hpp"

namespace crosspoint::merge {
namespace {

struct Box {
    std::size_t row = 0, col = 0, rows = 1, cols = 1;
    [[nodiscard]] std::size_t ports() const { return 2 * (rows + cols); }
    [[nodiscard]] bool cell() const { return rows == 1 && cols == 1; }
};

class Planner {
public:
    explicit Planner(LeafPlan& plan) : plan_(plan) {}

    // Appends the steps that leave the matrix of `box` at offset `at`.
    void split(const Box& box, std::size_t at) {
        const std::size_t n = box.ports();
        plan_.scratch = std::max(plan_.scratch, at + n * n);
        if (box.cell()) return;
        Box a = box;
        Box b = box;
        const bool between_cols = box.cols >= box.rows;
        if (between_cols) {
            a.cols = box.cols / 2;
            b.cols -= a.cols;
            b.col += a.cols;
        } else {
            a.rows = box.rows / 2;
            b.rows -= a.rows;
            b.row += a.rows;
        }
        LeafStep step;
        step.out = at;
        step.a = at + n * n;
        step.b = step.a + a.ports() * a.ports();
        split(a, step.a);
        split(b, step.b);
        if (a.cell()) step.a_cell = a.row * plan_.cols + a.col;
        if (b.cell()) step.b_cell = b.row * plan_.cols + b.col;
        step.shape = shape_of(box, a, b, between_cols);
        step.panel = plan_.panels;
        const std::size_t nodes = plan_.shapes[step.shape].nodes;
        const std::size_t panel = nodes * (nodes + n);
        plan_.panels += panel;
        plan_.largest_panel = std::max(plan_.largest_panel, panel);
        name_nodes(box, between_cols ? b.col : b.row, between_cols, step);
        plan_.steps.push_back(std::move(step));
    }

private:
    using Places = std::vector<std::size_t>;

    std::size_t shape_of(const Box& box, const Box& a, const Box& b, bool between_cols) {
        for (std::size_t k = 0; k < plan_.shapes.size(); ++k)
            if (plan_.shapes[k].rows == box.rows && plan_.shapes[k].cols == box.cols) return k;
        LeafShape shape;
        shape.rows = box.rows;
        shape.cols = box.cols;
        shape.nodes = between_cols ? box.rows : box.cols;
        shape.ports = box.ports();
        Places a_to, b_to;  // position of each port of a half in the front
        between_cols ? map_cols(a, b, a_to, b_to) : map_rows(a, b, a_to, b_to);
        moves(shape, a_to, shape.a_panel, shape.a_out, shape.a_panel);
        moves(shape, b_to, shape.b_panel, shape.b_out, shape.b_sum);
        for (const std::size_t k : a_to) {
            for (const std::size_t l : b_to) {
                if (k < shape.nodes || l < shape.nodes) continue;
                shape.zero_out.push_back(place(shape, k, l));
            }
        }
        plan_.shapes.push_back(std::move(shape));
        return plan_.shapes.size() - 1;
    }

    // Of entry (k, l) of the front: in the panel or in the matrix of the ports.
    static std::uint16_t place(const LeafShape& shape, std::size_t k, std::size_t l) {
        const std::size_t low = std::min(k, l);
        const std::size_t high = std::max(k, l);
        if (low < shape.nodes)
            return static_cast<std::uint16_t>(low * (shape.nodes + shape.ports) + high);
        return static_cast<std::uint16_t>((low - shape.nodes) * shape.ports + high - shape.nodes);
    }

    static void moves(const LeafShape& shape, const Places& to, std::vector<LeafMove>& panel,
                      std::vector<LeafMove>& out, std::vector<LeafMove>& between_nodes) {
        for (std::size_t l = 0; l < to.size(); ++l) {
            for (std::size_t k = l + 1; k < to.size(); ++k) {
                const LeafMove move{.from = static_cast<std::uint16_t>(l * to.size() + k),
                                    .to = place(shape, to[k], to[l])};
                const bool low = std::min(to[k], to[l]) < shape.nodes;
                const bool high = std::max(to[k], to[l]) < shape.nodes;
                (high ? between_nodes : (low ? panel : out)).push_back(move);
            }
        }
    }

    static void append(Places& to, std::size_t first, std::size_t count) {
        for (std::size_t k = 0; k < count; ++k) to.push_back(first + k);
    }
    // a left of b. Front: nodes, L = a.L, R = b.R, T = a.T b.T, B = a.B b.B
    static void map_cols(const Box& a, const Box& b, Places& a_to, Places& b_to) {
        const std::size_t left = a.rows;
        const std::size_t right = left + a.rows;
        const std::size_t top = right + a.rows;
        const std::size_t bottom = top + a.cols + b.cols;
        append(a_to, left, a.rows);
        append(a_to, 0, a.rows);
        append(a_to, top, a.cols);
        append(a_to, bottom, a.cols);
        append(b_to, 0, b.rows);
        append(b_to, right, b.rows);
        append(b_to, top + a.cols, b.cols);
        append(b_to, bottom + a.cols, b.cols);
    }
    // a above b. Front: nodes, L = a.L b.L, R = a.R b.R, T = a.T, B = b.B
    static void map_rows(const Box& a, const Box& b, Places& a_to, Places& b_to) {
        const std::size_t left = a.cols;
        const std::size_t right = left + a.rows + b.rows;
        const std::size_t top = right + a.rows + b.rows;
        const std::size_t bottom = top + a.cols;
        append(a_to, left, a.rows);
        append(a_to, right, a.rows);
        append(a_to, top, a.cols);
        append(a_to, 0, a.cols);
        append(b_to, left + a.rows, b.rows);
        append(b_to, right + a.rows, b.rows);
        append(b_to, 0, b.cols);
        append(b_to, bottom, b.cols);
    }
    void name_nodes(const Box& box, std::size_t cut, bool between_cols, LeafStep& step) const {
        const auto u = [&](std::size_t i, std::size_t j) {
            step.node.push_back(static_cast<std::uint16_t>(i * (plan_.cols + 1) + j));
        };
        const auto v = [&](std::size_t i, std::size_t j) {
            step.node.push_back(static_cast<std::uint16_t>(plan_.u_nodes + i * plan_.cols + j));
        };
        const std::size_t row_end = box.row + box.rows;
        const std::size_t col_end = box.col + box.cols;
        if (between_cols)
            for (std::size_t i = box.row; i < row_end; ++i) u(i, cut);
        else
            for (std::size_t j = box.col; j < col_end; ++j) v(cut, j);
        for (std::size_t i = box.row; i < row_end; ++i) u(i, box.col);
        for (std::size_t i = box.row; i < row_end; ++i) u(i, col_end);
        for (std::size_t j = box.col; j < col_end; ++j) v(box.row, j);
        for (std::size_t j = box.col; j < col_end; ++j) v(row_end, j);
    }

    LeafPlan& plan_;
};

}  // namespace

LeafPlan make_leaf_plan(std::size_t rows, std::size_t cols) {
    LeafPlan plan;
    plan.rows = rows;
    plan.cols = cols;
    plan.ports = 2 * (rows + cols);
    plan.u_nodes = rows * (cols + 1);
    plan.nodes = plan.u_nodes + (rows + 1) * cols;
    Planner(plan).split(Box{0, 0, rows, cols}, 0);
    return plan;
}

}  // namespace crosspoint::merge
