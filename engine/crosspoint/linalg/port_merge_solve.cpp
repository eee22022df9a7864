// Right-hand sides up and voltages down the tree of port_merge_engine.hpp. Every box adds what its
// ports get to a place of its own, so that boxes side by side do not meet and the order of the sums
// is fixed.
//
// Up, per eliminated node p:  y_p = b_p / sqrt(d_p),  b_k += l_kp y_p.  Down:  v_p = (y_p +
// sum_k l_kp v_k) / sqrt(d_p). By blocks: y = M^T b, v = M (y + W^T v).
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "crosspoint/base/parallel.hpp"
#include "crosspoint/linalg/port_merge_engine.hpp"

namespace crosspoint::merge {
namespace {

constexpr std::size_t width = solve_width;

// The M of one diagonal block, without the l_kp below.
template <class T>
void copy_m(const T* block, std::size_t ld, std::size_t count, T* m) {
    for (std::size_t p = 0; p < count; ++p)
        for (std::size_t q = 0; q < count; ++q)
            m[p * count + q] = q <= p ? block[p * ld + q] : T(0);
}

// A matrix as a product reads it, element (i, j) at data[i * row + j * col].
template <class T>
struct Strided {
    const T* data;
    std::size_t row, col;
};

// to = B from, or to += B from; `from` is [k x width], `to` [n x width], B [n x k].
template <class T>
void apply(const Strided<T>& b, std::size_t k, std::size_t n, const T* from, T* to, bool add,
           FrontWork<T>& work) {
    multiply(Product<T>{.m = width,
                        .n = n,
                        .k = k,
                        .a = from,
                        .a_row = 1,
                        .a_col = width,
                        .b = b.data,
                        .b_row = b.row,
                        .b_col = b.col,
                        .c = to,
                        .ldc = width,
                        .add = add},
             work);
}

// z is [rows x width].
template <class T>
void panel_up(const T* panel, std::size_t ld, std::size_t nodes, std::size_t rows, T* z,
              FrontWork<T>& work) {
    T m[block_nodes * block_nodes];
    for (std::size_t first = 0; first < nodes; first += block_nodes) {
        const std::size_t count = std::min(block_nodes, nodes - first);
        const std::size_t below = rows - first - count;
        const T* block = panel + first * ld + first;
        T* at = z + first * width;
        T* rest = at + count * width;
        copy_m(block, ld, count, m);
        apply<T>({m, count, 1}, count, count, at, at, false, work);
        apply<T>({block + count, 1, ld}, count, below, at, rest, true, work);
    }
}

template <class T>
void panel_down(const T* panel, std::size_t ld, std::size_t nodes, std::size_t rows, T* z,
                FrontWork<T>& work) {
    T m[block_nodes * block_nodes];
    for (std::size_t last = nodes; last > 0;) {
        const std::size_t first = (last - 1) / block_nodes * block_nodes;
        const std::size_t count = last - first;
        const T* block = panel + first * ld + first;
        T* at = z + first * width;
        const T* rest = at + count * width;
        copy_m(block, ld, count, m);
        apply<T>({block + count, ld, 1}, rows - last, count, rest, at, true, work);
        apply<T>({m, 1, count}, count, count, at, at, false, work);
        last = first;
    }
}

template <class T>
void add_runs(const T* from, const std::vector<PortRun>& runs, T* to) {
    for (const PortRun& run : runs)
        for (std::size_t k = 0; k < run.count * width; ++k)
            to[run.to * width + k] += from[run.from * width + k];
}

// Node of the grid for every node of the leaf.
class LeafNodes {
public:
    LeafNodes(const MergeTree& tree, const MergeBox& box)
        : grid_(tree), leaf_(tree.leaf), box_(box) {}
    // Calls body(leaf node, grid node, port number or none).
    template <class Body>
    void each(const Body& body) const {
        const std::size_t h = leaf_.rows;
        const std::size_t w = leaf_.cols;
        for (std::size_t i = 0; i < h; ++i) {
            for (std::size_t j = 0; j <= w; ++j) {
                const std::size_t port = j == 0 ? i : (j == w ? h + i : MergeBox::none);
                body(i * (w + 1) + j, grid_.u(box_.row + i, box_.col + j), port);
            }
        }
        for (std::size_t i = 0; i <= h; ++i) {
            for (std::size_t j = 0; j < w; ++j) {
                const std::size_t port =
                    i == 0 ? 2 * h + j : (i == h ? 2 * h + w + j : MergeBox::none);
                body(leaf_.u_nodes + i * w + j, grid_.v(box_.row + i, box_.col + j), port);
            }
        }
    }

private:
    NodeGrid grid_;
    const LeafPlan& leaf_;
    const MergeBox& box_;
};

}  // namespace

template <class T>
auto MergeEngine<T>::make_solve_space() const -> SolveSpace {
    SolveSpace space;
    std::size_t total = 0;
    std::size_t local = (tree_.leaf.nodes + 2 * tree_.leaf.ports) * width;
    for (const MergeBox& box : tree_.boxes) {
        space.sums_at.push_back(total);
        total += box.ports() * width;
        local = std::max(local, (box.nodes + box.ports()) * width);
    }
    space.sums.fit(total);
    space.local.resize(static_cast<std::size_t>(threads_));
    for (auto& buffer : space.local) buffer.fit(local);
    space.work.resize(static_cast<std::size_t>(threads_));
    return space;
}

// All units of one level, level by level; in a subtree the boxes one after the other.
template <class T>
template <class OnLeaf, class OnBox>
bool MergeEngine<T>::walk(bool up, std::stop_token stop, const OnLeaf& on_leaf,
                          const OnBox& on_box) const {
    const std::size_t levels = tree_.levels.size();
    for (std::size_t step = 0; step < levels; ++step) {
        const std::size_t depth = up ? levels - 1 - step : step;
        const auto& units = tree_.levels[depth];
        parallel_for(units.size(), threads_, [&](std::size_t k, int thread_number) {
            if (stop.stop_requested()) return;
            const auto thread = static_cast<std::size_t>(thread_number);
            const MergeUnit& unit = units[k];
            if (!unit.whole_subtree) {
                on_box(unit.box, thread);
                return;
            }
            std::vector<std::size_t> place;  // of the leaves: group times lanes + lane
            std::size_t next = layout_.first_group[depth][k] * lanes_;
            for (std::size_t box = unit.first; box <= unit.box; ++box)
                place.push_back(tree_.boxes[box].leaf() ? next++ : 0);
            for (std::size_t n = 0; n < place.size(); ++n) {
                const std::size_t at = up ? n : place.size() - 1 - n;
                if (tree_.boxes[unit.first + at].leaf())
                    on_leaf(unit.first + at, place[at], thread);
                else
                    on_box(unit.first + at, thread);
            }
        });
    }
    return !stop.stop_requested();
}

template <class T>
const T* MergeEngine<T>::forward(T* x, SolveSpace& space, std::stop_token stop) const {
    const bool done = walk(
        true, stop,
        [&](std::size_t box, std::size_t place, std::size_t thread) {
            up_leaf(box, place, x, space, thread);
        },
        [&](std::size_t box, std::size_t thread) { up_box(box, x, space, thread); });
    return done ? space.sums.data() + space.sums_at.back() : nullptr;
}

template <class T>
bool MergeEngine<T>::backward(T* x, SolveSpace& space, std::stop_token stop) const {
    return walk(
        false, stop,
        [&](std::size_t box, std::size_t place, std::size_t thread) {
            down_leaf(box, place, x, space, thread);
        },
        [&](std::size_t box, std::size_t thread) { down_box(box, x, space, thread); });
}

template <class T>
void MergeEngine<T>::up_leaf(std::size_t box, std::size_t place, T* x, SolveSpace& space,
                             std::size_t thread) const {
    const MergeBox& self = tree_.boxes[box];
    const LeafPlan& plan = tree_.leaf;
    T* const local = space.local[thread].data();
    T* const full = local + plan.nodes * width;  // of all ports of the leaf
    const LeafNodes nodes(tree_, self);
    nodes.each([&](std::size_t node, std::size_t global, std::size_t port) {
        if (port == MergeBox::none)
            std::copy_n(x + global * width, width, local + node * width);
        else
            std::fill_n(local + node * width, width, T(0));
    });
    leaf_forward(plan, leaf_panels_.data() + place / lanes_ * plan.panels * lanes_, place % lanes_,
                 local);
    nodes.each([&](std::size_t node, std::size_t global, std::size_t port) {
        if (port == MergeBox::none)
            std::copy_n(local + node * width, width, x + global * width);
        else
            std::copy_n(local + node * width, width, full + port * width);
    });
    T* const sums = space.sums.data() + space.sums_at[box];
    if (whole(self)) {
        std::copy_n(full, self.ports() * width, sums);
        return;
    }
    std::size_t open = 0;
    const std::vector<PortRun> runs = leaf_runs(tree_, self, open);
    T* const z = full + plan.ports * width;
    std::fill_n(z, (open + self.ports()) * width, T(0));
    std::vector<std::size_t> to(plan.ports, MergeBox::none);  // position in the front
    for (const PortRun& run : runs)
        for (std::size_t k = 0; k < run.count; ++k) to[run.from + k] = run.to + k;
    nodes.each([&](std::size_t, std::size_t global, std::size_t port) {
        if (port != MergeBox::none && to[port] < open)
            std::copy_n(x + global * width, width, z + to[port] * width);
    });
    add_runs(full, runs, z);
    panel_up(kept_panels_.data() + layout_.boxes[box].panel, leading(open + self.ports()), open,
             open + self.ports(), z, space.work[thread]);
    nodes.each([&](std::size_t, std::size_t global, std::size_t port) {
        if (port != MergeBox::none && to[port] < open)
            std::copy_n(z + to[port] * width, width, x + global * width);
    });
    std::copy_n(z + open * width, self.ports() * width, sums);
}

template <class T>
void MergeEngine<T>::down_leaf(std::size_t box, std::size_t place, T* x, SolveSpace& space,
                               std::size_t thread) const {
    const MergeBox& self = tree_.boxes[box];
    const LeafPlan& plan = tree_.leaf;
    T* const local = space.local[thread].data();
    const LeafNodes nodes(tree_, self);
    if (!whole(self)) {
        std::size_t open = 0;
        const std::vector<PortRun> runs = leaf_runs(tree_, self, open);
        std::vector<std::size_t> to(plan.ports, MergeBox::none);
        for (const PortRun& run : runs)
            for (std::size_t k = 0; k < run.count; ++k) to[run.from + k] = run.to + k;
        nodes.each([&](std::size_t, std::size_t global, std::size_t port) {
            if (port != MergeBox::none && to[port] != MergeBox::none)
                std::copy_n(x + global * width, width, local + to[port] * width);
        });
        panel_down(kept_panels_.data() + layout_.boxes[box].panel, leading(open + self.ports()),
                   open, open + self.ports(), local, space.work[thread]);
        nodes.each([&](std::size_t, std::size_t global, std::size_t port) {
            if (port != MergeBox::none && to[port] < open)
                std::copy_n(local + to[port] * width, width, x + global * width);
        });
    }
    nodes.each([&](std::size_t node, std::size_t global, std::size_t) {
        std::copy_n(x + global * width, width, local + node * width);
    });
    leaf_backward(plan, leaf_panels_.data() + place / lanes_ * plan.panels * lanes_, place % lanes_,
                  local);
    nodes.each([&](std::size_t node, std::size_t global, std::size_t port) {
        if (port == MergeBox::none) std::copy_n(local + node * width, width, x + global * width);
    });
}

template <class T>
void MergeEngine<T>::up_box(std::size_t box, T* x, SolveSpace& space, std::size_t thread) const {
    const MergeBox& self = tree_.boxes[box];
    const std::vector<std::size_t> nodes = front_nodes(tree_, self);
    const BoxRuns runs = box_runs(tree_, self);
    T* const z = space.local[thread].data();
    for (std::size_t k = 0; k < self.nodes; ++k)
        std::copy_n(x + nodes[k] * width, width, z + k * width);
    std::fill_n(z + self.nodes * width, self.ports() * width, T(0));
    add_runs(space.sums.data() + space.sums_at[self.a], runs.a, z);
    add_runs(space.sums.data() + space.sums_at[self.b], runs.b, z);
    panel_up(kept_panels_.data() + layout_.boxes[box].panel, leading(nodes.size()), self.nodes,
             nodes.size(), z, space.work[thread]);
    for (std::size_t k = 0; k < self.nodes; ++k)
        std::copy_n(z + k * width, width, x + nodes[k] * width);
    std::copy_n(z + self.nodes * width, self.ports() * width,
                space.sums.data() + space.sums_at[box]);
}

template <class T>
void MergeEngine<T>::down_box(std::size_t box, T* x, SolveSpace& space, std::size_t thread) const {
    const MergeBox& self = tree_.boxes[box];
    const std::vector<std::size_t> nodes = front_nodes(tree_, self);
    T* const z = space.local[thread].data();
    for (std::size_t k = 0; k < nodes.size(); ++k)
        std::copy_n(x + nodes[k] * width, width, z + k * width);
    panel_down(kept_panels_.data() + layout_.boxes[box].panel, leading(nodes.size()), self.nodes,
               nodes.size(), z, space.work[thread]);
    for (std::size_t k = 0; k < self.nodes; ++k)
        std::copy_n(z + k * width, width, x + nodes[k] * width);
}

template auto MergeEngine<double>::make_solve_space() const -> SolveSpace;
template auto MergeEngine<float>::make_solve_space() const -> SolveSpace;
template const double* MergeEngine<double>::forward(double*, SolveSpace&, std::stop_token) const;
template const float* MergeEngine<float>::forward(float*, SolveSpace&, std::stop_token) const;
template bool MergeEngine<double>::backward(double*, SolveSpace&, std::stop_token) const;
template bool MergeEngine<float>::backward(float*, SolveSpace&, std::stop_token) const;

}  // namespace crosspoint::merge
