// The node voltages of one tile under any voltages behind its line ends: what sensitivities need
// twice, once with the sources of the input and once with the adjoint ones (1 V behind one sense
// end). The network is prepared once; each solve then costs what the method costs per input.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/solve/branch_currents.hpp"
#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint {

/// A tile with its cells as they conduct under one input, and what is derived from both.
struct FieldNetwork {
    TileSpec spec;
    CellArray cells;  ///< of this input: g_on_S is what conducts
    bool shorts = false;
    /// Written out where shorts need it, and for the audit of all but the largest tiles.
    std::optional<ExpandedTile> circuit;
};

/// @param g_S  [m x n] what the cells conduct now; 0 open, infinity short
FieldNetwork make_field_network(const TileSpec& spec, Matrix<double> g_S);

/// The voltages behind the ends for one input vector [m] (gated tiles: not looked at).
TileEndValues input_sources(const TileSpec& spec, std::span<const double> input);
/// 1 V behind the sense ends of column j, 0 V behind all others.
TileEndValues adjoint_sources(const TileSpec& spec, std::size_t j);

/// One solution.
struct SourceField {
    bool regular = true;  ///< false: singular or not finite, nothing else is filled
    bool cancelled = false;
    std::vector<double> node_V;          ///< [2 m n], expand()'s numbering; NaN where a node floats
    std::optional<TileEndValues> end_A;  ///< into the sources, when the method knows each
    std::vector<double> i_out_A;         ///< [n] into the sense ends
    std::vector<double> bound_A;         ///< [n] bound of the error of i_out_A
    double end_bound_A = 0.0;            ///< of any end current
    /// Largest KCL imbalance at a node; above audit_cells cells the sum over all nodes.
    double kcl_residual_A = 0.0;
    std::size_t iterations = 0;
    std::string remark;
};

/// Tiles with more cells are not written out as a circuit only to be audited.
inline constexpr std::size_t audit_cells = std::size_t{1} << 20;

struct FieldOptions {
    Method method = Method::automatic;  ///< automatic, schur_cg, ldlt or klu
    double accuracy_rel = 1e-9;
    int threads = 1;
    std::stop_token stop = {};
};

/// A network ready for any sources. Keeps a reference to it. Const calls may run at the same time.
class FieldSolver {
public:
    virtual ~FieldSolver() = default;
    /// @param output  column whose output has to be accurate; none (n or more): all that count
    [[nodiscard]] virtual SourceField solve(const TileEndValues& source_V,
                                            std::size_t output) const = 0;
    [[nodiscard]] virtual std::string method() const = 0;
};

/// The fast method of the topology, or the one asked for.
std::unique_ptr<FieldSolver> make_field_solver(const FieldNetwork& network,
                                               const FieldOptions& options);

}  // namespace crosspoint
