// Reads of bits on a passive tile: a word line of bit 1 is driven at read_V, one of bit 0 at 0 V,
// as are the rows outside of the row group. With linear cells the current of a column is then a sum
// over the rows of bit 1 (equation 36a of engine/docs/physics.md); what each row adds is solved for
// once, in double precision, by the solver of the tile itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "crosspoint/base/matrix.hpp"
#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint {

/// Volts of the word lines for such reads, [reads x rows]; 0 or 1 on gated tiles.
Matrix<double> read_inputs(const TileSpec& spec, const GateBatch& gates);

/// The reads of a batch that differ, and which of them each read is: equal bits are solved once.
struct DistinctReads {
    GateBatch gates;
    std::vector<std::size_t> of;  ///< [reads of the whole batch]
};
DistinctReads distinct_reads(const GateBatch& gates);

/// Belongs to a solver of a passive tile with linear cells; const calls may run at the same time.
class PassiveReads {
public:
    /// The solver has new cells.
    void clear();

    /// solve_gates of the solver.
    /// @errors those of check_gates and of the solver's solve; numerics 2112
    Result<void> run(const TileSolver& solver, const GateBatch& gates, const GatePlan* plan,
                     Matrix<float>& i_out_A) const;

    /// Tables of a row group; null above 16 MiB, or where the tile has no solution (run() says so).
    [[nodiscard]] std::unique_ptr<GatePlan> plan(const TileSolver& solver, std::size_t first_row,
                                                 std::size_t rows) const;

    /// For SolveReport::method.
    [[nodiscard]] static std::string method();

private:
    struct Rows {
        Matrix<double> each_A;       // [cols x rows] of a row alone, less the rest
        std::vector<double> rest_A;  // [cols] without any
    };
    Result<const Rows*> rows(const TileSolver& solver) const;

    mutable std::mutex mutex_;
    mutable std::unique_ptr<const Rows> rows_;
};

/// A solver of linear cells: reads of bits are PassiveReads on passive tiles, those of TileSolver
/// on gated ones.
class LinearTileSolver : public TileSolver {
public:
    [[nodiscard]] Result<void> solve_gates(const GateBatch& gates, Matrix<float>& i_out_A,
                                           const GatePlan* plan) const override;
    [[nodiscard]] std::unique_ptr<GatePlan> plan_gates(std::size_t first_row,
                                                       std::size_t rows) const override;
    [[nodiscard]] std::string gates_method() const override;

protected:
    using TileSolver::TileSolver;
    /// To be called by program().
    void cells_changed() { reads_.clear(); }

private:
    PassiveReads reads_;
};

}  // namespace crosspoint
