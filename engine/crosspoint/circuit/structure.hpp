// What a circuit's shorts and opens do to it: which nodes are one node (a "supernode"), which are
// held by a source, and which float because no path leads to any source.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "crosspoint/circuit/circuit.hpp"

namespace crosspoint {

/// Result of analyze(). `unknown` numbers the supernodes that are to be solved for.
struct Structure {
    static constexpr std::int32_t held = -1;      ///< in `unknown`: a source fixes it
    static constexpr std::int32_t floating = -2;  ///< in `unknown`: no path to a source

    std::vector<NodeIndex> leader;      ///< [nodes] smallest node of each node's supernode
    std::vector<std::int32_t> unknown;  ///< [nodes] index of the unknown, or held / floating
    std::size_t unknown_count = 0;
    std::size_t floating_count = 0;  ///< nodes that float
};

/// Two ideal sources of different groups that a zero-ohm path joins: no unique currents exist.
struct SourceConflict {
    std::size_t first = 0;  ///< indices into Circuit::held
    std::size_t second = 0;
};

/// Merges, and finds what floats: engine/docs/physics.md, section 1.
/// @return the structure, or the first conflict between sources
/// @cost nearly linear in nodes + resistors
struct StructureResult {
    Structure structure;
    std::optional<SourceConflict> conflict;
};
StructureResult analyze(const Circuit& circuit);

}  // namespace crosspoint
