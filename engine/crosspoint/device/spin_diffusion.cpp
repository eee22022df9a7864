// Time steps: the (2, 3) Pade approximation of the exponential (order 5, damps stiff modes) as
// partial fractions, one real and one complex tridiagonal solve; error by step doubling.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/spin_diffusion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <utility>

namespace crosspoint {
namespace {

using Complex = std::complex<double>;

// z / (exp(z) - 1)
double bernoulli(double z) {
    if (std::abs(z) < 1e-5) return 1.0 - 0.5 * z + z * z / 12.0;
    return z / std::expm1(z);
}

// exp(z) = sum of weight / (1 - z / pole), the complex pair by its first member.
struct Fractions {
    double real_pole = 0.0, real_weight = 0.0;
    Complex pole, weight;
};

// Roots of z^3 - 9 z^2 + 36 z - 60, the denominator of the Pade approximation.
Fractions pade_fractions() {
    double z = 3.6;
    for (int k = 0; k < 8; ++k)
        z -= (((z - 9.0) * z + 36.0) * z - 60.0) / ((3.0 * z - 18.0) * z + 36.0);
    const double b = 9.0 - z, c = 60.0 / z;  // the other two: w^2 - b w + c
    const Complex w(0.5 * b, std::sqrt(c - 0.25 * b * b));
    const auto numerator = [](auto s) { return 1.0 + 0.4 * s + 0.05 * s * s; };
    Fractions f{.real_pole = z, .pole = w};
    const Complex pair = (1.0 - z / w) * (1.0 - z / std::conj(w));
    f.real_weight = numerator(z) / pair.real();
    f.weight = numerator(w) / ((1.0 - w / z) * (1.0 - w / std::conj(w)));
    return f;
}

// The chain on one grid: rates to the right and to the left of each cell, probabilities of cells.
class Chain {
public:
    Chain(const SpinDrive& drive, std::size_t cells);

    /// Steps to `time`; the steps' errors are relative to either half's probability.
    void advance_to(double time, double tolerance);
    [[nodiscard]] double stayed() const { return sum(0, cells_ / 2); }
    [[nodiscard]] double switched() const { return sum(cells_ / 2, cells_); }

private:
    [[nodiscard]] double sum(std::size_t from, std::size_t to) const;
    void step(double h, const std::vector<double>& from, std::vector<double>& to);
    void solve_real(double h, const std::vector<double>& from, std::vector<double>& to);
    void add_complex(double h, const std::vector<double>& from, std::vector<double>& to);
    [[nodiscard]] double disagreement() const;

