// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/source_field.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "crosspoint/base/parallel.hpp"
#include "crosspoint/circuit/audit.hpp"
#include "crosspoint/circuit/structure.hpp"
#include "crosspoint/linalg/schur_cg.hpp"
#include "crosspoint/linalg/sparse_solver.hpp"
#include "crosspoint/solve/ladder.hpp"
#include "crosspoint/solve/mesh_batch.hpp"
#include "crosspoint/solve/mesh_shorts.hpp"
#include "crosspoint/solve/nodal.hpp"
#include "crosspoint/solve/tile_mesh.hpp"

namespace crosspoint {
namespace {

constexpr double nan_V = std::numeric_limits<double>::quiet_NaN();
// Node voltages deserve more than the currents that they are stopped for.
constexpr double node_margin = 1e-2;

// The circuit of the network with these sources.
ExpandedTile with_sources(const ExpandedTile& circuit, const TileEndValues& source_V) {
    ExpandedTile tile = circuit;
    for (std::size_t k = 0; k < tile.ports.size(); ++k) {
        const Port& port = tile.ports[k];
        const LineEndValues& set = port.line_set == 'B' ? source_V.bl : source_V.first_set;
        tile.circuit.held[k].voltage_V = (port.last_end ? set.last : set.first)[port.line];
    }
    return tile;
}

// Marks what floats and audits, where the circuit is written out.
void finish_field(const FieldNetwork& network, const TileEndValues& source_V, bool may_float,
                  SourceField& field) {
    if (!network.circuit && !may_float) return;
    const ExpandedTile tile = network.circuit
                                  ? with_sources(*network.circuit, source_V)
                                  : with_sources(expand(network.spec, network.cells), source_V);
    if (may_float) {
        const Structure structure = analyze(tile.circuit).structure;
        for (std::size_t k = 0; k < field.node_V.size(); ++k)
            if (structure.unknown[k] == Structure::floating) field.node_V[k] = nan_V;
    }
    if (!network.circuit) return;
    std::vector<double> node_V = field.node_V;
    for (const HeldNode& source : tile.circuit.held) node_V.push_back(source.voltage_V);
    field.kcl_residual_A = audit(tile.circuit, node_V, tile.groups).kcl_residual_A;
}

void add_sensed(const LineSet& set, const LineEndValues& end_A, std::span<double> out) {
    for (std::size_t j = 0; j < out.size(); ++j) {
        if (set.first_end.kind == EndKind::sense) out[j] += end_A.first[j];
        if (set.last_end.kind == EndKind::sense) out[j] += end_A.last[j];
    }
}

// Sums over the sense ends of every column.
std::vector<double> sensed(const TileSpec& spec, const TileEndValues& end_A) {
    std::vector<double> out(spec.cols);
    if (spec.horizontal() == nullptr) add_sensed(first_set(spec), end_A.first_set, out);
    add_sensed(spec.bl, end_A.bl, out);
    return out;
}

// One column of two rails: the recursion of ladder_column.hpp.
class LadderField final : public FieldSolver {
public:
    explicit LadderField(const FieldNetwork& network)
        : network_(&network), column_(make_ladder_column(network.spec, 0)) {
        CROSSPOINT_ASSERT(network.spec.cols == 1 && network.spec.horizontal() == nullptr);
    }

    [[nodiscard]] SourceField solve(const TileEndValues& source_V, std::size_t) const override {
        const std::size_t m = network_->spec.rows;
        LadderColumn column = column_;
        // A broken end is no source: its voltage must not meet the infinite resistance.
        const auto put = [](RailEnd& end, double volts) {
            end.volts = std::isinf(end.ohm) ? 0.0 : volts;
        };
        put(column.b_top, source_V.bl.first[0]);
        put(column.b_bottom, source_V.bl.last[0]);
        put(column.s_top, source_V.first_set.first[0]);
        put(column.s_bottom, source_V.first_set.last[0]);
        SourceField field;
        field.node_V.resize(2 * m);
        const std::span<double> node_V = field.node_V;
        LadderWork work;
        const LadderCurrents ends =
            solve_ladder_column(column, network_->cells.g_on_S.values(), node_V.subspan(m, m),
                                node_V.first(m), 1, work);
        field.end_A = TileEndValues{.first_set = {{ends.s_top_A}, {ends.s_bottom_A}},
                                    .bl = {{ends.b_top_A}, {ends.b_bottom_A}}};
        field.i_out_A = sensed(network_->spec, *field.end_A);
        const double rounding =
            16.0 * (static_cast<double>(m) + 2.0) * std::numeric_limits<double>::epsilon();
        field.bound_A = {rounding * std::abs(field.i_out_A[0])};
        for (const double i : {ends.s_top_A, ends.s_bottom_A, ends.b_top_A, ends.b_bottom_A})
            field.end_bound_A = std::max(field.end_bound_A, rounding * std::abs(i));
        field.regular = std::isfinite(field.i_out_A[0]);
        finish_field(*network_, source_V, true, field);
        return field;
    }

