// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <utility>

#include "crosspoint/base/file.hpp"
#include "crosspoint/base/npy.hpp"
#include "measure.hpp"
#include "runs.hpp"

namespace crosspoint::bench {
namespace {

using nlohmann::json;

// One way through the interface, with its three times.
struct Pass {
    double scratch_s = 0.0;  // make_solver + program + solve
    double program_s = 0.0;  // make_solver + program
    std::unique_ptr<TileSolver> solver;
    TileSolution solution;
};

Result<Pass> run_once(const BenchTile& tile, const MethodRequest& request,
                      const Matrix<double>& inputs) {
    Pass pass;
    const double start_s = clock_s();
    auto solver = make_solver_by_name(tile.spec, request);
    if (!solver) return solver.error();
    if (auto programmed = (*solver)->program(tile.cells); !programmed) return programmed.error();
    pass.program_s = clock_s() - start_s;
    auto solution = (*solver)->solve(inputs);
    if (!solution) return solution.error();
    pass.scratch_s = clock_s() - start_s;
    pass.solver = std::move(*solver);
    pass.solution = std::move(*solution);
    return pass;
}

// Times of a batch from scratch and, on the programmed solver, once more.
struct BatchTimes {
    Timing scratch, program, again;
    TileSolution solution;
};

Result<BatchTimes> measure(const BenchTile& tile, const MethodRequest& request,
                           const Matrix<double>& inputs, double repeat_s) {
    BatchTimes times;
    std::optional<Error> failure;
    std::vector<double> program_s;
    std::unique_ptr<TileSolver> solver;
    times.scratch = repeat(repeat_s, [&] {
        solver.reset();  // outside of what a user waits for, but it must not add to the memory
        auto pass = run_once(tile, request, inputs);
        if (!pass) {
            failure = pass.error();
            return;
        }
        program_s.push_back(pass->program_s);
        solver = std::move(pass->solver);
        times.solution = std::move(pass->solution);
    });
    if (failure) return *failure;
    times.program = timing_of(program_s);
    times.again = repeat(repeat_s, [&] { (void)solver->solve(inputs); });
    return times;
}

void add_report(const SolveReport& report, json& out) {
    out["method"] = report.method;
    out["why"] = report.why;
    out["status"] = status_name(report.status);
    out["bound_rel"] = report.error_bound_rel;
    out["unknowns"] = report.unknowns;
    out["iterations"] = report.iterations;
    out["expected_s"] = report.expected_s;
    out["memory_bytes"] = report.memory_bytes;
}

void add_batch(const SolveReport& report, double batch_s, bool extrapolated,
               const PeakMemory& memory, json& out) {
    out["batch_s"] = batch_s;
    out["batch_extrapolated"] = extrapolated;
    out["batch_method"] = report.method;
    out["batch_status"] = status_name(report.status);
    out["peak_batch_MB"] = memory.peak_MB();
}

}  // namespace

Matrix<double> first_inputs(const Matrix<double>& inputs, std::size_t count) {
    Matrix<double> few(std::min(count, inputs.rows()), inputs.cols());
    for (std::size_t b = 0; b < few.rows(); ++b)
        std::ranges::copy(inputs.row(b), few.row(b).begin());
    return few;
}

Result<void> write_currents(const std::string& path, const Matrix<double>& i_out_A) {
    if (path.empty()) return {};
    const Matrix<double> few = first_inputs(i_out_A, compared_inputs);
    const std::size_t shape[] = {few.rows(), few.cols()};
    return write_file(path, npy_bytes(shape, few.values()));
}

Result<json> run_crosspoint(const BenchTile& tile, const MethodRequest& request,
                            const RunLimits& limits, const Emit& emit) {
    json out;
    const PeakMemory memory;
    auto one = measure(tile, request, first_inputs(tile.inputs, 1), limits.repeat_s);
    if (!one) return one.error();
    out["one_s"] = one->scratch.median_s;
    out["program_s"] = one->program.median_s;
    out["solve_s"] = one->again.median_s;
    out["repetitions"] = one->scratch.repetitions;
    out["peak_MB"] = memory.peak_MB();
    add_report(one->solution.report, out);
    Matrix<double> i_out_A = std::move(one->solution.i_out_A);

    if (auto written = write_currents(limits.currents, i_out_A); !written) return written.error();
    emit(out);
    const std::size_t batch = std::min(limits.batch, tile.inputs.rows());
    if (batch <= 1) return out;

    const std::size_t few = std::min(block, batch);
    auto probe = measure(tile, request, first_inputs(tile.inputs, few), 0.2 * limits.repeat_s);
    if (!probe) return probe.error();
    const double per_input_s = probe->again.median_s / static_cast<double>(few);
    const double batch_s = probe->scratch.median_s + per_input_s * static_cast<double>(batch - few);
    out["block_s"] = probe->again.median_s;
    out["block"] = few;
    out["batch"] = batch;
    add_batch(probe->solution.report, batch_s, batch > few, memory, out);
    i_out_A = std::move(probe->solution.i_out_A);
    if (auto written = write_currents(limits.currents, i_out_A); !written) return written.error();
    emit(out);
    // "auto" may choose a faster method for the whole batch than for the block.
    const double patience = request.method == "auto" ? 8.0 : 1.0;
    if (batch > few && batch_s <= patience * limits.batch_limit_s) {
        auto pass = run_once(tile, request, first_inputs(tile.inputs, batch));
        if (!pass) return pass.error();
        add_batch(pass->solution.report, pass->scratch_s, false, memory, out);
        i_out_A = std::move(pass->solution.i_out_A);
    }
    if (auto written = write_currents(limits.currents, i_out_A); !written) return written.error();
    return out;
}

Result<json> run_batches(const BenchTile& tile, const MethodRequest& request,
                         const std::vector<std::size_t>& batches, const RunLimits& limits,
                         const Emit& emit) {
    json out = {{"hardness", tile.hardness()}, {"batches", json::array()}};
    for (const std::size_t batch : batches) {
        auto times = measure(tile, request, first_inputs(tile.inputs, batch), limits.repeat_s);
        if (!times) return times.error();
        out["batches"].push_back({{"inputs", batch},
                                  {"scratch_s", times->scratch.median_s},
                                  {"program_s", times->program.median_s},
                                  {"again_s", times->again.median_s},
                                  {"method", times->solution.report.method}});
        emit(out);
        if (times->scratch.median_s > limits.batch_limit_s) break;
    }
    return out;
}

}  // namespace crosspoint::bench
