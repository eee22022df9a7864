// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/spice/device_deck.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <vector>

namespace crosspoint {
namespace {

class DeviceDeck {
public:
    DeviceDeck(const TileNetlist& tile, const veriloga::SpiceSubcircuit& cell)
        : tile_(tile), net_(tile.netlist), cell_(cell) {}

    Result<std::string> run() {
        text_ = cell_.text;
        name_sense_sources();
        text_ += "* line ends, gates and segments\n";
        for (std::size_t k = 0; k < net_.elements().size(); ++k) write_element(k);
        text_ += "* cells\n";
        for (const DeviceInstance& device : net_.devices())
            if (auto written = write_device(device); !written) return written.error();
        return std::move(text_);
    }

private:
    [[nodiscard]] const std::string& node(NodeIndex k) const { return net_.node_name(k); }

    // The first sense source of a column measures its current; further ones lead there.
    void name_sense_sources() {
        column_of_.resize(net_.elements().size());
        for (std::size_t k = 0; k < tile_.ports.size(); ++k)
            if (tile_.ports[k].kind == EndKind::sense)
                column_of_[tile_.port_source[k]] = tile_.ports[k].line;
        first_.resize(tile_.cols);
    }

    void write_source(std::size_t k) {
        const Element& e = net_.elements()[k];
        if (!column_of_[k]) {
            text_ +=
                fmt::format("{} {} {} {}\n", e.name, node(e.a), node(e.b), wave_value(e.wave, 0.0));
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

    void write_element(std::size_t k) {
        const Element& e = net_.elements()[k];
        // Capacitors carry no current in an operating point.
        if (e.kind == ElementKind::voltage_source) write_source(k);
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
        line += " " + cell_.name;
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
    std::vector<std::optional<std::size_t>> column_of_;  // [elements] of sense sources
    std::vector<std::optional<NodeIndex>> first_;        // [cols]
    std::string text_;
};

std::string one_line(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7E) c = ' ';
    return text;
}

}  // namespace

Result<std::string> write_device_deck(const TileNetlist& tile,
                                      const veriloga::SpiceSubcircuit& cell,
                                      const DeviceDeckOptions& options) {
    const auto body = DeviceDeck(tile, cell).run();
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

}  // namespace crosspoint
