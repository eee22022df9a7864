// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/tile_config.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "crosspoint/base/file.hpp"
#include "crosspoint/base/npy.hpp"
#include "support/near.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using crosspoint::testing::TempFolder;

namespace {

const std::string passive =
    "schema = 1\n"                                   // line 1
    "[array]\n"                                      // 2
    "topology = \"passive\"\n"                       // 3
    "rows = 2\n"                                     // 4
    "cols = 3\n"                                     // 5
    "wl_segment_ohm = \"1 kohm\"\n"                  // 6
    "[cells]\n"                                      // 7
    "g_S = [[1e-6, 2e-6, 0], [\"3 uS\", inf, 1]]\n"  // 8
    "[inputs]\n"                                     // 9
    "v_V = [0.1, 0.2]\n";                            // 10

const std::string gated =
    "schema = 1\n"
    "[array]\n"
    "topology = \"1t1r\"\n"
    "rows = 2\n"
    "cols = 1\n"
    "bl_segment_ohm = 2\n"
    "[cells]\n"
    "r_ohm = [[8000], [inf]]\n"
    "r_access_ohm = \"2 kohm\"\n"
    "[inputs]\n"
    "x = [[0, 1], [1, 1]]\n"
    "read_V = \"200 mV\"\n";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string written(const TempFolder& folder, const std::string& name, const std::string& text) {
    REQUIRE(write_file(folder / name, text).ok());
    return folder / name;
}

Result<TileJob> load(const std::string& text) {
    const TempFolder folder;
    return load_tile(written(folder, "tile.toml", text));
}

TileJob loaded(const std::string& text) {
    Result<TileJob> job = load(text);
    if (!job) FAIL(job.error().format());
    return std::move(*job);
}

}  // namespace

TEST_CASE("tile file: passive with the defaults") {
    const TileJob job = loaded(passive);

    CHECK(job.spec.topology == Topology::passive);
    CHECK(job.spec.rows == 2);
    CHECK(job.spec.cols == 3);
    CHECK(job.spec.wl.segment_ohm.at(0, 0, 3) == 1000.0);
    CHECK(job.spec.bl.segment_ohm.at(0, 1, 2) == 0.0);
    CHECK(job.spec.wl.first_end == LineEnd{EndKind::drive_input, 0.0});
    CHECK(job.spec.wl.last_end == LineEnd{});
    CHECK(job.spec.bl.first_end == LineEnd{});
    CHECK(job.spec.bl.last_end == LineEnd{EndKind::sense, 0.0});
    CHECK(job.cells.g_on_S(1, 0) == 3e-6);
    CHECK(std::isinf(job.cells.g_on_S(1, 1)));
    CHECK(job.inputs == Matrix<double>(1, 2, {0.1, 0.2}));
}

TEST_CASE("tile file: 1t1r with the defaults of both source line directions") {
    const TileJob column = loaded(gated);
    const TileJob row =
        loaded(replaced(gated, "bl_segment_ohm", "source_line = \"row\"\nbl_segment_ohm"));

    CHECK(column.spec.topology == Topology::one_transistor_column);
    CHECK(column.spec.bl.first_end.kind == EndKind::drive_read);
    CHECK(column.spec.sl.last_end.kind == EndKind::sense);
    CHECK(column.spec.sl.segment_ohm.at(0, 0, 2) == 2.0);
    CHECK(column.spec.read_V == 0.2);
    CHECK(testing::rel_diff(column.cells.g_on_S(0, 0), 1e-4) < 1e-15);  // 1 / (2k + 8k)
    CHECK(column.cells.g_on_S(1, 0) == 0.0);
    CHECK(column.inputs == Matrix<double>(2, 2, {0.0, 1.0, 1.0, 1.0}));
    CHECK(row.spec.topology == Topology::one_transistor_row);
    CHECK(row.spec.sl.first_end.kind == EndKind::drive_read);
    CHECK(row.spec.bl.last_end.kind == EndKind::sense);
    CHECK(row.spec.bl.first_end.kind == EndKind::floating);
}

