// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/sensitivity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/solve/batch.hpp"
#include "crosspoint/solve/choose.hpp"
#include "crosspoint/solve/mesh_batch.hpp"
#include "crosspoint/solve/sensitivity_terms.hpp"
#include "crosspoint/solve/source_field.hpp"

namespace crosspoint {
namespace {

// Two node vectors, two sets of branch currents and the results; the circuit and its audit.
constexpr std::size_t bytes_per_cell = 160;
constexpr std::size_t audit_bytes_per_cell = 200;
constexpr double sum_tolerance_rel = 1e-6;  // of the sum of the sizes of the terms

Error stopped() {
    return Error{.code = Errc::interrupted, .id = 2143, .what = "the sensitivities were stopped"};
}

Result<void> check_cells(const TileSpec& spec, const CellArray& cells) {
    const auto bad = [](double g) { return !(g >= 0.0); };
    if (cells.g_on_S.rows() == spec.rows && cells.g_on_S.cols() == spec.cols &&
        std::ranges::none_of(cells.g_on_S.values(), bad) && !bad(cells.g_off_S))
        return {};
    return Error{
        .code = Errc::input,
        .id = 2140,
        .what = fmt::format("the cells are [{} x {}] with a negative or NaN value, or do "
                            "not fit the tile of {} x {}",
                            cells.g_on_S.rows(), cells.g_on_S.cols(), spec.rows, spec.cols),
        .help = "make_cells() checks and converts device conductances"};
}

// Column j of a tile whose columns share no node, as a tile of its own.
TileSpec column_of(const TileSpec& spec, std::size_t j) {
    TileSpec part = spec;
    part.cols = 1;
    for (LineSet* set : {&part.bl, &part.sl}) {
        Matrix<double> ohm(1, spec.rows + 1);
        for (std::size_t k = 0; k <= spec.rows; ++k)
            ohm(0, k) = set->segment_ohm.at(j, k, spec.rows);
        set->segment_ohm = SegmentResistance::per_segment(std::move(ohm));
    }
    return part;
}

// Puts column 0 of `part` [rows x 1] into column j of a matrix of zeros; line 0 into line j.
Matrix<double> as_column(const Matrix<double>& part, std::size_t cols, std::size_t j) {
    Matrix<double> out(part.rows(), cols);
    for (std::size_t i = 0; i < part.rows(); ++i) out(i, j) = part(i, 0);
    return out;
}
Matrix<double> as_line(const Matrix<double>& part, std::size_t lines, std::size_t j) {
    Matrix<double> out(lines, part.cols());
    std::ranges::copy(part.row(0), out.row(j).begin());
    return out;
}

void place_column(TileSensitivity& s, std::size_t cols, std::size_t j) {
    s.di_dg_V = as_column(s.di_dg_V, cols, j);
    s.di_dg_device_V = as_column(s.di_dg_device_V, cols, j);
    for (LineSensitivity* set : {&s.bl, &s.sl}) {
        set->di_dr_A_per_ohm = as_line(set->di_dr_A_per_ohm, cols, j);
        set->di_dend_A_per_ohm = as_line(set->di_dend_A_per_ohm, cols, j);
    }
}

// Everything NaN: the network is singular, or too wild for doubles.
TileSensitivity nothing(const TileSpec& spec, std::size_t j) {
    TileSensitivity s{.output = j, .i_out_A = std::numeric_limits<double>::quiet_NaN()};
    s.di_dg_V = s.di_dg_device_V = Matrix<double>(spec.rows, spec.cols, s.i_out_A);
    s.report.status = SolveStatus::singular;
    s.report.remarks.emplace_back("the network is singular or overflows: there is no sensitivity");
    return s;
}

}  // namespace

struct SensitivitySolver::State {
    TileSpec spec;
    CellArray cells;
    SensitivityOptions options;
    std::vector<double> input;
    std::unique_ptr<FieldNetwork> network;  // null while columns decouple: each is its own
    std::unique_ptr<FieldSolver> solver;
    std::optional<SourceField> forward;

