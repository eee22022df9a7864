// "T-merge": the exact transfer matrix of a resistive mesh by port-retaining nested dissection.
//
// The network is bisected recursively; a box keeps only the nodes that other boxes or the line ends
// touch (a cut between columns costs one node per row line, one between rows one per column line).
// With c_kl the conductance between two nodes, eliminating node p is the star-mesh transform
//
//     d_p = sum_k c_pk,      c_kl += c_kp c_pl / d_p                       (engine/docs/physics.md,
//     section 6)
//
// which never subtracts: the diagonals are sums of what is left, not stored and not updated. So
// every conductance between ports keeps full relative accuracy however far the cells are spread, a
// part without any connection shows as d_p == 0 exactly and drops out, a broken wire is c = 0, and
// a segment of 0 ohm is a conductance so large that its share rounds away.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>

#include "crosspoint/base/matrix.hpp"
#include "crosspoint/linalg/mesh_network.hpp"

namespace crosspoint {

enum class MergePrecision { float32, float64 };

/// What a build keeps beside the conductances between the ports.
enum class MergeKeep {
    root,    ///< nothing
    boxes,   ///< the port conductances of every box: update_cells()
    factors  ///< and the factors of every box: solve_nodes()
};

enum class MergeStatus {
    done,
    bad_network,  ///< shapes, a negative or NaN value, an infinite cell, two sources on one node
    not_finite,   ///< overflow on the way
    cancelled
};

struct MergeOptions {
    MergePrecision precision = MergePrecision::float64;
    MergeKeep keep = MergeKeep::root;
    int threads = 1;  ///< 0: all cores. The result has the same bits for any number
    std::stop_token stop = {};
};

enum class MeshSide : std::uint8_t { row_first, row_last, col_first, col_last };

/// One end of one line.
struct MeshEnd {
    MeshSide side = MeshSide::row_first;
    std::size_t line = 0;
    friend bool operator==(const MeshEnd&, const MeshEnd&) = default;
};

struct CellChange {
    std::size_t row = 0;
    std::size_t col = 0;
    double g_S = 0.0;
};

struct EndChange {
    MeshEnd end;
    double ohm = 0.0;  ///< 0: the node is held; infinity: nothing is connected
};

/// The network seen from its line ends. An end with infinite ohms at the build has no port: it
/// cannot be connected later. Not safe for concurrent calls of non-const members.
class PortMerge {
public:
    PortMerge();
    PortMerge(PortMerge&&) noexcept;
    PortMerge& operator=(PortMerge&&) noexcept;
    ~PortMerge();

    /// Bytes that a build holds at most at any time, with all four sides connected (the most
    /// ports).
    /// @param threads as in MergeOptions
    static std::size_t memory_bytes(std::size_t rows, std::size_t cols, MergePrecision precision,
                                    MergeKeep keep, int threads);
    /// The same for the ends that `network` connects.
    static std::size_t memory_bytes(const MeshNetwork& network, MergePrecision precision,
                                    MergeKeep keep, int threads);

    /// Eliminates all nodes but the ports, then prepares the ends. On any status but `done` the
    /// object is empty and reason() says why.
    /// @cost 28-35 max(m, n)^3 flops
    MergeStatus build(const MeshNetwork& network, const MergeOptions& options);

    /// Changes cells and re-merges the boxes that hold them: the bits of a fresh build.
    /// Needs MergeKeep::boxes or factors. On `cancelled` the object is empty.
    MergeStatus update_cells(std::span<const CellChange> changes, std::stop_token stop = {});

    /// Changes the ohms of ends, each by a rank-one update of the kept inverse: O(ports^2). An
    /// update that would lose accuracy, or a long list, prepares the ends anew: O(ports^3).
    MergeStatus set_ends(std::span<const EndChange> changes);

    [[nodiscard]] bool empty() const;
    [[nodiscard]] const std::string& reason() const;
    [[nodiscard]] std::size_t ports() const;
    /// Parts of the network that hold ports but no source any more (set_ends()): they carry no
    /// current. Like all floating parts they read as 0 V.
    [[nodiscard]] std::size_t floating_parts() const;
    /// Bytes held now, and the most since the last build began.
    [[nodiscard]] std::size_t bytes() const;
    [[nodiscard]] std::size_t peak_bytes() const;

    /// Conductance between two ports, [ports x ports], diagonal 0, ends not included; the nodes in
    /// the order row_first, row_last, col_first, col_last of the ends connected at the build, a
    /// node with two ends once.
    [[nodiscard]] Matrix<double> port_conductance_S() const;

    /// T [outputs x drives], siemens: current out of the network into the source at outputs[k] per
    /// volt of the source at drives[l], all other sources at 0 V. An end that is not connected has
    /// a row or column of 0.
    [[nodiscard]] Matrix<double> transfer_S(std::span<const MeshEnd> drives,
                                            std::span<const MeshEnd> outputs) const;

    /// Currents of one set of sources, in O(ports^2).
    [[nodiscard]] MeshCurrents currents(const MeshSources& sources) const;

    /// Node voltages of many right-hand sides. Needs MergeKeep::factors.
    /// @param sources     [count], or empty: all at 0 V
    /// @param injection_A currents into the nodes, [count x 2mn] (u(i, j) at i n + j, v(i, j) at
    ///                    mn + i n + j), or empty; into a held node or a floating part: no effect
    /// @param node_V      out, [count x 2mn]
    /// @return cancelled leaves node_V undefined
    MergeStatus solve_nodes(std::span<const MeshSources> sources, const Matrix<double>& injection_A,
                            Matrix<double>& node_V, std::stop_token stop = {}) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace crosspoint