TEST_CASE("tile file: a named end replaces the default of its kind and no other") {
    const TileJob same_end = loaded(gated + "[ends]\nsl_top = { sense_ohm = \"1 kohm\" }\n");
    const TileJob both =
        loaded(passive +
               "[ends]\nwl_left = { drive = \"input\" }\nwl_right = { drive = \"input\", "
               "driver_ohm = 5 }\n");
    const TileJob right = loaded(passive + "[ends]\nwl_right = { drive = \"input\" }\n");

    CHECK(same_end.spec.sl.first_end == LineEnd{EndKind::sense, 1000.0});
    CHECK(same_end.spec.sl.last_end == LineEnd{});
    CHECK(same_end.spec.bl.first_end.kind == EndKind::drive_read);
    CHECK(both.spec.wl.first_end.kind == EndKind::drive_input);
    CHECK(both.spec.wl.last_end == LineEnd{EndKind::drive_input, 5.0});
    CHECK(both.spec.bl.last_end.kind == EndKind::sense);
    CHECK(right.spec.wl.first_end.kind == EndKind::floating);
    CHECK(right.spec.wl.last_end.kind == EndKind::drive_input);
}

TEST_CASE("tile file: segment resistances per line and per segment") {
    const TempFolder folder;
    written(folder, "line.csv", "1\n2\n");
    written(folder, "segment.csv", "0,1,2,0\n0,3,inf,0\n");
    const std::vector<std::size_t> shape = {2};
    const std::vector<double> ohm = {7.0, 8.0};
    REQUIRE(write_file(folder / "line.npy", npy_bytes(shape, ohm)).ok());
    const auto with = [&](const std::string& name) {
        const std::string text =
            replaced(passive, "\"1 kohm\"", "\"" + name + "\"\nfirst_segment = false");
        Result<TileJob> job = load_tile(written(folder, "tile.toml", text));
        if (!job) FAIL(job.error().format());
        return job->spec.wl.segment_ohm;
    };

    CHECK(with("line.csv").at(1, 1, 3) == 2.0);
    CHECK(with("line.csv").at(1, 0, 3) == 0.0);
    CHECK(with("line.npy").at(0, 2, 3) == 7.0);
    CHECK(with("segment.csv").at(1, 1, 3) == 3.0);
    CHECK(std::isinf(with("segment.csv").at(1, 2, 3)));
}

TEST_CASE("tile file: bad input is refused at its line") {
    struct Row {
        const char* from;
        const char* to;
        int id;
        int line;
    };
    const std::vector<Row> rows = {
        {"schema = 1", "schema = 2", 2205, 1},
        {"schema = 1", "", 2204, 1},
        {"rows = 2", "rows = 0", 2205, 4},
        {"rows = 2", "rows = 2.0", 2203, 4},
        {"rows = 2", "rows = -3", 2205, 4},
        {"rows = 2", "", 2204, 2},
        {"rows = 2", "rows = 3", 2213, 8},
        {"passive", "pasive", 2206, 3},
        {"cols = 3", "cols = 3\nfirst_segmnt = true", 2202, 6},
        {"cols = 3", "cols = 3\nsource_line = \"row\"", 2212, 6},
        {"cols = 3", "cols = 3\nbl_segment_ohm = \"1 V\"", 1031, 6},
        {"\"1 kohm\"", "-1", 2205, 6},
        {"\"1 kohm\"", "nan", 2205, 6},
        {"\"1 kohm\"", "[1, 2]", 2203, 6},
        {"\"1 kohm\"", "\"missing.npy\"", 1001, 6},
        {"2e-6, 0]", "nan, 0]", 2214, 8},
        {"2e-6, 0]", "-2e-6, 0]", 2214, 8},
        {"2e-6, 0]", "2e-6]", 2220, 8},
        {"2e-6, 0]", "\"2 ohm\", 0]", 1031, 8},
        {"2e-6, 0]", "true, 0]", 2203, 8},
        {"[cells]", "[cells]\nr_ohm = \"r.npy\"", 2209, 8},
        {"[cells]", "[cells]\ng_leak_S = 1", 2212, 8},
        {"v_V = [0.1, 0.2]", "v_V = [0.1, inf]", 2215, 10},
        {"v_V = [0.1, 0.2]", "v_V = [0.1]", 2213, 10},
        {"v_V = [0.1, 0.2]", "v_V = []", 2220, 10},
        {"v_V = [0.1, 0.2]", "v_V = \"v.txt\"", 2219, 10},
        {"v_V = [0.1, 0.2]", "x = [0, 1]", 2212, 10},
        {"v_V = [0.1, 0.2]", "", 2204, 9},
        {"[inputs]", "[ends]\nbl_bottom = \"open\"\n[inputs]", 2206, 10},
        {"[inputs]", "[ends]\nbl_bottom = \"floating\"\n[inputs]", 2009, 9},
        {"[inputs]", "[ends]\nbl_bottom = { sense_ohm = -1 }\n[inputs]", 2205, 10},
        {"[inputs]", "[ends]\nbl_bottom = { driver_ohm = 1 }\n[inputs]", 2210, 10},
        {"[inputs]", "[ends]\nbl_bottom = { sense_ohm = 1, drive = \"read\" }\n[inputs]", 2210, 10},
        {"[inputs]", "[ends]\nbl_bottom = { sense = 1 }\n[inputs]", 2210, 10},
        {"[inputs]", "[ends]\nbl_top = { drive = \"read\" }\n[inputs]", 2218, 11},
        {"[inputs]", "[ends]\nbl_top = { drive = \"input\" }\n[inputs]", 2008, 9},
        {"[inputs]", "[ends]\nsl_top = \"floating\"\n[inputs]", 2212, 10}};
    for (const Row& row : rows) {
        CAPTURE(row.to);
        const Result<TileJob> job = load(replaced(passive, row.from, row.to));

        REQUIRE_FALSE(job.ok());
        CAPTURE(job.error().format());
        CHECK(job.error().id == row.id);
        CHECK(job.error().code == Errc::input);
        CHECK_FALSE(job.error().help.empty());
        REQUIRE(job.error().where.has_value());
        CHECK(job.error().where->line == row.line);
        CHECK(job.error().where->column > 0);
    }
}

