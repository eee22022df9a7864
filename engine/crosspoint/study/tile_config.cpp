// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/tile_config.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "crosspoint/study/array_value.hpp"
#include "crosspoint/study/tile_ends.hpp"
#include "crosspoint/study/toml_reader.hpp"
#include "crosspoint/study/wire_config.hpp"

namespace crosspoint {

namespace {

constexpr std::int64_t max_lines = 1 << 20;  // chosen: far above any array, far below overflow

Error wrong_shape(const ArrayValue& array, const std::string& expected, std::string help) {
    return array.error(2213,
                       fmt::format("the shape is {}, expected {}", array.shape_text(), expected),
                       std::move(help));
}

// Reads one tile file, table by table; each step may use what the steps before have filled.
class TileReader {
public:
    TileReader(const TomlDocument& document, CellKinds kinds)
        : root_(document.root()), array_(root_.get("array")), document_(document), kinds_(kinds) {
        job_.path = document.name();
    }

    Result<TileJob> read();

private:
    Result<void> read_schema();
    Result<void> read_array_table();
    Result<void> read_segments();
    Result<void> read_lines(const std::string& key, double fallback_ohm, LineSet& set,
                            std::size_t lines, std::size_t crossings);
    Result<SegmentResistance> segments_from(const ArrayValue& array, std::size_t lines,
                                            std::size_t crossings) const;
    Result<Matrix<double>> read_device_conductances();
    Result<void> read_model(const TomlValue& cells);
    Result<void> make_sampler(const Matrix<double>& g_device_S);
    Result<void> take_sample();
    Result<void> read_inputs();
    Result<void> check_inputs(const ArrayValue& inputs) const;
    Result<void> read_read_voltage(const TomlValue& inputs);

    [[nodiscard]] bool reads() const;  // some end drives read_V

