// The folder of one case: written once, read by every tool.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bench_tile.hpp"
#include "crosspoint/base/file.hpp"
#include "crosspoint/base/npy.hpp"
#include "crosspoint/study/tile_config.hpp"

namespace crosspoint::bench {
namespace {

template <class T>
Result<void> write_array(const std::string& folder, const char* name,
                         std::vector<std::size_t> shape, std::span<const T> values) {
    return write_file(folder + "/" + name, npy_bytes(shape, values));
}

Result<void> write_indices(const std::string& folder, const char* name,
                           const std::vector<int>& values) {
    const std::vector<std::int64_t> wide(values.begin(), values.end());
    return write_array<std::int64_t>(folder, name, {wide.size()}, wide);
}

Result<std::vector<int>> read_indices(const std::string& path) {
    auto array = read_npy(path);
    if (!array) return array.error();
    return std::vector<int>(array->values.begin(), array->values.end());
}

std::string tile_toml(const BenchTile& tile) {
    return fmt::format(
        "schema = 1\n[array]\ntopology = \"passive\"\nrows = {}\ncols = {}\n"
        "first_segment = true\nwl_segment_ohm = {:.17g}\nbl_segment_ohm = {:.17g}\n"
        "[ends]\nwl_left = {{ drive = \"input\", driver_ohm = 0 }}\n"
        "bl_bottom = {{ sense_ohm = 0 }}\n"
        "[cells]\ng_S = \"g_S.npy\"\n[inputs]\nv_V = \"v_V.npy\"\n",
        tile.spec.rows, tile.spec.cols, tile.segment_ohm, tile.segment_ohm);
}

std::string case_json(const BenchTile& tile) {
    const nlohmann::json json = {{"rows", tile.spec.rows},
                                 {"cols", tile.spec.cols},
                                 {"regime", tile.regime},
                                 {"segment_ohm", tile.segment_ohm},
                                 {"inputs", tile.inputs.rows()},
                                 {"hardness", tile.hardness()},
                                 {"unknowns", 2 * tile.cells.g_on_S.size()}};
    return json.dump(1) + "\n";
}

}  // namespace

Result<void> write_case(const BenchTile& tile, const std::string& folder) {
    if (auto made = make_folder(folder); !made) return made;
    const NodalMatrix matrix = assemble(tile);
    const std::array<double, 2> end_S{matrix.drive_S, matrix.sense_S};
    const auto& g_S = tile.cells.g_on_S;
    const auto& v_V = tile.inputs;
    for (const Result<void>& written :
         {write_array<double>(folder, "g_S.npy", {g_S.rows(), g_S.cols()}, g_S.values()),
          write_array<double>(folder, "v_V.npy", {v_V.rows(), v_V.cols()}, v_V.values()),
          write_array<double>(folder, "value_S.npy", {matrix.value_S.size()}, matrix.value_S),
          write_array<double>(folder, "end_S.npy", {2}, end_S),
          write_indices(folder, "column_start.npy", matrix.column_start),
          write_indices(folder, "row.npy", matrix.row),
          write_indices(folder, "drive_node.npy", matrix.drive_node),
          write_indices(folder, "sense_node.npy", matrix.sense_node),
          write_indices(folder, "order.npy", nested_dissection(g_S.rows(), g_S.cols())),
          write_file(folder + "/tile.toml", tile_toml(tile)),
          write_file(folder + "/case.json", case_json(tile))})
        if (!written) return written;
    return {};
}

Result<BenchTile> read_case(const std::string& folder) {
    auto job = load_tile(folder + "/tile.toml");
    if (!job) return job.error();
    const auto text = read_text_file(folder + "/case.json");
    if (!text) return text.error();
    const nlohmann::json json = nlohmann::json::parse(*text, nullptr, false);
    if (!json.is_object() || !json.contains("regime") || !json.contains("segment_ohm"))
        return Error{.code = Errc::input, .what = folder + "/case.json is not one of ours"};
    return BenchTile{.regime = json["regime"].get<std::string>(),
                     .segment_ohm = json["segment_ohm"].get<double>(),
                     .spec = job->spec,
                     .cells = job->cells,
                     .inputs = job->inputs};
}

Result<NodalMatrix> read_matrix_of_case(const std::string& folder) {
    NodalMatrix matrix;
    const std::pair<const char*, std::vector<int>*> lists[] = {
        {"/column_start.npy", &matrix.column_start},
        {"/row.npy", &matrix.row},
        {"/drive_node.npy", &matrix.drive_node},
        {"/sense_node.npy", &matrix.sense_node}};
    for (const auto& [name, list] : lists) {
        auto read = read_indices(folder + name);
        if (!read) return read.error();
        *list = std::move(*read);
    }
    auto values = read_npy(folder + "/value_S.npy");
    if (!values) return values.error();
    auto ends = read_npy(folder + "/end_S.npy");
    if (!ends) return ends.error();
    if (matrix.column_start.empty() || ends->values.size() != 2 ||
        values->values.size() != matrix.row.size())
        return Error{.code = Errc::input, .what = folder + " holds a matrix that does not fit"};
    matrix.value_S = std::move(values->values);
    matrix.unknowns = matrix.column_start.size() - 1;
    matrix.drive_S = ends->values[0];
    matrix.sense_S = ends->values[1];
    return matrix;
}

Result<std::vector<int>> read_order_of_case(const std::string& folder) {
    return read_indices(folder + "/order.npy");
}

}  // namespace crosspoint::bench
