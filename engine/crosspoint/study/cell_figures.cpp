// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/cell_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>
#include <vector>

#include "crosspoint/base/quantity.hpp"
#include "crosspoint/map/conductance.hpp"
#include "crosspoint/study/study_config.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {
namespace {

constexpr std::size_t curve_points = 101;

// Cells with nothing around them: the driven line at a voltage, the other at 0 V.
struct BareCells {
    const CellModel* model = nullptr;  // null: resistors
    std::vector<double> on_S;          // [cells] of resistors in a selected row
    double off_S = 0.0;                // and in any other
    GateLevels levels;
    bool gated = true;
    bool driven_at_b = false;  // 1T1R with bit lines that sense
    double read_V = 0.0;

    [[nodiscard]] std::size_t count() const { return model ? model->cells() : on_S.size(); }
};

Result<std::vector<double>> currents(const BareCells& bare, const std::vector<std::uint32_t>& cells,
                                     const std::vector<double>& volts, bool selected) {
    const std::size_t lanes = cells.size();
    std::vector<double> out_A(lanes);
    if (bare.model == nullptr) {
        for (std::size_t k = 0; k < lanes; ++k)
            out_A[k] = volts[k] * (selected ? bare.on_S[cells[k]] : bare.off_S);
        return out_A;
    }
    const std::vector<double> other(lanes, 0.0),
        gate_V(lanes, selected ? bare.levels.on_V : bare.levels.off_V);
    std::vector<double> i_a_A(lanes), i_b_A(lanes);
    std::vector<std::uint32_t> slot(lanes);
    std::iota(slot.begin(), slot.end(), 0U);
    CellScratch scratch;
    const std::size_t failed =
        bare.model->evaluate({.a_V = bare.driven_at_b ? other.data() : volts.data(),
                              .b_V = bare.driven_at_b ? volts.data() : other.data(),
                              .gate_V = bare.gated ? gate_V.data() : nullptr,
                              .cell = cells.data(),
                              .lanes = lanes,
                              .warm_slot = slot.data()},
                             {.i_a_A = i_a_A.data(), .i_b_A = i_b_A.data()}, scratch);
    if (failed != 0)
        return Error{.code = Errc::numerics,
                     .id = 7463,
                     .what = fmt::format("a cell has no current at {} V", volts[scratch.failed[0]]),
                     .help = "try its model alone: crosspoint model iv"};
    // What the sensed line carries away.
    for (std::size_t k = 0; k < lanes; ++k) out_A[k] = -(bare.driven_at_b ? i_a_A[k] : i_b_A[k]);
    return out_A;
}

Result<CellFigures> figures_of(const BareCells& bare, CellFigures figures) {
    if (!(bare.read_V != 0.0))
        return Error{.code = Errc::input,
                     .id = 7462,
                     .what = "no voltage reads the cells: all are 0",
                     .help = "give inputs.read_V (1t1r, studies), or inputs.v_V (passive tiles)"};
    std::vector<std::uint32_t> all(bare.count());
    std::iota(all.begin(), all.end(), 0U);
    const auto read_A = currents(bare, all, std::vector<double>(all.size(), bare.read_V), true);
    if (!read_A) return read_A.error();
    const auto [least, most] = std::ranges::minmax_element(
        *read_A, [](double a, double b) { return std::abs(a) < std::abs(b); });
    const auto on = static_cast<std::uint32_t>(most - read_A->begin());
    const auto off = static_cast<std::uint32_t>(least - read_A->begin());
    figures.read_V = bare.read_V;
    figures.on_A = *most;
    figures.off_A = *least;
    figures.compared = all.size();
    if (bare.gated) {
        const auto leak_A = currents(bare, {on, off}, {bare.read_V, bare.read_V}, false);
        if (!leak_A) return leak_A.error();
        figures.on_leak_A = (*leak_A)[0];
        figures.off_leak_A = (*leak_A)[1];
    }
    std::vector<double> volts;
    for (std::size_t k = 0; k < curve_points; ++k)
        volts.push_back(bare.read_V * static_cast<double>(k) / (curve_points - 1));
    const auto curve_A = currents(bare, std::vector<std::uint32_t>(curve_points, on), volts, true);
    if (!curve_A) return curve_A.error();
    figures.half_ratio = figures.on_A / (2.0 * (*curve_A)[curve_points / 2]);
    for (std::size_t k = 0; k < curve_points; ++k)
        figures.from_chord = std::max(
            figures.from_chord, std::abs((*curve_A)[k] - figures.on_A * volts[k] / bare.read_V) /
                                    std::abs(figures.on_A));
    return figures;
}

bool drives(const LineSet& set) {
    return set.first_end.kind == EndKind::drive_read || set.last_end.kind == EndKind::drive_read;
}

std::string number(const std::optional<double>& ampere) {
    return ampere ? format_quantity(*ampere, Unit::ampere) : "-";
}

}  // namespace

