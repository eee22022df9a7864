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
#include "crosspoint/study/key_reader.hpp"
#include "crosspoint/study/model_cells.hpp"
#include "crosspoint/study/study_periphery.hpp"
#include "crosspoint/study/study_variation.hpp"
#include "crosspoint/study/study_weight_memory.hpp"
#include "crosspoint/study/toml_reader.hpp"
#include "crosspoint/study/wire_config.hpp"

namespace crosspoint {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t max_lines = 1 << 20;  // chosen: far above any array, far below overflow
constexpr double least_positive = 1e-30;     // chosen: quantities that must not be 0

// Reads one point, table by table. The first error stops it: the getters return a fallback from
// then on, so that the reading code stays a plain list of keys.
class PointReader : private FirstFailure {
public:
    explicit PointReader(const TomlDocument& document)
        : root_(document.root()), path_(document.name()) {}

    Result<StudyPoint> read(StudyConfig& config);

private:
    void read_head(StudyConfig& config);
    void read_variant();
    void read_network();
    void read_array();
    void read_segments(const TomlValue& array);
    void read_ends();
    void read_cells();
    void read_model_of_cells(const TomlValue& cells);
    void read_inputs();
    void read_variation();
    void read_map();
    void read_inference();
    void read_flips();
    void read_periphery();
    void read_memory();
    void read_run(StudyConfig& config);

    TomlValue table(const char* key) {
        TomlValue value = root_.get(key);
        if (auto r = value.expect_table(); !r) fail(r.error());
        return value;
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
    read_variant();
}

// The overrides themselves are read under their own keys (TomlDocument::overlay); here their name.
void PointReader::read_variant() {
    const TomlValue variant = table("variant");
    if (!variant.exists() || failure()) return;
    const TomlValue name = needed(variant, "name");
    const std::string text = take(name.text(), std::string());
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        return c >= ' ' && c <= '~' && c != ',' && c != '"';
    });
    if (!failure() && (text.empty() || !plain)) {
        fail(name.error(
            5012,
            fmt::format("the name of a variant is \"{}\", expected ASCII letters without "
                        "comma and quotes",
                        text),
            "it is a value in curve.csv and the legend of a picture"));
    }
    settings_["variant"] = text;
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
    const std::array<std::string, 2> topologies = {"1t1r", "passive"};
    const std::size_t topology = take(needed(array, "topology").choice(topologies), std::size_t{0});
    settings_["array"] = {{"topology", topologies[topology]}};
    if (topology == 0) {
        const std::array<std::string, 2> directions = {"column", "row"};
        const std::size_t direction = choice(array.get("source_line"), directions);
        tile.topology =
            direction == 0 ? Topology::one_transistor_column : Topology::one_transistor_row;
        settings_["array"]["source_line"] = directions[direction];
    } else {
        tile.topology = Topology::passive;
    }
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
    settings_["array"]["tile_rows"] = tile.rows;
    settings_["array"]["tile_cols"] = tile.cols;
    settings_["array"]["row_group"] = options.row_group;
    read_segments(array);
}

