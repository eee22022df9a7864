// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/spice/device_deck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "crosspoint/base/disjoint_sets.hpp"
#include "crosspoint/spice/raw_file.hpp"

namespace crosspoint {
namespace {

class DeviceDeck {
public:
    DeviceDeck(const TileNetlist& tile, const veriloga::SpiceSubcircuit& cell, bool moves,
               std::span<const SwitchedEnd> switches = {},
               const veriloga::SpiceSubcircuit* stuck_cell = nullptr)
        : tile_(tile),
          net_(tile.netlist),
          cell_(cell),
          moves_(moves),
          switches_(switches),
          stuck_cell_(stuck_cell) {}

    Result<std::string> run() {
        text_ = cell_.text;
        if (stuck_cell_ != nullptr) text_ += stuck_cell_->text;
        column_of_.resize(net_.elements().size());
        if (!moves_) name_sense_sources();
        text_ += moves_ ? "* line ends, gates, segments and their capacitance\n"
                        : "* line ends, gates and segments\n";
        find_islands();
        for (std::size_t k = 0; k < net_.elements().size(); ++k) write_element(k);
        write_switches();
        write_ties();
        text_ += "* cells\n";
        for (const DeviceInstance& device : net_.devices())
            if (auto written = write_device(device); !written) return written.error();
        return std::move(text_);
    }

private:
    [[nodiscard]] const std::string& node(NodeIndex k) const { return net_.node_name(k); }

    // The first sense source of a column measures its current; further ones lead there.
    void name_sense_sources() {
        for (std::size_t k = 0; k < tile_.ports.size(); ++k)
            if (tile_.ports[k].kind == EndKind::sense)
                column_of_[tile_.port_source[k]] = tile_.ports[k].line;
        first_.resize(tile_.cols);
    }

    void write_source(std::size_t k) {
        const Element& e = net_.elements()[k];
        const auto* pwl = std::get_if<PwlWave>(&e.wave);
        if (!column_of_[k]) {
            text_ += fmt::format(
                "{} {} {} {}\n", e.name, node(e.a), node(e.b),
                moves_ && pwl ? pwl_text(*pwl) : fmt::format("{}", wave_value(e.wave, 0.0)));
            return;
        }
        std::optional<NodeIndex>& first = first_[*column_of_[k]];
        if (!first) {
            first = e.a;
            text_ += fmt::format("Vsense{} {} {} 0\n", *column_of_[k], node(e.a), node(e.b));
        } else {
            text_ += fmt::format("VsenseJoin{0} {0} {1} 0\n", node(e.a), node(*first));
        }
    }

    // Nodes that lead somewhere, and sets of nodes that currents can pass between.
    void find_islands() {
        joined_ = DisjointSets(net_.node_count());
        used_.assign(net_.node_count(), 0);
        const auto join = [&](NodeIndex a, NodeIndex b) {
            joined_.join(a, b);
            used_[a] = used_[b] = 1;
        };
        for (const Element& e : net_.elements())
            if (e.kind == ElementKind::resistor && std::isfinite(e.value)) join(e.a, e.b);
        for (const SwitchedEnd& end : switches_) join(end.source, end.line);
        for (const DeviceInstance& device : net_.devices()) {
            for (const NodeIndex k : device.nodes) used_[k] = 1;
            join(tile_.first_node[*device.cell], tile_.second_node[*device.cell]);
        }
        for (const Element& e : net_.elements()) {
            if (e.kind == ElementKind::voltage_source) joined_.join(e.a, e.b);
            if (e.kind == ElementKind::capacitor && moves_) used_[e.a] = 1;
        }
    }

    // Behind open cells and broken wires; nothing else leads from there to the ground.
    void write_ties() {
        for (NodeIndex k = 1; k < net_.node_count(); ++k)
            if (used_[k] != 0 && joined_.find(k) == k)
                text_ += fmt::format("Rtie{0} {0} 0 1000\n", node(k));
    }

