// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/dynamics/tile_read.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace crosspoint {
namespace {

EliminatedCellSpec standing(EliminatedCellSpec cells, const CellHistory& now) {
    cells.states = now.states;
    cells.memory = now.memory;
    return cells;
}

}  // namespace

Result<Matrix<double>> cell_conductance_S(const TileSpec& spec, const EliminatedCellSpec& cells,
                                          const CellHistory& now, const TileRead& read) {
    const auto model = EliminatedCell::make(standing(cells, now));
    if (!model) return model.error();
    const std::size_t count = spec.rows * spec.cols;
    const std::vector<double> a_V(count, read.read_V), b_V(count, 0.0);
    const std::vector<double> gate_V(count, read.levels.on_V);
    Matrix<double> out(spec.rows, spec.cols);
    CellScratch scratch;
    const std::size_t failed = (*model)->evaluate({.a_V = a_V.data(),
                                                   .b_V = b_V.data(),
                                                   .gate_V = spec.gated() ? gate_V.data() : nullptr,
                                                   .lanes = count},
                                                  {.i_a_A = out.values().data()}, scratch);
    if (failed > 0)
        return Error{.code = Errc::numerics,
                     .id = 7632,
                     .what = fmt::format("cell [{}, {}] has no solution at the read voltage {} V",
                                         scratch.failed.front() / spec.cols,
                                         scratch.failed.front() % spec.cols, read.read_V),
                     .help = "check its state and parameters; `crosspoint model iv` draws it"};
    for (double& value : out.values()) value /= read.read_V;
    return out;
}

Result<RowReader> RowReader::make(const TileSpec& spec, const EliminatedCellSpec& cells,
                                  const TileRead& read) {
    TileSpec tile = spec;
    tile.read_V = read.read_V;
    auto solver = make_nonlinear_solver(tile, {.messages = read.messages}, read.levels);
    if (!solver) return solver.error();
    auto model = EliminatedCell::make(cells);
    if (!model) return model.error();
    std::shared_ptr<EliminatedCell> shared = std::move(*model);
    if (auto done = (*solver)->program(shared); !done) return done.error();
    return RowReader(read, std::move(shared), std::move(*solver));
}

Result<std::vector<double>> RowReader::conductance_S(const CellHistory& now,
                                                     std::size_t row) const {
    cells_->changing().states = now.states;
    cells_->changing().memory = now.memory;
    const TileSpec& spec = solver_->spec();
    Matrix<double> input(1, spec.rows, 0.0);
    input(0, row) = spec.gated() ? 1.0 : read_.read_V;
    const Result<TileSolution> solution = solver_->solve(input);
    if (!solution) return solution.error();
    if (solution->report.status != SolveStatus::converged)
        return Error{.code = Errc::numerics,
                     .id = 7633,
                     .what = fmt::format("the read of row {} is {}", row,
                                         status_name(solution->report.status)),
                     .help = solution->report.remarks.empty() ? "solve the tile with that input"
                                                              : solution->report.remarks.front()};
    std::vector<double> out(spec.cols);
    for (std::size_t j = 0; j < spec.cols; ++j) out[j] = solution->i_out_A(0, j) / read_.read_V;
    return out;
}

}  // namespace crosspoint
