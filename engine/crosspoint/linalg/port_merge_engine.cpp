// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/port_merge_engine.hpp"

#include <algorithm>

#include "crosspoint/base/parallel.hpp"

namespace crosspoint::merge {
namespace {

// The part of a thread's leaf scratch that begins on the next multiple of 64 bytes.
template <class T>
T* take(T*& from, std::size_t count) {
    constexpr std::size_t line = 64 / sizeof(T);
    T* const part = from;
    from += (count + line - 1) / line * line;
    return part;
}

}  // namespace

template <class T>
MergeEngine<T>::MergeEngine(const MergeTree& tree, MergeKeep keep, int threads)
    : tree_(tree),
      keep_(keep),
      threads_(threads),
      lanes_(leaf_lanes<T>()),
      layout_(make_merge_layout(tree, keep, lanes_)) {}

template <class T>
T* MergeEngine<T>::box_data(std::size_t box, std::size_t thread) const {
    const MergeLayout::Place& place = layout_.boxes[box];
    switch (place.pool) {
        case MergeLayout::Pool::level_even:
            return even_.data() + place.offset;
        case MergeLayout::Pool::level_odd:
            return odd_.data() + place.offset;
        case MergeLayout::Pool::kept:
            return kept_.data() + place.offset;
        case MergeLayout::Pool::thread:
            break;
    }
    return scratch_[thread].boxes.data() + place.offset;
}

template <class T>
std::size_t MergeEngine<T>::bytes() const {
    std::size_t sum =
        even_.bytes() + odd_.bytes() + kept_.bytes() + kept_panels_.bytes() + leaf_panels_.bytes();
    for (const Thread& t : scratch_)
        sum += t.boxes.bytes() + t.panel.bytes() + t.leaf.bytes() + t.work.bytes();
    return sum;
}

template <class T>
void MergeEngine<T>::release_scratch() {
    scratch_.clear();
    odd_.release();
}

template <class T>
std::vector<char> MergeEngine<T>::dirty_boxes(std::span<const char> changed) const {
    std::vector<char> dirty(tree_.boxes.size(), changed.empty() ? 1 : 0);
    if (changed.empty()) return dirty;
    for (std::size_t k = 0; k < tree_.boxes.size(); ++k) {
        const MergeBox& box = tree_.boxes[k];
        if (!box.leaf()) {
            dirty[k] = dirty[box.a] != 0 || dirty[box.b] != 0;
            continue;
        }
        for (std::size_t i = box.row; i < box.row + tree_.real_rows(box); ++i)
            for (std::size_t j = box.col; j < box.col + tree_.real_cols(box); ++j)
                dirty[k] = dirty[k] != 0 || changed[i * tree_.cols + j] != 0;
    }
    return dirty;
}

template <class T>
bool MergeEngine<T>::run(const ScaledNetwork& network, std::span<const char> changed,
                         std::stop_token stop) {
    even_.fit(layout_.level_even);
    odd_.fit(layout_.level_odd);
    kept_.fit(layout_.kept);
    kept_panels_.fit(layout_.kept_panels);
    leaf_panels_.fit(layout_.leaf_panels);
    scratch_.resize(static_cast<std::size_t>(threads_));
    const std::vector<char> dirty = dirty_boxes(changed);
    for (std::size_t depth = tree_.levels.size(); depth-- > 0;) {
        const auto& units = tree_.levels[depth];
        const auto one = [&](std::size_t k, int thread) {
            if (stop.stop_requested() || dirty[units[k].box] == 0) return;
            run_unit(network, units[k], layout_.first_group[depth][k],
                     static_cast<std::size_t>(thread), dirty, stop);
        };
        // Few large boxes: the threads share their products instead.
        const bool together = units.size() < static_cast<std::size_t>(threads_);
        for (Thread& t : scratch_) t.work.threads = together ? threads_ : 1;
        if (together) {
            for (std::size_t k = 0; k < units.size(); ++k) one(k, 0);
        } else {
            parallel_for(units.size(), threads_, one);
        }
    }
    return !stop.stop_requested();
}

template <class T>
auto MergeEngine<T>::leaf_groups(const MergeUnit& unit) const -> std::vector<LeafGroup> {
    std::vector<LeafGroup> groups;
    if (!unit.whole_subtree) return groups;
    for (std::size_t k = unit.first; k <= unit.box; ++k) {
        if (!tree_.boxes[k].leaf()) continue;
        if (groups.empty() || groups.back().count == lanes_) groups.emplace_back();
        groups.back().leaves[groups.back().count++] = k;
    }
    return groups;
}

template <class T>
void MergeEngine<T>::run_unit(const ScaledNetwork& network, const MergeUnit& unit,
                              std::size_t first_group, std::size_t thread,
                              const std::vector<char>& dirty, std::stop_token stop) {
    Thread& scratch = scratch_[thread];
    scratch.boxes.fit(layout_.thread_boxes);
    scratch.panel.fit(layout_.thread_panel);
    if (!unit.whole_subtree) {
        merge(unit.box, thread);
        return;
    }
    scratch.leaf.fit(layout_.thread_leaf);
    const std::vector<LeafGroup> groups = leaf_groups(unit);
    for (std::size_t g = 0; g < groups.size(); ++g) {
        if (stop.stop_requested()) return;
        bool touched = false;
        for (std::size_t k = 0; k < groups[g].count; ++k)
            touched = touched || dirty[groups[g].leaves[k]] != 0;
        if (touched) run_leaves(network, groups[g], first_group + g, thread);
    }
    for (std::size_t k = unit.first; k <= unit.box; ++k) {
        if (stop.stop_requested()) return;
        if (dirty[k] != 0 && !tree_.boxes[k].leaf()) merge(k, thread);
    }
}

template <class T>
void MergeEngine<T>::fill_cells(const ScaledNetwork& network, const LeafGroup& group,
                                T* cells) const {
    const MeshNetwork& net = *network.network;
    const std::size_t rows = tree_.leaf.rows;
    const std::size_t cols = tree_.leaf.cols;
    std::fill_n(cells, rows * cols * 3 * lanes_, T(0));
    for (std::size_t lane = 0; lane < group.count; ++lane) {
        const MergeBox& box = tree_.boxes[group.leaves[lane]];
        const std::size_t real_rows = tree_.real_rows(box);
        const std::size_t real_cols = tree_.real_cols(box);
        for (std::size_t r = 0; r < rows; ++r) {
            for (std::size_t c = 0; c < cols; ++c) {
                const std::size_t i = box.row + r;
                const std::size_t j = box.col + c;
                T* at = cells + (r * cols + c) * 3 * lanes_ + lane;
                if (r < real_rows && c < real_cols)
                    at[0] = static_cast<T>(net.cell_S(i, j) * network.scale);
                // Beyond its last crossing a line goes on to its port, if it has one.
                if (r < real_rows && (j + 1 < net.cols || tree_.row_last[i] != 0))
                    at[lanes_] = static_cast<T>(network.segment(net.row_lines, i, j + 1));
                if (c < real_cols && (i + 1 < net.rows || tree_.col_last[j] != 0))
                    at[2 * lanes_] = static_cast<T>(network.segment(net.col_lines, j, i + 1));
            }
        }
    }
}

template <class T>
void MergeEngine<T>::run_leaves(const ScaledNetwork& network, const LeafGroup& group,
                                std::size_t number, std::size_t thread) {
    const LeafPlan& plan = tree_.leaf;
    T* free_part = scratch_[thread].leaf.data();
    T* const cells = take(free_part, plan.rows * plan.cols * 3 * lanes_);
    T* const boxes = take(free_part, plan.scratch * lanes_);
    const bool keep = keep_ == MergeKeep::factors;
    T* const panels = keep ? leaf_panels_.data() + number * plan.panels * lanes_
                           : take(free_part, plan.largest_panel * lanes_);
    fill_cells(network, group, cells);
    T* out[64] = {};
    for (std::size_t k = 0; k < group.count; ++k) {
        out[k] = whole(tree_.boxes[group.leaves[k]]) ? box_data(group.leaves[k], thread)
                                                     : free_part + k * plan.ports * plan.ports;
    }
    merge_leaves(plan, cells, boxes, panels, keep, out);
    for (std::size_t k = 0; k < group.count; ++k)
        if (!whole(tree_.boxes[group.leaves[k]])) finish_leaf(group.leaves[k], out[k], thread);
}

// Eliminates the nodes of a leaf at the border whose end is not connected.
template <class T>
void MergeEngine<T>::finish_leaf(std::size_t box, const T* full, std::size_t thread) {
    std::size_t nodes = 0;
    const std::vector<PortRun> runs = leaf_runs(tree_, tree_.boxes[box], nodes);
    const MergeLayout::Place& place = layout_.boxes[box];
    const std::size_t ports = tree_.boxes[box].ports();
    const Front<T> front{.nodes = nodes,
                         .ports = ports,
                         .panel = keep_ == MergeKeep::factors ? kept_panels_.data() + place.panel
                                                              : scratch_[thread].panel.data(),
                         .panel_ld = leading(nodes + ports),
                         .result = box_data(box, thread),
                         .result_ld = place.ld};
    put_box(front, full, tree_.leaf.ports, runs, false);
    eliminate_front(front, scratch_[thread].work);
}

template <class T>
void MergeEngine<T>::merge(std::size_t box, std::size_t thread) {
    const MergeBox& self = tree_.boxes[box];
    const MergeLayout::Place& place = layout_.boxes[box];
    const Front<T> front{.nodes = self.nodes,
                         .ports = self.ports(),
                         .panel = keep_ == MergeKeep::factors ? kept_panels_.data() + place.panel
                                                              : scratch_[thread].panel.data(),
                         .panel_ld = leading(self.nodes + self.ports()),
                         .result = box_data(box, thread),
                         .result_ld = place.ld};
    const BoxRuns runs = box_runs(tree_, self);
    put_box(front, box_data(self.a, thread), layout_.boxes[self.a].ld, runs.a, false);
    put_box(front, box_data(self.b, thread), layout_.boxes[self.b].ld, runs.b, true);
    clear_between(front, runs.a, runs.b);
    eliminate_front(front, scratch_[thread].work);
}

template class MergeEngine<double>;
template class MergeEngine<float>;

}  // namespace crosspoint::merge
