// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/dynamics/tile_instant.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "crosspoint/base/parallel.hpp"

namespace crosspoint {

TileInstantSolver::TileInstantSolver(const TileSpec& spec, std::unique_ptr<TimeCell> cell,
                                     Options options)
    : spec_(spec),
      cell_(std::move(cell)),
      options_(std::move(options)),
      cells_(spec.rows * spec.cols),
      gates_(spec, spec.gated() ? options_.capacitance.wl_segment_F : 0.0),
      state_(cells_) {
    const bool gated = spec.gated();
    const WireCapacitance& C = options_.capacitance;
    const double first_F = gated ? C.sl_segment_F : C.wl_segment_F;
    if (first_F > 0.0 || C.bl_segment_F > 0.0) {
        std::vector<double> first = line_capacitance_F(spec, gated ? spec.sl : spec.wl,
                                                       spec.horizontal() != nullptr, first_F);
        std::vector<double> second = line_capacitance_F(spec, spec.bl, false, C.bl_segment_F);
        a_F_ = gated ? second : first;
        b_F_ = gated ? std::move(first) : std::move(second);
        wire_a_A_.assign(cells_, 0.0);
        wire_b_A_.assign(cells_, 0.0);
        cell_->set_wires(0.0, a_F_, b_F_, wire_a_A_, wire_b_A_);
    }
    charge_count_ = cell_->charges() * cells_ + a_F_.size() + b_F_.size() + gates_.charges();
    q_.assign(charge_count_, 0.0);
    q_typical_.assign(charge_count_, 0.0);
    if (gated) gate_V_.assign(cells_, 0.0);
    observed_.resize(*cell_);
    const bool ladder = spec.topology == Topology::one_transistor_column;
    workers_.resize(ladder ? static_cast<std::size_t>(resolve_threads(options_.threads)) : 1);
}

TileInstantSolver::Way TileInstantSolver::way() const {
    if (spec_.topology == Topology::one_transistor_column) return Way::ladder;
    return cell_->symmetric() ? Way::schur : Way::krylov;
}

std::string TileInstantSolver::describe() const {
    const char* names[] = {"ladder per column", "mesh by Schur-CG",
                           "mesh by BiCGStab on the Schur complement"};
    return std::string(names[static_cast<int>(way())]) + "; cells: " + cell_->describe();
}

void TileInstantSolver::set_ends(const TileEnds& ends) {
    const bool same =
        ends_.bl_first.ohm == ends.bl_first.ohm && ends_.bl_last.ohm == ends.bl_last.ohm &&
        ends_.sl_first.ohm == ends.sl_first.ohm && ends_.sl_last.ohm == ends.sl_last.ohm &&
        ends_.wl_first.ohm == ends.wl_first.ohm && ends_.wl_last.ohm == ends.wl_last.ohm;
    if (!same) {
        columns_.clear();
        column_wires_.clear();
        wires_.reset();
        certain_wires_.reset();
        if (way() == Way::ladder) {
            for (std::size_t j = 0; j < spec_.cols; ++j)
                columns_.push_back(make_ladder_column(spec_, ends, j));
            for (const LadderColumn& column : columns_)
                column_wires_.push_back(make_column_wires(column));
        } else if (way() == Way::schur) {
            wires_ = make_driven_mesh_wires(spec_, ends, resolve_threads(options_.threads));
        } else {
            wires_ = make_driven_unsymmetric_wires(spec_, ends);
        }
    }
    drive(ends);
}

void TileInstantSolver::drive(const TileEnds& ends) {
    ends_ = ends;
    if (wires_) wires_->drive(ends);
    if (certain_wires_) certain_wires_->drive(ends);
    for (std::size_t j = 0; j < columns_.size(); ++j) {
        columns_[j].b_top.volts = ends.bl_first.volts[j];
        columns_[j].b_bottom.volts = ends.bl_last.volts[j];
        columns_[j].s_top.volts = ends.sl_first.volts[j];
        columns_[j].s_bottom.volts = ends.sl_last.volts[j];
    }
}

// Hands what holds during this solve to cells, wires and gates.
void TileInstantSolver::prepare(const Step& step) {
    alpha_ = step.alpha;
    const std::size_t inside = cell_->charges() * cells_;
    if (alpha_ > 0.0) cell_->set_step(step.point, alpha_, step.history.first(inside));
    const std::size_t gate_first = inside + a_F_.size() + b_F_.size();
    if (!a_F_.empty()) {
        for (std::size_t k = 0; k < cells_; ++k) {
            wire_a_A_[k] = alpha_ > 0.0 ? step.history[inside + k] : 0.0;
            wire_b_A_[k] = alpha_ > 0.0 ? step.history[inside + cells_ + k] : 0.0;
        }
        cell_->set_wires(alpha_, a_F_, b_F_, wire_a_A_, wire_b_A_);
    }
    if (spec_.gated()) {
        if (alpha_ > 0.0)
            gates_.step(step.gate_V, alpha_, step.history.subspan(gate_first), gate_V_);
        else
            gates_.settle(step.gate_V, gate_V_);
    }
    // A small difference of currents of charges has their rounding in it.
    double charge_A = 0.0;
    for (std::size_t k = 0; k < q_.size(); ++k)
        if (q_typical_[k] > 0.0 && k >= inside) charge_A = std::max(charge_A, std::abs(q_[k]));
    constexpr double eps = std::numeric_limits<double>::epsilon();
    negligible_A_ = std::max({options_.abstol_A, 1e-3 * options_.accuracy_rel * largest_A_,
                              8.0 * eps * alpha_ * charge_A * static_cast<double>(spec_.rows)});
}

// The cells of a worker between these wires, from the guess in x and back into it.
NewtonAnswer TileInstantSolver::solve_cells(WireSystem& wires, std::size_t cols, bool warm,
                                            Worker& worker, std::span<double> x) {
    CellState& state = worker.state;
    const std::vector<std::uint32_t>& numbers = worker.numbers;
    for (std::size_t k = 0; k < numbers.size(); ++k) {
        const std::size_t c = numbers[k];
        state.a_V[k] = x[c];
        state.b_V[k] = x[cells_ + c];
        if (warm)
            cell_->put_start(worker.scratch, c, x[c], x[cells_ + c], x.data() + 2 * cells_ + c,
                             cells_);
    }
    const TileNewtonOptions newton{.accuracy_rel = options_.accuracy_rel,
                                   .max_iterations = warm ? std::size_t{60} : std::size_t{200},
                                   .only_plain = warm,
                                   .negligible_A = negligible_A_,
                                   .stop = options_.stop};
    const NewtonCells cells{
        .model = cell_.get(), .gate_V = worker.gate_V, .cell = numbers, .cols = cols};
    NewtonAnswer answer = solve_newton(wires, cells, newton, warm, state, worker.scratch);
    if (answer.status != TileNewtonStatus::converged) return answer;
    // The unknowns inside the cells are to be those of the answer, not of a step that was refused.
    const CellPoint point{.a_V = state.a_V.data(),
                          .b_V = state.b_V.data(),
                          .gate_V = worker.gate_V.empty() ? nullptr : worker.gate_V.data(),
                          .cell = numbers.data(),
                          .lanes = numbers.size()};
    const CellLinearization out{state.i_a_A.data(),  state.i_b_A.data(),  state.g_aa_S.data(),
                                state.g_ab_S.data(), state.g_ba_S.data(), state.g_bb_S.data()};
    if (!cell_->is_at(point, worker.scratch) && cell_->evaluate(point, out, worker.scratch) != 0) {
        answer.status = TileNewtonStatus::not_converged;
        return answer;
    }
    cell_->observe(point, worker.scratch, observed_);
    for (std::size_t k = 0; k < numbers.size(); ++k) {
        const std::size_t c = numbers[k];
        x[c] = state.a_V[k];
        x[cells_ + c] = state.b_V[k];
        for (std::size_t u = 0; u < cell_->internal(); ++u)
            x[(2 + u) * cells_ + c] = observed_.x[u * cells_ + c];
        state_.i_a_A[c] = state.i_a_A[k];
        state_.i_b_A[c] = state.i_b_A[k];
    }
    return answer;
}

void TileInstantSolver::solve_columns(bool warm, std::span<double> x, Outcome& outcome) {
    const std::size_t m = spec_.rows, n = spec_.cols;
    std::vector<NewtonAnswer> answers(n);
    parallel_for(n, static_cast<int>(workers_.size()), [&](std::size_t j, int thread) {
        Worker& worker = workers_[static_cast<std::size_t>(thread)];
        worker.state.resize(m);
        worker.numbers.resize(m);
        worker.gate_V.resize(m);
        for (std::size_t i = 0; i < m; ++i) {
            worker.numbers[i] = static_cast<std::uint32_t>(i * n + j);
            worker.gate_V[i] = gate_V_[i * n + j];
        }
        answers[j] = solve_cells(*column_wires_[j], 1, warm, worker, x);
    });
    outcome.converged = true;
    for (std::size_t j = 0; j < n; ++j) {
        const NewtonAnswer& answer = answers[j];
        outcome.iterations += answer.iterations;
        outcome.residual_A = std::max(outcome.residual_A, answer.residual_A);
        largest_A_ = std::max(largest_A_, answer.line_current_A);
        if (answer.status == TileNewtonStatus::cancelled) outcome.cancelled = true;
        if (answer.status == TileNewtonStatus::converged || !outcome.converged) continue;
        outcome.converged = false;
        outcome.worst_cell = answer.worst_cell * n + j;
    }
    outcome.iterations = (outcome.iterations + n - 1) / n;  // of the whole tile
}

void TileInstantSolver::solve_whole(bool warm, std::span<double> x, Outcome& outcome) {
    Worker& worker = workers_.front();
    if (worker.numbers.empty()) {
        worker.state.resize(cells_);
        for (std::size_t k = 0; k < cells_; ++k)
            worker.numbers.push_back(static_cast<std::uint32_t>(k));
    }
    worker.gate_V = gate_V_;
    const std::vector<double> guess(x.begin(), x.end());
    NewtonAnswer answer = solve_cells(*wires_, spec_.cols, warm, worker, x);
    // A step that is too long fails with any wires; what fails again is tried on the certain path.
    constexpr std::size_t patience = 2;
    const bool failed = answer.status == TileNewtonStatus::not_converged;
    failures_ = failed ? failures_ + 1 : 0;
    if (failed && (!warm || failures_ > patience)) {
        if (!certain_wires_) certain_wires_ = make_driven_sparse_wires(spec_, ends_);
        std::ranges::copy(guess, x.begin());
        const std::size_t before = answer.iterations;
        answer = solve_cells(*certain_wires_, spec_.cols, warm, worker, x);
        answer.iterations += before;
    }
    outcome.converged = answer.status == TileNewtonStatus::converged;
    outcome.cancelled = answer.status == TileNewtonStatus::cancelled;
    outcome.iterations = answer.iterations;
    outcome.residual_A = answer.residual_A;
    outcome.worst_cell = answer.worst_cell;
    largest_A_ = std::max(largest_A_, answer.line_current_A);
}

TileInstantSolver::Outcome TileInstantSolver::solve(const Step& step, bool warm,
                                                    std::span<double> x) {
    prepare(step);
    Outcome outcome;
    way() == Way::ladder ? solve_columns(warm, x, outcome) : solve_whole(warm, x, outcome);
    if (!outcome.converged) return outcome;
    std::ranges::copy(x.first(cells_), state_.a_V.begin());
    std::ranges::copy(x.subspan(cells_, cells_), state_.b_V.begin());
    finish_charges(x);
    return outcome;
}

void TileInstantSolver::finish_charges(std::span<double> x) {
    const std::size_t inside = cell_->charges() * cells_;
    std::ranges::copy(observed_.q, q_.begin());
    std::ranges::copy(observed_.q_typical, q_typical_.begin());
    for (std::size_t k = 0; k < a_F_.size(); ++k) {
        q_[inside + k] = a_F_[k] * x[k];
        q_[inside + cells_ + k] = b_F_[k] * x[cells_ + k];
        q_typical_[inside + k] = a_F_[k];
        q_typical_[inside + cells_ + k] = b_F_[k];
    }
    const std::size_t first = inside + a_F_.size() + b_F_.size();
    gates_.charge(std::span(q_).subspan(first));
    std::ranges::copy(gates_.capacitance_F(),
                      q_typical_.begin() + static_cast<std::ptrdiff_t>(first));
}

std::vector<std::vector<double>> TileInstantSolver::memory_next() const {
    std::vector<std::vector<double>> out;
    const std::vector<double>& flat = observed_.memory_next;
    for (std::size_t first = 0; first < flat.size(); first += cells_) {
        const auto from = flat.begin() + static_cast<std::ptrdiff_t>(first);
        out.emplace_back(from, from + static_cast<std::ptrdiff_t>(cells_));
    }
    return out;
}

double TileInstantSolver::bound_s() const { return *std::ranges::min_element(observed_.bound_s); }

TilePower TileInstantSolver::power(const TileEnds& ends, std::span<const TileEnd> driven) const {
    std::vector<double> cell_a_A = state_.i_a_A, cell_b_A = state_.i_b_A;
    for (std::size_t k = 0; k < a_F_.size(); ++k) {
        cell_a_A[k] -= alpha_ * a_F_[k] * state_.a_V[k] + wire_a_A_[k];
        cell_b_A[k] -= alpha_ * b_F_[k] * state_.b_V[k] + wire_b_A_[k];
    }
    return tile_power(spec_, ends, driven,
                      {.a_V = state_.a_V,
                       .b_V = state_.b_V,
                       .a_A = state_.i_a_A,
                       .b_A = state_.i_b_A,
                       .cell_a_A = cell_a_A,
                       .cell_b_A = cell_b_A});
}

double TileInstantSolver::stored_J(std::span<const double> x) const {
    double sum_J = 0.0;
    for (std::size_t k = 0; k < a_F_.size(); ++k)
        sum_J += 0.5 * (a_F_[k] * x[k] * x[k] + b_F_[k] * x[cells_ + k] * x[cells_ + k]);
    return sum_J;
}

}  // namespace crosspoint
