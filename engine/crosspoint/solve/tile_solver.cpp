// The choice of method, and what all solvers inherit.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/tile_solver.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "crosspoint/base/stopwatch.hpp"
#include "crosspoint/solve/batch.hpp"
#include "crosspoint/solve/ladder.hpp"
#include "crosspoint/solve/mesh_solver.hpp"
#include "crosspoint/solve/nodal_solver.hpp"
#include "crosspoint/solve/passive_reads.hpp"

namespace crosspoint {
namespace {

constexpr std::array<std::pair<Fidelity, std::string_view>, 5> fidelity_names{{
    {Fidelity::automatic, "auto"},
    {Fidelity::ideal, "ideal"},
    {Fidelity::ladder, "ladder"},
    {Fidelity::mesh, "mesh"},
    {Fidelity::circuit, "circuit"},
}};

constexpr std::array<std::pair<Method, std::string_view>, 6> method_names{{
    {Method::automatic, "auto"},
    {Method::schur_cg, "schur-cg"},
    {Method::transfer, "transfer"},
    {Method::direct, "direct"},
    {Method::ldlt, "ldlt"},
    {Method::klu, "klu"},
}};

}  // namespace

std::string_view method_name(Method method) {
    for (const auto& [value, name] : method_names)
        if (value == method) return name;
    return "unknown";
}

Result<Method> parse_method(std::string_view name) {
    for (const auto& [value, known] : method_names)
        if (known == name) return value;
    return Error{.code = Errc::usage,
                 .id = 2118,
                 .what = fmt::format("unknown method '{}'", name),
                 .help = "choose one of auto, schur-cg, transfer, direct, ldlt, klu"};
}

std::string_view fidelity_name(Fidelity fidelity) {
    for (const auto& [value, name] : fidelity_names)
        if (value == fidelity) return name;
    return "unknown";
}

Result<Fidelity> parse_fidelity(std::string_view name) {
    for (const auto& [value, known] : fidelity_names)
        if (known == name) return value;
    return Error{.code = Errc::usage,
                 .id = 2104,
                 .what = fmt::format("unknown fidelity '{}'", name),
                 .help = "choose one of auto, ideal, ladder, mesh, circuit"};
}

std::string_view status_name(SolveStatus status) {
    switch (status) {
        case SolveStatus::converged:
            return "converged";
        case SolveStatus::inaccurate:
            return "inaccurate";
        case SolveStatus::singular:
            return "singular";
        case SolveStatus::not_converged:
            return "not_converged";
    }
    return "unknown";
}

std::string TileSolver::gates_method() const { return "as solve, in double precision"; }

Result<void> TileSolver::check_gates(const GateBatch& gates) const {
    const auto takes_input = [](const LineEnd& end) { return end.kind == EndKind::drive_input; };
    if (!spec_.gated() && (spec_.read_V == 0.0 ||
                           !(takes_input(spec_.wl.first_end) || takes_input(spec_.wl.last_end))))
        return Error{.code = Errc::input,
                     .id = 2123,
                     .what =
                         "a passive tile reads bits, but its word lines take no input, or "
                         "read_V is 0",
                     .help = "a bit of 1 is read_V at an end that drives the input"};
    if (gates.first_row + gates.bits.rows() > spec_.rows)
        return Error{.code = Errc::input,
                     .id = 2114,
                     .what = fmt::format("rows {} to {} are asserted, but the tile has {} rows",
                                         gates.first_row, gates.first_row + gates.bits.rows() - 1,
                                         spec_.rows),
                     .help = "choose a row group within the tile"};
    return {};
}

Error not_converged_read(const SolveReport& report) {
    return {.code = Errc::numerics,
            .id = 2112,
            .what = fmt::format("a tile read did not converge: {}", status_name(report.status)),
            .help = report.remarks.empty() ? "" : report.remarks.back()};
}

std::unique_ptr<GatePlan> TileSolver::plan_gates(std::size_t, std::size_t) const { return nullptr; }

Result<void> TileSolver::solve_gates(const GateBatch& gates, Matrix<float>& i_out_A,
                                     const GatePlan*) const {
    if (auto r = check_gates(gates); !r) return r;
    const std::size_t reads = gates.bits.cols();
    const DistinctReads distinct = distinct_reads(gates);
    auto solution = solve(read_inputs(spec_, distinct.gates));
    if (!solution) return solution.error();
    if (solution->report.status != SolveStatus::converged)
        return not_converged_read(solution->report);
    i_out_A = Matrix<float>(spec_.cols, gates.bits.words_per_row() * 64);
    for (std::size_t j = 0; j < spec_.cols; ++j)
        for (std::size_t b = 0; b < reads; ++b)
            i_out_A(j, b) = static_cast<float>(solution->i_out_A(distinct.of[b], j));
    return {};
}

namespace {

// The fidelity that a forced method belongs to; the one asked for must not contradict it.
Result<Fidelity> fidelity_of(const SolveOptions& options) {
    if (options.method == Method::automatic) return options.fidelity;
    const Fidelity needed = options.method == Method::klu ? Fidelity::circuit : Fidelity::mesh;
    if (options.fidelity == Fidelity::automatic || options.fidelity == needed) return needed;
    return Error{
        .code = Errc::usage,
        .id = 2105,
        .what = fmt::format("method {} belongs to fidelity {}, not {}", method_name(options.method),
                            fidelity_name(needed), fidelity_name(options.fidelity)),
        .help = "leave one of the two at auto"};
}

Result<std::unique_ptr<TileSolver>> choose_solver(const TileSpec& spec,
                                                  const SolveOptions& options) {
    const Result<Fidelity> fidelity = fidelity_of(options);
    if (!fidelity) return fidelity.error();
    const bool columns_decouple = spec.topology == Topology::one_transistor_column;
    const char* reason = columns_decouple
                             ? "bit and source lines both run along the column: columns decouple"
                             : "current-carrying lines cross";
    switch (*fidelity) {
        case Fidelity::automatic:
            if (columns_decouple) return make_ladder_solver(spec, options, reason);
            return make_mesh_solver(spec, options, reason);
        case Fidelity::ladder:
            if (!columns_decouple)
                return Error{.code = Errc::input,
                             .id = 2101,
                             .what = fmt::format("fidelity ladder does not fit topology {}: {}",
                                                 topology_name(spec.topology), reason),
                             .help = "use auto, mesh or circuit"};
            return make_ladder_solver(spec, options, "asked for");
        case Fidelity::ideal:
            return make_ideal_solver(spec, options, "asked for");
        case Fidelity::mesh:
            // Columns that decouple are no mesh; nodal analysis takes any tile.
            if (columns_decouple || options.method == Method::ldlt)
                return make_nodal_solver(spec, options, *fidelity, "asked for");
            return make_mesh_solver(spec, options, "asked for");
        case Fidelity::circuit:
            return make_nodal_solver(spec, options, *fidelity, "asked for");
    }
    return Error{.code = Errc::internal, .id = 2, .what = "a fidelity has no solver"};
}

}  // namespace

Result<std::unique_ptr<TileSolver>> make_solver(const TileSpec& spec, const SolveOptions& options) {
    const double start_s = now_s();
    if (auto r = spec.validate(); !r) return r.error();
    auto solver = choose_solver(spec, options);
    if (solver) (*solver)->setup_s_ = now_s() - start_s;
    return solver;
}

}  // namespace crosspoint
