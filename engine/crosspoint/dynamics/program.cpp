// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/dynamics/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "crosspoint/dynamics/tile_transient.hpp"

namespace crosspoint {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// A column of the unit under way.
struct Column {
    std::size_t col = 0;
    int pulses = 0;     // of this visit
    int in_a_row = 0;   // of the last direction
    int direction = 0;  // of the last pulse: +1 SET, -1 RESET
};

class Programmer {
public:
    Programmer(const TileSpec& spec, const EliminatedCellSpec& cells, const ProgramPlan& plan,
               ProgramState state, const ProgramHooks& hooks)
        : spec_(spec),
          cells_(cells),
          plan_(plan),
          hooks_(hooks),
          first_(first_program_state(spec, cells)),
          state_(std::move(state)) {}

    Result<ProgramResult> run() {
        const std::size_t per_pass =
            plan_.order == WriteOrder::cell ? spec_.rows * spec_.cols : spec_.rows;
        const std::size_t total = per_pass * static_cast<std::size_t>(plan_.passes);
        bool complete = true;
        while (state_.unit < total) {
            const ProgramState before = state_;
            const Result<bool> done = unit(state_.unit % per_pass);
            if (!done) return done.error();
            if (!*done) {
                state_ = before;
                complete = false;
                break;
            }
            ++state_.unit;
            if (state_.unit % per_pass == 0) {
                if (state_.pulsed_in_pass == 0) state_.unit = total;
                state_.pulsed_in_pass = 0;
            }
            if (hooks_.progress) hooks_.progress(state_.unit, total, state_.log.size());
            if (hooks_.checkpoint)
                if (auto kept = hooks_.checkpoint(state_); !kept) return kept.error();
        }
        return finish(complete);
    }

private:
    [[nodiscard]] bool open_loop() const { return plan_.target_S.empty(); }
    [[nodiscard]] std::size_t pass() const {
        return state_.unit /
               (plan_.order == WriteOrder::cell ? spec_.rows * spec_.cols : spec_.rows);
    }

    // False: stopped.
    Result<bool> unit(std::size_t number) {
        const bool by_cell = plan_.order == WriteOrder::cell;
        row_ = by_cell ? number / spec_.cols : number;
        std::vector<Column> columns;
        for (std::size_t j = 0; j < spec_.cols; ++j) {
            if (by_cell && j != number % spec_.cols) continue;
            const double wanted =
                open_loop() ? plan_.pulse_count(row_, j) : plan_.target_S(row_, j);
            if (!std::isnan(wanted) && !(open_loop() && wanted == 0.0))
                columns.push_back({.col = j});
        }
        if (columns.empty()) return true;
        const CellHistory kept = state_.cells;
        if (auto made = make_engine(); !made) return made.error();
        for (;;) {
            if (plan_.engine.stop.stop_requested()) return false;
            const Result<std::vector<int>> wishes = directions(columns);
            if (!wishes) return wishes.error();
            bool any = false;
            for (const int direction : {+1, -1}) {
                std::vector<Column*> group;
                for (std::size_t k = 0; k < columns.size(); ++k)
                    if ((*wishes)[k] == direction) group.push_back(&columns[k]);
                if (group.empty()) continue;
                any = true;
                const Result<bool> done = pulse(group, direction);
                if (!done) return in_row(done.error());
                if (!*done) return false;
            }
            if (!any) break;
        }
        state_.step_index = engine_->step_index();
        if (plan_.independent) keep_only(columns, kept);
        return true;
    }

    Result<void> make_engine() {
        EliminatedCellSpec cells = cells_;
        const CellHistory& start = plan_.independent ? first_.cells : state_.cells;
        cells.states = start.states;
        cells.memory = start.memory;
        auto made = make_tile_transient(spec_, cells, plan_.engine);
        if (!made) return made.error();
        engine_ = std::move(*made);
        engine_->set_step_index(state_.step_index);
        state_.cells = engine_->cells();
        auto conductance = cell_conductance_S(spec_, cells_, state_.cells, plan_.read);
        if (!conductance) return conductance.error();
        cell_S_ = std::move(*conductance);
        return {};
    }