    [[nodiscard]] bool by_column() const { return spec.horizontal() == nullptr; }
    [[nodiscard]] FieldOptions field_options() const {
        return {.method = options.method,
                .accuracy_rel = options.accuracy_rel,
                .threads = options.threads,
                .stop = options.stop};
    }
    // What the cells of columns first .. first + count conduct under the input.
    [[nodiscard]] Matrix<double> conductances(std::size_t first, std::size_t count) const {
        Matrix<double> g_S(spec.rows, count);
        for (std::size_t i = 0; i < spec.rows; ++i) {
            const bool on = !spec.gated() || input.empty() || input[i] != 0.0;
            for (std::size_t j = 0; j < count; ++j)
                g_S(i, j) = on ? cells.g_on_S(i, first + j) : cells.g_off_S;
        }
        return g_S;
    }
    void prepare() {
        network =
            std::make_unique<FieldNetwork>(make_field_network(spec, conductances(0, spec.cols)));
        solver = make_field_solver(*network, field_options());
    }
};

SensitivitySolver::SensitivitySolver(std::unique_ptr<State> state) : state_(std::move(state)) {}
SensitivitySolver::~SensitivitySolver() = default;
SensitivitySolver::SensitivitySolver(SensitivitySolver&&) noexcept = default;
SensitivitySolver& SensitivitySolver::operator=(SensitivitySolver&&) noexcept = default;

Result<SensitivitySolver> SensitivitySolver::make(const TileSpec& spec, const CellArray& cells,
                                                  const SensitivityOptions& options) {
    if (auto r = spec.validate(); !r) return r.error();
    if (auto r = check_cells(spec, cells); !r) return r.error();
    if (options.method == Method::transfer || options.method == Method::direct)
        return Error{.code = Errc::usage,
                     .id = 2141,
                     .what = fmt::format("sensitivities cannot be taken by method {}",
                                         method_name(options.method)),
                     .help = "use auto, schur-cg, ldlt or klu"};
    const std::size_t count = spec.rows * spec.cols;
    const std::size_t own_bytes =
        (bytes_per_cell + (count <= audit_cells ? audit_bytes_per_cell : 0)) * count;
    if (spec.horizontal() != nullptr && options.method != Method::klu &&
        options.method != Method::ldlt) {
        const SolveOptions memory{.memory_limit_bytes = options.memory_limit_bytes};
        const std::size_t limit = memory_limit_bytes(memory);
        const SolveOptions left{.method = Method::schur_cg,
                                .memory_limit_bytes = limit > own_bytes ? limit - own_bytes : 1};
        const MeshTask task{.rows = spec.rows, .cols = spec.cols, .inputs = 2};
        if (auto choice = choose_mesh_method(task, left); !choice) return choice.error();
    }
    // Only ends of 0 ohm can meet over wires and cells of 0 ohm.
    if (may_conflict(spec))
        if (auto r = check_network(expand(spec, cells)); !r) return r.error();
    auto state = std::make_unique<State>();
    state->spec = spec;
    state->cells = cells;
    state->options = options;
    return SensitivitySolver(std::move(state));
}

Result<void> SensitivitySolver::set_input(std::span<const double> input) {
    State& s = *state_;
    const Matrix<double> one(1, input.size(), std::vector<double>(input.begin(), input.end()));
    if (auto r = check_inputs(s.spec, one); !r) return r;
    s.input.assign(input.begin(), input.end());
    s.forward.reset();
    if (s.by_column()) return {};
    if (!s.solver || s.spec.gated()) s.prepare();
    SourceField forward = s.solver->solve(input_sources(s.spec, s.input), s.spec.cols);
    if (forward.cancelled) return stopped();
    s.forward = std::move(forward);
    return {};
}

Result<TileSensitivity> SensitivitySolver::output(std::size_t j) const {
    const State& s = *state_;
    CROSSPOINT_ASSERT(!s.input.empty());
    if (j >= s.spec.cols)
        return Error{.code = Errc::usage,
                     .id = 2142,
                     .what = fmt::format("there is no output {}: the tile has columns 0 to {}", j,
                                         s.spec.cols - 1),
                     .help = "outputs count from 0"};
    // Step 1. The network of this output, and the solution of the input.
    std::unique_ptr<FieldNetwork> own_network;
    std::unique_ptr<FieldSolver> own_solver;
    SourceField own_forward;
    if (s.by_column()) {
        own_network = std::make_unique<FieldNetwork>(
            make_field_network(column_of(s.spec, j), s.conductances(j, 1)));
        own_solver = make_field_solver(*own_network, s.field_options());
        own_forward = own_solver->solve(input_sources(own_network->spec, s.input), 0);
    }
    const FieldNetwork& network = own_network ? *own_network : *s.network;
    const FieldSolver& solver = own_solver ? *own_solver : *s.solver;
    const SourceField& forward = own_network ? own_forward : *s.forward;
    const std::size_t column = own_network ? 0 : j;
    if (!forward.regular) return nothing(s.spec, j);

    // Step 2. The adjoint solution.
    const TileEndValues adjoint_V = adjoint_sources(network.spec, column);
    const SourceField adjoint = solver.solve(adjoint_V, column);
    if (adjoint.cancelled) return stopped();
    if (!adjoint.regular) return nothing(s.spec, j);

    // Step 3. All derivatives are products of the two.
    TileSensitivity out = sensitivity_terms(
        network, s.input, {&forward, input_sources(network.spec, s.input)}, {&adjoint, adjoint_V});
    out.output = j;
    out.i_out_A = forward.i_out_A[column];

    // Step 4. How good they are.
    SensitivityReport& report = out.report;
    report.method = solver.method();
    report.di_dv_bound_S = adjoint.end_bound_A;
    // sum V dI/dV is the same current from the other solution; its own bound may be the better one,
    // above all for an output that no source reaches, where it is 0.
    report.i_out_bound_A =
        std::min(forward.bound_A[column], std::abs(report.sum_v_di_dv_A - out.i_out_A) +
                                              report.sum_v_abs_V * report.di_dv_bound_S);
    report.kcl_residual_A = forward.kcl_residual_A;
    report.kcl_adjoint_A = adjoint.kcl_residual_A;
    report.iterations = forward.iterations + adjoint.iterations;
    double largest_A = 0.0;
    for (const double i : forward.i_out_A) largest_A = std::max(largest_A, std::abs(i));
    const bool weak = std::abs(out.i_out_A) < weak_output * largest_A;
    const double size_A = std::max(std::abs(out.i_out_A), weak_output * largest_A);
    const double slack_A = sum_tolerance_rel * report.sum_g_di_dg_abs_A + report.i_out_bound_A;
    if (weak)
        report.remarks.push_back(
            fmt::format("output {} is below {:g} of the largest: its error is held to that size, "
                        "not to its own",
                        j, weak_output));
    if (!(report.i_out_bound_A <= s.options.accuracy_rel * size_A) ||
        !(std::abs(report.sum_g_di_dg_A - out.i_out_A) <= slack_A)) {
        report.status = SolveStatus::inaccurate;
        report.remarks.push_back(fmt::format(
            "the accuracy of {:g} was not reached: error bound {:.1e} A, sum of G dI/dG off by "
            "{:.1e} A",
            s.options.accuracy_rel, report.i_out_bound_A,
            std::abs(report.sum_g_di_dg_A - out.i_out_A)));
    }
    if (own_network) place_column(out, s.spec.cols, j);
    return out;
}

}  // namespace crosspoint
