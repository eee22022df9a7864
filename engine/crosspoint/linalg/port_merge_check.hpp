// Around the numbers of port_merge.hpp: what a network must satisfy, the names of its ports, the
// memory, and node voltages in blocks of right-hand sides.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "crosspoint/linalg/port_merge.hpp"
#include "crosspoint/linalg/port_merge_ends.hpp"
#include "crosspoint/linalg/port_merge_engine.hpp"

namespace crosspoint::merge {

/// Why the network cannot be taken; empty: it can.
std::string bad_network(const MeshNetwork& network);

/// Over cells and segments that are neither 0 ohm nor broken.
double largest_conductance_S(const MeshNetwork& network);

struct ChosenSources {
    std::vector<std::size_t> sources;
    std::vector<std::size_t> at;  ///< index of the end
};

/// Which end each source is behind.
class PortNames {
public:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    PortNames() = default;
    PortNames(const MergeTree& tree, const MeshNetwork& network);

    /// In the order of MeshSide, ends connected at the build.
    [[nodiscard]] const std::vector<PortSource>& sources() const { return sources_; }
    [[nodiscard]] std::size_t source(const MeshEnd& end) const;
    /// Those of the list that are connected now.
    [[nodiscard]] ChosenSources chosen(std::span<const MeshEnd> ends, const PortEnds& all) const;
    [[nodiscard]] std::vector<double> source_V(const MeshSources& sources) const;
    [[nodiscard]] MeshCurrents currents(std::span<const double> out_A) const;

private:
    std::array<std::vector<std::size_t>, 4> source_;  // [side][line]
    std::vector<MeshEnd> end_;                        // [sources]
    std::vector<PortSource> sources_;
};

std::size_t memory_bytes(const MergeTree& tree, MergePrecision precision, MergeKeep keep,
                         int threads);

struct NodeSolve {
    const MergeTree& tree;
    const ScaledNetwork& scaled;
    const PortEnds& ends;
    const PortNames& names;
    std::span<const MeshSources> sources;
    const Matrix<double>& injection_A;
};
template <class T>
bool solve_nodes(const MergeEngine<T>& engine, const NodeSolve& call, Matrix<double>& node_V,
                 std::stop_token stop);

}  // namespace crosspoint::merge
