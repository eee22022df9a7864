// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/array/expand.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "crosspoint/circuit/structure.hpp"

namespace crosspoint {
namespace {

double conductance_S(double ohm) {
    return ohm == 0.0 ? std::numeric_limits<double>::infinity() : 1.0 / ohm;
}

// Adds the segments and ends of one line set. Node of crossing (line, k) is
// first_node + line * line_stride + k * step.
struct LineWriter {
    ExpandedTile& tile;
    const TileSpec& spec;
    NodeIndex first_node;
    char name;
    bool horizontal;

    void write(const LineSet& set) {
        const std::size_t lines = horizontal ? spec.rows : spec.cols;
        const std::size_t crossings = horizontal ? spec.cols : spec.rows;
        for (std::size_t line = 0; line < lines; ++line) {
            for (std::size_t k = 1; k < crossings; ++k)
                add(node(line, k - 1), node(line, k), set.segment_ohm.at(line, k, crossings));
            add_end(set.first_end, line, false, node(line, 0),
                    set.segment_ohm.at(line, 0, crossings));
            add_end(set.last_end, line, true, node(line, crossings - 1),
                    set.segment_ohm.at(line, crossings, crossings));
        }
    }

private:
    [[nodiscard]] NodeIndex node(std::size_t line, std::size_t k) const {
        const std::size_t i = horizontal ? line : k;
        const std::size_t j = horizontal ? k : line;
        return first_node + static_cast<NodeIndex>(i * spec.cols + j);
    }
    void add(NodeIndex a, NodeIndex b, double ohm) {
        tile.circuit.resistors.push_back({a, b, conductance_S(ohm)});
    }
    void add_end(const LineEnd& end, std::size_t line, bool last, NodeIndex cell_node,
                 double segment_ohm) {
        if (end.kind == EndKind::floating) return;  // a dangling segment carries no current
        const auto port = static_cast<NodeIndex>(tile.circuit.node_count++);
        add(port, cell_node, end.resistance_ohm + segment_ohm);
        const std::size_t n = spec.cols;
        const std::size_t group = end.kind == EndKind::sense         ? line
                                  : end.kind == EndKind::drive_input ? n + line
                                                                     : n + spec.rows;
        const double volts = end.kind == EndKind::drive_read ? spec.read_V : 0.0;
        tile.circuit.held.push_back({port, volts, group});
        tile.ports.push_back({name, line, horizontal, last, end.kind});
    }
};

std::string port_name(const Port& port) {
    const char* where =
        port.horizontal ? (port.last_end ? "right" : "left") : (port.last_end ? "bottom" : "top");
    return fmt::format("{}{}_{}", port.line_set, port.line, where);
}

}  // namespace

std::string ExpandedTile::node_name(NodeIndex node) const {
    const std::size_t mn = rows * cols;
    if (node >= 2 * mn) return port_name(ports[node - 2 * mn]);
    const std::size_t k = node % mn;
    return fmt::format("{}{}_{}", node < mn ? first_set : 'B', k / cols, k % cols);
}

ExpandedTile expand(const TileSpec& spec, const CellArray& cells) {
    const std::size_t mn = spec.rows * spec.cols;
    ExpandedTile tile;
    tile.rows = spec.rows;
    tile.cols = spec.cols;
    tile.groups = spec.cols + spec.rows + 1;
    tile.first_set = spec.gated() ? 'S' : 'W';
    tile.circuit.node_count = 2 * mn;
    tile.circuit.resistors.reserve(3 * mn + 4 * (spec.rows + spec.cols));
    for (std::size_t k = 0; k < mn; ++k) {
        tile.circuit.resistors.push_back(
            {static_cast<NodeIndex>(k), static_cast<NodeIndex>(mn + k), cells.g_on_S.values()[k]});
    }
    const bool first_horizontal = spec.horizontal() != nullptr;
    LineWriter first{tile, spec, 0, tile.first_set, first_horizontal};
    first.write(spec.gated() ? spec.sl : spec.wl);
    LineWriter second{tile, spec, static_cast<NodeIndex>(mn), 'B', false};
    second.write(spec.bl);
    return tile;
}

void apply_input(ExpandedTile& tile, const TileSpec& spec, const CellArray& cells,
                 std::span<const double> input) {
    if (!spec.gated()) {
        for (std::size_t k = 0; k < tile.ports.size(); ++k)
            if (tile.ports[k].kind == EndKind::drive_input)
                tile.circuit.held[k].voltage_V = input[tile.ports[k].line];
        return;
    }
    for (std::size_t i = 0; i < spec.rows; ++i)
        for (std::size_t j = 0; j < spec.cols; ++j)
            tile.circuit.resistors[i * spec.cols + j].conductance_S =
                input[i] != 0.0 ? cells.g_on_S(i, j) : cells.g_off_S;
}

Result<void> check_network(const ExpandedTile& tile) {
    const StructureResult structure = analyze(tile.circuit);
    if (!structure.conflict) return {};
    const Port& a = tile.ports[structure.conflict->first];
    const Port& b = tile.ports[structure.conflict->second];
    return Error{
        .code = Errc::input,
        .id = 2102,
        .what = fmt::format("a zero-ohm path joins the ideal line ends {} and {}, so their "
                            "currents are not unique",
                            port_name(a), port_name(b)),
        .help =
            "give one of them a driver_ohm or sense_ohm above 0, or remove the "
            "shorted cell"};
}

}  // namespace crosspoint
