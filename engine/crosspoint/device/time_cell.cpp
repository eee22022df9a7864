// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/time_cell.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "crosspoint/device/cell_newton.hpp"

namespace crosspoint {

namespace {

constexpr std::uint32_t nowhere = ~std::uint32_t{0};
constexpr std::size_t block_lanes = 64;

// Rows of `block_lanes` doubles on 64-byte borders, of one thread.
double* aligned_rows(std::vector<double>& store, std::size_t rows) {
    store.resize(std::max(store.size(), rows * block_lanes + 8));
    void* start = store.data();
    std::size_t space = store.size() * sizeof(double);
    return static_cast<double*>(std::align(64, rows * block_lanes * sizeof(double), start, space));
}

double typical_of(const UnknownInfo& info) {
    if (info.kind == UnknownKind::flow) return 1e-3;
    if (info.kind != UnknownKind::state || !(info.abstol > 0.0)) return 1.0;
    return std::min(1.0, 1e6 * info.abstol);
}

}  // namespace

// The rows of one step as a model without charges: f + alpha q + history, the history being
// parameters. States count as nodes and are measured in their typical value, so that the
// elimination treats all unknowns alike; their rows are divided by alpha.
class TimeCell::Companion final : public DeviceModel {
public:
    Companion(std::shared_ptr<const DeviceModel> model, const std::vector<TerminalRole>& roles,
              bool has_parameters, bool some_stay)
        : model_(std::move(model)), shape_(model_->shape()) {
        const std::size_t n = shape_.unknowns.size();
        row_of_.assign(n, nowhere);
        scale_.assign(n, 1.0);
        const auto line = [&](std::size_t u) {
            return u >= shape_.terminals || roles[u] == TerminalRole::line_a ||
                   roles[u] == TerminalRole::line_b;
        };
        std::vector<std::uint8_t> charged(n, 0);
        for (const JacobianEntry& e : shape_.charge_entries) charged[e.row] = 1;
        for (std::uint32_t u = 0; u < n; ++u) {
            UnknownInfo& info = shape_.unknowns[u];
            const bool state = info.kind == UnknownKind::state;
            if (state || (charged[u] != 0 && line(u))) {
                row_of_[u] = static_cast<std::uint32_t>(charges_.size());
                charges_.push_back(u);
            }
            if (!state) continue;
            scale_[u] = typical_of(info);
            scaled_ = scaled_ || scale_[u] != 1.0;
            info.kind = UnknownKind::node;
            state_rows_.push_back(u);
            states_.push_back(u - shape_.terminals);
        }
        if (!has_parameters) shape_.varying.clear();
        first_history_ = shape_.varying.size();
        for (const std::uint32_t u : charges_)
            shape_.varying.push_back({.name = "history of " + shape_.unknowns[u].name});
        if (some_stay) {
            stays_ = shape_.varying.size();
            shape_.varying.push_back({.name = "the states stay"});
        }
        static_count_ = shape_.static_entries.size();
        charge_count_ = shape_.charge_entries.size();
        shape_.static_entries.insert(shape_.static_entries.end(), shape_.charge_entries.begin(),
                                     shape_.charge_entries.end());
        for (const std::uint32_t u : state_rows_) shape_.static_entries.push_back({u, u});
        shape_.charge_entries.clear();
        shape_.events.clear();
    }

    [[nodiscard]] const ModelShape& shape() const override { return shape_; }
    [[nodiscard]] const std::vector<std::uint32_t>& charges() const { return charges_; }
    [[nodiscard]] const std::vector<std::size_t>& states() const { return states_; }
    [[nodiscard]] const std::vector<std::uint32_t>& state_rows() const { return state_rows_; }
    [[nodiscard]] std::size_t first_history() const { return first_history_; }
    [[nodiscard]] std::uint32_t row_of(std::size_t u) const { return row_of_[u]; }
    [[nodiscard]] double scale(std::size_t u) const { return scale_[u]; }
    void set_alpha(double alpha) { alpha_ = alpha; }  // 0: the states are held