    void write_switches() {
        std::vector<double> known_ohm;
        for (std::size_t k = 0; k < switches_.size(); ++k) {
            const SwitchedEnd& end = switches_[k];
            const auto found = std::ranges::find(known_ohm, end.ohm);
            const auto model = found - known_ohm.begin();
            if (found == known_ohm.end()) {
                known_ohm.push_back(end.ohm);
                text_ +=
                    fmt::format(".model end{} sw(vt=0.5 vh=0 ron={} roff=1e15)\n", model, end.ohm);
            }
            text_ += fmt::format("Vclosed{0} closed{0} 0 {1}\nSend{0} {2} {3} closed{0} 0 end{4}\n",
                                 k, pwl_text(end.closed), node(end.source), node(end.line), model);
        }
    }

    void write_element(std::size_t k) {
        const Element& e = net_.elements()[k];
        // The source of an end that floats feeds nothing.
        if (e.kind == ElementKind::voltage_source && (used_[e.a] != 0 || column_of_[k]))
            write_source(k);
        if (e.kind == ElementKind::capacitor && moves_)  // no current in an operating point
            text_ += fmt::format("{} {} {} {}\n", e.name, node(e.a), node(e.b), e.value);
        if (e.kind == ElementKind::resistor && std::isfinite(e.value))
            text_ += fmt::format("{} {} {} {}\n", e.name, node(e.a), node(e.b), e.value);
    }

    Result<void> write_device(const DeviceInstance& device) {
        if (device.parameters.size() != cell_.parameters.size() ||
            device.held.size() != cell_.states.size())
            return Error{
                .code = Errc::input,
                .id = 3110,
                .what = fmt::format("{} has {} parameters and {} states, the subcircuit {} "
                                    "has {} and {}",
                                    device.name, device.parameters.size(), device.held.size(),
                                    cell_.name, cell_.parameters.size(), cell_.states.size()),
                .help = "write the subcircuit with the parameters and states of the cells"};
        std::string line = device.name;
        for (const NodeIndex k : device.nodes) line += " " + node(k);
        line += " " + (device.stuck && stuck_cell_ != nullptr ? *stuck_cell_ : cell_).name;
        for (std::size_t k = 0; k < cell_.parameters.size(); ++k)
            line += fmt::format(" {}={}", cell_.parameters[k], device.parameters[k]);
        for (std::size_t k = 0; k < cell_.states.size(); ++k)
            line += fmt::format(" {}={}", cell_.states[k], device.held[k].value);
        text_ += line + "\n";
        return {};
    }

    const TileNetlist& tile_;
    const Netlist& net_;
    const veriloga::SpiceSubcircuit& cell_;
    bool moves_;  // a transient
    std::span<const SwitchedEnd> switches_;
    const veriloga::SpiceSubcircuit* stuck_cell_;
    DisjointSets joined_{0};  // a node that leads its set has no way to a source
    std::vector<char> used_;
    std::vector<std::optional<std::size_t>> column_of_;  // [elements] of sense sources
    std::vector<std::optional<NodeIndex>> first_;        // [cols]
    std::string text_;
};

std::string one_line(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7E) c = ' ';
    return text;
}

// A command and its words, on lines of four words.
std::string vector_lines(const std::string& command, const std::vector<std::string>& words) {
    std::string text = command;
    for (std::size_t k = 0; k < words.size(); ++k)
        text += (k > 0 && k % 4 == 0 ? "\n+ " : " ") + words[k];
    return text + "\n";
}

}  // namespace