    Fractions fractions_ = pade_fractions();
    std::size_t cells_ = 0;
    double time_ = 0.0;
    double step_ = 0.0;
    std::vector<double> right_, left_;  // [cells] rates
    std::vector<double> p_, whole_, half_, twice_;
    std::vector<double> ratio_, ratio_im_, value_, value_im_;
};

Chain::Chain(const SpinDrive& drive, std::size_t cells) : cells_(cells) {
    const double h = std::numbers::pi / static_cast<double>(cells);
    const double shift = drive.overdrive;
    const auto well = [&](double x) { return drive.delta * (x + shift) * (x + shift); };
    right_.assign(cells, 0.0);
    left_.assign(cells, 0.0);
    p_.assign(cells, 0.0);
    const double half_chord = std::sin(0.5 * h);
    const auto middle = [&](std::size_t k) { return h * (static_cast<double>(k) + 0.5); };
    const auto width = [&](std::size_t k) { return 2.0 * std::sin(middle(k)) * half_chord; };
    for (std::size_t k = 1; k < cells; ++k) {
        const double before = -std::cos(middle(k - 1)), after = -std::cos(middle(k));
        const double climb = well(after) - well(before);
        const double flow = std::sin(h * static_cast<double>(k)) / (4.0 * drive.delta * half_chord);
        right_[k - 1] = flow * bernoulli(-climb) / width(k - 1);
        left_[k] = flow * bernoulli(climb) / width(k);
    }
    constexpr std::array<double, 3> node = {-0.7745966692414834, 0.0, 0.7745966692414834};
    constexpr std::array<double, 3> weight = {5.0 / 9.0, 8.0 / 9.0, 5.0 / 9.0};
    for (std::size_t k = 0; k < cells / 2; ++k)
        for (std::size_t q = 0; q < 3; ++q) {
            const double s = std::sin(middle(k) + 0.5 * h * node[q]);
            p_[k] += weight[q] * s * std::exp(-drive.delta * s * s);
        }
    const double total = sum(0, cells);
    for (double& p : p_) p /= total;
    for (auto* buffer : {&whole_, &half_, &twice_, &ratio_, &ratio_im_, &value_, &value_im_})
        buffer->assign(cells, 0.0);
    step_ = 1e-3 / (1.0 + std::abs(shift));
}

double Chain::sum(std::size_t from, std::size_t to) const {
    double total = 0.0;
    for (std::size_t k = from; k < to; ++k) total += p_[k];
    return total;
}

// to = weight (1 - h A / pole)^-1 from, A the generator of the chain.
void Chain::solve_real(double h, const std::vector<double>& from, std::vector<double>& to) {
    const double g = h / fractions_.real_pole;
    double ratio = 0.0, value = 0.0;  // of the cell before: p[k] = value - ratio p[k + 1]
    for (std::size_t k = 0; k < cells_; ++k) {
        const double in = k > 0 ? -g * right_[k - 1] : 0.0;
        const double scale = 1.0 / (1.0 + g * (right_[k] + left_[k]) - in * ratio);
        value = (from[k] - in * value) * scale;
        ratio = k + 1 < cells_ ? -g * left_[k + 1] * scale : 0.0;
        ratio_[k] = ratio;
        value_[k] = value;
    }
    double next = 0.0;
    for (std::size_t k = cells_; k-- > 0;) {
        next = value_[k] - ratio_[k] * next;
        to[k] = fractions_.real_weight * next;
    }
}

// The same for the complex pair, added. Written out: std::complex tests every product for NaN.
void Chain::add_complex(double h, const std::vector<double>& from, std::vector<double>& to) {
    const Complex g = h / fractions_.pole;
    const double gr = g.real(), gi = g.imag();
    double rr = 0.0, ri = 0.0, vr = 0.0, vi = 0.0;
    for (std::size_t k = 0; k < cells_; ++k) {
        const double out = right_[k] + left_[k];
        const double in = k > 0 ? right_[k - 1] : 0.0;
        const double ar = -gr * in, ai = -gi * in;
        const double dr = 1.0 + gr * out - (ar * rr - ai * ri);
        const double di = gi * out - (ar * ri + ai * rr);
        const double norm = 1.0 / (dr * dr + di * di);
        const double sr = dr * norm, si = -di * norm;
        const double nr = from[k] - (ar * vr - ai * vi), ni = -(ar * vi + ai * vr);
        vr = nr * sr - ni * si;
        vi = nr * si + ni * sr;
        const double back = k + 1 < cells_ ? left_[k + 1] : 0.0;
        const double br = -gr * back, bi = -gi * back;
        rr = br * sr - bi * si;
        ri = br * si + bi * sr;
        ratio_[k] = rr;
        ratio_im_[k] = ri;
        value_[k] = vr;
        value_im_[k] = vi;
    }
    const double wr = 2.0 * fractions_.weight.real(), wi = 2.0 * fractions_.weight.imag();
    double xr = 0.0, xi = 0.0;
    for (std::size_t k = cells_; k-- > 0;) {
        const double nr = value_[k] - (ratio_[k] * xr - ratio_im_[k] * xi);
        xi = value_im_[k] - (ratio_[k] * xi + ratio_im_[k] * xr);
        xr = nr;
        to[k] += wr * xr - wi * xi;
    }
}

void Chain::step(double h, const std::vector<double>& from, std::vector<double>& to) {
    solve_real(h, from, to);
    add_complex(h, from, to);
}

// Of one step against two: the larger of both halves, each relative to its probability. Below
// 1e-14 the other half counts as reached by nothing.
double Chain::disagreement() const {
    constexpr double nothing = 1e-14;
    double worst = 0.0;
    for (const std::size_t from : {std::size_t{0}, cells_ / 2}) {
        double apart = 0.0, total = 0.0;
        for (std::size_t k = from; k < from + cells_ / 2; ++k) {
            apart += std::abs(whole_[k] - twice_[k]);
            total += twice_[k];
        }
        worst = std::max(worst, apart / std::max(total, nothing));
    }
    return worst;
}

void Chain::advance_to(double time, double tolerance) {
    while (time_ < time) {
        const double left = time - time_;
        const bool last = step_ >= left;
        const double h = last ? left : step_;
        step(h, p_, whole_);
        step(0.5 * h, p_, half_);
        step(0.5 * h, half_, twice_);
        const double error = disagreement() / 31.0;  // of the two half steps, order 5
        const double factor =
            std::clamp(0.9 * std::pow(tolerance / std::max(error, 1e-300), 1.0 / 6.0), 0.2, 4.0);
        // Below the shortest step rounding is what disagrees.
        if (!(error <= tolerance) && h > 1e-9 * (1.0 + time)) {
            step_ = h * factor;
            continue;
        }
        p_.swap(twice_);
        time_ = last ? time : time_ + h;
        if (!last || factor < 1.0) step_ = h * factor;
    }
}

Error out_of_range(std::string what) {
    return Error{.code = Errc::input,
                 .id = 7670,
                 .what = std::move(what),
                 .help =
                     "stability from 5 to 200, I / Ic0 from -5 to 20, times ascending from 0 "
                     "to 1e9 tau_D"};
}

Result<void> check(const SpinDrive& drive, std::span<const double> times) {
    if (!(drive.delta >= 5.0 && drive.delta <= 200.0))
        return out_of_range(fmt::format("the thermal stability is {:.6g}", drive.delta));
    if (!(drive.overdrive >= -5.0 && drive.overdrive <= 20.0))
        return out_of_range(fmt::format("the current is {:.6g} Ic0", drive.overdrive));
    double before = 0.0;
    for (const double time : times) {
        if (!(time >= before && time <= 1e9))
            return out_of_range(fmt::format("a pulse lasts {:.6g} tau_D", time));
        before = time;
    }
    return {};
}

// Second order in the width of the cells: two extrapolations, and a cautious estimate of the error.
std::pair<double, double> extrapolate(double one, double two, double four) {
    const auto safe_log = [](double p) {
        return std::log(std::max(p, std::numeric_limits<double>::min()));
    };
    const double a = safe_log(one), b = safe_log(two), c = safe_log(four);
    const double first = b + (b - a) / 3.0, second = c + (c - b) / 3.0;
    const double best = second + (second - first) / 15.0;
    // A sixteenth would be the step of the second extrapolation; on coarse grids fluxes are upwind
    // and the series is not yet one in h^2.
    return {best, 0.25 * std::abs(second - first)};
}

// What one grid says at all times.
struct GridResult {
    std::vector<double> stayed, switched;
};

GridResult run_grid(const SpinDrive& drive, std::span<const double> times, std::size_t cells,
                    double step_tolerance) {
    GridResult out;
    Chain chain(drive, cells);
    for (const double time : times) {
        chain.advance_to(time, step_tolerance);
        out.stayed.push_back(chain.stayed());
        out.switched.push_back(chain.switched());
    }
    return out;
}

// The smaller probability by its logarithm; the other is what is missing to 1.
SpinOutcome combine(const std::array<GridResult, 3>& grids, std::size_t k) {
    const bool rare_stay = grids[2].stayed[k] < grids[2].switched[k];
    const auto value = [&](const GridResult& grid) {
        return rare_stay ? grid.stayed[k] : grid.switched[k];
    };
    const auto [log_p, error] = extrapolate(value(grids[0]), value(grids[1]), value(grids[2]));
    const double p = std::min(std::exp(log_p), 1.0);
    SpinOutcome out{.stayed = p, .switched = 1.0 - p, .error_rel = error};
    if (!rare_stay) std::swap(out.stayed, out.switched);
    return out;
}

}  // namespace

Result<std::vector<SpinOutcome>> solve_spin_diffusion(const SpinDrive& drive,
                                                      std::span<const double> times,
                                                      const SpinDiffusionOptions& options) {
    constexpr double noticed = 1e-14;  // below, the time steps have no relative accuracy either
    constexpr std::size_t most_refinements = 4;
    if (auto r = check(drive, times); !r) return r.error();
    CROSSPOINT_ASSERT(options.coarse_cells >= 8 && options.coarse_cells % 2 == 0);
    std::array<GridResult, 3> grids;
    std::size_t cells = options.coarse_cells;
    const auto run = [&] { return run_grid(drive, times, cells, options.step_tolerance); };
    grids[1] = run();
    cells *= 2;
    grids[2] = run();
    double worst = 0.0;
    for (std::size_t refinement = 0; refinement <= most_refinements; ++refinement) {
        std::swap(grids[0], grids[1]);
        std::swap(grids[1], grids[2]);
        cells *= 2;
        grids[2] = run();
        std::vector<SpinOutcome> out(times.size());
        worst = 0.0;
        for (std::size_t k = 0; k < times.size(); ++k) {
            out[k] = combine(grids, k);
            if (std::min(out[k].stayed, out[k].switched) > noticed)
                worst = std::max(worst, out[k].error_rel);
        }
        if (worst <= options.tolerance) return out;
    }
    return Error{.code = Errc::numerics,
                 .id = 7671,
                 .what = fmt::format("the write error rate is known to {:.1e} only on {} cells, "
                                     "expected {:.1e}",
                                     worst, cells, options.tolerance),
                 .help = "ask for less accuracy"};
}

}  // namespace crosspoint