// Keys of the file win over those of a technology node. Word lines carry current in passive tiles
// only; source lines there are none in these.
void PointReader::read_segments(const TomlValue& array) {
    TileSpec& tile = point_.options.tile;
    Json& json = settings_["array"];
    const bool first_segment = take(array.get("first_segment").boolean_or(true), true);
    json["first_segment"] = first_segment;
    const std::optional<WireConfig> wires =
        take(read_wires(array.get("wires"), tile.topology), std::optional<WireConfig>());
    if (wires) json["wires"] = Json::parse(wires->settings_json);
    const NumberRule ohm{.unit = Unit::ohm, .min = 0.0};
    const TomlValue bl = array.get("bl_segment_ohm");
    const double bl_ohm = wires ? number(bl, wires->bl_ohm(), ohm)
                                : number(needed(array, "bl_segment_ohm"), 0.0, ohm);
    json["bl_segment_ohm"] = point_.bl_segment_ohm = bl_ohm;
    tile.bl.segment_ohm = SegmentResistance::uniform(bl_ohm, first_segment);
    const bool by_node = wires && !bl.exists();
    const TomlValue other = array.get(tile.gated() ? "sl_segment_ohm" : "wl_segment_ohm");
    const double node_ohm = !by_node       ? bl_ohm
                            : tile.gated() ? wires->sl_ohm(tile.topology)
                                           : wires->wl_ohm();
    const double other_ohm = number(other, node_ohm, ohm);
    (tile.gated() ? tile.sl : tile.wl).segment_ohm =
        SegmentResistance::uniform(other_ohm, first_segment);
    json[tile.gated() ? "sl_segment_ohm" : "wl_segment_ohm"] =
        other.exists() || by_node ? Json(other_ohm) : Json("bl_segment_ohm");
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
    // way round, because outputs belong to columns. Passive tiles: word lines take the inputs at
    // the left, bit lines sense.
    if (tile.gated()) {
        (column ? tile.bl : tile.sl).first_end = driver;
    } else {
        tile.wl.first_end = {.kind = EndKind::drive_input, .resistance_ohm = driver.resistance_ohm};
    }
    LineSet& sensed = column ? tile.sl : tile.bl;
    (place == 0 ? sensed.last_end : sensed.first_end) = sense;
    settings_["ends"] = {{"driver_ohm", driver.resistance_ohm},
                         {"sense_ohm", sense.resistance_ohm},
                         {"sense_end", places[place]}};
}

// Values as the file has them, for axes; what they stand for, as cell by cell; the model's sources.
void PointReader::read_model_of_cells(const TomlValue& cells) {
    const TomlValue variation = root_.get("variation");
    const Result<ModelCells> model = read_network_cells(cells, point_.options.tile.topology, path_,
                                                        variation.exists() ? &variation : nullptr);
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
              {"table_error", model->table_error}};
    if (point_.options.tile.gated()) {
        json["gate_on_V"] = model->levels.on_V;
        json["gate_off_V"] = model->levels.off_V;
    }
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
    if (!failure() && !(options.r_off_ohm > options.r_on_ohm)) {
        fail(r_off.error(5008,
                         fmt::format("cells.r_off_ohm is {}, expected more than r_on_ohm = {}",
                                     options.r_off_ohm, options.r_on_ohm),
                         "an off cell conducts less than an on cell; inf is allowed"));
    }
    TileSpec& tile = options.tile;
    settings_["cells"] = {{"r_on_ohm", options.r_on_ohm},
                          {"r_off_ohm", json_number(options.r_off_ohm)}};
    if (!tile.gated()) return;
    tile.g_leak_S = number(cells.get("g_leak_S"), 0.0, {.unit = Unit::siemens, .min = 0.0});
    settings_["cells"]["g_leak_S"] = tile.g_leak_S;
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

void PointReader::read_inference() {
    const TomlValue table_of = table("inference");
    if (!table_of.exists()) return;
    InferenceSpec& spec = point_.inference;
    const std::array<std::string, 3> modes = {"exact", "table", "flips"};
    spec.mode = static_cast<InferenceMode>(choice(table_of.get("mode"), modes));
    spec.sample_images = count(table_of.get("sample_images"), 200, std::int64_t{1} << 31);
    const bool arrays = spec.mode != InferenceMode::flips;
    spec.column_groups =
        count(table_of.get("column_groups"), 4,
              arrays ? static_cast<std::int64_t>(point_.options.tile.cols) : max_lines);
    const TomlValue file = table_of.get("table");
    const std::string name = take(file.text_or(""), std::string());
    if (!name.empty()) spec.table = path_beside(path_, name);
    spec.table_where = file.where();
    Json json{{"mode", modes[static_cast<std::size_t>(spec.mode)]}};
    // What the exact mode does not look at is no setting of its points.
    if (spec.mode == InferenceMode::table) {
        json["sample_images"] = spec.sample_images;
        json["column_groups"] = spec.column_groups;
        json["table"] = name;
    }
    settings_["inference"] = std::move(json);
}

void PointReader::read_flips() {
    Result<StudyFlips> read = read_study_flips(root_, path_);
    if (!read) return fail(read.error());
    settings_["flips"] = Json::parse(read->settings_json);
    point_.flips = std::move(*read);
}

