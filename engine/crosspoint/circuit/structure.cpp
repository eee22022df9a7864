// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/circuit/structure.hpp"

#include <cmath>

#include "crosspoint/base/disjoint_sets.hpp"

namespace crosspoint {

StructureResult analyze(const Circuit& circuit) {
    StructureResult result;
    const std::size_t n = circuit.node_count;
    DisjointSets merged(n);     // joined by shorts
    DisjointSets connected(n);  // joined by anything that conducts
    for (const Resistor& r : circuit.resistors) {
        if (std::isinf(r.conductance_S)) merged.join(r.a, r.b);
        if (r.conductance_S > 0.0) connected.join(r.a, r.b);
    }

    constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::vector<std::size_t> source_of(n, none);  // by leader of the merged set
    std::vector<char> has_reference(n, 0);        // by leader of the connected set
    for (std::size_t k = 0; k < circuit.held.size(); ++k) {
        const HeldNode& source = circuit.held[k];
        std::size_t& owner = source_of[merged.find(source.node)];
        if (owner == none) owner = k;
        if (circuit.held[owner].group != source.group && !result.conflict)
            result.conflict = SourceConflict{owner, k};
        has_reference[connected.find(source.node)] = 1;
    }

    Structure& s = result.structure;
    s.leader.resize(n);
    s.unknown.resize(n);
    for (std::size_t node = 0; node < n; ++node) {
        const std::size_t leader = merged.find(node);
        s.leader[node] = static_cast<NodeIndex>(leader);
        if (!has_reference[connected.find(node)]) {
            s.unknown[node] = Structure::floating;
            ++s.floating_count;
        } else if (source_of[leader] != none) {
            s.unknown[node] = Structure::held;
        } else if (leader == node) {  // the leader is the smallest node, hence numbered first
            s.unknown[node] = static_cast<std::int32_t>(s.unknown_count++);
        } else {
            s.unknown[node] = s.unknown[leader];
        }
    }
    return result;
}

}  // namespace crosspoint
