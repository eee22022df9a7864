// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/spice/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/circuit/structure.hpp"
#include "crosspoint/spice/deck_writer.hpp"
#include "crosspoint/spice/rounding.hpp"

namespace crosspoint {
namespace {

constexpr double abstol_A = 1e-18;  // of the decks
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

// Keeps the larger; a NaN wins and stays.
void raise(double& largest, double value) {
    if (!(value <= largest) && !std::isnan(largest)) largest = value;
}

Result<double> value_of(const RawPoint& point, const std::string& name) {
    const auto found = point.find(name);
    if (found != point.end()) return found->second;
    return missing_from_raw(name);
}

// Empty matrices for the sets that carry no current, as TileSolution has it.
NodeVoltages empty_nodes(const TileSpec& spec, std::size_t batch) {
    NodeVoltages nodes;
    Matrix<double>& first = spec.gated() ? nodes.sl_V : nodes.wl_V;
    first = Matrix<double>(batch * spec.rows, spec.cols, nan_value);
    nodes.bl_V = Matrix<double>(batch * spec.rows, spec.cols, nan_value);
    return nodes;
}

// Reads the nodes of input b; those that float keep their NaN.
Result<void> take_nodes(const ExpandedTile& tile, const RawPoint& point, std::size_t b,
                        NodeVoltages& nodes) {
    const Structure structure = analyze(tile.circuit).structure;
    const std::size_t mn = tile.rows * tile.cols;
    Matrix<double>& first = tile.first_set == 'W' ? nodes.wl_V : nodes.sl_V;
    for (std::size_t node = 0; node < 2 * mn; ++node) {
        if (structure.unknown[node] == Structure::floating) continue;
        const std::string name = lower_case(tile.node_name(static_cast<NodeIndex>(node)));
        const auto volts = value_of(point, "v(" + name + ")");
        if (!volts) return volts.error();
        (node < mn ? first : nodes.bl_V).values()[b * mn + node % mn] = *volts;
    }
    return {};
}

double node_difference(const Matrix<double>& ours_V, const Matrix<double>& theirs_V) {
    if (ours_V.size() != theirs_V.size()) return nan_value;
    double largest = 0.0;
    for (std::size_t k = 0; k < ours_V.size(); ++k) {
        // ngspice knows no floating node: where its deck ties one down, ours must be NaN.
        if (std::isnan(theirs_V.values()[k]) && std::isnan(ours_V.values()[k])) continue;
        raise(largest, std::abs(ours_V.values()[k] - theirs_V.values()[k]));
    }
    return largest;
}

Result<MethodComparison> compare_method(Fidelity fidelity, const TileSpec& spec,
                                        const CellArray& cells, const Matrix<double>& inputs,
                                        const SpiceSolution& theirs, int threads) {
    const SolveOptions options{.fidelity = fidelity, .want_nodes = true, .threads = threads};
    const auto solver = make_solver(spec, options);
    if (!solver) return solver.error();
    if (auto done = (*solver)->program(cells); !done) return done.error();
    auto ours = (*solver)->solve(inputs);
    if (!ours) return ours.error();
    return MethodComparison{fidelity, difference_of(*ours, theirs, spec, cells, inputs),
                            std::move(ours->report)};
}

}  // namespace

bool Difference::agrees(double rtol) const {
    if (difference_A == 0.0) return true;
    return difference_rel <= rtol || (largest_A <= floor_A && difference_A <= floor_A);
}

const MethodComparison& Comparison::worst() const {
    const auto badness = [](const MethodComparison& m) {
        const double rel = m.difference.difference_rel;
        return std::isnan(rel) ? std::numeric_limits<double>::infinity() : rel;
    };
    return *std::max_element(methods.begin(), methods.end(),
                             [&](const auto& a, const auto& b) { return badness(a) < badness(b); });
}

Result<SpiceSolution> solve_by_ngspice(const TileSpec& spec, const CellArray& cells,
                                       const Matrix<double>& inputs,
                                       const NgspiceOptions& options) {
    SpiceSolution solution{Matrix<double>(inputs.rows(), spec.cols, 0.0),
                           empty_nodes(spec, inputs.rows())};
    for (std::size_t b = 0; b < inputs.rows(); ++b) {
        const auto deck = write_deck(spec, cells, inputs.row(b), {.results = DeckResults::none});
        if (!deck) return deck.error();
        const auto point = run_ngspice(*deck, options);
        if (!point) return point.error();
        for (std::size_t j = 0; j < spec.cols; ++j) {
            const auto amperes = value_of(*point, fmt::format("i(vsense{})", j));
            if (!amperes) return amperes.error();
            solution.i_out_A(b, j) = *amperes;
        }
        ExpandedTile tile = expand(spec, cells);
        apply_input(tile, spec, cells, inputs.row(b));
        if (auto taken = take_nodes(tile, *point, b, solution.nodes); !taken) return taken.error();
    }
    return solution;
}

Difference difference_of(const TileSolution& ours, const SpiceSolution& theirs,
                         const TileSpec& spec) {
    Difference result{.floor_A = abstol_A};
    for (std::size_t b = 0; b < ours.i_out_A.rows(); ++b) {
        double largest_A = 0.0;
        double difference_A = 0.0;
        for (std::size_t j = 0; j < spec.cols; ++j) {
            const double a = ours.i_out_A(b, j);
            const double s = theirs.i_out_A(b, j);
            raise(largest_A, std::max(std::abs(a), std::abs(s)));
            raise(difference_A, std::abs(a - s));
        }
        raise(result.largest_A, largest_A);
        raise(result.difference_A, difference_A);
        raise(result.difference_rel, difference_A == 0.0 ? 0.0 : difference_A / largest_A);
    }
    const bool gated = spec.gated();
    result.difference_V = node_difference(gated ? ours.nodes.sl_V : ours.nodes.wl_V,
                                          gated ? theirs.nodes.sl_V : theirs.nodes.wl_V);
    raise(result.difference_V, node_difference(ours.nodes.bl_V, theirs.nodes.bl_V));
    return result;
}

Difference difference_of(const TileSolution& ours, const SpiceSolution& theirs,
                         const TileSpec& spec, const CellArray& cells,
                         const Matrix<double>& inputs) {
    Difference result = difference_of(ours, theirs, spec);
    result.floor_A = 0.0;
    for (std::size_t b = 0; b < inputs.rows(); ++b)
        raise(result.floor_A, estimate_rounding(spec, cells, inputs.row(b)).floor_A);
    return result;
}

Result<Comparison> compare(const TileSpec& spec, const CellArray& cells,
                           const Matrix<double>& inputs, const CompareOptions& options) {
    auto theirs = solve_by_ngspice(spec, cells, inputs, options.ngspice);
    if (!theirs) return theirs.error();
    Comparison result;
    std::vector<Fidelity> wanted{options.fidelity};
    if (options.fidelity == Fidelity::automatic) {
        wanted = {Fidelity::mesh, Fidelity::circuit};
        // Only where columns decouple is there a ladder.
        if (spec.topology == Topology::one_transistor_column)
            wanted.insert(wanted.begin(), Fidelity::ladder);
    }
    for (const Fidelity fidelity : wanted) {
        auto one = compare_method(fidelity, spec, cells, inputs, *theirs, options.threads);
        if (!one) return one.error();
        result.methods.push_back(std::move(*one));
    }
    result.ngspice_A = std::move(theirs->i_out_A);
    return result;
}

}  // namespace crosspoint