    // Independent units: the others keep what their own unit gave them.
    void keep_only(const std::vector<Column>& columns, const CellHistory& kept) {
        const auto merge = [&](auto& now, const auto& before) {
            for (std::size_t s = 0; s < now.size(); ++s) {
                std::vector<double> values = before[s];
                for (const Column& c : columns)
                    values[row_ * spec_.cols + c.col] = now[s][row_ * spec_.cols + c.col];
                now[s] = std::move(values);
            }
        };
        merge(state_.cells.states, kept.states);
        merge(state_.cells.memory, kept.memory);
    }

    // What each column needs now: +1, -1 or 0.
    Result<std::vector<int>> directions(const std::vector<Column>& columns) {
        std::vector<int> out(columns.size(), 0);
        std::vector<double> read_S;
        if (!open_loop()) {
            auto values = read_row(row_);
            if (!values) return values.error();
            read_S = std::move(*values);
        }
        for (std::size_t k = 0; k < columns.size(); ++k) {
            const Column& c = columns[k];
            if (open_loop()) {
                const double count = plan_.pulse_count(row_, c.col);
                if (c.pulses < std::abs(count)) out[k] = count > 0.0 ? +1 : -1;
                continue;
            }
            const double target_S = plan_.target_S(row_, c.col);
            const double off_S = read_S[c.col] - target_S;
            if (std::abs(off_S) <= plan_.tolerance_rel * target_S) continue;
            if (c.pulses < plan_.max_pulses) out[k] = off_S < 0.0 ? +1 : -1;
        }
        return out;
    }

    Result<std::vector<double>> read_row(std::size_t row) {
        ++state_.reads;
        state_.time_s += plan_.read_time_s;
        std::vector<double> out(cell_S_.row(row).begin(), cell_S_.row(row).end());
        if (plan_.verify == VerifyRead::array) {
            auto sensed = sense_row(state_.cells, row);
            if (!sensed) return sensed.error();
            out = std::move(*sensed);
        }
        for (const double siemens : out)
            state_.read_energy_J +=
                siemens * plan_.read.read_V * plan_.read.read_V * plan_.read_time_s;
        return out;
    }

    Result<std::vector<double>> sense_row(const CellHistory& cells, std::size_t row) {
        if (!reader_) {
            auto made = RowReader::make(spec_, cells_, plan_.read);
            if (!made) return made.error();
            reader_.emplace(std::move(*made));
        }
        return reader_->conductance_S(cells, row);
    }

    Result<bool> pulse(const std::vector<Column*>& group, int direction) {
        const PulseRule& rule = direction > 0 ? plan_.set : plan_.reset;
        WritePulse write{.row = row_,
                         .cols = {},
                         .amplitude_V = {},
                         .width_s = rule.width_s,
                         .rise_s = rule.rise_s,
                         .gate_V = rule.gate_V};
        for (Column* c : group) {
            c->in_a_row = c->direction == direction ? c->in_a_row + 1 : 0;
            c->direction = direction;
            ++c->pulses;
            write.cols.push_back(c->col);
            write.amplitude_V.push_back(rule.amplitude_V(c->in_a_row));
        }
        const Result<TilePhase> phase = write_phase(spec_, plan_.setup, write);
        if (!phase) return phase.error();
        const Result<PhaseReport> report = engine_->run(*phase, {});
        if (!report) return report.error();
        if (report->finished)
            return Error{.code = Errc::numerics,
                         .id = 7637,
                         .what = "a cell ends the run by $finish or $stop before the pulse is over",
                         .help =
                             "what a cell says is shown above; use a model without it for "
                             "programming, or $fatal for a broken cell"};
        if (report->stopped) return false;
        method_ = report->method;
        left_out_ = report->left_out;
        state_.cells = engine_->cells();
        state_.time_s += phase->duration_s;
        ++state_.pulsed_in_pass;
        Matrix<double>& counts = direction > 0 ? state_.set_pulses : state_.reset_pulses;
        for (const std::size_t j : write.cols) {
            counts(row_, j) += 1.0;
            state_.energy_J(row_, j) +=
                report->energy.delivered_J / static_cast<double>(write.cols.size());
        }
        if (auto seen = record(write, *report); !seen) return seen.error();
        return true;
    }

