// The one interface through which every tile is solved, whatever the method:
// make_solver (setup once) -> program (cells, often) -> solve (inputs, most often).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/bit_matrix.hpp"
#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/base/progress.hpp"
#include "crosspoint/device/cell_messages.hpp"
#include "crosspoint/solve/gate_method.hpp"

namespace crosspoint {

/// How a tile is solved (engine/docs/architecture.md, section 5).
enum class Fidelity { automatic, ideal, ladder, mesh, circuit };
enum class Precision { double_precision, single_precision };

/// The algorithm behind a fidelity; `automatic` takes the one that the rules of choose.hpp expect
/// to be fastest.
enum class Method {
    automatic,
    schur_cg,  ///< mesh: Schur-complement CG, one input at a time
    transfer,  ///< mesh: the exact transfer matrix, then one matrix product for the batch
    direct,    ///< mesh: the factors of the same hierarchy, with all node voltages
    ldlt,      ///< mesh: sparse LDL^T, an oracle
    klu        ///< circuit: sparse LU, the certain path
};

std::string_view method_name(Method method);  ///< "auto", "schur-cg", "transfer", ...
/// @errors usage 2118
Result<Method> parse_method(std::string_view name);

std::string_view fidelity_name(Fidelity fidelity);  ///< "auto", "ideal", "ladder", ...
Result<Fidelity> parse_fidelity(std::string_view name);

enum class SolveStatus {
    converged,     ///< the residual is at rounding level
    inaccurate,    ///< solved, but the error bound is above the promised one
    singular,      ///< no unique answer: the reason is in SolveReport::remarks
    not_converged  ///< nonlinear cells: no solution found; where it fails is in the remarks
};
std::string_view status_name(SolveStatus status);

/// How a batch was solved and how good the answer is. Always filled, whatever the status.
struct SolveReport {
    SolveStatus status = SolveStatus::converged;
    std::string method;        ///< "ladder, double", "mesh, sparse LDLT", ...
    std::string why;           ///< why this method was chosen
    std::size_t unknowns = 0;  ///< node voltages solved for, per input
    std::size_t inputs = 0;    ///< vectors in the batch
    /// Largest imbalance of Kirchhoff's current law over all nodes and audited inputs, from the
    /// network itself by code that shares nothing with the solver (circuit/audit.hpp). NaN when
    /// the method has no node voltages (ideal).
    double kcl_residual_A = 0.0;
    /// Bound or measured estimate of the output current error, relative to the largest output of
    /// the batch; `error_kind` says which.
    double error_bound_rel = 0.0;
    std::string error_kind;  ///< "proved bound", "measured on 64 sampled outputs", ...
    /// Largest bound of an output's error relative to that output itself, over outputs that are not
    /// below 1e-6 of the largest; NaN when only error_bound_rel is known.
    double error_bound_each_rel = std::numeric_limits<double>::quiet_NaN();
    std::size_t audited = 0;            ///< inputs whose residual was checked
    std::size_t iterations = 0;         ///< of all inputs, for iterative methods
    std::size_t newton_iterations = 0;  ///< nonlinear cells: evaluations of all of them
    /// Schur-CG: its coarse grid has one node per coarse_block x coarse_block crossings; 0: no such
    /// grid was used.
    std::size_t coarse_block = 0;
    double expected_s = 0.0;  ///< what the choice of method expected this solve to take; 0: none
    std::size_t memory_bytes = 0;  ///< what the method needs beside inputs and outputs; 0: little
    double setup_s = 0.0;
    double program_s = 0.0;
    double solve_s = 0.0;
    int threads = 1;
    std::vector<std::string> remarks;  ///< floating lines, fallbacks, conditioning
};

/// Node voltages of a batch, each [B * m, n]: row b * m + i holds row i of input b. A node without
/// any path to a reference has NaN. `wl` is empty where word lines are gates, `sl` in `passive`.
struct NodeVoltages {
    Matrix<double> wl_V, bl_V, sl_V;
};

/// Currents into the cells of a batch from their two lines, each [B * m, n]: from the word line and
/// the bit line in `passive`, from the bit line and the source line else.
struct TileCellCurrents {
    Matrix<double> a_A, b_A;
};

struct TileSolution {
    Matrix<double> i_out_A;  ///< [B x n], positive into the sense node of column j
    NodeVoltages nodes;      ///< filled when asked for
    TileCellCurrents cells;  ///< of nonlinear tiles, filled with the nodes
    SolveReport report;
};

struct SolveOptions {
    Fidelity fidelity = Fidelity::automatic;
    Method method = Method::automatic;
    Precision precision = Precision::double_precision;
    /// Largest relative error of an output current that is good enough: iterations stop there, and
    /// 1e-5 or more allows single precision.
    double accuracy_rel = 1e-9;
    std::size_t memory_limit_bytes = 0;  ///< 0: what the machine has available
    std::stop_token stop = {};           ///< a requested stop ends a solve with error 2116
    /// Told how far a solve is, from any thread but from one at a time; often, so be quick.
    std::function<void(const SolveProgress&)> progress = {};
    /// Told what cells that are a model say ($strobe, $error, ..), input by input, from one thread.
    /// A $fatal ends the solve with error 7206. Of solve(), not of solve_gates().
    CellMessageSink messages = {};
    bool want_nodes = false;
    int threads = 1;  ///< 0 = all cores; the result has the same bits for any number
    GateMethod gate_method = GateMethod::automatic;  ///< of solve_gates and single precision
    /// Fraction of the asserted rows that a typical read drives: helps to choose that method. A
    /// figure of the use, not of a batch: equal reads must give equal bits in every batch.
    double expected_activity = 0.5;
};

/// Bits of many reads in the layout that SIMD over inputs wants. Gated tiles: a bit of 1 switches
/// the cells of its row on. Passive tiles: its word line is driven at read_V, all others at 0 V.
struct GateBatch {
    BitMatrix bits;             ///< [asserted rows x B]: bit (k, b) is that of row first_row + k
    std::size_t first_row = 0;  ///< rows outside first_row .. +bits.rows() have a 0
};

/// What a solver prepares once for many solve_gates of the same rows.
class GatePlan {
public:
    virtual ~GatePlan() = default;
};

/// How solve_gates compared with solve, where a method is fitted to a tile.
struct GateCheck {
    std::size_t outputs = 0;    ///< compared so far
    double error_rel = 0.0;     ///< the largest, relative to the output
    double cell_error = 0.0;    ///< fitted cells: the largest, relative to the current of the cell
    int most_newton_steps = 0;  ///< nonlinear cells: of a read
};

/// Solves one tile. Const calls may run at the same time from several threads.
class TileSolver {
public:
    virtual ~TileSolver() = default;