TEST_CASE("tile file: bad 1t1r input is refused") {
    struct Row {
        const char* from;
        const char* to;
        int id;
    };
    const std::vector<Row> rows = {
        {"x = [[0, 1], [1, 1]]", "x = [[0, 2], [1, 1]]", 2216},
        {"x = [[0, 1], [1, 1]]", "x = [0.5, 1]", 2216},
        {"x = [[0, 1], [1, 1]]", "v_V = [0, 1]", 2212},
        {"read_V = \"200 mV\"", "", 2218},
        {"read_V = \"200 mV\"", "read_V = \"200 mA\"", 1031},
        {"[cells]", "[ends]\nwl_left = { drive = \"input\" }\n[cells]", 2211},
        {"[cells]", "[ends]\nsl_left = { sense_ohm = 0 }\n[cells]", 2212},
        {"r_access_ohm = \"2 kohm\"", "r_access_ohm = inf", 2205},
        {"bl_segment_ohm = 2", "source_line = \"diagonal\"", 2206}};
    for (const Row& row : rows) {
        CAPTURE(row.to);
        const Result<TileJob> job = load(replaced(gated, row.from, row.to));

        REQUIRE_FALSE(job.ok());
        CHECK(job.error().id == row.id);
        CHECK(job.error().where->line > 0);
    }
    CHECK(load(replaced(gated, "bl_segment_ohm", "wl_segment_ohm = 3\nbl_segment_ohm")).ok());
    CHECK(load(gated + "[ends]\nwl_left = \"floating\"\n").ok());
}

TEST_CASE("tile file: a per-segment array and first_segment = false must not contradict") {
    const TempFolder folder;
    written(folder, "segment.csv", "0,1,2,0\n0,3,4,5\n");
    const std::string text =
        replaced(passive, "\"1 kohm\"", "\"segment.csv\"\nfirst_segment = false");

    const Error error = load_tile(written(folder, "tile.toml", text)).error();

    CHECK(error.id == 2217);
    CHECK(error.what.find("[1, 3]") != std::string::npos);
    CHECK(load_tile(written(folder, "tile.toml", replaced(text, "false", "true"))).ok());
}

TEST_CASE("tile file: zero and infinite resistance are a short and an open cell") {
    const TileJob job = loaded(replaced(passive, "g_S = [[1e-6, 2e-6, 0], [\"3 uS\", inf, 1]]",
                                        "r_ohm = [[0, -0.0, inf], [\"2 Mohm\", 4, 1]]"));

    CHECK(std::isinf(job.cells.g_on_S(0, 0)));
    CHECK(job.cells.g_on_S(0, 1) > 0.0);
    CHECK(job.cells.g_on_S(0, 2) == 0.0);
    CHECK(job.cells.g_on_S(1, 0) == 0.5e-6);
}

TEST_CASE("tile file: the summary is JSON without infinities") {
    const std::string json = tile_json(loaded(replaced(passive, "\"1 kohm\"", "inf")));

    CHECK(json.find("\"topology\":\"passive\"") != std::string::npos);
    CHECK(json.find("\"wl_segment_ohm\":{\"min\":null,\"max\":null}") != std::string::npos);
    CHECK(json.find("\"shorted_cells\":1") != std::string::npos);
    CHECK(json.find("inf") == std::string::npos);
    CHECK(tile_text(loaded(passive)).find("1 kohm a segment") != std::string::npos);
}