// How weights become cells. Without [map] its settings are not named: older stores stay valid.
void PointReader::read_map() {
    const TomlValue map = table("map");
    TiledOptions& options = point_.options;
    constexpr std::array sums = {WeightEncoding::unipolar, WeightEncoding::differential,
                                 WeightEncoding::xnor};
    constexpr std::array stores = {WeightMemory::two_cells, WeightMemory::one_cell,
                                   WeightMemory::secded_8_4, WeightMemory::secded_39_32,
                                   WeightMemory::secded_72_64};
    std::array<std::string, sums.size() + stores.size()> encodings;
    for (std::size_t k = 0; k < encodings.size(); ++k)
        encodings[k] =
            k < sums.size() ? encoding_name(sums[k]) : weight_memory_name(stores[k - sums.size()]);
    const std::array<std::string, 4> flips = {"none", "weights", "activations", "both"};
    const std::array<std::string, 2> rules = {"count", "current"};
    const std::array<std::string, 3> row_orders = {"none", "near_sense", "balanced"};
    const std::array<std::string, 2> column_orders = {"none", "near_drive"};
    const std::array<std::string, 2> places = {"array", "digital"};
    const std::size_t encoding = choice(map.get("encoding"), encodings);
    if (encoding < sums.size())
        options.encoding = sums[encoding];
    else
        point_.memory = MemoryOptions{.memory = stores[encoding - sums.size()]};
    options.sparsify = static_cast<Sparsify>(choice(map.get("sparsify"), flips));
    options.flip_rule = static_cast<FlipRule>(choice(map.get("flip_rule"), rules));
    options.row_order = static_cast<RowOrder>(choice(map.get("row_order"), row_orders));
    options.column_order = static_cast<ColumnOrder>(choice(map.get("column_order"), column_orders));
    point_.recalibrate = take(map.get("recalibrate").boolean_or(false), false);
    point_.sample_images = count(map.get("sample_images"), 200, std::int64_t{1} << 31);
    options.digital_first = choice(map.get("first_layer"), places) == 1;
    options.digital_last = choice(map.get("last_layer"), places) == 1;
    if (!map.exists()) return;
    settings_["map"] = {{"encoding", encodings[encoding]},
                        {"sparsify", sparsify_name(options.sparsify)},
                        {"flip_rule", flip_rule_name(options.flip_rule)},
                        {"row_order", row_order_name(options.row_order)},
                        {"column_order", column_order_name(options.column_order)},
                        {"recalibrate", point_.recalibrate},
                        {"sample_images", point_.sample_images},
                        {"first_layer", places[options.digital_first ? 1 : 0]},
                        {"last_layer", places[options.digital_last ? 1 : 0]}};
}

void PointReader::read_periphery() {
    TiledOptions& options = point_.options;
    const auto adc = read_study_adc(root_.get("adc"), options.row_group,
                                    columns_per_output(options.encoding) == 2);
    if (!adc) fail(adc.error());
    const bool model = root_.get("cells").get("model").exists();
    const char* cell = model ? "" : options.tile.gated() ? "1t1r" : "passive";
    const auto cost = read_study_cost(root_.get("cost"), cell);
    if (!cost) fail(cost.error());
    if (failure()) return;
    options.adc = adc->spec;
    settings_["adc"] = Json::parse(adc->settings_json);
    if (*cost) {
        point_.cost = (*cost)->figures;
        settings_["cost"] = Json::parse((*cost)->settings_json);
    }
}

// Converters have no say where nothing is summed.
void PointReader::read_memory() {
    const auto sense = read_study_memory(root_, point_);
    if (!sense) return fail(sense.error());
    if (!point_.memory) return;
    settings_.erase("adc");
    settings_["sense"] = Json::parse(*sense);
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
    if (runs_without_arrays(root_)) {
        read_inference();
        read_flips();
        read_run(config);
        if (failure()) return *failure();
        point_.settings_json = settings_.dump();
        return std::move(point_);
    }
    if (auto r = expect_no_flips(root_); !r) fail(r.error());
    read_array();
    read_ends();
    read_cells();
    read_inputs();
    read_variation();
    read_map();
    read_inference();
    read_periphery();
    read_memory();
    read_run(config);
    if (failure()) return *failure();
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
