// The Newton iteration of EliminatedCell on a block of lanes: evaluation of the model for all of
// them, then one damped step in each. A single internal unknown is kept in a bracket where its row
// changes sign; several unknowns take the full step unless the residual grows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "crosspoint/device/model.hpp"

namespace crosspoint {

enum class TerminalRole : std::uint8_t;
struct EliminatedCellSpec;

/// A row of numbers over the lanes that the elimination reads: sum of entries of df, or rows of f.
struct CellPlan {
    std::vector<std::uint32_t> solved, held;  ///< unknowns: nodes and flows; states
    std::vector<std::uint8_t> is_flow;        ///< [solved]
    /// Entries of df (or rows of f) to be added up, for each quantity; see the functions below.
    std::vector<std::vector<std::uint32_t>> sums;
    std::vector<std::vector<std::uint32_t>> row_sums;  ///< rows of f: solved, then i_a, i_b

    void make(const ModelShape& shape, const std::vector<TerminalRole>& roles);

    // Variables and equations are numbered: solved unknowns, then line a, then line b.
    [[nodiscard]] std::size_t size() const { return solved.size() + 2; }
    [[nodiscard]] std::size_t at(std::size_t row, std::size_t col) const {
        return row * size() + col;
    }
    [[nodiscard]] std::size_t warm_width() const { return 2 + 3 * solved.size(); }
};

struct CellCurrents {
    double i_a_A = 0.0, i_b_A = 0.0, g_aa_S = 0.0, g_ab_S = 0.0, g_ba_S = 0.0, g_bb_S = 0.0;
};

class CellNewton {
public:
    static constexpr std::size_t lanes = 64;
    enum class Outcome : std::uint8_t { more, solved, failed };

    /// @param memory grows to what is needed; must live as long as this
    CellNewton(const DeviceModel& model, const CellPlan& plan, std::vector<double>& memory);

    /// A new lane at position `at`; its unknowns, parameters and memory are set separately.
    void begin(std::size_t at, std::size_t lane, std::size_t cell);
    void set_unknown(std::size_t u, std::size_t at, double value) { x_[u * lanes + at] = value; }
    void set_parameter(std::size_t k, std::size_t at, double value) {
        parameters_[k * lanes + at] = value;
        has_parameters_ = true;
    }
    void set_memory(std::size_t k, std::size_t at, double value) {
        memory_[k * lanes + at] = value;
        has_memory_ = true;
    }
    [[nodiscard]] double unknown(std::size_t u, std::size_t at) const { return x_[u * lanes + at]; }
    [[nodiscard]] std::size_t lane(std::size_t at) const { return status_[at].lane; }

    /// The model at positions 0 .. active.
    void evaluate(const EvalPoint& point, std::size_t active);
    /// Judges the last evaluation at one position and moves its unknowns.
    Outcome step(std::size_t at, const EliminatedCellSpec& spec);
    /// After `solved`.
    [[nodiscard]] const CellCurrents& currents(std::size_t) const { return currents_; }
    /// After `solved`: value, d/dV_a and d/dV_b of each solved unknown. `to` has 3 per unknown.
    void save(std::size_t at, double* to) const;
    /// Position `to` takes over the lane of position `from`.
    void move(std::size_t from, std::size_t to);

private:
    struct Status {
        std::size_t lane = 0;
        std::uint32_t cell = 0;
        int iterations = 0;
        double merit = 0.0;            // at the start of the step under way
        double share = 1.0;            // of the Newton step that was taken
        double low = 0.0, high = 0.0;  // bracket of a single unknown
        double f_low = 0.0, f_high = 0.0;
    };

    [[nodiscard]] double value(std::size_t row, std::size_t col, std::size_t at) const {
        return matrix_[plan_.at(row, col)][at];
    }
    bool factor_and_solve(std::size_t at);
    Outcome step_single(std::size_t at);
    Outcome step_many(std::size_t at);
    [[nodiscard]] bool small_step(std::size_t at, const EliminatedCellSpec& spec) const;
    [[nodiscard]] bool no_current(std::size_t at) const;
    void finish(std::size_t at);
    void eliminate_single(std::size_t active);
    void finish_single(std::size_t at);

    const DeviceModel& model_;
    const CellPlan& plan_;
    std::size_t unknowns_, m_;
    double *x_, *parameters_, *memory_, *f_, *df_, *sums_;  // rows of `lanes`
    double* base_;                                          // [m][lanes] unknowns before the step
    double* step_;                                          // [m][lanes] the Newton step
    double* weight_;                                        // [m][lanes] of the rows in the merit
    double* single_;  // [9][lanes] of a single unknown: step, dx/dV_a, dx/dV_b; i, g, g of a; of b
    std::vector<const double*> matrix_, rows_;  // rows of sums, one per quantity
    std::vector<double> dense_, right_;         // one lane: J, and -F, -dF/dV_a, -dF/dV_b
    std::vector<Status> status_;
    std::vector<std::uint32_t> cells_;
    CellCurrents currents_;
    bool has_parameters_ = false, has_memory_ = false;
};

}  // namespace crosspoint
