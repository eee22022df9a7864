// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/eliminated_cell.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "crosspoint/device/cell_newton.hpp"

namespace crosspoint {

struct EliminatedCell::Plan : CellPlan {};

namespace {

Error misfit(const std::string& model, const std::string& what) {
    return {.code = Errc::input,
            .id = 7201,
            .what = "model " + model + " as a cell: " + what,
            .help = "name for every terminal what it is joined to: line a, line b, gate or ground"};
}

Result<void> check_lists(const std::string& model, const char* what,
                         const std::vector<std::vector<double>>& lists, std::size_t expected,
                         std::size_t cells, bool may_be_empty) {
    const bool good = (may_be_empty && lists.empty()) || lists.size() == expected;
    const bool lengths = std::all_of(lists.begin(), lists.end(),
                                     [&](const auto& list) { return list.size() == cells; });
    if (good && lengths) return {};
    return Error{.code = Errc::input,
                 .id = 7202,
                 .what = "model " + model + " as a cell: it has " + std::to_string(expected) + " " +
                         what + ", each needs one value for each of " + std::to_string(cells) +
                         " cells",
                 .help = "give one list per name of the model, one value per cell"};
}

// The lanes of one call: those not yet begun, those in the block, those that are done.
class Evaluation {
public:
    Evaluation(const EliminatedCellSpec& spec, const CellPlan& plan, const CellPoint& point,
               const CellLinearization& out, CellScratch& scratch)
        : spec_(spec),
          plan_(plan),
          point_(point),
          out_(out),
          scratch_(scratch),
          newton_(*spec.model, plan, scratch.values) {}

    std::size_t run() {
        scratch_.failed.clear();
        const std::size_t width = plan_.warm_width();
        scratch_.warm.resize(std::max(scratch_.warm.size(), slots() * width));
        scratch_.known.resize(std::max(scratch_.known.size(), slots()), 0);
        leads_.assign(CellNewton::lanes, {});
        good_.resize(CellNewton::lanes * plan_.solved.size());
        std::size_t next = 0;
        std::size_t active = 0;
        while (next < point_.lanes || active > 0) {
            while (active < CellNewton::lanes && next < point_.lanes) begin(next++, active++);
            newton_.evaluate(spec_.point, active);
            scratch_.newton_evaluations += active;
            for (std::size_t at = active; at-- > 0;) {
                const CellNewton::Outcome outcome = newton_.step(at, spec_);
                if (outcome == CellNewton::Outcome::more) continue;
                const bool solved = outcome == CellNewton::Outcome::solved;
                if (leads_[at].share < 1.0 || !solved) {
                    if (lead(at, solved)) continue;
                    fail(newton_.lane(at));
                } else {
                    keep(at, newton_.lane(at));
                }
                move(--active, at);
            }
        }
        std::ranges::sort(scratch_.failed);
        return scratch_.failed.size();
    }

private:
    [[nodiscard]] std::size_t cell(std::size_t lane) const {
        return point_.cell != nullptr ? point_.cell[lane] : lane;
    }
    [[nodiscard]] std::size_t slot(std::size_t lane) const {
        return point_.warm_slot != nullptr ? point_.warm_slot[lane] : cell(lane);
    }
    [[nodiscard]] std::size_t slots() const {
        std::size_t most = 0;
        if (plan_.solved.empty()) return 0;
        for (std::size_t k = 0; k < point_.lanes; ++k) most = std::max(most, slot(k) + 1);
        return most;
    }

    void load_cell(std::size_t lane, std::size_t at) {
        const std::size_t c = cell(lane);
        CROSSPOINT_ASSERT(c < spec_.cells);
        newton_.begin(at, lane, c);
        leads_[at] = {};
        for (std::size_t k = 0; k < spec_.parameters.size(); ++k)
            newton_.set_parameter(k, at, spec_.parameters[k][c]);
        for (std::size_t k = 0; k < spec_.memory.size(); ++k)
            newton_.set_memory(k, at, spec_.memory[k][c]);
        for (std::size_t k = 0; k < plan_.held.size(); ++k)
            newton_.set_unknown(plan_.held[k], at, spec_.states[k][c]);
    }

