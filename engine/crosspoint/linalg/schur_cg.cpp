// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/schur_cg.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>
#include <vector>

#include "crosspoint/base/raw_array.hpp"
#include "crosspoint/linalg/schur_inner.hpp"

namespace crosspoint {
namespace {

// A bound solve: what is left of it counts in full for every end, so it goes on to where single
// precision ends.
constexpr double bound_reduction = 1e-4;
// A refinement that leaves more than this of the residual has stalled.
constexpr double stalled_ratio = 0.25;
constexpr std::size_t max_refinements = 60;
// Tiles below this many cells are one core's work: a sweep takes less than waking a thread.
constexpr std::size_t cells_for_threads = std::size_t{1} << 16;

int threads_for(const MeshNetwork& net, int threads) {
    return net.rows * net.cols < cells_for_threads ? 1 : threads;
}

// Everything one solve works with; kept for the next one.
struct Work {
    RawArray<double> u, v;  // hi, row-major, where the caller brings no memory for it
    SchurInner<float> single;
    std::optional<SchurInner<double>> twice;

    explicit Work(const SweepNetwork<float>& net) : single(net) {}
};

// A coarse grid in both precisions.
struct CoarseGrids {
    std::size_t block;
    std::optional<SweepCoarseGrid<float>> single;          // none: no grid for this network
    mutable std::optional<SweepCoarseGrid<double>> twice;  // made when needed, under the mutex

    CoarseGrids(const MeshNetwork& network, const SweepNetwork<float>& sweep, std::size_t crossings,
                int threads)
        : block(crossings) {
        if (auto grid = SchurCoarse::make(network, block, threads))
            single.emplace(std::move(grid), network, sweep, threads);
    }
};

}  // namespace

struct SchurCg::State {
    State(const MeshNetwork& mesh, int threads)
        : network(&mesh), residual(mesh), single(mesh, threads_for(mesh, threads)) {}

    std::unique_ptr<Work> borrow() {
        {
            const std::lock_guard lock(mutex);
            if (!idle.empty()) {
                auto work = std::move(idle.back());
                idle.pop_back();
                return work;
            }
        }
        return std::make_unique<Work>(single);
    }
    void give_back(std::unique_ptr<Work> work) {
        const std::lock_guard lock(mutex);
        idle.push_back(std::move(work));
    }
    // The coarse grid for these options, made when it is first asked for.
    std::shared_ptr<const CoarseGrids> coarse_grids(const SchurOptions& options) {
        const std::lock_guard lock(mutex);
        const std::optional<std::size_t>& wanted = options.coarse_block;
        if (!wanted && !automatic_block)
            automatic_block =
                coarse_block(network->rows, network->cols,
                             options.hardness ? *options.hardness : mesh_hardness(*network));
        const std::size_t block = wanted ? *wanted : *automatic_block;
        if (block == 0) return nullptr;
        if (!coarse || coarse->block != block)
            coarse = std::make_shared<CoarseGrids>(*network, single, block,
                                                   threads_for(*network, options.threads));
        return coarse->single ? coarse : nullptr;
    }
    const SweepCoarseGrid<double>& coarse_in_double(const CoarseGrids& grids) {
        const SweepNetwork<double>& sweep = in_double();
        const std::lock_guard lock(mutex);
        if (!grids.twice) grids.twice.emplace(grids.single->grid, *network, sweep, 1);
        return *grids.twice;
    }
    const SweepNetwork<double>& in_double() {
        const std::lock_guard lock(mutex);
        if (!twice) twice = std::make_unique<SweepNetwork<double>>(*network, 1);
        return *twice;
    }