    [[nodiscard]] std::string method() const override {
        return "ladder: two-rail recursion of one column, double";
    }

private:
    const FieldNetwork* network_;
    LadderColumn column_;
};

// Crossing lines: Schur-complement CG, with shorts reduced exactly.
class SchurField final : public FieldSolver {
public:
    SchurField(const FieldNetwork& network, const FieldOptions& options)
        : network_(&network), options_(options), mesh_(make_tile_mesh(network.spec)) {
        // Every cell counts as selected: `cells` holds what conducts now.
        set_cells(mesh_, network.spec, network.cells, {});
        solver_.emplace(mesh_.network, resolve_threads(options.threads));
        if (!mesh_.shorts.empty()) shorts_.emplace(mesh_, *solver_, schur_options({}, none));
    }

    [[nodiscard]] bool ok() const { return !shorts_ || shorts_->ok(); }

    [[nodiscard]] SourceField solve(const TileEndValues& source_V,
                                    std::size_t output) const override {
        const TileSpec& spec = network_->spec;
        const std::size_t mn = spec.rows * spec.cols;
        const MeshSources sources{source_V.first_set.first, source_V.first_set.last,
                                  source_V.bl.first, source_V.bl.last};
        const SchurOptions schur = schur_options(options_.stop, output);
        SourceField field;
        field.node_V.resize(2 * mn);
        const std::span<double> u = std::span<double>(field.node_V).first(mn);
        const std::span<double> v = std::span<double>(field.node_V).subspan(mn);
        double mismatch_A = 0.0;
        const SchurAnswer answer = shorts_ ? shorts_->solve(sources, schur, u, v, mismatch_A)
                                           : solver_->solve(sources, {}, schur, u, v);
        field.cancelled = answer.status == SchurStatus::cancelled;
        field.regular = answer.status != SchurStatus::not_finite;
        field.iterations = answer.iterations;
        if (field.cancelled || !field.regular) return field;
        field.end_A = ends(answer.currents);
        field.i_out_A = sensed(spec, *field.end_A);
        field.end_bound_A = answer.bound_A + mismatch_A;
        field.bound_A.assign(spec.cols, field.end_bound_A);
        if (answer.end_bounds) {
            const TileEndValues each = ends(*answer.end_bounds);
            field.bound_A = sensed(spec, each);
            field.end_bound_A = 0.0;
            for (const LineEndValues* set : {&each.first_set, &each.bl})
                for (const std::vector<double>* bounds : {&set->first, &set->last})
                    for (const double b : *bounds)
                        field.end_bound_A = std::max(field.end_bound_A, b + mismatch_A);
            for (double& b : field.bound_A) b += mismatch_A;
        }
        field.kcl_residual_A = answer.residual_A;
        finish_field(*network_, source_V, mesh_.may_float, field);
        return field;
    }

    [[nodiscard]] std::string method() const override {
        return "mesh: Schur-complement CG, refined in double";
    }

private:
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

    static TileEndValues ends(const MeshCurrents& c) {
        return {.first_set = {c.row_first_A, c.row_last_A}, .bl = {c.col_first_A, c.col_last_A}};
    }

    [[nodiscard]] SchurOptions schur_options(std::stop_token stop, std::size_t output) const {
        SchurOptions o{.threads = resolve_threads(options_.threads), .stop = std::move(stop)};
        o.allowed_A = [this, output](const MeshCurrents& currents) {
            const std::vector<double> i_out_A = sensed(network_->spec, ends(currents));
            double largest_A = 0.0;
            for (const double i : i_out_A) largest_A = std::max(largest_A, std::abs(i));
            double wanted_A = largest_A;
            for (std::size_t j = 0; j < i_out_A.size(); ++j)
                if (output >= i_out_A.size() || output == j)
                    wanted_A = std::min(wanted_A, std::abs(i_out_A[j]));
            wanted_A = std::max(wanted_A, weak_output * largest_A);
            return node_margin * options_.accuracy_rel * wanted_A;
        };
        return o;
    }

