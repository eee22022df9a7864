// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/sampled_solve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "crosspoint/study/model_tile.hpp"

namespace crosspoint {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// One solver for all samples of a tile of resistors: only the cells change.
class SampleSolver {
public:
    SampleSolver(const TileJob& job, SolveOptions options)
        : job_(job), options_(std::move(options)) {}

    Result<TileSolution> solve(const CellSample& sample, const Matrix<double>& inputs) {
        if (sample.model) return solve_model_tile(job_.spec, *sample.model, inputs, options_);
        if (!solver_) {
            auto solver = make_solver(job_.spec, options_);
            if (!solver) return solver.error();
            solver_ = std::move(*solver);
        }
        if (auto r = solver_->program(sample.cells); !r) return r.error();
        return solver_->solve(inputs);
    }

private:
    const TileJob& job_;
    SolveOptions options_;
    std::unique_ptr<TileSolver> solver_;
};

double larger(double a, double b) { return !(a >= b) ? b : a; }  // a NaN gives way

// The worst of several: status, residual and bounds; times and work add up.
void add_report(const SolveReport& one, std::size_t draw, std::size_t cycle, SolveReport& all) {
    constexpr std::size_t most_remarks = 20;
    if (all.method.empty()) {
        all = one;
        all.remarks.clear();
    } else {
        all.status = std::max(all.status, one.status);  // from good to bad
        all.kcl_residual_A = larger(all.kcl_residual_A, one.kcl_residual_A);
        all.error_bound_rel = larger(all.error_bound_rel, one.error_bound_rel);
        all.error_bound_each_rel = larger(all.error_bound_each_rel, one.error_bound_each_rel);
        all.memory_bytes = std::max(all.memory_bytes, one.memory_bytes);
        all.inputs += one.inputs;
        all.audited += one.audited;
        all.iterations += one.iterations;
        all.newton_iterations += one.newton_iterations;
        all.setup_s = std::max(all.setup_s, one.setup_s);
        all.program_s += one.program_s;
        all.solve_s += one.solve_s;
    }
    for (const std::string& remark : one.remarks) {
        const bool known = std::ranges::any_of(
            all.remarks, [&](const std::string& other) { return other.ends_with(": " + remark); });
        if (!known && all.remarks.size() < most_remarks)
            all.remarks.push_back(fmt::format("draw {}, cycle {}: {}", draw, cycle, remark));
    }
}

}  // namespace

Result<TileSolution> solve_tile(const TileJob& job, const SolveOptions& options) {
    return SampleSolver(job, options)
        .solve({.cells = job.cells, .model = job.model, .record = {}}, job.inputs);
}

Result<SampledSolution> solve_samples(const TileJob& job, std::size_t draws,
                                      const SolveOptions& options) {
    CROSSPOINT_ASSERT(job.sampler && draws > 0);
    const VariationConfig& config = job.sampler->config();
    const std::size_t inputs = job.inputs.rows();
    // What one set of cells is read with: all inputs, or one of them.
    const std::size_t reads = config.every_read ? inputs : 1;
    SampledSolution out{.draws = draws,
                        .cycles = config.cycles,
                        .i_out_A = {},
                        .report = {},
                        .statistics = {},
                        .records = {}};
    out.i_out_A = Matrix<double>(draws * config.cycles * inputs, job.spec.cols);
    SampleSolver solver(job, options);
    const Result<CellSample> nominal = job.sampler->nominal();
    if (!nominal) return nominal.error();
    Result<TileSolution> middle = solver.solve(*nominal, job.inputs);
    if (!middle) return middle.error();
    std::size_t row = 0;
    for (std::size_t draw = 0; draw < draws; ++draw) {
        for (std::size_t cycle = 0; cycle < config.cycles * reads; ++cycle) {
            Result<CellSample> sample = job.sampler->sample(draw, cycle);
            if (!sample) return sample.error();
            Matrix<double> one;
            if (config.every_read) {
                const auto input = job.inputs.row(cycle % reads);
                one = Matrix<double>(1, input.size(), {input.begin(), input.end()});
            }
            const Result<TileSolution> solved =
                solver.solve(*sample, config.every_read ? one : job.inputs);
            if (!solved) return solved.error();
            add_report(solved->report, draw, cycle, out.report);
            for (std::size_t b = 0; b < solved->i_out_A.rows(); ++b)
                std::ranges::copy(solved->i_out_A.row(b), out.i_out_A.row(row++).begin());
            out.records.push_back(std::move(sample->record));
        }
    }
    out.statistics = current_statistics(out.i_out_A, draws, config.cycles);
    out.statistics.nominal_A = std::move(middle->i_out_A);
    return out;
}

CurrentStatistics current_statistics(const Matrix<double>& i_out_A, std::size_t draws,
                                     std::size_t cycles) {
    const std::size_t inputs = i_out_A.rows() / (draws * cycles);
    CurrentStatistics out;
    for (Matrix<double>* m : {&out.mean_A, &out.min_A, &out.max_A, &out.sigma_A,
                              &out.sigma_device_A, &out.sigma_cycle_A})
        *m = Matrix<double>(inputs, i_out_A.cols());
    const auto d = static_cast<double>(draws), c = static_cast<double>(cycles);
    for (std::size_t b = 0; b < inputs; ++b)
        for (std::size_t j = 0; j < i_out_A.cols(); ++j) {
            const auto at = [&](std::size_t draw, std::size_t cycle) {
                return i_out_A((draw * cycles + cycle) * inputs + b, j);
            };
            const double origin = at(0, 0);  // sums of differences keep the digits of a small sigma
            double sum = 0.0, within = 0.0, low = origin, high = origin;
            std::vector<double> means(draws, 0.0);
            for (std::size_t k = 0; k < draws; ++k) {
                for (std::size_t t = 0; t < cycles; ++t) {
                    const double i_A = at(k, t);
                    means[k] += (i_A - origin) / c;
                    low = i_A < low || std::isnan(i_A) ? i_A : low;
                    high = i_A > high || std::isnan(i_A) ? i_A : high;
                }
                for (std::size_t t = 0; t < cycles; ++t)
                    within += std::pow(at(k, t) - origin - means[k], 2);
                sum += means[k];
            }
            const double mean = sum / d;
            double between = 0.0;
            for (const double m : means) between += std::pow(m - mean, 2);
            const double cycle2 = cycles > 1 ? within / (d * (c - 1.0)) : 0.0;
            // One-way analysis of variance: the means of the arrays carry cycle2 / c themselves.
            const double device2 = draws > 1 ? between / (d - 1.0) - cycle2 / c : 0.0;
            out.mean_A(b, j) = origin + mean;
            out.min_A(b, j) = low;
            out.max_A(b, j) = high;
            out.sigma_A(b, j) =
                draws * cycles > 1 ? std::sqrt((within + c * between) / (d * c - 1.0)) : nan;
            out.sigma_device_A(b, j) = draws > 1 ? std::sqrt(device2 < 0.0 ? 0.0 : device2) : nan;
            out.sigma_cycle_A(b, j) = cycles > 1 ? std::sqrt(cycle2) : nan;
        }
    return out;
}

}  // namespace crosspoint