    void set_terminals(std::size_t lane, double share, std::size_t at) {
        const double gate_V = point_.gate_V != nullptr ? point_.gate_V[lane] : 0.0;
        const double V[] = {point_.a_V[lane], point_.b_V[lane], gate_V, 0.0};
        for (std::size_t t = 0; t < spec_.roles.size(); ++t)
            newton_.set_unknown(t, at, share * V[static_cast<std::size_t>(spec_.roles[t])]);
    }

    // Starts from the last solution of the slot, moved along its derivatives.
    void begin(std::size_t lane, std::size_t at) {
        load_cell(lane, at);
        set_terminals(lane, 1.0, at);
        const double a_V = point_.a_V[lane];
        const double b_V = point_.b_V[lane];
        const std::size_t m = plan_.solved.size();
        const bool known = m > 0 && scratch_.known[slot(lane)] != 0;
        const double* warm =
            m > 0 ? scratch_.warm.data() + slot(lane) * plan_.warm_width() : nullptr;
        for (std::size_t k = 0; k < m; ++k) {
            double x = plan_.is_flow[k] != 0 ? 0.0 : 0.5 * (a_V + b_V);
            if (known) {
                const double* of_k = warm + 2 + 3 * k;
                x = of_k[0] + of_k[1] * (a_V - warm[0]) + of_k[2] * (b_V - warm[1]);
            }
            newton_.set_unknown(plan_.solved[k], at, x);
        }
    }

    void keep(std::size_t at, std::size_t lane) {
        const CellCurrents& now = newton_.currents(at);
        const bool finite = std::isfinite(now.i_a_A) && std::isfinite(now.i_b_A) &&
                            std::isfinite(now.g_aa_S) && std::isfinite(now.g_ab_S) &&
                            std::isfinite(now.g_ba_S) && std::isfinite(now.g_bb_S);
        if (!finite) {
            fail(lane);
            return;
        }
        write(lane, now);
        if (plan_.solved.empty()) return;
        double* warm = scratch_.warm.data() + slot(lane) * plan_.warm_width();
        warm[0] = point_.a_V[lane];
        warm[1] = point_.b_V[lane];
        newton_.save(at, warm + 2);
        scratch_.known[slot(lane)] = 1;
    }

    void write(std::size_t lane, const CellCurrents& now) const {
        if (out_.i_a_A != nullptr) out_.i_a_A[lane] = now.i_a_A;
        if (out_.i_b_A != nullptr) out_.i_b_A[lane] = now.i_b_A;
        if (out_.g_aa_S != nullptr) out_.g_aa_S[lane] = now.g_aa_S;
        if (out_.g_ab_S != nullptr) out_.g_ab_S[lane] = now.g_ab_S;
        if (out_.g_ba_S != nullptr) out_.g_ba_S[lane] = now.g_ba_S;
        if (out_.g_bb_S != nullptr) out_.g_bb_S[lane] = now.g_bb_S;
    }

    void fail(std::size_t lane) {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        write(lane, {nan, nan, nan, nan, nan, nan});
        scratch_.failed.push_back(static_cast<std::uint32_t>(lane));
        if (!plan_.solved.empty()) scratch_.known[slot(lane)] = 0;
    }

    // A lane on its way from all terminals at 0 V to their voltages, in steps that the iteration
    // can follow. Returns false when there is no other way either.
    bool lead(std::size_t at, bool solved) {
        const std::size_t m = plan_.solved.size();
        Lead& way = leads_[at];
        double* good = good_.data() + at * m;
        if (m == 0) return false;
        if (way.guesses > 0) return guess(at);
        if (!way.under_way) {
            way.under_way = true;
            std::fill_n(good, m, 0.0);
        } else if (solved) {
            for (std::size_t k = 0; k < m; ++k) good[k] = newton_.unknown(plan_.solved[k], at);
            way.reached = way.share;
            way.stride *= 2.0;
        } else {
            way.stride *= 0.25;
            if (way.reached < 0.0 || way.stride <= 1e-6) return guess(at);
        }
        const std::size_t lane = newton_.lane(at);
        way.share = way.reached < 0.0 ? 0.0 : std::min(1.0, way.reached + way.stride);
        newton_.begin(at, lane, cell(lane));
        for (std::size_t k = 0; k < m; ++k) newton_.set_unknown(plan_.solved[k], at, good[k]);
        set_terminals(lane, way.share, at);
        return true;
    }

