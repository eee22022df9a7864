// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/study_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <variant>

#include "crosspoint/study/array_value.hpp"
#include "crosspoint/study/model_cells.hpp"
#include "crosspoint/study/study_variation.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t max_lines = 1 << 20;  // chosen: far above any array, far below overflow
constexpr double least_positive = 1e-30;     // chosen: quantities that must not be 0

// Reads one point, table by table. The first error stops it: the getters return a fallback from
// then on, so that the reading code stays a plain list of keys.
class PointReader {
public:
    explicit PointReader(const TomlDocument& document)
        : root_(document.root()), path_(document.name()) {}

    Result<StudyPoint> read(StudyConfig& config);

private:
    void read_head(StudyConfig& config);
    void read_network();
    void read_array();
    void read_ends();
    void read_cells();
    void read_model_of_cells(const TomlValue& cells);
    void read_inputs();
    void read_variation();
    void read_map();
    void read_adc();
    void read_run(StudyConfig& config);

    template <class T>
    T take(const Result<T>& result, T fallback) {
        if (result) return *result;
        fail(result.error());
        return fallback;
    }
    void fail(Error error) {
        if (!failure_) failure_ = std::move(error);
    }
    TomlValue table(const char* key) {
        TomlValue value = root_.get(key);
        if (auto r = value.expect_table(); !r) fail(r.error());
        return value;
    }
    // A key that must be there; after a failure any value will do.
    TomlValue needed(const TomlValue& owner, const char* key) {
        const Result<TomlValue> value = owner.require(key);
        if (value) return *value;
        fail(value.error());
        return owner.get(key);
    }
    double number(const TomlValue& value, double fallback, const NumberRule& rule) {
        return take(value.number_or(fallback, rule), fallback);
    }
    std::size_t count(const TomlValue& value, std::int64_t fallback, std::int64_t max) {
        return static_cast<std::size_t>(take(value.integer_or(fallback, 1, max), fallback));
    }
    template <std::size_t N>
    std::size_t choice(const TomlValue& value, const std::array<std::string, N>& words) {
        return take(value.choice_or(0, words), std::size_t{0});
    }
    // Settings in JSON: a default that follows another key has that key's name, so that it reads
    // right where the other key is an axis. Infinity has no number in JSON.
    static Json json_number(double value) { return std::isinf(value) ? Json("inf") : Json(value); }

    TomlValue root_;
    std::string path_;
    StudyPoint point_;
    Json settings_;
    std::optional<Error> failure_;
};

void PointReader::read_head(StudyConfig& config) {
    take(needed(root_, "schema").integer(1, 1), std::int64_t{1});
    const TomlValue name = root_.get("name");
    config.name = take(name.text_or(std::filesystem::path(path_).stem().string()), std::string());
    const bool plain = std::all_of(config.name.begin(), config.name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.';
    });
    if (!plain || config.name.empty() || config.name.front() == '.') {
        fail(name.error(5009,
                        fmt::format("the name of the study is \"{}\", expected letters, digits, "
                                    "_ - and . only",
                                    config.name),
                        "it names the folder of the results: add name = \"my_study\""));
    }
    const std::int64_t seed =
        take(root_.get("seed").integer_or(1, 0, std::numeric_limits<std::int64_t>::max()),
             std::int64_t{1});
    point_.options.seed = static_cast<std::uint64_t>(seed);
    settings_["schema"] = 1;
    settings_["seed"] = seed;
}

void PointReader::read_network() {
    const TomlValue network = table("network");
    const TomlValue model = needed(network, "model");
    const std::string model_name = take(model.text(), std::string());
    point_.model = path_beside(path_, model_name);
    point_.model_where = model.where();
    const TomlValue data = network.get("data");
    const std::string data_name = take(data.text_or("fashion-mnist"), std::string());
    point_.data = data_name == "fashion-mnist" ? data_name : path_beside(path_, data_name);
    point_.data_where = data.where();
    const TomlValue images = network.get("images");
    point_.images = count(images, 10000, std::int64_t{1} << 31);
    point_.images_where = images.where();
    settings_["network"] = {{"model", model_name}, {"data", data_name}, {"images", point_.images}};
}