    const MeshNetwork* network;
    MeshResidual residual;
    SweepNetwork<float> single;
    std::unique_ptr<SweepNetwork<double>> twice;
    std::mutex mutex;
    std::vector<std::unique_ptr<Work>> idle;
    std::optional<std::size_t> automatic_block;
    std::shared_ptr<const CoarseGrids> coarse;
};

SchurCg::SchurCg(const MeshNetwork& network, int threads)
    : state_(std::make_unique<State>(network, threads)) {}
SchurCg::~SchurCg() = default;
SchurCg::SchurCg(SchurCg&&) noexcept = default;
SchurCg& SchurCg::operator=(SchurCg&&) noexcept = default;

void SchurCg::update(int threads) {
    State& s = *state_;
    s.residual = MeshResidual(*s.network);
    s.single.fill(*s.network, threads_for(*s.network, threads));
    if (s.twice) s.twice->fill(*s.network, 1);
    s.automatic_block.reset();
    s.coarse.reset();
}

std::size_t SchurCg::memory_bytes(std::size_t rows, std::size_t cols, double hardness) {
    const std::size_t cells = (rows + 15) / 16 * 16 * ((cols + 63) / 64 * 64);
    // g, row_a, col_a and seven vectors in single precision; u, v and those of the bounds in
    // double.
    return cells * (10 * sizeof(float) + 6 * sizeof(double)) +
           coarse_memory_bytes(rows, cols, coarse_block(rows, cols, hardness));
}

namespace {

// One solve: iterative refinement around the inner iteration.
class Refinement {
public:
    // The voltages are kept in u_V, v_V when these are given.
    Refinement(SchurCg::State& state, Work& work, const MeshSources& sources,
               const MeshInjections& injections, const SchurOptions& options, std::span<double> u_V,
               std::span<double> v_V)
        : s_(state),
          net_(*state.network),
          w_(work),
          sources_(sources),
          injections_(injections),
          options_(options),
          threads_(threads_for(net_, options.threads)),
          u_V_(u_V),
          v_V_(v_V) {
        w_.single.set_coarse_fault(coarse_fault());
        if (!u_V_.empty()) return;
        if (w_.u.size() == 0) w_.u = RawArray<double>(net_.rows * net_.cols);
        if (w_.v.size() == 0) w_.v = RawArray<double>(net_.rows * net_.cols);
        u_V_ = w_.u.values();
        v_V_ = w_.v.values();
    }

    SchurAnswer run();
    // Completes u_V, v_V.
    void voltages();

private:
    [[nodiscard]] PanelArray panels(float* data) const {
        return {data, s_.single.shape.panel_width, s_.single.shape.panel_stride};
    }
    [[nodiscard]] MeshResidualOut out(bool keep) {
        MeshResidualOut out{.scale = scale_};
        if (keep) {
            out.r_u = panels(w_.single.r_u());
            out.r_v = panels(w_.single.r_v());
        }
        return out;
    }
    [[nodiscard]] MeshVoltagesView view(bool with_lo) {
        MeshVoltagesView at{.u_V = u_V_.data(), .v_V = v_V_.data()};
        if (with_lo) {
            at.u_lo = panels(w_.single.delta_u());
            at.v_lo = panels(w_.single.delta_v());
            at.lo_V = 1.0 / scale_;
        }
        return at;
    }
    [[nodiscard]] MeshMerge merge_of(double lo_V) {
        return {.u_V = u_V_.data(),
                .v_V = v_V_.data(),
                .u_lo = panels(w_.single.delta_u()),
                .v_lo = panels(w_.single.delta_v()),
                .lo_V = lo_V,
                .fresh = at_rest_};
    }
    // Residual at hi or hi + lo: into totals_, and into the work for the next correction.
    void look(bool with_lo, bool keep) {
        totals_ = at_rest_ && !with_lo
                      ? s_.residual.at_rest(sources_, out(keep), threads_, answer_.currents)
                      : s_.residual.evaluate(sources_, injections_, hi_view(with_lo), out(keep),
                                             threads_, answer_.currents);
    }
    MeshVoltagesView hi_view(bool with_lo) {
        leave_rest();
        return view(with_lo);
    }
    // hi becomes real memory.
    void leave_rest() {
        if (!at_rest_) return;
        std::ranges::fill(u_V_, 0.0);
        std::ranges::fill(v_V_, 0.0);
        at_rest_ = false;
    }
    [[nodiscard]] double allowed_A() const {
        return options_.allowed_A ? options_.allowed_A(answer_.currents) : 0.0;
    }
    [[nodiscard]] bool good() const {
        return totals_.norm1_A == 0.0 || (answer_.refinements >= options_.min_refinements &&
                                          totals_.bound_A() <= allowed_A());
    }