    // The way ends where a cell jumps from one inner solution to another. Then from inner nodes
    // spread between the lines.
    bool guess(std::size_t at) {
        constexpr int most = 8;
        Lead& way = leads_[at];
        if (way.guesses == most) return false;
        const std::size_t lane = newton_.lane(at);
        const double part = (way.guesses++ + 0.5) / most;
        way.share = 1.0;
        newton_.begin(at, lane, cell(lane));
        set_terminals(lane, 1.0, at);
        const double inner_V = point_.b_V[lane] + part * (point_.a_V[lane] - point_.b_V[lane]);
        for (std::size_t k = 0; k < plan_.solved.size(); ++k)
            newton_.set_unknown(plan_.solved[k], at, plan_.is_flow[k] != 0 ? 0.0 : inner_V);
        return true;
    }

    void move(std::size_t from, std::size_t to) {
        const std::size_t m = plan_.solved.size();
        newton_.move(from, to);
        leads_[to] = leads_[from];
        std::copy_n(good_.data() + from * m, m, good_.data() + to * m);
    }

    // Share of the terminal voltages: that being solved, and the largest that was.
    struct Lead {
        bool under_way = false;
        double share = 1.0;
        double reached = -1.0;  // below 0: not even at 0 V
        double stride = 0.125;
        int guesses = 0;  // at inner nodes, when the way has ended
    };