    Result<void> record(const WritePulse& write, const PhaseReport& report) {
        auto after = cell_conductance_S(spec_, cells_, state_.cells, plan_.read);
        if (!after) return after.error();
        double top_V = 0.0;
        for (const double v : write.amplitude_V) top_V = std::abs(v) > std::abs(top_V) ? v : top_V;
        PulseRecord entry{.pass = static_cast<double>(pass()),
                          .row = static_cast<double>(row_),
                          .first_col = static_cast<double>(write.cols.front()),
                          .cols = static_cast<double>(write.cols.size()),
                          .amplitude_V = top_V,
                          .energy_J = report.energy.delivered_J,
                          .steps = static_cast<double>(report.steps),
                          .forced_steps = static_cast<double>(report.forced_steps)};
        for (std::size_t i = 0; i < spec_.rows; ++i)
            for (std::size_t j = 0; j < spec_.cols; ++j) {
                const bool in_col = std::binary_search(write.cols.begin(), write.cols.end(), j);
                if (i == row_ && in_col) continue;
                const double change_S = (*after)(i, j) - cell_S_(i, j);
                if (change_S == 0.0) continue;  // an open cell has no conductance to be relative to
                const double share = std::abs(change_S / cell_S_(i, j));
                state_.disturb_S(i, j) += change_S;
                state_.disturb_worst(i, j) = std::max(state_.disturb_worst(i, j), share);
                double& worst = i == row_ ? entry.disturb_row
                                : in_col  ? entry.disturb_col
                                          : entry.disturb_other;
                worst = std::max(worst, share);
            }
        state_.log.push_back(entry);
        cell_S_ = std::move(*after);
        return {};
    }

    [[nodiscard]] Error in_row(Error failure) const {
        failure.what = fmt::format("pulse {} on row {}: {}", state_.log.size(), row_, failure.what);
        return failure;
    }

    Result<ProgramResult> finish(bool complete) {
        ProgramResult out{.state = std::move(state_),
                          .complete = complete,
                          .method = method_,
                          .left_out = left_out_};
        auto cell_S = cell_conductance_S(spec_, cells_, out.state.cells, plan_.read);
        if (!cell_S) return cell_S.error();
        out.cell_S = *cell_S;
        out.reached_S = std::move(*cell_S);
        for (std::size_t i = 0; i < spec_.rows && plan_.verify == VerifyRead::array; ++i) {
            const auto row = sense_row(out.state.cells, i);
            if (!row) return row.error();
            std::ranges::copy(*row, out.reached_S.row(i).begin());
        }
        for (const PulseRecord& entry : out.state.log) {
            out.energy_J += entry.energy_J;
            out.forced_steps += entry.forced_steps;
        }
        out.error_rel = Matrix<double>(spec_.rows, spec_.cols, nan);
        if (open_loop()) return out;
        for (std::size_t k = 0; k < out.error_rel.size(); ++k) {
            const double target_S = plan_.target_S.values()[k];
            if (std::isnan(target_S)) continue;
            const double error = out.reached_S.values()[k] / target_S - 1.0;
            out.error_rel.values()[k] = error;
            if (!(std::abs(error) <= plan_.tolerance_rel)) ++out.missed;
        }
        return out;
    }