    const FieldNetwork* network_;
    FieldOptions options_;
    TileMesh mesh_;
    std::optional<SchurCg> solver_;
    std::optional<MeshShorts> shorts_;
};

// Anything: nodal analysis of the circuit.
class NodalField final : public FieldSolver {
public:
    NodalField(const FieldNetwork& network, std::unique_ptr<SparseSolver> solver)
        : network_(&network),
          tile_(network.circuit ? *network.circuit : expand(network.spec, network.cells)),
          system_(tile_.circuit, std::move(solver)) {}

    [[nodiscard]] SourceField solve(const TileEndValues& source_V, std::size_t) const override {
        const std::size_t n = network_->spec.cols;
        SourceField field;
        field.regular = system_.factored();
        if (!field.regular) return field;
        const ExpandedTile tile = with_sources(tile_, source_V);
        std::vector<double> node_V(tile.circuit.node_count);
        std::vector<double> group_A(tile.groups);
        system_.solve(tile.circuit, node_V, group_A, tile.groups, field.end_bound_A);
        field.i_out_A.assign(group_A.begin(), group_A.begin() + static_cast<std::ptrdiff_t>(n));
        field.bound_A.assign(n, field.end_bound_A);
        field.kcl_residual_A = audit(tile.circuit, node_V, tile.groups).kcl_residual_A;
        node_V.resize(2 * network_->spec.rows * n);
        field.node_V = std::move(node_V);
        return field;
    }

    [[nodiscard]] std::string method() const override {
        return fmt::format("circuit: nodal analysis, {}", system_.method());
    }

private:
    const FieldNetwork* network_;
    ExpandedTile tile_;
    NodalSystem system_;
};

LineEndValues volts(const LineSet& set, std::size_t lines, std::span<const double> input,
                    double read_V) {
    const auto of = [&](const LineEnd& end) {
        std::vector<double> out(lines);
        for (std::size_t l = 0; l < lines; ++l) {
            if (end.kind == EndKind::drive_input) out[l] = input[l];
            if (end.kind == EndKind::drive_read) out[l] = read_V;
        }
        return out;
    };
    return {of(set.first_end), of(set.last_end)};
}

}  // namespace

FieldNetwork make_field_network(const TileSpec& spec, Matrix<double> g_S) {
    FieldNetwork network{.spec = spec, .cells = {.g_on_S = std::move(g_S)}, .circuit = {}};
    for (const double g : network.cells.g_on_S.values())
        network.shorts = network.shorts || std::isinf(g);
    if (network.shorts || network.cells.g_on_S.size() <= audit_cells)
        network.circuit = expand(spec, network.cells);
    return network;
}

TileEndValues input_sources(const TileSpec& spec, std::span<const double> input) {
    return {.first_set = volts(first_set(spec), first_set_shape(spec).lines, input, spec.read_V),
            .bl = volts(spec.bl, spec.cols, input, spec.read_V)};
}

TileEndValues adjoint_sources(const TileSpec& spec, std::size_t j) {
    const auto put = [j](const LineSet& set, LineEndValues& values) {
        if (set.first_end.kind == EndKind::sense) values.first[j] = 1.0;
        if (set.last_end.kind == EndKind::sense) values.last[j] = 1.0;
    };
    const std::size_t lines = first_set_shape(spec).lines;
    TileEndValues out{.first_set = {std::vector<double>(lines), std::vector<double>(lines)},
                      .bl = {std::vector<double>(spec.cols), std::vector<double>(spec.cols)}};
    if (spec.horizontal() == nullptr) put(first_set(spec), out.first_set);
    put(spec.bl, out.bl);
    return out;
}

std::unique_ptr<FieldSolver> make_field_solver(const FieldNetwork& network,
                                               const FieldOptions& options) {
    const TileSpec& spec = network.spec;
    if (options.method == Method::klu)
        return std::make_unique<NodalField>(network, make_klu_solver());
    if (options.method != Method::ldlt) {
        if (spec.horizontal() == nullptr && spec.cols == 1)
            return std::make_unique<LadderField>(network);
        const auto shorted = std::ranges::count_if(network.cells.g_on_S.values(),
                                                   [](double g) { return std::isinf(g); });
        if (spec.horizontal() != nullptr && static_cast<std::size_t>(shorted) <= max_mesh_shorts) {
            auto schur = std::make_unique<SchurField>(network, options);
            if (schur->ok()) return schur;
        }
    }
    return std::make_unique<NodalField>(network, make_ldlt_solver());
}

}  // namespace crosspoint
