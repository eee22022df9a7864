// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/cell_roles.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string>

namespace crosspoint {
namespace {

constexpr std::size_t ground = 3;

// 0 wl, 1 bl, 2 sl, 3 ground; 4 when the name says nothing.
Result<std::size_t> line_of(const TomlValue& table, bool gated, const std::string& terminal) {
    const std::array<std::string, 4> lines = {"wl", "bl", "sl", "ground"};
    const TomlValue given = table.get(terminal);
    if (given.exists()) return given.choice(lines);
    std::string name = terminal == "gate" || terminal == "g" ? "wl" : terminal;
    if (!gated && terminal == "p") name = "wl";
    if (!gated && terminal == "n") name = "bl";
    return static_cast<std::size_t>(std::find(lines.begin(), lines.end(), name) - lines.begin());
}

}  // namespace

Result<std::vector<TerminalRole>> read_cell_roles(const TomlValue& cells, const TileSpec& tile,
                                                  const ModelShape& shape) {
    const TomlValue table = cells.get("terminals");
    if (auto r = table.expect_table(); !r) return r.error();
    // By line (wl, bl, sl).
    using Roles = std::array<TerminalRole, 3>;
    const Roles roles =
        tile.gated() ? Roles{TerminalRole::gate, TerminalRole::line_a, TerminalRole::line_b}
                     : Roles{TerminalRole::line_a, TerminalRole::line_b, TerminalRole::ground};
    const std::size_t lines = tile.gated() ? 3 : 2;
    std::vector<std::size_t> used;
    std::vector<std::string> names;
    std::vector<TerminalRole> out;
    for (std::size_t t = 0; t < shape.terminals; ++t) {
        names.push_back(shape.unknowns[t].name);
        const Result<std::size_t> line = line_of(table, tile.gated(), names.back());
        if (!line) return line.error();
        if (*line == ground) out.push_back(TerminalRole::ground);
        if (*line < lines && std::find(used.begin(), used.end(), *line) == used.end()) {
            used.push_back(*line);
            out.push_back(roles[*line]);
        }
    }
    if (out.size() == shape.terminals && used.size() == lines) return out;
    return (table.exists() ? table : cells)
        .error(7459,
               fmt::format("the terminals of {} ({}) do not fit a {} array, whose cells join {}",
                           shape.name, fmt::join(names, ", "), tile.gated() ? "1t1r" : "passive",
                           tile.gated() ? "bl, sl and wl (the gate)" : "wl and bl"),
               "name each in [cells.terminals], such as p = \"wl\", or g = \"ground\" for one that "
               "is held at 0 V");
}

}  // namespace crosspoint