    TomlValue root_;
    TomlValue array_;
    const TomlDocument& document_;
    CellKinds kinds_;
    TileJob job_;
    bool first_segment_ = true;
    bool first_segment_given_ = false;
};

Result<void> TileReader::read_schema() {
    const Result<TomlValue> schema = root_.require("schema");
    if (!schema) return schema.error();
    const Result<std::int64_t> version = schema->integer(1, 1);
    if (!version) return version.error();
    return {};
}

Result<void> TileReader::read_array_table() {
    if (auto r = array_.expect_table(); !r) return r;
    const Result<TomlValue> topology = array_.require("topology");
    if (!topology) return topology.error();
    const std::array<std::string, 2> topologies = {"passive", "1t1r"};
    const Result<std::size_t> which = topology->choice(topologies);
    if (!which) return which.error();
    for (const char* key : {"rows", "cols"}) {
        const Result<TomlValue> value = array_.require(key);
        if (!value) return value.error();
        const Result<std::int64_t> count = value->integer(1, max_lines);
        if (!count) return count.error();
        (key[0] == 'r' ? job_.spec.rows : job_.spec.cols) = static_cast<std::size_t>(*count);
    }
    const TomlValue first = array_.get("first_segment");
    const Result<bool> first_segment = first.boolean_or(true);
    if (!first_segment) return first_segment.error();
    first_segment_ = *first_segment;
    first_segment_given_ = first.exists();
    const TomlValue source_line = array_.get("source_line");
    if (*which == 0) {
        for (const TomlValue& value : {source_line, array_.get("sl_segment_ohm")}) {
            if (value.exists()) {
                return foreign_key(value,
                                   value.path() +
                                       " is given, but a passive array has no "
                                       "source lines",
                                   "drop the key, or set array.topology = \"1t1r\"");
            }
        }
        return {};
    }
    const std::array<std::string, 2> directions = {"column", "row"};
    const Result<std::size_t> direction = source_line.choice_or(0, directions);
    if (!direction) return direction.error();
    job_.spec.topology =
        *direction == 0 ? Topology::one_transistor_column : Topology::one_transistor_row;
    return {};
}

Result<void> TileReader::read_segments() {
    TileSpec& spec = job_.spec;
    const Result<std::optional<WireConfig>> wires = read_wires(array_.get("wires"), spec.topology);
    if (!wires) return wires.error();
    const double wl_ohm = *wires ? (*wires)->wl_ohm() : 0.0;
    const double bl_ohm = *wires ? (*wires)->bl_ohm() : 0.0;
    if (auto r = read_lines("wl_segment_ohm", wl_ohm, spec.wl, spec.rows, spec.cols); !r) return r;
    if (auto r = read_lines("bl_segment_ohm", bl_ohm, spec.bl, spec.cols, spec.rows); !r) return r;
    if (!spec.gated()) return {};
    const bool vertical = spec.topology == Topology::one_transistor_column;
    const std::size_t lines = vertical ? spec.cols : spec.rows;
    const std::size_t crossings = vertical ? spec.rows : spec.cols;
    const bool by_node = *wires && !array_.get("bl_segment_ohm").exists();
    if (array_.get("sl_segment_ohm").exists() || by_node) {
        const double sl_ohm = *wires ? (*wires)->sl_ohm(spec.topology) : 0.0;
        return read_lines("sl_segment_ohm", sl_ohm, spec.sl, lines, crossings);
    }
    // The default is what the bit lines have, where that has a meaning for source lines.
    const SegmentResistance& bl = spec.bl.segment_ohm;
    const bool one_value = !bl.is_per_segment() && bl.values().rows() == 1;
    if (!vertical && !one_value) {
        Error failure = array_.require("sl_segment_ohm").error();
        failure.help = "the array of bl_segment_ohm does not fit source lines along the row";
        return failure;
    }
    spec.sl.segment_ohm = bl;
    return {};
}

Result<void> TileReader::read_lines(const std::string& key, double fallback_ohm, LineSet& set,
                                    std::size_t lines, std::size_t crossings) {
    const TomlValue value = array_.get(key);
    if (is_array_file(value)) {
        const Result<ArrayValue> array = read_array(value, job_.path, Unit::ohm);
        if (!array) return array.error();
        Result<SegmentResistance> segments = segments_from(*array, lines, crossings);
        if (!segments) return segments.error();
        set.segment_ohm = std::move(*segments);
        return {};
    }
    const Result<double> ohm =
        value.number_or(fallback_ohm, {.unit = Unit::ohm, .min = 0.0, .infinite = true});
    if (!ohm) return ohm.error();
    set.segment_ohm = SegmentResistance::uniform(*ohm, first_segment_);
    return {};
}

Result<SegmentResistance> TileReader::segments_from(const ArrayValue& array, std::size_t lines,
                                                    std::size_t crossings) const {
    const Matrix<double>& ohm = array.values;
    for (std::size_t i = 0; i < ohm.rows(); ++i) {
        for (std::size_t j = 0; j < ohm.cols(); ++j) {
            if (ohm(i, j) >= 0.0) continue;
            return array.element_error(i, j, 2221, "expected a resistance >= 0 ohm",
                                       "0 joins the nodes exactly; inf is a broken wire");
        }
    }
    const bool per_segment = ohm.rows() == lines && ohm.cols() == crossings + 1;
    const bool per_line =
        (ohm.rows() == 1 && ohm.cols() == lines) || (ohm.rows() == lines && ohm.cols() == 1);
    if (per_line) {
        const auto values = ohm.values();
        return SegmentResistance::per_line(std::vector<double>(values.begin(), values.end()),
                                           first_segment_);
    }
    if (!per_segment) {
        return wrong_shape(
            array,
            fmt::format("[{}] (per line) or [{} x {}] (per segment, both ends included)", lines,
                        lines, crossings + 1),
            "a line that crosses K lines has K + 1 segments");
    }
    for (std::size_t i = 0; first_segment_given_ && !first_segment_ && i < lines; ++i) {
        for (const std::size_t k : {std::size_t{0}, crossings}) {
            if (ohm(i, k) == 0.0) continue;
            return array.element_error(
                i, k, 2217, "but first_segment = false leaves out the segments at both ends",
                "set the first and last column to 0, or drop first_segment");
        }
    }
    return SegmentResistance::per_segment(ohm);
}

Result<Matrix<double>> TileReader::read_device_conductances() {
    const TomlValue cells = root_.get("cells");
    if (auto r = cells.expect_table(); !r) return r.error();
    const TomlValue g = cells.get("g_S");
    const TomlValue r = cells.get("r_ohm");
    if (g.exists() == r.exists()) {
        return (r.exists() ? r : cells)
            .error(2209,
                   fmt::format("the cells have {}, expected exactly one of them",
                               g.exists() ? "both g_S and r_ohm" : "neither g_S nor r_ohm"),
                   "write [cells] with g_S = \"g.npy\" or r_ohm = \"r.npy\"");
    }
    TileSpec& spec = job_.spec;
    for (const char* key : {"r_access_ohm", "g_leak_S"}) {
        const TomlValue value = cells.get(key);
        const bool access = key[0] == 'r';
        if (value.exists() && !spec.gated()) {
            return foreign_key(value,
                               value.path() +
                                   " is given, but a passive array has no access "
                                   "transistors",
                               "drop the key, or set array.topology = \"1t1r\"");
        }
        const Result<double> number =
            value.number_or(0.0, {.unit = access ? Unit::ohm : Unit::siemens, .min = 0.0});
        if (!number) return number.error();
        (access ? spec.r_access_ohm : spec.g_leak_S) = *number;
    }
    Result<ArrayValue> array =
        read_array(g.exists() ? g : r, job_.path, g.exists() ? Unit::siemens : Unit::ohm);
    if (!array) return array.error();
    Matrix<double>& values = array->values;
    if (values.rows() != spec.rows || values.cols() != spec.cols) {
        return wrong_shape(*array, fmt::format("[rows x cols] = [{} x {}]", spec.rows, spec.cols),
                           "matrices are inputs x outputs (word lines x bit lines)");
    }
    for (std::size_t i = 0; i < values.rows(); ++i) {
        for (std::size_t j = 0; j < values.cols(); ++j) {
            if (!(values(i, j) >= 0.0)) {
                return array->element_error(
                    i, j, 2214,
                    g.exists() ? "expected a conductance >= 0 S" : "expected a resistance >= 0 ohm",
                    "an open cell is 0 S or inf ohm");
            }
            // 1/0 = inf S is a short and 1/inf = 0 S is open, as the solvers want them. -0.0 passes
            // the test above and would become -inf.
            if (r.exists()) values(i, j) = 1.0 / std::abs(values(i, j));
        }
    }
    return std::move(values);
}

Result<void> TileReader::read_model(const TomlValue& cells) {
    const TomlValue model = cells.get("model");
    if (kinds_ == CellKinds::resistors)
        return model.error(
            7461, "the cells are a compact model, expected g_S or r_ohm",
            "this verb works on resistors; solve, plot, export and verify take models");
    const TomlValue variation = root_.get("variation");
    Result<ModelCells> read = read_model_cells(cells, job_.spec, job_.path, &variation);
    if (!read) return read.error();
    job_.model = std::make_shared<const ModelCells>(std::move(*read));
    if (!job_.model->variation) return {};
    const VariationConfig& config = *job_.model->variation;
    if (kinds_ != CellKinds::any && (config.has(FaultKind::open) || config.has(FaultKind::shorted)))
        return variation.get("faults").error(
            7482, "some cells of the model are open or shorted, which this verb does not know",
            "solve, plot, export, verify, tran and program do; or use stuck_on and stuck_off");
    job_.sampler = std::make_shared<const CellSampler>(job_.spec, job_.model);
    return {};
}

// Resistors: what scatters is the device, without its access transistor.
Result<void> TileReader::make_sampler(const Matrix<double>& g_device_S) {
    const auto positive = [](double value) { return value > 0.0; };
    const VariationContext context{
        .of = "cells of g_S or r_ohm",
        .quantities = {{"g_S", Unit::siemens, positive}, {"r_ohm", Unit::ohm, positive}},
        .resistors = true,
        .states = {},
        .rows = job_.spec.rows,
        .cols = job_.spec.cols,
        .path = job_.path};
    Result<std::optional<VariationConfig>> config = read_variation(root_.get("variation"), context);
    if (!config) return config.error();
    if (!*config) return {};
    const bool r = root_.get("cells").get("r_ohm").exists();
    job_.sampler = std::make_shared<const CellSampler>(job_.spec, std::move(**config), g_device_S,
                                                       r ? "r_ohm" : "g_S");
    return {};
}

Result<void> TileReader::take_sample() {
    Result<CellSample> sample = job_.sampler->sample(0, 0);
    if (!sample) return sample.error();
    job_.cells = std::move(sample->cells);
    job_.model = std::move(sample->model);
    job_.drawn = std::move(sample->record);
    return {};
}

bool TileReader::reads() const {
    for (const LineSet* set : {&job_.spec.wl, &job_.spec.bl, &job_.spec.sl}) {
        if (set->first_end.kind == EndKind::drive_read) return true;
        if (set->last_end.kind == EndKind::drive_read) return true;
    }
    return false;
}

Result<void> TileReader::read_read_voltage(const TomlValue& inputs) {
    const TomlValue read_V = inputs.get("read_V");
    if (reads() && !read_V.exists()) {
        return inputs.error(2218, "inputs.read_V is missing, but a line end has drive = \"read\"",
                            "add a line read_V = 0.2 to [inputs]");
    }
    const Result<double> volts = read_V.number_or(0.0, {.unit = Unit::volt});
    if (!volts) return volts.error();
    job_.spec.read_V = *volts;
    return {};
}

Result<void> TileReader::read_inputs() {
    const TomlValue inputs = root_.get("inputs");
    if (auto r = inputs.expect_table(); !r) return r;
    const bool gated = job_.spec.gated();
    const TomlValue other = inputs.get(gated ? "v_V" : "x");
    if (other.exists()) {
        return foreign_key(
            other,
            other.path() + (gated ? " is given, but 1t1r word lines are gates"
                                  : " is given, but passive word lines take volts"),
            gated ? "give x = [B x rows] of 0 and 1, and read_V" : "give v_V = [B x rows] volts");
    }
    const Result<TomlValue> value = inputs.require(gated ? "x" : "v_V");
    if (!value) return value.error();
    if (auto r = read_read_voltage(inputs); !r) return r;
    Result<ArrayValue> array = read_array(*value, job_.path, gated ? Unit::none : Unit::volt);
    if (!array) return array.error();
    if (array->values.cols() != job_.spec.rows || array->values.rows() == 0) {
        return wrong_shape(*array, fmt::format("[B x rows] = [B x {}] with B >= 1", job_.spec.rows),
                           "one vector per line, one value per word line");
    }
    if (auto r = check_inputs(*array); !r) return r;
    job_.inputs = std::move(array->values);
    return {};
}

Result<void> TileReader::check_inputs(const ArrayValue& inputs) const {
    for (std::size_t b = 0; b < inputs.values.rows(); ++b) {
        for (std::size_t i = 0; i < inputs.values.cols(); ++i) {
            const double value = inputs.values(b, i);
            if (!job_.spec.gated() && !std::isfinite(value)) {
                return inputs.element_error(b, i, 2215, "expected finite volts",
                                            "a word line without a driver is ends.wl_left = "
                                            "\"floating\"");
            }
            if (job_.spec.gated() && value != 0.0 && value != 1.0) {
                return inputs.element_error(b, i, 2216, "expected 0 or 1",
                                            "an input of a 1t1r array switches its word line");
            }
        }
    }
    return {};
}

Result<TileJob> TileReader::read() {
    if (auto r = read_schema(); !r) return r.error();
    skip_keys(root_.get("program"));  // study/program_config.hpp reads it
    if (auto r = read_array_table(); !r) return r.error();
    const TomlValue ends = root_.get("ends");
    job_.geometry_where = (ends.exists() ? ends : array_).where();
    if (auto r = read_ends(ends, job_.spec); !r) return r.error();
    if (auto r = read_segments(); !r) return r.error();
    const TomlValue cell_table = root_.get("cells");
    const bool with_model = cell_table.get("model").exists();
    Result<Matrix<double>> g_device_S = Matrix<double>();
    if (with_model) {
        if (auto r = read_model(cell_table); !r) return r.error();
    } else {
        g_device_S = read_device_conductances();
        if (!g_device_S) return g_device_S.error();
    }
    if (auto r = read_inputs(); !r) return r.error();
    if (!with_model)
        if (auto r = make_sampler(*g_device_S); !r) return r.error();
    if (auto r = document_.check_all_used(); !r) return r.error();

    const auto at_geometry = [&](Error failure) {
        if (!failure.where) failure.where = job_.geometry_where;
        return failure;
    };
    if (auto r = job_.spec.validate(); !r) return at_geometry(r.error());
    if (job_.sampler) {
        if (auto r = take_sample(); !r) return at_geometry(r.error());
        return std::move(job_);
    }
    if (with_model) return std::move(job_);
    Result<CellArray> cells = make_cells(job_.spec, *g_device_S);
    if (!cells) return at_geometry(cells.error());
    job_.cells = std::move(*cells);
    return std::move(job_);
}

}  // namespace

Result<TileJob> load_tile(const std::string& path, CellKinds kinds) {
    const Result<TomlDocument> document = TomlDocument::read(path);
    if (!document) return document.error();
    return TileReader(*document, kinds).read();
}

}  // namespace crosspoint