    void evaluate(const EvalPoint& point, const EvalBlock& block) const override {
        thread_local std::vector<double> store;
        const std::size_t n = shape_.unknowns.size();
        CROSSPOINT_ASSERT(block.stride == block_lanes);
        double* q = aligned_rows(store, 2 * n);
        double* x = q + n * block_lanes;
        EvalBlock inner = block;
        if (scaled_) {
            for (std::size_t u = 0; u < n; ++u)
                for (std::size_t k = 0; k < block_lanes; ++k)
                    x[u * block_lanes + k] = scale_[u] * block.unknowns[u * block_lanes + k];
            inner.unknowns = x;
        }
        if (first_history_ == 0) inner.parameters = nullptr;
        const bool moving = alpha_ > 0.0;
        double* dq = block.df + static_count_ * block_lanes;
        if (moving) {
            inner.q = q;
            inner.dq = dq;
        }
        model_->evaluate(point, inner);
        if (!moving) std::fill_n(dq, charge_count_ * block_lanes, 0.0);
        add_history(block, q, moving);
        finish_derivatives(block, moving);
        if (moving && stays_ > 0) hold_some(block);
    }

private:
    void add_history(const EvalBlock& block, const double* q, bool moving) const {
        for (std::size_t c = 0; c < charges_.size(); ++c) {
            const std::uint32_t u = charges_[c];
            double* f = block.f + u * block_lanes;
            const double* history = block.parameters + (first_history_ + c) * block_lanes;
            const bool state = model_->shape().unknowns[u].kind == UnknownKind::state;
            if (moving) {
                for (std::size_t k = 0; k < block.lanes; ++k)
                    f[k] += alpha_ * q[u * block_lanes + k] + history[k];
                if (!state) continue;
                const double by = 1.0 / (alpha_ * scale_[u]);
                for (std::size_t k = 0; k < block.lanes; ++k) f[k] *= by;
            } else if (state) {  // held: history is the value, in typical units
                const double* value = block.unknowns + u * block_lanes;
                for (std::size_t k = 0; k < block.lanes; ++k) f[k] = value[k] - history[k];
            }
        }
    }

    // In a step: states that stay have rows as if all were held; their history is the value.
    void hold_some(const EvalBlock& block) const {
        const double* stays = block.parameters + stays_ * block_lanes;
        for (std::size_t k = 0; k < block.lanes; ++k) {
            if (stays[k] == 0.0) continue;
            for (const std::uint32_t u : state_rows_)
                block.f[u * block_lanes + k] =
                    block.unknowns[u * block_lanes + k] -
                    block.parameters[(first_history_ + row_of_[u]) * block_lanes + k];
            const std::size_t entries = static_count_ + charge_count_;
            for (std::size_t e = 0; e < shape_.static_entries.size(); ++e) {
                const std::uint32_t row = shape_.static_entries[e].row;
                if (model_->shape().unknowns[row].kind == UnknownKind::state)
                    block.df[e * block_lanes + k] = e < entries ? 0.0 : 1.0;
            }
        }
    }

    void finish_derivatives(const EvalBlock& block, bool moving) const {
        const auto state = [&](std::uint32_t u) {
            return model_->shape().unknowns[u].kind == UnknownKind::state;
        };
        const std::size_t entries = static_count_ + charge_count_;
        for (std::size_t e = 0; e < entries; ++e) {
            const JacobianEntry at = shape_.static_entries[e];
            double by = scale_[at.col] * (e >= static_count_ ? alpha_ : 1.0);
            if (state(at.row)) by = moving ? by / (alpha_ * scale_[at.row]) : 0.0;
            double* to = block.df + e * block_lanes;
            if (by == 0.0)
                std::fill_n(to, block.lanes, 0.0);
            else if (by != 1.0)
                for (std::size_t k = 0; k < block.lanes; ++k) to[k] *= by;
        }
        std::fill_n(block.df + entries * block_lanes, state_rows_.size() * block_lanes,
                    moving ? 0.0 : 1.0);
    }