    const EliminatedCellSpec& spec_;
    const CellPlan& plan_;
    const CellPoint& point_;
    const CellLinearization& out_;
    CellScratch& scratch_;
    CellNewton newton_;
    std::vector<Lead> leads_;   // [lanes of a block]
    std::vector<double> good_;  // [lanes of a block][solved] unknowns at `reached`
};

}  // namespace

EliminatedCell::EliminatedCell(EliminatedCellSpec spec) : spec_(std::move(spec)) {
    auto plan = std::make_shared<Plan>();
    plan->make(spec_.model->shape(), spec_.roles);
    plan_ = std::move(plan);
}

Result<std::unique_ptr<EliminatedCell>> EliminatedCell::make(EliminatedCellSpec spec) {
    const ModelShape& shape = spec.model->shape();
    if (spec.roles.size() != shape.terminals)
        return misfit(shape.name, "it has " + std::to_string(shape.terminals) +
                                      " terminals, roles are given for " +
                                      std::to_string(spec.roles.size()));
    for (const TerminalRole role : {TerminalRole::line_a, TerminalRole::line_b})
        if (std::find(spec.roles.begin(), spec.roles.end(), role) == spec.roles.end())
            return misfit(shape.name, "no terminal is joined to one of the two lines");
    const auto states = static_cast<std::size_t>(
        std::count_if(shape.unknowns.begin(), shape.unknowns.end(),
                      [](const UnknownInfo& u) { return u.kind == UnknownKind::state; }));
    for (auto good : {check_lists(shape.name, "varying parameters", spec.parameters,
                                  shape.varying.size(), spec.cells, true),
                      check_lists(shape.name, "hidden states", spec.memory, shape.memory.size(),
                                  spec.cells, true),
                      check_lists(shape.name, "states", spec.states, states, spec.cells, false)})
        if (!good) return good.error();
    CROSSPOINT_ASSERT(spec.stuck.empty() || spec.stuck.size() == spec.cells);
    CROSSPOINT_ASSERT(spec.fault_S.empty() || spec.fault_S.size() == spec.cells);
    for (const double g_S : spec.fault_S)
        CROSSPOINT_ASSERT(std::isnan(g_S) || (g_S >= 0.0 && std::isfinite(g_S)));
    return std::unique_ptr<EliminatedCell>(new EliminatedCell(std::move(spec)));
}

std::size_t EliminatedCell::evaluate(const CellPoint& point, const CellLinearization& out,
                                     CellScratch& scratch) const {
    if (!spec_.fault_S.empty()) return evaluate_faulty(point, out, scratch);
    return Evaluation(spec_, *plan_, point, out, scratch).run();
}

// From the voltages at the lines alone, as an audit of a solution sees the cells.
void EliminatedCell::listen(const CellPoint& point, CellMessages& out) const {
    if (!spec_.model->shape().speaks) return;
    CellScratch scratch;
    evaluate(point, {}, scratch);
    const CellPlan& plan = *plan_;
    // An operating point is a first and a last step.
    EvalPoint at = spec_.point;
    at.initial_step = at.final_step = at.analysis == Analysis::dc;
    ListeningBlock block(*spec_.model, at, !spec_.parameters.empty(), !spec_.memory.empty(), out);
    for (std::size_t lane = 0; lane < point.lanes; ++lane) {
        const bool failed =
            std::find(scratch.failed.begin(), scratch.failed.end(), lane) != scratch.failed.end();
        const std::size_t c = point.cell != nullptr ? point.cell[lane] : lane;
        if (failed || is_faulty(c)) continue;
        const std::size_t slot = point.warm_slot != nullptr ? point.warm_slot[lane] : c;
        block.begin(c, slot);
        const double gate_V = point.gate_V != nullptr ? point.gate_V[lane] : 0.0;
        const double V[] = {point.a_V[lane], point.b_V[lane], gate_V, 0.0};
        for (std::size_t t = 0; t < spec_.roles.size(); ++t)
            block.set_unknown(t, V[static_cast<std::size_t>(spec_.roles[t])]);
        for (std::size_t k = 0; k < plan.solved.size(); ++k)
            block.set_unknown(plan.solved[k], scratch.warm[slot * plan.warm_width() + 2 + 3 * k]);
        for (std::size_t k = 0; k < plan.held.size(); ++k)
            block.set_unknown(plan.held[k], spec_.states[k][c]);
        for (std::size_t p = 0; p < spec_.parameters.size(); ++p)
            block.set_parameter(p, spec_.parameters[p][c]);
        for (std::size_t m = 0; m < spec_.memory.size(); ++m)
            block.set_memory(m, spec_.memory[m][c]);
        block.end();
    }
    block.flush();
}

// The model sees all lanes, so that no list is packed and unpacked in the inner loop of a solver,
// those of faulty cells at 0 V; what it says about them is then replaced.
std::size_t EliminatedCell::evaluate_faulty(const CellPoint& point, const CellLinearization& out,
                                            CellScratch& scratch) const {
    thread_local std::vector<double> volts;
    volts.resize(3 * point.lanes);
    double* const V[] = {volts.data(), volts.data() + point.lanes, volts.data() + 2 * point.lanes};
    const double* const from[] = {point.a_V, point.b_V, point.gate_V};
    const auto cell = [&](std::size_t lane) {
        return point.cell == nullptr ? lane : point.cell[lane];
    };
    for (std::size_t line = 0; line < 3; ++line)
        for (std::size_t k = 0; from[line] != nullptr && k < point.lanes; ++k)
            V[line][k] = is_faulty(cell(k)) ? 0.0 : from[line][k];
    CellPoint inner = point;
    inner.a_V = V[0];
    inner.b_V = V[1];
    inner.gate_V = point.gate_V != nullptr ? V[2] : nullptr;
    Evaluation(spec_, *plan_, inner, out, scratch).run();
    std::erase_if(scratch.failed, [&](std::uint32_t lane) { return is_faulty(cell(lane)); });
    for (std::size_t k = 0; k < point.lanes; ++k) {
        if (!is_faulty(cell(k))) continue;
        const double g_S = spec_.fault_S[cell(k)];
        const double i_A = g_S * (point.a_V[k] - point.b_V[k]);
        if (out.i_a_A != nullptr) out.i_a_A[k] = i_A;
        if (out.i_b_A != nullptr) out.i_b_A[k] = -i_A;
        if (out.g_aa_S != nullptr) out.g_aa_S[k] = g_S;
        if (out.g_ab_S != nullptr) out.g_ab_S[k] = -g_S;
        if (out.g_ba_S != nullptr) out.g_ba_S[k] = -g_S;
        if (out.g_bb_S != nullptr) out.g_bb_S[k] = g_S;
    }
    return scratch.failed.size();
}

std::size_t EliminatedCell::internal() const { return plan_->solved.size(); }

std::string EliminatedCell::describe() const {
    const auto faulty =
        std::ranges::count_if(spec_.fault_S, [](double g) { return !std::isnan(g); });
    return spec_.model->shape().name + ", exact" +
           (faulty > 0 ? ", " + std::to_string(faulty) + " open or shorted" : "");
}

}  // namespace crosspoint