    /// Takes new cells. Must be called before solve; may be called again.
    /// @errors input 2102: two ideal ends joined by 0 ohm; 2103: a short without wires (ideal)
    virtual Result<void> program(const CellArray& cells) = 0;

    /// Currents of a batch. `inputs` is [B x m]: volts in `passive`, 0 or 1 in 1T1R.
    /// @errors input 2110: wrong width, not finite, or a gate input that is not 0 or 1;
    ///         2115: the method would not fit the memory; 2116: stopped;
    ///         numerics never: look at report.status
    [[nodiscard]] virtual Result<TileSolution> solve(const Matrix<double>& inputs) const = 0;

    /// Currents of many reads of bits in single precision, for network inference; no report, one
    /// thread. The error is below 1e-6 of the column current; of nonlinear cells see
    /// nonlinear_solver.hpp: 1e-5.
    /// @param i_out_A out, resized to [n x B rounded up to 64] (lane = read), amperes
    /// @param plan    of plan_gates for these rows after the last program(), or null: the same
    ///                bits, slower for a few hundred reads
    /// @errors input 2123: a passive tile without inputs or read_V; 2114: rows outside the
    ///         tile; numerics 2112
    [[nodiscard]] virtual Result<void> solve_gates(const GateBatch& gates, Matrix<float>& i_out_A,
                                                   const GatePlan* plan = nullptr) const;

    /// Tables for many calls of solve_gates on rows first_row .. first_row + rows - 1; null where
    /// the method needs none. Not more than 16 MiB.
    [[nodiscard]] virtual std::unique_ptr<GatePlan> plan_gates(std::size_t first_row,
                                                               std::size_t rows) const;

    /// What solve_gates uses for the cells of the last program().
    [[nodiscard]] virtual std::string gates_method() const;
    /// What was compared when solve_gates was prepared.
    [[nodiscard]] virtual GateCheck gates_check() const { return {}; }

    [[nodiscard]] const TileSpec& spec() const { return spec_; }
    [[nodiscard]] const SolveOptions& options() const { return options_; }

protected:
    TileSolver(TileSpec spec, SolveOptions options) : spec_(std::move(spec)), options_(options) {}
    /// @errors 2123, 2114
    [[nodiscard]] Result<void> check_gates(const GateBatch& gates) const;

    [[nodiscard]] double setup_s() const { return setup_s_; }

private:
    friend Result<std::unique_ptr<TileSolver>> make_solver(const TileSpec&, const SolveOptions&);
    TileSpec spec_;
    SolveOptions options_;
    double setup_s_ = 0.0;
};

/// Chooses the method from the line sets (or takes the fidelity asked for) and sets it up.
/// @errors input: the spec is invalid; 2100, 2101: the fidelity does not fit the tile
Result<std::unique_ptr<TileSolver>> make_solver(const TileSpec& spec, const SolveOptions& options);

}  // namespace crosspoint
