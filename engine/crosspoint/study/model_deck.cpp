// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_deck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "crosspoint/spice/device_deck.hpp"
#include "crosspoint/study/model_tile.hpp"
#include "crosspoint/veriloga/spice_export.hpp"

namespace crosspoint {

namespace {

Result<void> check_input(const TileSpec& spec, std::span<const double> input) {
    for (std::size_t i = 0; i < input.size(); ++i) {
        const double x = input[i];
        if (std::isfinite(x) && (!spec.gated() || x == 0.0 || x == 1.0)) continue;
        return not_an_input(spec, i, x);
    }
    if (input.size() == spec.rows) return {};
    return Error{
        .code = Errc::input,
        .id = 3111,
        .what = fmt::format("{} inputs do not fit a tile of {} rows", input.size(), spec.rows),
        .help = "an input vector has one value for each word line"};
}

Result<TileNetlist> netlist_of(const TileSpec& spec, const ModelCells& cells,
                               std::span<const double> input) {
    if (auto fits = check_input(spec, input); !fits) return fits.error();
    Result<TileNetlist> tile = expand_devices(spec, device_cells(cells), {});
    if (!tile) return tile;
    std::vector<Waveform> waves;
    for (const double x : input)
        waves.emplace_back(DcWave{!spec.gated() ? x
                                  : x != 0.0    ? cells.levels.on_V
                                                : cells.levels.off_V});
    tile->set_inputs(waves);
    return tile;
}

Result<void> take_nodes(const TileNetlist& tile, const RawPoint& point, std::size_t b, bool gated,
                        NodeVoltages& nodes) {
    const std::size_t mn = tile.rows * tile.cols;
    for (std::size_t k = 0; k < 2 * mn; ++k) {
        const NodeIndex node = k < mn ? tile.first_node[k] : tile.second_node[k - mn];
        const std::string name = "v(" + lower_case(tile.netlist.node_name(node)) + ")";
        const auto found = point.find(name);
        if (found == point.end()) return missing_from_raw(name);
        (k >= mn ? nodes.bl_V
         : gated ? nodes.sl_V
                 : nodes.wl_V)
            .values()[b * mn + k % mn] = found->second;
    }
    return {};
}

Result<SpiceSolution> by_ngspice(const TileSpec& spec, const ModelCells& cells,
                                 const Matrix<double>& inputs, const NgspiceOptions& options) {
    const auto subcircuit = cell_subcircuit(cells);
    if (!subcircuit) return subcircuit.error();
    SpiceSolution solution{Matrix<double>(inputs.rows(), spec.cols, 0.0), {}};
    const Matrix<double> blank(inputs.rows() * spec.rows, spec.cols, 0.0);
    (spec.gated() ? solution.nodes.sl_V : solution.nodes.wl_V) = blank;
    solution.nodes.bl_V = blank;
    for (std::size_t b = 0; b < inputs.rows(); ++b) {
        const auto tile = netlist_of(spec, cells, inputs.row(b));
        if (!tile) return tile.error();
        const auto deck = write_device_deck(*tile, *subcircuit,
                                            {.deck = {.results = DeckResults::none},
                                             .temperature_K = cells.spec.point.temperature_K});
        if (!deck) return deck.error();
        const auto point = run_ngspice(*deck, options);
        if (!point) return point.error();
        for (std::size_t j = 0; j < spec.cols; ++j) {
            const std::string name = fmt::format("i(vsense{})", j);
            const auto amperes = point->find(name);
            if (amperes == point->end()) return missing_from_raw(name);
            solution.i_out_A(b, j) = amperes->second;
        }
        if (auto taken = take_nodes(*tile, *point, b, spec.gated(), solution.nodes); !taken)
            return taken.error();
    }
    return solution;
}

}  // namespace

Result<veriloga::SpiceSubcircuit> cell_subcircuit(const ModelCells& cells, bool stuck) {
    veriloga::SpiceExportOptions options{
        .name = "cell_" + cells.module + (stuck ? "_stuck" : ""), .states = {}, .stuck = stuck};
    const ModelShape& shape = cells.spec.model->shape();
    std::size_t state = 0;
    for (std::size_t k = 0; k < shape.unknowns.size(); ++k)
        if (shape.unknowns[k].kind == UnknownKind::state)
            options.states.push_back({k, cells.spec.states[state++].front()});
    return veriloga::write_spice_subcircuit(*cells.lowered, options);
}

Result<std::string> write_model_deck(const TileSpec& spec, const ModelCells& cells,
                                     std::span<const double> input, const DeckOptions& options) {
    const auto subcircuit = cell_subcircuit(cells);
    if (!subcircuit) return subcircuit.error();
    const auto tile = netlist_of(spec, cells, input);
    if (!tile) return tile.error();
    return write_device_deck(*tile, *subcircuit,
                             {.deck = options, .temperature_K = cells.spec.point.temperature_K});
}

Result<Comparison> compare_model_tile(const TileSpec& spec, const ModelCells& cells,
                                      const Matrix<double>& inputs, const CompareOptions& options) {
    auto theirs = by_ngspice(spec, cells, inputs, options.ngspice);
    if (!theirs) return theirs.error();
    Comparison result;
    std::vector<Fidelity> wanted{options.fidelity};
    if (options.fidelity == Fidelity::automatic) {
        const bool column = spec.topology == Topology::one_transistor_column;
        wanted = {column ? Fidelity::ladder : Fidelity::mesh, Fidelity::circuit};
    }
    for (const Fidelity fidelity : wanted) {
        auto ours = solve_model_tile(
            spec, cells, inputs,
            {.fidelity = fidelity, .want_nodes = true, .threads = options.threads});
        if (!ours) return ours.error();
        result.methods.push_back(
            {fidelity, difference_of(*ours, *theirs, spec), std::move(ours->report)});
    }
    result.ngspice_A = std::move(theirs->i_out_A);
    return result;
}

}  // namespace crosspoint