    std::shared_ptr<const DeviceModel> model_;
    ModelShape shape_;
    std::vector<std::uint32_t> charges_;     // rows that have a charge
    std::vector<std::uint32_t> row_of_;      // [unknowns] place in charges_
    std::vector<std::uint32_t> state_rows_;  // unknowns
    std::vector<std::size_t> states_;        // the same, counted from the first internal unknown
    std::vector<double> scale_;              // [unknowns]
    bool scaled_ = false;
    std::size_t first_history_ = 0, static_count_ = 0, charge_count_ = 0;
    std::size_t stays_ = 0;  // 0: all move
    double alpha_ = 0.0;
};

TimeCell::TimeCell() = default;
TimeCell::~TimeCell() = default;

Result<std::unique_ptr<TimeCell>> TimeCell::make(EliminatedCellSpec spec) {
    // All lists are checked once, as of a cell whose states are held.
    if (auto good = EliminatedCell::make(spec); !good) return good.error();
    std::unique_ptr<TimeCell> cell(new TimeCell);
    cell->model_ = spec.model;
    cell->roles_ = spec.roles;
    cell->varying_ = spec.parameters.size();
    cell->point_ = spec.point;
    cell->find_staying(spec);
    const bool some_stay = !cell->stays_.empty();
    cell->companion_ =
        std::make_shared<Companion>(spec.model, spec.roles, cell->varying_ > 0, some_stay);
    const std::vector<std::vector<double>> states = std::move(spec.states);
    spec.model = cell->companion_;
    spec.states.clear();
    spec.parameters.resize(cell->varying_ + cell->charges(), std::vector<double>(spec.cells, 0.0));
    if (some_stay) spec.parameters.emplace_back(cell->stays_.begin(), cell->stays_.end());
    if (spec.memory.empty())
        for (const double start : cell->model_->shape().memory_start)
            spec.memory.emplace_back(spec.cells, start);
    auto inner = EliminatedCell::make(std::move(spec));
    if (!inner) return inner.error();
    cell->inner_ = std::move(*inner);
    std::vector<double> flat;
    for (const auto& list : states) flat.insert(flat.end(), list.begin(), list.end());
    cell->set_hold(cell->point_, flat);
    return cell;
}

std::size_t TimeCell::cells() const { return inner_->cells(); }
bool TimeCell::conservative() const { return inner_->conservative() && a_F_.empty(); }

bool TimeCell::symmetric() const {
    // A charge at a third terminal leaves the path between the lines.
    const bool third = std::any_of(roles_.begin(), roles_.end(), [](TerminalRole role) {
        return role == TerminalRole::gate || role == TerminalRole::ground;
    });
    const std::vector<std::uint32_t>& charged = companion_->charges();
    const bool moved = std::any_of(charged.begin(), charged.end(), [&](std::uint32_t u) {
        return model_->shape().unknowns[u].kind != UnknownKind::state;
    });
    return inner_->symmetric() && a_F_.empty() && !(third && moved);
}

std::string TimeCell::describe() const { return model_->shape().name + ", states inside"; }
std::size_t TimeCell::charges() const { return companion_->charges().size(); }
std::size_t TimeCell::internal() const { return inner_->internal(); }
const std::vector<std::size_t>& TimeCell::states() const { return companion_->states(); }

double TimeCell::typical(std::size_t internal) const {
    const ModelShape& shape = model_->shape();
    return typical_of(shape.unknowns[shape.terminals + internal]);
}

void TimeCell::set_step(const EvalPoint& point, double alpha, std::span<const double> history) {
    CROSSPOINT_ASSERT(alpha > 0.0 && history.size() == charges() * cells());
    point_ = point;
    companion_->set_alpha(alpha);
    EliminatedCellSpec& spec = inner_->changing();
    spec.point = point;
    for (std::size_t c = 0; c < charges(); ++c)
        std::ranges::copy(history.subspan(c * cells(), cells()),
                          spec.parameters[varying_ + c].begin());
    for (std::size_t s = 0; s < held_.size() && !stays_.empty(); ++s) {
        const std::uint32_t u = companion_->state_rows()[s];
        std::vector<double>& to = spec.parameters[varying_ + companion_->row_of(u)];
        for (std::size_t k = 0; k < cells(); ++k)
            if (stays_[k] != 0) to[k] = held_[s][k] / companion_->scale(u);
    }
}

// Those that are stuck, and those that are no cells.
void TimeCell::find_staying(const EliminatedCellSpec& spec) {
    std::vector<std::uint8_t> stays(spec.cells, 0);
    for (std::size_t k = 0; k < spec.cells; ++k)
        stays[k] = (!spec.stuck.empty() && spec.stuck[k] != 0) ||
                           (!spec.fault_S.empty() && !std::isnan(spec.fault_S[k]))
                       ? 1
                       : 0;
    if (std::ranges::any_of(stays, [](std::uint8_t s) { return s != 0; }))
        stays_ = std::move(stays);
}

void TimeCell::set_hold(const EvalPoint& point, std::span<const double> states) {
    CROSSPOINT_ASSERT(states.size() == companion_->states().size() * cells());
    point_ = point;
    companion_->set_alpha(0.0);
    EliminatedCellSpec& spec = inner_->changing();
    spec.point = point;
    held_.resize(companion_->state_rows().size());
    for (std::size_t s = 0; s < held_.size(); ++s)
        held_[s].assign(states.begin() + static_cast<std::ptrdiff_t>(s * cells()),
                        states.begin() + static_cast<std::ptrdiff_t>((s + 1) * cells()));
    for (std::size_t s = 0; s < companion_->state_rows().size(); ++s) {
        const std::uint32_t u = companion_->state_rows()[s];
        std::vector<double>& to = spec.parameters[varying_ + companion_->row_of(u)];
        for (std::size_t k = 0; k < cells(); ++k)
            to[k] = states[s * cells() + k] / companion_->scale(u);
    }
}

void TimeCell::set_memory(std::vector<std::vector<double>> memory) {
    CROSSPOINT_ASSERT(memory.size() == inner_->changing().memory.size());
    inner_->changing().memory = std::move(memory);
}

void TimeCell::set_wires(double alpha, std::span<const double> a_F, std::span<const double> b_F,
                         std::span<const double> a_A, std::span<const double> b_A) {
    wire_alpha_ = alpha;
    a_F_.assign(a_F.begin(), a_F.end());
    b_F_.assign(b_F.begin(), b_F.end());
    a_A_.assign(a_A.begin(), a_A.end());
    b_A_.assign(b_A.begin(), b_A.end());
}

std::size_t TimeCell::evaluate(const CellPoint& point, const CellLinearization& out,
                               CellScratch& scratch) const {
    const std::size_t failed = inner_->evaluate(point, out, scratch);
    if (a_F_.empty()) return failed;
    for (std::size_t k = 0; k < point.lanes; ++k) {
        const std::size_t c = point.cell != nullptr ? point.cell[k] : k;
        const double a_S = wire_alpha_ * a_F_[c];
        const double b_S = wire_alpha_ * b_F_[c];
        if (out.i_a_A != nullptr) out.i_a_A[k] += a_S * point.a_V[k] + a_A_[c];
        if (out.i_b_A != nullptr) out.i_b_A[k] += b_S * point.b_V[k] + b_A_[c];
        if (out.g_aa_S != nullptr) out.g_aa_S[k] += a_S;
        if (out.g_bb_S != nullptr) out.g_bb_S[k] += b_S;
    }
    return failed;
}

void TimeCell::put_start(CellScratch& scratch, std::size_t cell, double a_V, double b_V,
                         const double* x, std::size_t stride) const {
    const std::size_t m = internal();
    if (m == 0) return;
    const std::size_t width = 2 + 3 * m;  // CellPlan::warm_width
    scratch.warm.resize(std::max(scratch.warm.size(), (cell + 1) * width));
    scratch.known.resize(std::max(scratch.known.size(), cell + 1), 0);
    double* warm = scratch.warm.data() + cell * width;
    const std::size_t terminals = model_->shape().terminals;
    warm[0] = a_V;
    warm[1] = b_V;
    for (std::size_t k = 0; k < m; ++k) {
        double* of_k = warm + 2 + 3 * k;
        of_k[0] = x[k * stride] / companion_->scale(terminals + k);
        of_k[1] = of_k[2] = 0.0;
    }
    scratch.known[cell] = 1;
}

bool TimeCell::is_at(const CellPoint& point, const CellScratch& scratch) const {
    const std::size_t m = internal();
    for (std::size_t k = 0; m > 0 && k < point.lanes; ++k) {
        const std::size_t c = point.cell != nullptr ? point.cell[k] : k;
        const double* warm = scratch.warm.data() + c * (2 + 3 * m);
        if (inner_->is_faulty(c)) continue;
        if (scratch.known[c] == 0 || warm[0] != point.a_V[k] || warm[1] != point.b_V[k])
            return false;
    }
    return true;
}

void TimeCell::Observed::resize(const TimeCell& cell) {
    const std::size_t n = cell.cells();
    x.resize(cell.internal() * n);
    q.resize(cell.charges() * n);
    q_typical.resize(cell.charges() * n);
    memory_next.resize(cell.model_->shape().memory.size() * n);
    bound_s.assign(n, std::numeric_limits<double>::infinity());
}

void TimeCell::observe(const CellPoint& point, const CellScratch& scratch, Observed& out) const {
    thread_local std::vector<double> store;
    const ModelShape& shape = model_->shape();
    const std::size_t unknowns = shape.unknowns.size(), m = internal(), n = cells();
    const std::size_t charge_entries = shape.charge_entries.size();
    double* x = aligned_rows(
        store, 2 * unknowns + shape.varying.size() + 2 * shape.memory.size() + charge_entries + 1);
    double* next = x;
    const auto take = [&](std::size_t rows) {
        return std::exchange(next, next + rows * block_lanes);
    };
    x = take(unknowns);
    double* q = take(unknowns);
    double* parameters = take(shape.varying.size());
    double* memory = take(shape.memory.size());
    double* memory_next = take(shape.memory.size());
    double* dq = take(charge_entries);
    double* bound = take(1);
    const EliminatedCellSpec& spec = inner_->changing();
    std::vector<std::uint32_t> numbers(block_lanes);
    for (std::size_t first = 0; first < point.lanes; first += block_lanes) {
        const std::size_t count = std::min(block_lanes, point.lanes - first);
        for (std::size_t k = 0; k < block_lanes; ++k) {
            const std::size_t lane = first + std::min(k, count - 1);
            const std::size_t c = point.cell != nullptr ? point.cell[lane] : lane;
            numbers[k] = static_cast<std::uint32_t>(c);
            const double at = inner_->is_faulty(c) ? 0.0 : 1.0;  // as it was evaluated
            const double V[] = {at * point.a_V[lane], at * point.b_V[lane],
                                point.gate_V != nullptr ? at * point.gate_V[lane] : 0.0, 0.0};
            for (std::size_t t = 0; t < shape.terminals; ++t)
                x[t * block_lanes + k] = V[static_cast<std::size_t>(roles_[t])];
            const double* warm = m > 0 ? scratch.warm.data() + c * (2 + 3 * m) + 2 : nullptr;
            for (std::size_t u = 0; u < m; ++u) {
                const double value = warm[3 * u] * companion_->scale(shape.terminals + u);
                x[(shape.terminals + u) * block_lanes + k] = value;
                out.x[u * n + c] = value;
            }
            for (std::size_t p = 0; p < varying_; ++p)
                parameters[p * block_lanes + k] = spec.parameters[p][c];
            for (std::size_t p = 0; p < spec.memory.size(); ++p)
                memory[p * block_lanes + k] = spec.memory[p][c];
        }
        model_->evaluate(point_, {.lanes = count,
                                  .stride = block_lanes,
                                  .unknowns = x,
                                  .parameters = varying_ > 0 ? parameters : nullptr,
                                  .memory = spec.memory.empty() ? nullptr : memory,
                                  .cell = numbers.data(),
                                  .q = q,
                                  .dq = charge_entries > 0 ? dq : nullptr,
                                  .memory_next = spec.memory.empty() ? nullptr : memory_next,
                                  .bound_step_s = shape.bounds_step ? bound : nullptr});
        for (std::size_t k = 0; k < count; ++k) {
            const std::size_t c = numbers[k];
            for (std::size_t r = 0; r < charges(); ++r) {
                out.q[r * n + c] = q[companion_->charges()[r] * block_lanes + k];
                out.q_typical[r * n + c] = 0.0;
            }
            for (std::size_t e = 0; e < charge_entries; ++e) {
                const JacobianEntry at = shape.charge_entries[e];
                const std::uint32_t row = companion_->row_of(at.row);
                if (row != nowhere)
                    out.q_typical[row * n + c] +=
                        std::abs(dq[e * block_lanes + k]) * typical_of(shape.unknowns[at.col]);
            }
            for (std::size_t p = 0; p < spec.memory.size(); ++p)
                out.memory_next[p * n + c] =
                    stays(c) ? spec.memory[p][c] : memory_next[p * block_lanes + k];
            if (shape.bounds_step && bound[k] > 0.0 && !stays(c)) out.bound_s[c] = bound[k];
        }
    }
}

void TimeCell::listen_at(std::span<const double> a_V, std::span<const double> b_V,
                         std::span<const double> gate_V, std::span<const double> x,
                         CellMessages& out) const {
    const ModelShape& shape = model_->shape();
    if (!shape.speaks) return;
    const EliminatedCellSpec& spec = inner_->changing();
    ListeningBlock block(*model_, point_, varying_ > 0, !spec.memory.empty(), out);
    for (std::size_t c = 0; c < cells(); ++c) {
        block.begin(c, c);
        const double V[] = {a_V[c], b_V[c], gate_V.empty() ? 0.0 : gate_V[c], 0.0};
        for (std::size_t t = 0; t < shape.terminals; ++t)
            block.set_unknown(t, V[static_cast<std::size_t>(roles_[t])]);
        for (std::size_t u = 0; u < internal(); ++u)
            block.set_unknown(shape.terminals + u, x[u * cells() + c]);
        for (std::size_t p = 0; p < varying_; ++p) block.set_parameter(p, spec.parameters[p][c]);
        for (std::size_t m = 0; m < spec.memory.size(); ++m) block.set_memory(m, spec.memory[m][c]);
        block.end();
    }
    block.flush();
}

}  // namespace crosspoint