void PointReader::read_array() {
    const TomlValue array = table("array");
    TiledOptions& options = point_.options;
    TileSpec& tile = options.tile;
    point_.array_where = array.where();
    take(needed(array, "topology").choice(std::array<std::string, 1>{"1t1r"}), std::size_t{0});
    const std::array<std::string, 2> directions = {"column", "row"};
    const std::size_t direction = choice(array.get("source_line"), directions);
    tile.topology = direction == 0 ? Topology::one_transistor_column : Topology::one_transistor_row;
    tile.rows = count(array.get("tile_rows"), 128, max_lines);
    tile.cols = count(array.get("tile_cols"), 128, max_lines);
    const TomlValue row_group = array.get("row_group");
    options.row_group = count(row_group, 64, max_lines);
    if (options.row_group > tile.rows) {
        fail(row_group.error(5005,
                             fmt::format("array.row_group is {}, expected at most the {} rows of "
                                         "a tile",
                                         options.row_group, tile.rows),
                             "assert fewer word lines at once, or raise array.tile_rows"));
    }
    const bool first_segment = take(array.get("first_segment").boolean_or(true), true);
    const NumberRule ohm{.unit = Unit::ohm, .min = 0.0};
    const double bl_ohm = number(needed(array, "bl_segment_ohm"), 0.0, ohm);
    const TomlValue sl = array.get("sl_segment_ohm");
    const double sl_ohm = number(sl, bl_ohm, ohm);
    point_.bl_segment_ohm = bl_ohm;
    tile.bl.segment_ohm = SegmentResistance::uniform(bl_ohm, first_segment);
    tile.sl.segment_ohm = SegmentResistance::uniform(sl_ohm, first_segment);
    settings_["array"] = {{"topology", "1t1r"},
                          {"source_line", directions[direction]},
                          {"tile_rows", tile.rows},
                          {"tile_cols", tile.cols},
                          {"row_group", options.row_group},
                          {"first_segment", first_segment},
                          {"bl_segment_ohm", bl_ohm},
                          {"sl_segment_ohm", sl.exists() ? Json(sl_ohm) : Json("bl_segment_ohm")}};
}

void PointReader::read_ends() {
    const TomlValue ends = table("ends");
    const NumberRule ohm{.unit = Unit::ohm, .min = 0.0};
    const LineEnd driver{.kind = EndKind::drive_read,
                         .resistance_ohm = number(ends.get("driver_ohm"), 0.0, ohm)};
    const LineEnd sense{.kind = EndKind::sense,
                        .resistance_ohm = number(ends.get("sense_ohm"), 0.0, ohm)};
    const std::array<std::string, 2> places = {"bottom", "top"};
    const std::size_t place = choice(ends.get("sense_end"), places);
    TileSpec& tile = point_.options.tile;
    const bool column = tile.topology == Topology::one_transistor_column;
    // Source lines along the column: bit lines drive, source lines sense. Along the row: the other
    // way round, because outputs belong to columns.
    (column ? tile.bl : tile.sl).first_end = driver;
    LineSet& sensed = column ? tile.sl : tile.bl;
    (place == 0 ? sensed.last_end : sensed.first_end) = sense;
    settings_["ends"] = {{"driver_ohm", driver.resistance_ohm},
                         {"sense_ohm", sense.resistance_ohm},
                         {"sense_end", places[place]}};
}

// Values as the file has them, for axes; what they stand for, as cell by cell; the model's sources.
void PointReader::read_model_of_cells(const TomlValue& cells) {
    const TomlValue variation = root_.get("variation");
    const Result<ModelCells> model =
        read_network_cells(cells, path_, variation.exists() ? &variation : nullptr);
    if (!model) return fail(model.error());
    if (model->variation) {
        StudyModelVariation read = study_model_variation(variation, *model);
        point_.options.cells.variation = std::move(read.variation);
        settings_["variation"] = Json::parse(read.settings_json);
    }
    NetworkCells& out = point_.options.cells;
    out.kinds = model->cells;
    out.table_error = model->table_error;
    out.levels = model->levels;
    point_.warnings = model->warnings;
    Json json{{"model", take(cells.get("model").text(), std::string())},
              {"module", model->module},
              {"sources", model->checksum},
              {"temperature_K", model->spec.point.temperature_K},
              {"table_error", model->table_error},
              {"gate_on_V", model->levels.on_V},
              {"gate_off_V", model->levels.off_V}};
    for (const auto& [key, fallback] : {std::pair{"on_state", "lrs"}, {"off_state", "hrs"}})
        json[key] = take(cells.get(key).text_or(fallback), std::string());
    for (const char* key : {"parameters", "on", "off", "states"})
        for (const std::string& name : cells.get(key).keys())
            if (const auto number = cells.get(key).get(name).number({})) json[key][name] = *number;
    Json card = Json::object();
    for (const auto& [name, value] : model->card)
        card[name] = std::visit([](const auto& v) { return Json(v); }, value);
    json["card"] = std::move(card);
    const EliminatedCellSpec& spec = model->spec;
    std::size_t k = 0;
    for (const auto* lists : {&spec.parameters, &spec.states})
        for (const std::vector<double>& values : *lists)
            json["kinds"][model->quantities[k++].name] = {{"off", values[0]}, {"on", values[1]}};
    settings_["cells"] = std::move(json);
}

void PointReader::read_cells() {
    const TomlValue cells = table("cells");
    if (cells.get("model").exists()) return read_model_of_cells(cells);
    TiledOptions& options = point_.options;
    const TomlValue r_off = cells.get("r_off_ohm");
    options.r_on_ohm = number(needed(cells, "r_on_ohm"), options.r_on_ohm,
                              {.unit = Unit::ohm, .min = least_positive});
    options.r_off_ohm = number(needed(cells, "r_off_ohm"), options.r_off_ohm,
                               {.unit = Unit::ohm, .min = least_positive, .infinite = true});
    if (!failure_ && !(options.r_off_ohm > options.r_on_ohm)) {
        fail(r_off.error(5008,
                         fmt::format("cells.r_off_ohm is {}, expected more than r_on_ohm = {}",
                                     options.r_off_ohm, options.r_on_ohm),
                         "an off cell conducts less than an on cell; inf is allowed"));
    }
    TileSpec& tile = options.tile;
    tile.g_leak_S = number(cells.get("g_leak_S"), 0.0, {.unit = Unit::siemens, .min = 0.0});
    settings_["cells"] = {{"r_on_ohm", options.r_on_ohm},
                          {"r_off_ohm", json_number(options.r_off_ohm)},
                          {"g_leak_S", tile.g_leak_S}};
}

