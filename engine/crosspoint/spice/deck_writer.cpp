// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/spice/deck_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <vector>

#include "crosspoint/array/expand.hpp"
#include "crosspoint/base/disjoint_sets.hpp"
#include "crosspoint/circuit/structure.hpp"

namespace crosspoint {
namespace {

// Writes the elements of one expanded tile. `joined_` holds what 0-V sources join so far: a source
// that would close a loop is never written.
class ElementWriter {
public:
    explicit ElementWriter(const ExpandedTile& tile)
        : tile_(tile), joined_(tile.circuit.node_count), used_(tile.circuit.node_count, 0) {}

    std::string write() {
        write_sources();
        write_resistors();
        write_ties();
        return fmt::to_string(text_);
    }

private:
    template <class... Args>
    void line(fmt::format_string<Args...> format, Args&&... args) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
        text_.push_back('\n');
    }
    [[nodiscard]] std::string name(NodeIndex node) const { return tile_.node_name(node); }
    [[nodiscard]] bool is_port(NodeIndex node) const { return node >= 2 * tile_.rows * tile_.cols; }

    // A short between two ends of one group lets one source feed both.
    void write_sources() {
        DisjointSets shorted(tile_.circuit.node_count);
        for (const Resistor& r : tile_.circuit.resistors)
            if (std::isinf(r.conductance_S)) shorted.join(r.a, r.b);

        line("* line ends: drives, and 0-V sources that measure the current into the sense node");
        std::vector<NodeIndex> sense_node(tile_.cols);
        std::vector<char> has_sense(tile_.cols, 0);
        std::vector<char> is_fed(tile_.circuit.node_count, 0);
        for (const HeldNode& source : tile_.circuit.held) {
            const std::size_t place = shorted.find(source.node);
            if (is_fed[place] != 0) continue;
            is_fed[place] = 1;
            used_[source.node] = 1;
            const std::size_t column = source.group;
            if (column >= tile_.cols) {
                line("V{0} {0} 0 {1:.17g}", name(source.node), source.voltage_V);
            } else if (has_sense[column] == 0) {
                has_sense[column] = 1;
                sense_node[column] = source.node;
                line("Vsense{} {} 0 0", column, name(source.node));
            } else {  // a further sense end: its current joins that of the first
                line("VsenseJoin{0} {0} {1} 0", name(source.node), name(sense_node[column]));
            }
        }
    }

    void write_resistors() {
        line("* cells");
        const std::size_t cells = tile_.rows * tile_.cols;
        for (std::size_t k = 0; k < tile_.circuit.resistors.size(); ++k) {
            if (k == cells) line("* segments; those at line ends include the end resistance");
            const Resistor& r = tile_.circuit.resistors[k];
            if (r.conductance_S == 0.0) continue;
            // Nodes are W3_5: a cell is named by its place alone, a segment by the port
            // or the further node that it leads to.
            const std::string label =
                k < cells ? name(r.a).substr(1) : name(is_port(r.a) ? r.a : r.b);
            used_[r.a] = used_[r.b] = 1;
            if (!std::isinf(r.conductance_S)) {
                // The limits only keep the reciprocal of denormal conductances a number.
                const double ohm = std::clamp(1.0 / r.conductance_S, 1e-300, 1e300);
                line("R{} {} {} {:.17g}", label, name(r.a), name(r.b), ohm);
            } else if (joined_.join(r.a, r.b)) {
                line("Vz{} {} {} 0", label, name(r.a), name(r.b));
            }
        }
    }

    void write_ties() {
        const StructureResult structure = analyze(tile_.circuit);
        DisjointSets connected(tile_.circuit.node_count);
        for (const Resistor& r : tile_.circuit.resistors)
            if (r.conductance_S > 0.0) connected.join(r.a, r.b);
        bool is_first = true;
        for (std::size_t node = 0; node < tile_.circuit.node_count; ++node) {
            // The smallest node leads its set, so each island is tied at its leader, once.
            if (structure.structure.unknown[node] != Structure::floating || used_[node] == 0 ||
                connected.find(node) != node)
                continue;
            if (is_first)
                line(
                    "* islands that touch no source; the tie carries no current, since nothing "
                    "else leads to ground");
            is_first = false;
            line("Rtie{0} {0} 0 1000", name(static_cast<NodeIndex>(node)));
        }
    }

    const ExpandedTile& tile_;
    DisjointSets joined_;
    std::vector<char> used_;  // nodes that some element touches
    fmt::memory_buffer text_;
};

Result<void> check_input(const TileSpec& spec, const CellArray& cells,
                         std::span<const double> input) {
    if (auto valid = spec.validate(); !valid) return valid;
    if (cells.g_on_S.rows() != spec.rows || cells.g_on_S.cols() != spec.cols ||
        input.size() != spec.rows) {
        return Error{.code = Errc::input,
                     .id = 3005,
                     .what = fmt::format("cells of shape [{} x {}] and {} inputs do not fit a tile "
                                         "of {} rows and {} cols",
                                         cells.g_on_S.rows(), cells.g_on_S.cols(), input.size(),
                                         spec.rows, spec.cols),
                     .help = "cells are [rows x cols], an input vector is [rows]"};
    }
    for (std::size_t i = 0; i < input.size(); ++i) {
        const double x = input[i];
        if (std::isfinite(x) && (!spec.gated() || x == 0.0 || x == 1.0)) continue;
        return not_an_input(spec, i, x);
    }
    return {};
}

std::string one_line(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7E) c = ' ';
    return text;
}

}  // namespace

Error not_an_input(const TileSpec& spec, std::size_t i, double x) {
    return Error{.code = Errc::input,
                 .id = 3006,
                 .what = fmt::format("input {} is {}, expected {}", i, x,
                                     spec.gated() ? "a gate value of 0 or 1" : "a finite voltage"),
                 .help = "see inputs in the tile file"};
}

Result<std::string> write_deck(const TileSpec& spec, const CellArray& cells,
                               std::span<const double> input, const DeckOptions& options) {
    if (auto fits = check_input(spec, cells, input); !fits) return fits.error();
    ExpandedTile tile = expand(spec, cells);
    apply_input(tile, spec, cells, input);
    if (auto unique = check_network(tile); !unique) return unique.error();

    std::string deck =
        fmt::format("* {}\n* {}, {} rows x {} cols; output current of column j: i(vsense{{j}})\n",
                    one_line(options.title), topology_name(spec.topology), spec.rows, spec.cols);
    deck += ElementWriter(tile).write();
    // The default tolerances (reltol 1e-3) hide everything that a comparison wants to see.
    deck += ".options reltol=1e-9 vntol=1e-12 abstol=1e-18 gmin=1e-20 numdgt=15\n.op\n";
    if (options.results == DeckResults::print) {
        deck += ".control\nset numdgt=15\nop\n";
        for (std::size_t j = 0; j < spec.cols; ++j) deck += fmt::format("print i(vsense{})\n", j);
        deck += "quit\n.endc\n";
    }
    deck += ".end\n";
    return deck;
}

}  // namespace crosspoint