Result<std::string> write_device_deck(const TileNetlist& tile,
                                      const veriloga::SpiceSubcircuit& cell,
                                      const DeviceDeckOptions& options) {
    const auto body = DeviceDeck(tile, cell, false).run();
    if (!body) return body.error();
    std::string deck =
        fmt::format("* {}\n* {} rows x {} cols of {}; output current of column j: i(vsense{{j}})\n",
                    one_line(options.deck.title), tile.rows, tile.cols, cell.name);
    deck += *body;
    deck += fmt::format(
        ".options reltol=1e-9 vntol=1e-12 abstol=1e-18 gmin=1e-20 numdgt=15 temp={}\n.op\n",
        options.temperature_K - 273.15);
    if (options.deck.results == DeckResults::print) {
        deck += ".control\nset numdgt=15\nop\n";
        for (std::size_t j = 0; j < tile.cols; ++j) deck += fmt::format("print i(vsense{})\n", j);
        deck += "quit\n.endc\n";
    }
    return deck + ".end\n";
}

Result<std::string> write_transient_deck(const TileNetlist& tile,
                                         const veriloga::SpiceSubcircuit& cell,
                                         const std::vector<SwitchedEnd>& switches,
                                         const std::vector<std::size_t>& sources,
                                         const TransientDeckOptions& options) {
    const auto body = DeviceDeck(tile, cell, true, switches, options.stuck_cell).run();
    if (!body) return body.error();
    std::vector<std::string> vectors;
    for (const std::size_t k : sources)
        vectors.push_back("i(" + lower_case(tile.netlist.elements()[k].name) + ")");
    const std::size_t first_state = vectors.size();
    for (const DeviceInstance& device : tile.netlist.devices())
        for (const std::string& name : state_nodes(device, cell))
            vectors.push_back("v(" + name + ")");
    std::string deck = fmt::format(
        "* {}\n* {} rows x {} cols of {} over time; current into the tile at a line end: minus "
        "that of its source\n",
        one_line(options.deck.title), tile.rows, tile.cols, cell.name);
    deck += *body;
    if (!options.output_s.empty()) {  // a source of nothing, whose corners ngspice meets
        PwlWave corners;
        for (const double time_s : options.output_s) {
            corners.time_s.push_back(time_s);
            corners.value.push_back(corners.value.size() % 2 == 0 ? 0.0 : 1.0);
        }
        deck += "* where points have to stand\nVoutput output 0 " + pwl_text(corners) + "\n";
    }
    // The method follows steps of a voltage without ringing.
    deck += fmt::format(
        ".options reltol={} vntol=1e-12 abstol={} chgtol=1e-22 trtol=1 gmin=1e-20\n"
        ".options method=gear maxord=2 numdgt=15 temp={}\n",
        options.reltol, options.abstol_A, options.temperature_K - 273.15);
    deck += vector_lines(".save", vectors);
    deck += fmt::format(".tran {0} {1} 0 {0}\n", options.step_s, options.stop_s);
    if (options.deck.results == DeckResults::print) {
        deck += ".control\nset numdgt=15\nset width=200\nrun\nlet last = length(time) - 1\n";
        for (std::size_t k = first_state; k < vectors.size(); ++k)
            deck += fmt::format("print {}[last]\n", vectors[k]);
        if (!options.data_file.empty())
            deck += "set wr_singlescale\nset wr_vecnames\n" +
                    vector_lines("wrdata " + options.data_file, vectors);
        deck += "quit\n.endc\n";
    }
    return deck + ".end\n";
}

std::string pwl_text(const PwlWave& wave) {
    std::string text = "pwl(";
    for (std::size_t k = 0; k < wave.time_s.size(); ++k)
        text += fmt::format("{}{} {}",
                            k == 0       ? ""
                            : k % 4 == 0 ? "\n+ "
                                         : " ",
                            wave.time_s[k], wave.value[k]);
    return text + ")";
}

std::vector<std::string> state_nodes(const DeviceInstance& device,
                                     const veriloga::SpiceSubcircuit& cell) {
    std::vector<std::string> nodes;
    for (const HeldUnknown& held : device.held)
        nodes.push_back(lower_case(device.name) + "." + cell.unknowns[held.unknown]);
    return nodes;
}

}  // namespace crosspoint