void PointReader::read_inputs() {
    const TomlValue inputs = table("inputs");
    TileSpec& tile = point_.options.tile;
    tile.read_V =
        number(needed(inputs, "read_V"), 0.2, {.unit = Unit::volt, .min = least_positive});
    settings_["inputs"] = {{"read_V", tile.read_V}};
}

// A study without [variation] has no such settings: its points are found again in older stores.
void PointReader::read_variation() {
    TiledOptions& options = point_.options;
    if (root_.get("cells").get("model").exists()) return;  // read with the cells
    auto read = read_study_variation(root_.get("variation"), options.r_on_ohm, options.r_off_ohm);
    if (!read) return fail(read.error());
    if (!*read) return;
    options.variation = std::move((*read)->variation);
    settings_["variation"] = Json::parse((*read)->settings_json);
}

// How weights become cells. Without [map] its settings are not named: older stores stay valid.
void PointReader::read_map() {
    const TomlValue map = table("map");
    TiledOptions& options = point_.options;
    const std::array<std::string, 3> encodings = {"unipolar", "differential", "xnor"};
    const std::array<std::string, 4> flips = {"none", "weights", "activations", "both"};
    const std::array<std::string, 2> places = {"array", "digital"};
    options.encoding = static_cast<WeightEncoding>(choice(map.get("encoding"), encodings));
    options.sparsify = static_cast<Sparsify>(choice(map.get("sparsify"), flips));
    options.digital_first = choice(map.get("first_layer"), places) == 1;
    options.digital_last = choice(map.get("last_layer"), places) == 1;
    if (!map.exists()) return;
    settings_["map"] = {{"encoding", encoding_name(options.encoding)},
                        {"sparsify", sparsify_name(options.sparsify)},
                        {"first_layer", places[options.digital_first ? 1 : 0]},
                        {"last_layer", places[options.digital_last ? 1 : 0]}};
}

void PointReader::read_adc() {
    const TomlValue adc = table("adc");
    AdcSpec& spec = point_.options.adc;
    const TomlValue bits = adc.get("bits");
    if (bits.kind() == TomlKind::text) {
        take(bits.choice(std::array<std::string, 1>{"ideal"}), std::size_t{0});
    } else {
        spec.bits =
            bits.exists() ? static_cast<int>(take(bits.integer(1, 16), std::int64_t{1})) : 0;
    }
    const std::array<std::string, 2> references = {"cell", "tile_mean"};
    const std::size_t reference = choice(adc.get("reference"), references);
    spec.reference = reference == 0 ? AdcReference::cell : AdcReference::tile_mean;
    const TomlValue full_scale = adc.get("full_scale_counts");
    spec.full_scale_counts = number(full_scale, static_cast<double>(point_.options.row_group),
                                    {.min = 1.0, .max = static_cast<double>(max_lines)});
    spec.subtract_off_current = take(adc.get("subtract_off_current").boolean_or(true), true);
    settings_["adc"] = {{"bits", spec.bits == 0 ? Json("ideal") : Json(spec.bits)},
                        {"reference", references[reference]},
                        {"full_scale_counts",
                         full_scale.exists() ? Json(spec.full_scale_counts) : Json("row_group")},
                        {"subtract_off_current", spec.subtract_off_current}};
}

void PointReader::read_run(StudyConfig& config) {
    const TomlValue run = table("run");
    const std::array<std::string, 5> names = {"auto", "ideal", "ladder", "mesh", "circuit"};
    const std::size_t fidelity = choice(run.get("fidelity"), names);
    point_.options.fidelity = take(parse_fidelity(names[fidelity]), Fidelity::automatic);
    config.threads =
        static_cast<int>(take(run.get("threads").integer_or(0, 0, 4096), std::int64_t{0}));
    settings_["run"] = {{"fidelity", names[fidelity]}};
}

Result<StudyPoint> PointReader::read(StudyConfig& config) {
    read_head(config);
    read_network();
    read_array();
    read_ends();
    read_cells();
    read_inputs();
    read_variation();
    read_map();
    read_adc();
    read_run(config);
    if (failure_) return *failure_;
    if (auto r = point_.options.tile.validate(); !r) {
        Error failure = r.error();
        if (!failure.where) failure.where = point_.array_where;
        return failure;
    }
    point_.settings_json = settings_.dump();
    return std::move(point_);
}

}  // namespace

Result<StudyPoint> read_study_point(const TomlDocument& document, StudyConfig& config) {
    return PointReader(document).read(config);
}

}  // namespace crosspoint
