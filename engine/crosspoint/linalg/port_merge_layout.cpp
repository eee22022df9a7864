// Places and sizes of the matrices of port_merge_engine.hpp.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>

#include "crosspoint/linalg/port_merge_engine.hpp"

namespace crosspoint::merge {
namespace {

class LayoutBuilder {
public:
    LayoutBuilder(const MergeTree& tree, MergeKeep keep, std::size_t lanes)
        : tree_(tree), keep_(keep), lanes_(lanes) {}

    MergeLayout build() {
        out_.boxes.resize(tree_.boxes.size());
        for (std::size_t k = 0; k < tree_.boxes.size(); ++k) size_box(k);
        for (std::size_t depth = 0; depth < tree_.levels.size(); ++depth) place_level(depth);
        const std::size_t leaf = tree_.leaf.ports * tree_.leaf.ports;
        out_.leaf_panels =
            keep_ == MergeKeep::factors ? out_.groups * tree_.leaf.panels * lanes_ : 0;
        out_.thread_leaf =
            lanes_ * (tree_.leaf.scratch + 3 * tree_.leaf.rows * tree_.leaf.cols + leaf + 24);
        if (keep_ != MergeKeep::factors) out_.thread_leaf += lanes_ * tree_.leaf.largest_panel;
        return out_;
    }

private:
    void size_box(std::size_t k) {
        const MergeBox& box = tree_.boxes[k];
        MergeLayout::Place& place = out_.boxes[k];
        const bool whole_leaf = box.leaf() && box.ports() == tree_.leaf.ports;
        place.ld = whole_leaf ? box.ports() : leading(box.ports());
        std::size_t nodes = box.nodes;
        if (box.leaf() && !whole_leaf) leaf_runs(tree_, box, nodes);
        const std::size_t panel = nodes * leading(nodes + box.ports());
        if (keep_ == MergeKeep::factors) {
            place.panel = out_.kept_panels;
            out_.kept_panels += panel;
        } else {
            out_.thread_panel = std::max(out_.thread_panel, panel);
        }
        // The largest products: the panel by itself, the ports by the nodes.
        const std::size_t depth = std::min(nodes, product_depth);
        out_.thread_product =
            std::max(out_.thread_product, packed_elements(nodes + box.ports(), depth));
        if (keep_ != MergeKeep::root) {
            place.pool = MergeLayout::Pool::kept;
            place.offset = out_.kept;
            out_.kept += box_size(k);
        }
    }

    [[nodiscard]] std::size_t box_size(std::size_t k) const {
        const MergeBox& box = tree_.boxes[k];
        return (box.ports() * out_.boxes[k].ld + 7) / 8 * 8;
    }

    void place_level(std::size_t depth) {
        std::size_t used = 0;
        out_.first_group.emplace_back();
        for (const MergeUnit& unit : tree_.levels[depth]) {
            out_.first_group.back().push_back(out_.groups);
            std::size_t leaves = 0;
            if (unit.whole_subtree)
                for (std::size_t k = unit.first; k <= unit.box; ++k)
                    leaves += tree_.boxes[k].leaf();
            out_.groups += (leaves + lanes_ - 1) / lanes_;
            if (keep_ != MergeKeep::root) continue;
            if (unit.whole_subtree) place_subtree(unit);
            out_.boxes[unit.box].pool =
                depth % 2 == 0 ? MergeLayout::Pool::level_even : MergeLayout::Pool::level_odd;
            out_.boxes[unit.box].offset = used;
            used += box_size(unit.box);
        }
        std::size_t& pool = depth % 2 == 0 ? out_.level_even : out_.level_odd;
        pool = std::max(pool, used);
    }

    // Leaves one behind the other (they are made first), then a stack of the boxes that are alive.
    void place_subtree(const MergeUnit& unit) {
        std::size_t top = 0;
        for (std::size_t k = unit.first; k <= unit.box; ++k) {
            if (!tree_.boxes[k].leaf()) continue;
            out_.boxes[k].offset = top;
            top += box_size(k);
        }
        std::size_t most = top;
        place_below(unit.box, top, most);
        out_.thread_boxes = std::max(out_.thread_boxes, most);
    }
    void place_below(std::size_t k, std::size_t at, std::size_t& most) {
        const MergeBox& box = tree_.boxes[k];
        if (box.leaf()) return;
        out_.boxes[k].offset = at;
        std::size_t next = at + box_size(k);
        most = std::max(most, next);
        place_below(box.a, next, most);
        if (!tree_.boxes[box.a].leaf()) next += box_size(box.a);
        place_below(box.b, next, most);
    }

    const MergeTree& tree_;
    MergeKeep keep_;
    std::size_t lanes_;
    MergeLayout out_;
};

}  // namespace

MergeLayout make_merge_layout(const MergeTree& tree, MergeKeep keep, std::size_t lanes) {
    return LayoutBuilder(tree, keep, lanes).build();
}

double ScaledNetwork::segment(const MeshLines& lines, std::size_t line, std::size_t k) const {
    if (k >= lines.crossings) return joined;
    const double ohm = lines.at(line, k);
    return ohm == 0.0 ? joined : scale / ohm;  // 0 for a broken wire
}

}  // namespace crosspoint::merge
