// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/nodal_solver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/base/stopwatch.hpp"
#include "crosspoint/linalg/sparse_solver.hpp"
#include "crosspoint/solve/batch.hpp"
#include "crosspoint/solve/nodal.hpp"
#include "crosspoint/solve/passive_reads.hpp"

namespace crosspoint {
namespace {

class NodalSolver final : public LinearTileSolver {
public:
    NodalSolver(const TileSpec& spec, const SolveOptions& options, Fidelity fidelity,
                std::string why)
        : LinearTileSolver(spec, options), fidelity_(fidelity), why_(std::move(why)) {}

    Result<void> program(const CellArray& cells) override {
        const double start_s = now_s();
        ExpandedTile network = expand(spec(), cells);
        if (auto r = check_network(network); !r) return r;
        cells_changed();
        cells_ = cells;
        network_ = std::move(network);
        fixed_.reset();
        if (!spec().gated()) fixed_.emplace(network_.circuit, make_sparse_solver());
        program_s_ = now_s() - start_s;
        return {};
    }

    [[nodiscard]] Result<TileSolution> solve(const Matrix<double>& inputs) const override {
        if (auto r = check_inputs(spec(), inputs); !r) return r.error();
        SolveReport report{.method = fmt::format("{}: nodal analysis, {}", fidelity_name(fidelity_),
                                                 make_sparse_solver()->name()),
                           .why = why_,
                           .error_kind = "proved bound: the inverse matrix applied to |residual|",
                           .setup_s = setup_s(),
                           .program_s = program_s_};
        report.unknowns = fixed_ ? fixed_->unknowns() : 2 * spec().rows * spec().cols;
        if (options().precision == Precision::single_precision)
            report.remarks.emplace_back("solved in double precision: only ladder has a float path");
        return run_batch(spec(), cells_, network_, inputs, options(), std::move(report),
                         [this](std::size_t, const ExpandedTile& tile, OneSolution& one) {
                             solve_one(tile, one);
                         });
    }

private:
    [[nodiscard]] std::unique_ptr<SparseSolver> make_sparse_solver() const {
        return fidelity_ == Fidelity::circuit ? make_klu_solver() : make_ldlt_solver();
    }

    void solve_one(const ExpandedTile& tile, OneSolution& one) const {
        std::optional<NodalSystem> own;
        if (!fixed_) own.emplace(tile.circuit, make_sparse_solver());
        const NodalSystem& system = fixed_ ? *fixed_ : *own;
        one.regular = system.factored();
        if (!one.regular) return;
        std::vector<double> group_A(tile.groups);
        system.solve(tile.circuit, one.node_V, group_A, spec().cols, one.bound_A);
        std::ranges::copy(std::span<const double>(group_A).first(spec().cols), one.i_out_A.begin());
    }

    Fidelity fidelity_;
    std::string why_;
    CellArray cells_;
    ExpandedTile network_;
    std::optional<NodalSystem> fixed_;
    double program_s_ = 0.0;
};

}  // namespace

std::unique_ptr<TileSolver> make_nodal_solver(const TileSpec& spec, const SolveOptions& options,
                                              Fidelity fidelity, std::string why) {
    return std::make_unique<NodalSolver>(spec, options, fidelity, std::move(why));
}

}  // namespace crosspoint
