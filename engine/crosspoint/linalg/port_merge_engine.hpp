// The numbers of port_merge.hpp over the boxes of port_merge_tree.hpp: builds the conductances
// between the ports of every box, keeps what is asked for, and carries right-hand sides up and
// voltages down the tree. In double or float.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <vector>

#include "crosspoint/linalg/mesh_network.hpp"
#include "crosspoint/linalg/port_merge.hpp"
#include "crosspoint/linalg/port_merge_tree.hpp"

namespace crosspoint::merge {

/// Where the matrices lie, and how large everything is.
struct MergeLayout {
    enum class Pool : unsigned char { level_even, level_odd, thread, kept };
    struct Place {
        Pool pool = Pool::thread;
        std::size_t offset = 0;
        std::size_t ld = 0;
        std::size_t panel = 0;  ///< offset in the kept panels
    };
    std::vector<Place> boxes;
    std::vector<std::vector<std::size_t>>
        first_group;  ///< [level][unit] number of its first leaf group
    std::size_t groups = 0;
    // elements
    std::size_t level_even = 0, level_odd = 0, kept = 0, kept_panels = 0, leaf_panels = 0;
    std::size_t thread_boxes = 0, thread_panel = 0, thread_leaf = 0, thread_product = 0;

    [[nodiscard]] std::size_t elements(std::size_t threads) const {
        return level_even + level_odd + kept + kept_panels + leaf_panels +
               threads * (thread_boxes + thread_panel + thread_leaf + 2 * thread_product);
    }
};
MergeLayout make_merge_layout(const MergeTree& tree, MergeKeep keep, std::size_t lanes);

/// Conductances of cells and segments, times 2^-exponent so that the largest is about 1.
struct ScaledNetwork {
    const MeshNetwork* network = nullptr;
    int exponent = 0;
    double scale = 1.0;
    double joined = 0.0;  ///< a segment of 0 ohm: rounds away against all others
    /// Between crossings k - 1 and k; beyond the last one: to the port of the last end.
    [[nodiscard]] double segment(const MeshLines& lines, std::size_t line, std::size_t k) const;
};

template <class T>
class MergeEngine {
public:
    MergeEngine(const MergeTree& tree, MergeKeep keep, int threads);

    /// Builds everything, or only what holds a changed cell.
    /// @param changed [rows cols] != 0, or empty: all
    /// @return false when stopped
    bool run(const ScaledNetwork& network, std::span<const char> changed, std::stop_token stop);

    /// The matrix of the root, [ports columns, root_ld()].
    [[nodiscard]] const T* root() const { return box_data(tree_.boxes.size() - 1, 0); }
    [[nodiscard]] std::size_t root_ld() const { return layout_.boxes.back().ld; }
    [[nodiscard]] std::size_t bytes() const;
    /// Frees what only a build needs, except the root.
    void release_scratch();

    /// Scratch of one block of right-hand sides.
    struct SolveSpace {
        std::vector<std::size_t> sums_at;     ///< of each box in sums
        AlignedBuffer<T> sums;                ///< [ports x solve_width] of each box
        std::vector<AlignedBuffer<T>> local;  ///< [threads]
        std::vector<FrontWork<T>> work;       ///< [threads]
    };
    [[nodiscard]] SolveSpace make_solve_space() const;

    /// Carries currents into the nodes up to the root. Needs MergeKeep::factors.
    /// @param x [NodeGrid.count() x solve_width] currents; leaves what backward takes
    /// @return currents into the ports, [ports x solve_width] in `space`; null when stopped
    const T* forward(T* x, SolveSpace& space, std::stop_token stop) const;
    /// Carries the voltages of the ports, which x holds already, down to all nodes.
    bool backward(T* x, SolveSpace& space, std::stop_token stop) const;

private:
    struct Thread {
        AlignedBuffer<T> boxes, panel, leaf;
        FrontWork<T> work;
    };
    struct LeafGroup {
        std::size_t leaves[64];  // boxes; no target has more lanes
        std::size_t count = 0;
    };

    [[nodiscard]] T* box_data(std::size_t box, std::size_t thread) const;
    void run_unit(const ScaledNetwork& network, const MergeUnit& unit, std::size_t first_group,
                  std::size_t thread, const std::vector<char>& dirty, std::stop_token stop);
    void run_leaves(const ScaledNetwork& network, const LeafGroup& group, std::size_t number,
                    std::size_t thread);
    void fill_cells(const ScaledNetwork& network, const LeafGroup& group, T* cells) const;
    void finish_leaf(std::size_t box, const T* full, std::size_t thread);
    void merge(std::size_t box, std::size_t thread);
    [[nodiscard]] std::vector<char> dirty_boxes(std::span<const char> changed) const;
    [[nodiscard]] std::vector<LeafGroup> leaf_groups(const MergeUnit& unit) const;
    [[nodiscard]] bool whole(const MergeBox& leaf) const {
        return leaf.ports() == tree_.leaf.ports;
    }

    template <class OnLeaf, class OnBox>
    bool walk(bool up, std::stop_token stop, const OnLeaf& on_leaf, const OnBox& on_box) const;
    void up_leaf(std::size_t box, std::size_t place, T* x, SolveSpace& space,
                 std::size_t thread) const;
    void up_box(std::size_t box, T* x, SolveSpace& space, std::size_t thread) const;
    void down_leaf(std::size_t box, std::size_t place, T* x, SolveSpace& space,
                   std::size_t thread) const;
    void down_box(std::size_t box, T* x, SolveSpace& space, std::size_t thread) const;

    const MergeTree& tree_;
    MergeKeep keep_;
    int threads_;
    std::size_t lanes_;
    MergeLayout layout_;
    AlignedBuffer<T> even_, odd_, kept_, kept_panels_, leaf_panels_;
    std::vector<Thread> scratch_;
};

}  // namespace crosspoint::merge
