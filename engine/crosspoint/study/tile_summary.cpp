// What a loaded tile is, told to people and to programs.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crosspoint/base/quantity.hpp"
#include "crosspoint/study/tile_config.hpp"

namespace crosspoint {

namespace {

using Json = nlohmann::ordered_json;

struct Range {
    double min = std::numeric_limits<double>::infinity();
    double max = -std::numeric_limits<double>::infinity();
};

template <class Values>
Range range_of(const Values& values) {
    Range range;
    for (const double v : values) {
        range.min = std::min(range.min, v);
        range.max = std::max(range.max, v);
    }
    return range;
}

Json range_json(const Range& range) { return Json{{"min", range.min}, {"max", range.max}}; }

std::string range_text(const Range& range, Unit unit) {
    if (range.min == range.max) return format_quantity(range.min, unit);
    return format_quantity(range.min, unit) + " to " + format_quantity(range.max, unit);
}

// The line sets that carry current, with the names of their ends.
struct NamedLines {
    const char* name;
    const LineSet* set;
    const char* first;
    const char* last;
};

std::vector<NamedLines> lines_of(const TileSpec& spec) {
    const NamedLines bl{"bl", &spec.bl, "bl_top", "bl_bottom"};
    switch (spec.topology) {
        case Topology::passive:
            return {{"wl", &spec.wl, "wl_left", "wl_right"}, bl};
        case Topology::one_transistor_column:
            return {bl, {"sl", &spec.sl, "sl_top", "sl_bottom"}};
        case Topology::one_transistor_row:
            return {bl, {"sl", &spec.sl, "sl_left", "sl_right"}};
    }
    return {};
}

Json end_json(const LineEnd& end) {
    switch (end.kind) {
        case EndKind::floating:
            return "floating";
        case EndKind::drive_input:
            return Json{{"drive", "input"}, {"driver_ohm", end.resistance_ohm}};
        case EndKind::drive_read:
            return Json{{"drive", "read"}, {"driver_ohm", end.resistance_ohm}};
        case EndKind::sense:
            return Json{{"sense_ohm", end.resistance_ohm}};
    }
    return nullptr;
}

std::string end_text(const char* name, const LineEnd& end) {
    switch (end.kind) {
        case EndKind::floating:
            return fmt::format("{} floating", name);
        case EndKind::drive_input:
            return fmt::format("{} driven by the input through {}", name,
                               format_quantity(end.resistance_ohm, Unit::ohm));
        case EndKind::drive_read:
            return fmt::format("{} driven at read_V through {}", name,
                               format_quantity(end.resistance_ohm, Unit::ohm));
        case EndKind::sense:
            return fmt::format("{} sensed through {}", name,
                               format_quantity(end.resistance_ohm, Unit::ohm));
    }
    return name;
}

// Conductances of the cells that are neither open nor shorted, and the count of the others.
struct CellSummary {
    Range g_S;
    std::size_t open = 0;
    std::size_t shorted = 0;
};

CellSummary summarize(const CellArray& cells) {
    CellSummary summary;
    std::vector<double> usual;
    for (const double g : cells.g_on_S.values()) {
        if (g == 0.0) {
            ++summary.open;
        } else if (std::isinf(g)) {
            ++summary.shorted;
        } else {
            usual.push_back(g);
        }
    }
    summary.g_S = range_of(usual);
    return summary;
}

Json model_json(const ModelCells& model) {
    Json json = {{"model", model.source},
                 {"module", model.module},
                 {"temperature_K", model.spec.point.temperature_K}};
    for (const CellQuantity& q : model.quantities)
        json["values"][q.name] = Json{{"min", q.min}, {"max", q.max}};
    return json;
}

std::string model_text(const ModelCells& model, bool gated) {
    std::string text = fmt::format("cells     module {} of {}, {:g} K\n", model.module,
                                   model.source, model.spec.point.temperature_K);
    for (const CellQuantity& q : model.quantities)
        text += q.min == q.max ? fmt::format("          {} {:g}\n", q.name, q.min)
                               : fmt::format("          {} {:g} to {:g}\n", q.name, q.min, q.max);
    if (gated)
        text +=
            fmt::format("gates     {} on, {} off\n", format_quantity(model.levels.on_V, Unit::volt),
                        format_quantity(model.levels.off_V, Unit::volt));
    return text;
}

std::vector<std::pair<std::string_view, std::size_t>> fault_counts(const DrawRecord& record) {
    std::vector<std::pair<std::string_view, std::size_t>> counts;
    for (const FaultKind kind :
         {FaultKind::stuck_on, FaultKind::stuck_off, FaultKind::open, FaultKind::shorted})
        counts.emplace_back(fault_name(kind), std::ranges::count(record.faults, kind));
    return counts;
}

Json variation_json(const TileJob& job) {
    const VariationConfig& config = job.sampler->config();
    Json json = {{"seed", config.seed},
                 {"cycles", config.cycles},
                 {"cycle_is", config.every_read ? "read" : "program"}};
    for (const DrawnQuantity& quantity : job.drawn.quantities) {
        const SpreadSummary s =
            summarize_spread(quantity.nominal, quantity.values, job.drawn.faults);
        json["drawn"][quantity.name] = Json{{"cells", s.cells},
                                            {"mean", s.mean},
                                            {"min", s.min},
                                            {"max", s.max},
                                            {"sigma_absolute", s.sigma_absolute},
                                            {"sigma_relative", s.sigma_relative},
                                            {"redrawn", quantity.redrawn}};
    }
    for (const auto& [name, count] : fault_counts(job.drawn)) json["faults"][name] = count;
    return json;
}

std::string variation_text(const TileJob& job) {
    std::string text =
        fmt::format("variation seed {}, as drawn for array 0", job.sampler->config().seed);
    text += job.sampler->config().cycle.empty() ? "\n" : " in cycle 0\n";
    for (const DrawnQuantity& quantity : job.drawn.quantities) {
        const SpreadSummary s =
            summarize_spread(quantity.nominal, quantity.values, job.drawn.faults);
        if (s.cells == 0) continue;
        text += fmt::format("          {} {:g} to {:g}, sigma {:.4g}", quantity.name, s.min, s.max,
                            s.sigma_absolute);
        if (!std::isnan(s.sigma_relative))
            text += fmt::format(" ({:.4g} % of nominal)", 100.0 * s.sigma_relative);
        text += fmt::format(" over {} cells, {} redrawn\n", s.cells, quantity.redrawn);
    }
    std::string faults;
    for (const auto& [name, count] : fault_counts(job.drawn))
        if (count > 0) faults += fmt::format("{}{} {}", faults.empty() ? "" : ", ", count, name);
    if (!faults.empty())
        text += fmt::format("          faults: {} of {} cells\n", faults, job.drawn.faults.size());
    return text;
}

}  // namespace

std::string tile_json(const TileJob& job) {
    const TileSpec& spec = job.spec;
    Json tile;
    tile["path"] = job.path;
    tile["topology"] = spec.gated() ? "1t1r" : "passive";
    if (spec.gated()) {
        tile["source_line"] = spec.topology == Topology::one_transistor_column ? "column" : "row";
    }
    tile["rows"] = spec.rows;
    tile["cols"] = spec.cols;
    tile["inputs"] = job.inputs.rows();
    for (const NamedLines& lines : lines_of(spec)) {
        tile[std::string(lines.name) + "_segment_ohm"] =
            range_json(range_of(lines.set->segment_ohm.values().values()));
    }
    tile["first_segment"] = spec.bl.segment_ohm.first_segment();
    for (const NamedLines& lines : lines_of(spec)) {
        tile["ends"][lines.first] = end_json(lines.set->first_end);
        tile["ends"][lines.last] = end_json(lines.set->last_end);
    }
    if (job.model) {
        tile["cells"] = model_json(*job.model);
    } else {
        const CellSummary cells = summarize(job.cells);
        tile["g_cell_S"] = range_json(cells.g_S);
        tile["open_cells"] = cells.open;
        tile["shorted_cells"] = cells.shorted;
    }
    if (job.sampler) tile["variation"] = variation_json(job);
    if (spec.gated()) {
        if (!job.model) {
            tile["r_access_ohm"] = spec.r_access_ohm;
            tile["g_leak_S"] = spec.g_leak_S;
        }
        tile["read_V"] = spec.read_V;
    }
    // A path that is not UTF-8 must not stop the summary.
    return tile.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string tile_text(const TileJob& job) {
    const TileSpec& spec = job.spec;
    std::string text = fmt::format("tile      {}\n          {} x {} cells, {}, {} input{}\n",
                                   job.path, spec.rows, spec.cols, topology_name(spec.topology),
                                   job.inputs.rows(), job.inputs.rows() == 1 ? "" : "s");
    for (const NamedLines& lines : lines_of(spec)) {
        const SegmentResistance& segment = lines.set->segment_ohm;
        text += fmt::format(
            "{:<10}{} a segment{}; {}, {}\n", lines.name,
            range_text(range_of(segment.values().values()), Unit::ohm),
            segment.is_per_segment() || segment.first_segment() ? "" : ", none at the line ends",
            end_text(lines.first, lines.set->first_end), end_text(lines.last, lines.set->last_end));
    }
    const std::string variation = job.sampler ? variation_text(job) : std::string();
    if (job.model) return text + model_text(*job.model, spec.gated()) + variation;
    const CellSummary cells = summarize(job.cells);
    text += fmt::format("cells     {}, {} open, {} shorted\n",
                        cells.g_S.min > cells.g_S.max ? std::string("none that conducts")
                                                      : range_text(cells.g_S, Unit::siemens),
                        cells.open, cells.shorted);
    return text + variation;
}

}  // namespace crosspoint