    // Floats of a residual are amperes * scale_, a power of two that brings their sum near 1.
    void set_scale(double norm1_A) {
        scale_ = std::exp2(-std::clamp(std::floor(std::log2(norm1_A)), -900.0, 900.0));
    }
    bool begin();
    void correct();
    bool correct_in_single();
    bool correct_in_double();
    void leave_coarse() {
        answer_.left_coarse = answer_.left_coarse || coarse_;
        coarse_.reset();
    }
    [[nodiscard]] const CoarseFault* coarse_fault() const {
        return options_.spoil_coarse ? &options_.spoil_coarse : nullptr;
    }
    void add_to(std::span<double> hi, const float* lo, double unit) const;
    void merge_and_look(double expected_A);
    void bound_every_end();

    SchurCg::State& s_;
    const MeshNetwork& net_;
    Work& w_;
    const MeshSources& sources_;
    const MeshInjections& injections_;
    const SchurOptions& options_;
    int threads_;
    SchurAnswer answer_;
    MeshResidualTotals totals_;
    double scale_ = 1.0;
    std::span<double> u_V_, v_V_;  // hi
    bool at_rest_ = false;         // hi is 0 and was never written
    bool lo_counts_ = false;       // the answer is hi + lo
    std::shared_ptr<const CoarseGrids> coarse_;
};

// Held nodes, the scale of the floats, and the first right-hand side. False when nothing is to be
// solved.
bool Refinement::begin() {
    at_rest_ = !options_.warm && s_.residual.plain() && injections_.row_A.empty() &&
               injections_.col_A.empty();
    if (!at_rest_) {
        if (!options_.warm) {
            std::ranges::fill(u_V_, 0.0);
            std::ranges::fill(v_V_, 0.0);
        }
        s_.residual.hold(sources_, u_V_.data(), v_V_.data());
    }
    look(false, false);
    const double size_A = totals_.norm1_A;
    set_scale(std::isfinite(size_A) && size_A > 0.0 ? size_A : 1.0);
    look(false, true);
    if (totals_.norm1_A == 0.0) answer_.status = SchurStatus::converged;
    if (!std::isfinite(totals_.norm1_A)) answer_.status = SchurStatus::not_finite;
    if (answer_.status != SchurStatus::stalled) return false;
    coarse_ = s_.coarse_grids(options_);
    return true;
}

// delta_u, delta_v of the single-precision work from the residuals there. Where that fails, without
// the coarse grid, then in double precision.
void Refinement::correct() {
    for (;;) {
        const bool failed = answer_.used_double ? !correct_in_double() : !correct_in_single();
        if (!failed) return;
        look(false, true);  // the residuals are used up
        if (coarse_) {
            leave_coarse();
        } else if (!answer_.used_double) {
            answer_.used_double = true;
        } else {
            answer_.status = SchurStatus::not_finite;
            return;
        }
    }
}

bool Refinement::correct_in_single() {
    const auto* grid = coarse_ ? &*coarse_->single : nullptr;
    answer_.iterations +=
        w_.single.run(options_.reduction, options_.max_iterations - answer_.iterations, threads_,
                      options_.stop, grid);
    return !w_.single.failed();
}

bool Refinement::correct_in_double() {
    if (!w_.twice) w_.twice.emplace(s_.in_double());
    SchurInner<double>& twice = *w_.twice;
    twice.set_coarse_fault(coarse_fault());
    const SweepShape& from = s_.single.shape;
    const SweepShape& to = s_.twice->shape;
    const auto each = [&](const auto& copy) {
        for (std::size_t i = 0; i < net_.rows; ++i)
            for (std::size_t j = 0; j < net_.cols; ++j) copy(from.at(i, j), to.at(i, j));
    };
    each([&](std::size_t a, std::size_t b) {
        twice.r_u()[b] = static_cast<double>(w_.single.r_u()[a]);
        twice.r_v()[b] = static_cast<double>(w_.single.r_v()[a]);
    });
    const auto* grid = coarse_ ? &s_.coarse_in_double(*coarse_) : nullptr;
    answer_.iterations +=
        twice.run(options_.reduction, options_.max_iterations - answer_.iterations, threads_,
                  options_.stop, grid);
    each([&](std::size_t a, std::size_t b) {
        w_.single.delta_u()[a] = static_cast<float>(twice.delta_u()[b]);
        w_.single.delta_v()[a] = static_cast<float>(twice.delta_v()[b]);
    });
    return !twice.failed();
}

void Refinement::add_to(std::span<double> hi, const float* lo, double unit) const {
    const SweepShape& shape = s_.single.shape;
    for (std::size_t i = 0; i < net_.rows; ++i)
        for (std::size_t j = 0; j < net_.cols; j += shape.panel_width) {
            double* to = hi.data() + i * net_.cols + j;
            const float* from = lo + shape.at(i, j);
            const std::size_t count = std::min(shape.panel_width, net_.cols - j);
            for (std::size_t k = 0; k < count; ++k) to[k] += static_cast<double>(from[k]) * unit;
        }
}

// hi takes in the correction; the residual there goes into totals_ and the work.
void Refinement::merge_and_look(double expected_A) {
    const MeshMerge merge = merge_of(1.0 / scale_);
    set_scale(expected_A);
    totals_ = s_.residual.merge_and_evaluate(sources_, injections_, merge, out(true), threads_,
                                             answer_.currents);
    at_rest_ = false;
}

SchurAnswer Refinement::run() {
    answer_.used_double = options_.double_only;
    if (!begin()) return answer_;
    double before_A = INFINITY;
    for (;;) {
        // At this point the residual of hi is in totals_ and in the work.
        const double now_A = totals_.norm1_A;
        const double rounding_A = totals_.rounding_A;
        const bool hi_stalled = !(now_A <= stalled_ratio * before_A);
        before_A = now_A;
        if (good()) {
            answer_.status = SchurStatus::converged;
            break;
        }
        if (options_.stop.stop_requested()) {
            answer_.status = SchurStatus::cancelled;
            break;
        }
        if (options_.progress)
            options_.progress(answer_.iterations, totals_.bound_A(), allowed_A());
        correct();
        ++answer_.refinements;
        if (answer_.status == SchurStatus::not_finite) break;
        const bool last =
            answer_.refinements >= max_refinements || answer_.iterations >= options_.max_iterations;
        // Is hi + lo good enough? Only worth a look when it may be.
        // Where rounding alone exceeds what is allowed, a residual below it is all that can be had.
        const double within_A = std::max(allowed_A() - rounding_A, rounding_A);
        if (hi_stalled || last || now_A * options_.reduction <= within_A) {
            look(true, false);
            lo_counts_ = true;
            if (good()) {
                answer_.status = SchurStatus::converged;
                break;
            }
            const bool lo_helps = totals_.norm1_A <= stalled_ratio * now_A;
            const bool at_rounding = totals_.norm1_A <= totals_.rounding_A;
            const bool plain_double = answer_.used_double && !coarse_;
            if (last || at_rounding || (hi_stalled && (lo_helps || plain_double))) {
                if (options_.want_end_bounds) bound_every_end();
                break;
            }
            if (!lo_helps && !plain_double) {
                // Single precision has no more to give; the last thing to try is without the grid.
                if (answer_.used_double) leave_coarse();
                answer_.used_double = true;
                before_A = INFINITY;  // what stalled was the iteration before
            }
            lo_counts_ = false;
        }
        merge_and_look(now_A * options_.reduction);
        if (!std::isfinite(totals_.norm1_A)) {
            answer_.status = SchurStatus::not_finite;
            break;
        }
    }
    answer_.bound_A = totals_.bound_A();
    answer_.residual_A = totals_.norm1_A;
    if (coarse_) answer_.coarse_block = coarse_->block;
    return answer_;
}

// Bounds of each end current: A e = |residual|, e >= |error| because A^-1 >= 0. What remains of
// that system again adds at most its sum to any current.
void Refinement::bound_every_end() {
    const std::size_t m = net_.rows;
    const std::size_t n = net_.cols;
    // |residual| and its rounding, as floats and as the right-hand side to compare with.
    totals_ = s_.residual.evaluate(sources_, injections_, hi_view(true),
                                   {.r_u = panels(w_.single.r_u()),
                                    .r_v = panels(w_.single.r_v()),
                                    .scale = scale_,
                                    .magnitudes = true},
                                   threads_, answer_.currents);
    // For the voltages; the work is needed for the bounds.
    s_.residual.merge(merge_of(1.0 / scale_), threads_);
    lo_counts_ = false;
    std::vector<double> load_u(m * n), load_v(m * n);
    const double unit = 1.0 / scale_;
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            const std::size_t k = s_.single.shape.at(i, j);
            load_u[i * n + j] = static_cast<double>(w_.single.r_u()[k]) * unit;
            load_v[i * n + j] = static_cast<double>(w_.single.r_v()[k]) * unit;
        }
    // Two corrections: the noise of the first one's single precision would count in full for every
    // end.
    std::vector<double> e_u(m * n), e_v(m * n);
    const MeshSources grounded{std::vector<double>(m), std::vector<double>(m),
                               std::vector<double>(n), std::vector<double>(n)};
    MeshCurrents bounds;
    MeshResidualTotals rest;
    for (int pass = 0; pass < 2; ++pass) {
        (void)w_.single.run(bound_reduction, options_.max_iterations, threads_, options_.stop,
                            coarse_ ? &*coarse_->single : nullptr);
        if (w_.single.failed()) {
            leave_coarse();  // what is not in e counts in full in the rest
        } else {
            add_to(e_u, w_.single.delta_u(), 1.0 / scale_);
            add_to(e_v, w_.single.delta_v(), 1.0 / scale_);
        }
        set_scale(pass == 0 ? totals_.bound_A() * bound_reduction : 1.0);
        rest = s_.residual.evaluate(
            grounded, {load_u, load_v}, {.u_V = e_u.data(), .v_V = e_v.data()},
            {.r_u = panels(w_.single.r_u()), .r_v = panels(w_.single.r_v()), .scale = scale_},
            threads_, bounds);
    }
    for (auto* ends :
         {&bounds.row_first_A, &bounds.row_last_A, &bounds.col_first_A, &bounds.col_last_A})
        for (double& bound : *ends) {
            const double own_A = std::abs(bound) + rest.bound_A();
            bound = own_A < totals_.bound_A() ? own_A : totals_.bound_A();  // also for a NaN
        }
    answer_.end_bounds = std::move(bounds);
}

void Refinement::voltages() {
    if (lo_counts_)
        s_.residual.merge(merge_of(1.0 / scale_), threads_);
    else
        leave_rest();
}

}  // namespace

SchurAnswer SchurCg::solve(const MeshSources& sources, const MeshInjections& injections,
                           const SchurOptions& options, std::span<double> u_V,
                           std::span<double> v_V) const {
    auto work = state_->borrow();
    Refinement refinement(*state_, *work, sources, injections, options, u_V, v_V);
    SchurAnswer answer = refinement.run();
    if (!u_V.empty()) refinement.voltages();
    state_->give_back(std::move(work));
    return answer;
}

}  // namespace crosspoint