    const TileSpec& spec_;
    const EliminatedCellSpec& cells_;
    const ProgramPlan& plan_;
    const ProgramHooks& hooks_;
    const ProgramState first_;
    ProgramState state_;
    std::unique_ptr<TileTransient> engine_;
    std::optional<RowReader> reader_;  // made for the first read of the array
    std::size_t row_ = 0;
    Matrix<double> cell_S_;  // of every cell, after the last pulse
    std::string method_, left_out_;
};

Error bad_plan(std::string what) {
    return {.code = Errc::input,
            .id = 7634,
            .what = "programming: " + std::move(what),
            .help = "see engine/docs/programming.md"};
}

Result<void> check_rule(const char* name, const PulseRule& rule, bool needed) {
    if (rule.start_V == 0.0) {
        if (!needed) return {};
        return bad_plan(fmt::format("pulses of [{}] are needed, but its start_V is 0", name));
    }
    const bool same_sign = (rule.start_V > 0.0) == (rule.stop_V > 0.0);
    if (!std::isfinite(rule.start_V) || !std::isfinite(rule.stop_V) || !same_sign ||
        std::abs(rule.stop_V) < std::abs(rule.start_V) || !(rule.step_V >= 0.0))
        return bad_plan(
            fmt::format("[{}] goes from {} V to {} V in steps of {} V, expected one sign "
                        "and growing magnitude",
                        name, rule.start_V, rule.stop_V, rule.step_V));
    return {};
}

Result<void> check_plan(const TileSpec& spec, const ProgramPlan& plan) {
    const bool open_loop = plan.target_S.empty();
    const Matrix<double>& wanted = open_loop ? plan.pulse_count : plan.target_S;
    if (wanted.rows() != spec.rows || wanted.cols() != spec.cols)
        return bad_plan(
            fmt::format("the shape of the target is [{} x {}], that of the tile [{} x {}]",
                        wanted.rows(), wanted.cols(), spec.rows, spec.cols));
    bool up = !open_loop, down = !open_loop;
    for (const double value : wanted.values()) {
        if (!open_loop && !std::isnan(value) && !(value > 0.0 && std::isfinite(value)))
            return bad_plan(fmt::format("a target of {} S, expected more than 0", value));
        if (open_loop && !(std::abs(value) <= 1e6 && value == std::round(value)))
            return bad_plan(fmt::format("{} pulses, expected a whole number up to 1e6", value));
        if (open_loop) up = up || value > 0.0;
        if (open_loop) down = down || value < 0.0;
    }
    if (!(plan.tolerance_rel > 0.0 && plan.tolerance_rel < 1.0) || plan.max_pulses < 1 ||
        plan.passes < 1 || plan.read.read_V == 0.0 || !std::isfinite(plan.read.read_V) ||
        !(plan.read_time_s >= 0.0))
        return bad_plan("a tolerance, count or read value is out of range");
    if (auto good = check_rule("set", plan.set, up); !good) return good;
    if (auto good = check_rule("reset", plan.reset, down); !good) return good;
    return check_write_setup(spec, plan.setup);
}

}  // namespace

double PulseRule::amplitude_V(int count) const {
    const double magnitude_V =
        std::min(std::abs(start_V) + static_cast<double>(count) * step_V, std::abs(stop_V));
    return start_V > 0.0 ? magnitude_V : -magnitude_V;
}

ProgramState first_program_state(const TileSpec& spec, const EliminatedCellSpec& cells) {
    const Matrix<double> zeros(spec.rows, spec.cols, 0.0);
    ProgramState state{.cells = {.states = cells.states, .memory = cells.memory},
                       .set_pulses = zeros,
                       .reset_pulses = zeros,
                       .energy_J = zeros,
                       .disturb_S = zeros,
                       .disturb_worst = zeros};
    if (state.cells.memory.empty())
        for (const double start : cells.model->shape().memory_start)
            state.cells.memory.emplace_back(cells.cells, start);
    return state;
}

Result<ProgramResult> program_tile(const TileSpec& spec, const EliminatedCellSpec& cells,
                                   const ProgramPlan& plan, ProgramState state,
                                   const ProgramHooks& hooks) {
    if (auto good = check_plan(spec, plan); !good) return good.error();
    return Programmer(spec, cells, plan, std::move(state), hooks).run();
}

}  // namespace crosspoint