Result<CellFigures> cell_figures(const TileJob& tile) {
    const TileSpec& spec = tile.spec;
    BareCells bare{.model = tile.model ? tile.model->cells.get() : nullptr,
                   .on_S = {},
                   .gated = spec.gated(),
                   .driven_at_b = spec.gated() && !drives(spec.bl),
                   .read_V = spec.read_V};
    if (tile.model) bare.levels = tile.model->levels;
    if (!tile.model) {
        const auto on_S = tile.cells.g_on_S.values();
        bare.on_S.assign(on_S.begin(), on_S.end());
        bare.off_S = tile.cells.g_off_S;
    }
    if (!spec.gated())
        for (const double v : tile.inputs.values())
            if (std::abs(v) > std::abs(bare.read_V)) bare.read_V = v;
    return figures_of(bare, {.name = std::filesystem::path(tile.path).stem().string(),
                             .topology = spec.gated() ? "1t1r" : "passive",
                             .cells = tile.model ? tile.model->module : "resistors",
                             .on_leak_A = {},
                             .off_leak_A = {}});
}

Result<CellFigures> cell_figures(const TiledOptions& network, std::string name) {
    BareCells bare{.model = network.cells.kinds.get(),
                   .on_S = {conductance_S(network.r_off_ohm), conductance_S(network.r_on_ohm)},
                   .off_S = network.tile.g_leak_S,
                   .levels = network.cells.levels,
                   .gated = network.tile.gated(),
                   .driven_at_b = network.tile.gated() && !drives(network.tile.bl),
                   .read_V = network.tile.read_V};
    return figures_of(bare, {.name = std::move(name),
                             .topology = network.tile.gated() ? "1t1r" : "passive",
                             .cells = bare.model ? bare.model->describe() : "resistors",
                             .on_leak_A = {},
                             .off_leak_A = {}});
}

Result<CellFigures> load_cell_figures(const std::string& path) {
    const Result<TomlDocument> document = TomlDocument::read(path);
    if (!document) return document.error();
    const auto placed = [&](Result<CellFigures> figures) {
        if (figures || figures.error().where) return figures;
        Error failure = figures.error();
        failure.where = SourceSpan{.file = path};
        return Result<CellFigures>(std::move(failure));
    };
    if (!document->root().get("network").exists()) {
        const Result<TileJob> tile = load_tile(path, CellKinds::any);
        if (!tile) return tile.error();
        return placed(cell_figures(*tile));
    }
    const Result<StudyConfig> study = load_study(path);
    if (!study) return study.error();
    if (study->points.front().flips) return no_arrays(path);
    return placed(
        cell_figures(study->points.front().options, std::filesystem::path(path).stem().string()));
}

std::string cell_figures_text(std::span<const CellFigures> all) {
    std::vector<std::array<std::string, 10>> rows{{"tile", "cells", "read", "on", "off", "on/off",
                                                   "on, row off", "off, row off", "I(V)/2I(V/2)",
                                                   "from chord"}};
    for (const CellFigures& f : all)
        rows.push_back({f.name, f.topology + " " + f.cells, format_quantity(f.read_V, Unit::volt),
                        number(f.on_A), number(f.off_A), fmt::format("{:.4g}", f.on_off_ratio()),
                        number(f.on_leak_A), number(f.off_leak_A),
                        fmt::format("{:.4g}", f.half_ratio), fmt::format("{:.2g}", f.from_chord)});
    std::array<std::size_t, 10> width{};
    for (const auto& row : rows)
        for (std::size_t c = 0; c < row.size(); ++c) width[c] = std::max(width[c], row[c].size());
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c)
            line += fmt::format("{:<{}}  ", row[c], width[c]);
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string cell_figures_json(std::span<const CellFigures> all) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    const auto or_null = [](const std::optional<double>& ampere) {
        return ampere ? nlohmann::ordered_json(*ampere) : nlohmann::ordered_json();
    };
    for (const CellFigures& f : all)
        list.push_back({{"name", f.name},
                        {"topology", f.topology},
                        {"cells", f.cells},
                        {"compared", f.compared},
                        {"read_V", f.read_V},
                        {"on_A", f.on_A},
                        {"off_A", f.off_A},
                        {"on_leak_A", or_null(f.on_leak_A)},
                        {"off_leak_A", or_null(f.off_leak_A)},
                        {"half_ratio", f.half_ratio},
                        {"from_chord", f.from_chord}});
    return list.dump(2) + "\n";
}

}  // namespace crosspoint
