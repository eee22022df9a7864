// Branch currents of any tile: the graph of its 0 ohm branches. All ideal sources are joined to
// one root, because they absorb whatever current arrives. In a depth-first tree of that graph a
// branch to which no other 0 ohm branch gives a detour carries minus what enters the part below it
// (Kirchhoff); on a detour the share of each branch is undetermined, and changing the resistance of
// one of them changes nothing, so that 0 is the right current for a sensitivity.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "crosspoint/solve/branch_currents.hpp"

namespace crosspoint {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

struct Edge {
    std::size_t to = 0;
    std::size_t branch = 0;  // resistor, or beyond them: the tie of a held node to the root
};

// Adjacency of the 0 ohm branches, with the root as node `node_count`.
struct ZeroGraph {
    std::vector<std::size_t> first;  // [nodes + 2] into edges
    std::vector<Edge> edges;

    explicit ZeroGraph(const Circuit& circuit) {
        const std::size_t root = circuit.node_count;
        const std::size_t branches = circuit.resistors.size();
        first.assign(root + 2, 0);
        const auto each = [&](const auto& visit) {
            for (std::size_t k = 0; k < branches; ++k)
                if (std::isinf(circuit.resistors[k].conductance_S))
                    visit(circuit.resistors[k].a, circuit.resistors[k].b, k);
            for (std::size_t k = 0; k < circuit.held.size(); ++k)
                visit(circuit.held[k].node, root, branches + k);
        };
        each([&](std::size_t a, std::size_t b, std::size_t) {
            ++first[a + 1];
            ++first[b + 1];
        });
        for (std::size_t k = 1; k < first.size(); ++k) first[k] += first[k - 1];
        edges.resize(first.back());
        std::vector<std::size_t> next(first.begin(), first.end() - 1);
        each([&](std::size_t a, std::size_t b, std::size_t k) {
            edges[next[a]++] = {b, k};
            edges[next[b]++] = {a, k};
        });
    }
    [[nodiscard]] std::span<const Edge> of(std::size_t node) const {
        return std::span<const Edge>(edges).subspan(first[node], first[node + 1] - first[node]);
    }
};

// A depth-first forest, the root's tree first.
struct Forest {
    std::vector<std::size_t> order;           // nodes as they were reached
    std::vector<std::size_t> place;           // [nodes] in `order`
    std::vector<std::size_t> parent, branch;  // [nodes] and the branch to the parent

    explicit Forest(const ZeroGraph& graph) {
        const std::size_t nodes = graph.first.size() - 1;
        place.assign(nodes, none);
        parent.assign(nodes, none);
        branch.assign(nodes, none);
        order.reserve(nodes);
        std::vector<std::size_t> next(graph.first.begin(), graph.first.end() - 1);
        for (std::size_t k = nodes; k-- > 0;)
            if (place[k] == none) grow(graph, k, next);
    }

private:
    void reach(std::size_t node) {
        place[node] = order.size();
        order.push_back(node);
    }
    void grow(const ZeroGraph& graph, std::size_t from, std::vector<std::size_t>& next) {
        reach(from);
        std::size_t node = from;
        for (;;) {
            if (next[node] == graph.first[node + 1]) {
                if (node == from) return;
                node = parent[node];
                continue;
            }
            const Edge& edge = graph.edges[next[node]++];
            if (place[edge.to] != none) continue;
            parent[edge.to] = node;
            branch[edge.to] = edge.branch;
            reach(edge.to);
            node = edge.to;
        }
    }
};

// Currents of the finite branches from `a` to `b`, and what they bring into each node.
void finite_currents(const Circuit& circuit, std::span<const double> node_V,
                     std::vector<double>& current_A, std::vector<double>& into_A) {
    for (std::size_t k = 0; k < circuit.resistors.size(); ++k) {
        const Resistor& r = circuit.resistors[k];
        const double apart_V = node_V[r.a] - node_V[r.b];
        if (std::isinf(r.conductance_S) || r.conductance_S == 0.0 || std::isnan(apart_V)) continue;
        current_A[k] = r.conductance_S * apart_V;
        into_A[r.a] -= current_A[k];
        into_A[r.b] += current_A[k];
    }
}

// Current of every resistor from `a` to `b`, and into every source.
void solve_graph(const Circuit& circuit, std::span<const double> node_V,
                 std::vector<double>& current_A, std::vector<double>& source_A) {
    const std::size_t branches = circuit.resistors.size();
    current_A.assign(branches, 0.0);
    source_A.assign(circuit.held.size(), 0.0);
    std::vector<double> into_A(circuit.node_count + 1, 0.0);
    finite_currents(circuit, node_V, current_A, into_A);

    const ZeroGraph graph(circuit);
    const Forest forest(graph);
    // Upward: what enters the subtree of each node, and how far up a detour leads from it.
    std::vector<std::size_t> reach = forest.place;
    for (std::size_t k = forest.order.size(); k-- > 0;) {
        const std::size_t node = forest.order[k];
        for (const Edge& edge : graph.of(node))
            if (edge.branch != forest.branch[node])
                reach[node] = std::min(reach[node], forest.place[edge.to]);
        const std::size_t up = forest.parent[node];
        if (up == none) continue;
        into_A[up] += into_A[node];
        reach[up] = std::min(reach[up], reach[node]);
        const std::size_t branch = forest.branch[node];
        // A held node's tie takes all of its tree's current, detour or not: sources that 0 ohm
        // joins are of one group, and only their sum counts.
        if (branch >= branches)
            source_A[branch - branches] = into_A[node];
        else if (reach[node] == k)
            current_A[branch] = circuit.resistors[branch].a == node ? into_A[node] : -into_A[node];
    }
}

}  // namespace

TileBranchCurrents graph_currents(const TileSpec& spec, const ExpandedTile& tile,
                                  std::span<const double> node_V) {
    std::vector<double> current_A, source_A;
    solve_graph(tile.circuit, node_V, current_A, source_A);
    const std::size_t mn = spec.rows * spec.cols;
    TileBranchCurrents out;
    out.cell_A = Matrix<double>(spec.rows, spec.cols);
    std::copy_n(current_A.begin(), mn, out.cell_A.values().begin());
    // The segments in the order in which expand() writes them.
    std::size_t next = mn;
    std::size_t port = 0;
    const auto read = [&](const LineSet& set, const LineShape& shape, Matrix<double>& segment_A,
                          LineEndValues& into_source_A) {
        segment_A = Matrix<double>(shape.lines, shape.crossings + 1);
        into_source_A.first.assign(shape.lines, 0.0);
        into_source_A.last.assign(shape.lines, 0.0);
        for (std::size_t line = 0; line < shape.lines; ++line) {
            for (std::size_t k = 1; k < shape.crossings; ++k)
                segment_A(line, k) = current_A[next++];
            if (set.first_end.kind != EndKind::floating) {
                segment_A(line, 0) = current_A[next++];
                into_source_A.first[line] = source_A[port++];
            }
            if (set.last_end.kind != EndKind::floating) {
                segment_A(line, shape.crossings) = -current_A[next++];
                into_source_A.last[line] = source_A[port++];
            }
        }
    };
    read(first_set(spec), first_set_shape(spec), out.first_set_A, out.into_source_A.first_set);
    read(spec.bl, {spec.cols, spec.rows}, out.bl_A, out.into_source_A.bl);
    CROSSPOINT_ASSERT(next == current_A.size() && port == source_A.size());
    return out;
}

}  // namespace crosspoint
