// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/report_page.hpp"

#include <doctest/doctest.h>

#include <string>

#include "crosspoint/base/file.hpp"
#include "crosspoint/study/report_view.hpp"
#include "report_example.hpp"
#include "support/temp_folder.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

const std::string study_head =
    "schema = 1\n[network]\nmodel = \"m.npz\"\n[array]\ntopology = \"1t1r\"\n"
    "bl_segment_ohm = [0, 10]\n[cells]\nr_on_ohm = 1e5\nr_off_ohm = 1e7\n[inputs]\nread_V = 0.2\n";

Result<ReportSpec> read(const std::string& text) {
    const TempFolder folder;
    REQUIRE(write_file(folder / "s.toml", text).ok());
    return read_report_spec(folder / "s.toml");
}

ReportSpec good(const std::string& report) {
    auto spec = read(study_head + report);
    REQUIRE_MESSAGE(spec.ok(), said(spec));
    return std::move(*spec);
}

// The page, and the script of its first figure; pages need gnuplot.
struct Drawn {
    std::string html, script;
};

Drawn drawn(const ReportSpec& spec, const ReportData& data) {
    const TempFolder folder;
    const auto page = report_page(spec, data, {.folder = folder / "figures", .name = "try"});
    REQUIRE_MESSAGE(page.ok(), said(page));
    REQUIRE_MESSAGE(!page->not_drawn, page->html);
    const auto script = read_text_file(folder / "figures/try-1.gp");
    return {.html = page->html, .script = script.ok() ? *script : std::string()};
}

Drawn drawn(const std::string& report) { return drawn(good(report), example_data()); }

// The error that the page of these lines after [report] has, and its line counted from there.
Error refused(const std::string& report) {
    const auto spec = resolve_report(good("[report]\n" + report), example_data());
    REQUIRE_FALSE(spec.ok());
    Error error = spec.error();
    REQUIRE(error.where.has_value());
    error.where->line -= 12;
    return error;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++n;
    return n;
}

}  // namespace

TEST_CASE("report spec: wrong keys have their line and column") {
    const auto id_at = [](const std::string& report, int id, int line) {
        const auto spec = read(study_head + "[report]\n" + report);
        CAPTURE(report);
        REQUIRE_FALSE(spec.ok());
        CHECK(spec.error().id == id);
        REQUIRE(spec.error().where.has_value());
        CHECK(spec.error().where->line == 12 + line);
        CHECK(spec.error().where->column > 0);
        CHECK_FALSE(spec.error().help.empty());
    };
    id_at("titel = \"a\"", 2202, 1);
    id_at("title = 3", 2203, 1);
    id_at("notes = [\"a\", 3]", 2203, 1);
    id_at("results = [\"a\"]", 5041, 1);
    id_at("[[report.figure]]\ny = \"accuracy\"", 2204, 1);
    id_at("[[report.figure]]\nx = \"a\"\nx_lag = true", 2202, 3);
    id_at("[[report.figure]]\nx = \"a\"\ny_range = [1]", 2203, 3);
    id_at("[[report.figure]]\nx = \"a\"\ny_range = [1, 0]", 5043, 3);
    id_at("[[report.figure]]\nx = \"a\"\ny_range = [0, 1]\ny_log = true", 5043, 3);
    id_at("[[report.figure]]\nx = \"a\"\nwhere = 3", 2203, 3);
    id_at("[[report.table]]\nvalue = [\"a\", \"b\"]\ncolumns = \"c\"", 5042, 2);
    id_at("[[report.table]]\nvalue = \"a\"\nformat = \"hex\"", 2206, 3);
    id_at("[[report.compare]]\nof = \"a\"\naxis = \"b\"\nfrom = 1", 2204, 1);
    id_at("[[report.compare]]\nof = \"a\"\naxis = \"b\"\nfrom = 1\nto = [2]", 2203, 5);
    id_at("[[report.compare]]\nof = \"a\"\naxis = \"b\"\nfrom = 1\nto = 2\nreference = {value = 1}",
          2204, 6);
    CHECK(read("[reprot]\n").error().id == 5040);
    CHECK(read("[report]\n").error().id == 5041);
    CHECK(read("[report]\nresults = \"a\"\n[network2]\n").error().id == 2202);
    CHECK_FALSE(good("").given);
}

TEST_CASE("report spec: a study with a report has the points of one without") {
    const TempFolder folder;
    REQUIRE(write_file(folder / "s.toml", study_head + "[report]\nnotes = [\"a\", \"b\"]\n"
                                                       "[[report.figure]]\nx = \"bl_segment_ohm\"\n"
                                                       "where = {array.tile_rows = [128]}\n")
                .ok());
    const auto config = load_study(folder / "s.toml");
    REQUIRE_MESSAGE(config.ok(), said(config));
    CHECK(config->axes.size() == 1);
    CHECK(config->points.size() == 2);
    auto spec = read_report_spec(folder / "s.toml");
    REQUIRE(spec.ok());
    CHECK(check_report(*spec, *config).ok());
    // What the results will not have is found before they are computed.
    spec->figures[0].y.text = "acuracy";
    CHECK(check_report(*spec, *config).error().id == 5047);
    spec->figures[0].y.text = "solver.kcl_residual_A";
    CHECK(check_report(*spec, *config).ok());
}

TEST_CASE("report view: names that the results do not have") {
    CHECK(refused("[[report.figure]]\nx = \"bl_segment\"").id == 5046);
    CHECK(refused("[[report.figure]]\nx = \"bl_segment\"").where->line == 2);
    const Error number = refused("[[report.figure]]\nx = \"bl_segment_ohm\"\ny = \"acuracy\"");
    CHECK(number.id == 5047);
    CHECK(number.help == "did you mean \"accuracy\"?");
    CHECK(number.where->line == 3);
    const Error open = refused("[[report.figure]]\nx = \"bl_segment_ohm\"\ncurves = \"sparsify\"");
    CHECK(open.id == 5048);
    CHECK(open.what == "array.tile_rows has 2 values here, expected one");
    const Error value =
        refused("[[report.figure]]\nx = \"bl_segment_ohm\"\nwhere = {map.sparsify = \"bath\"}");
    CHECK(value.id == 5049);
    CHECK(value.help == "did you mean \"both\"?");
    CHECK(refused("[[report.compare]]\nof = \"accuracy\"\naxis = \"sparsify\"\nfrom = \"none\"\n"
                  "to = \"all\"")
              .id == 5049);
    ReportData hole = example_data();
    std::erase_if(hole.points, [](const ReportPoint& p) {
        return p.at.at("array.tile_rows") == "64" && p.at.at("map.sparsify") == "both";
    });
    const ReportSpec table = good(
        "[report]\n[[report.table]]\nvalue = \"accuracy\"\n"
        "where = {array.tile_rows = 64, map.sparsify = \"both\"}");
    CHECK(resolve_report(table, hole).ok());  // of a study that was stopped: it may still come
    hole.studies.front().points_total = hole.points.size();
    const auto spec = resolve_report(table, hole);
    REQUIRE_FALSE(spec.ok());
    CHECK(spec.error().id == 5050);
}

TEST_CASE("report page: curves and panels hold every point") {
    const Drawn page = drawn(
        "[report]\n[[report.figure]]\nx = \"bl_segment_ohm\"\npanels = \"tile_rows\"\n"
        "curves = \"sparsify\"\nover = \"variation.seed\"\n");
    CHECK(count(page.html, "<svg class=\"chart\"") == 2);
    // What a marker says when pointed at, for each of 2 x 2 x 2 medians.
    CHECK(count(page.html, "<title>sparsify = both, bl segment = ") == 4);
    CHECK(count(page.html, "<title>sparsify = none, bl segment = ") == 4);
    CHECK(page.html.find("Median of 3 values of variation seed") != std::string::npos);
    CHECK(page.html.find("1 of 24 points have no value") != std::string::npos);
    CHECK(page.html.find("software 91.00") != std::string::npos);
    // Median of 61, 62 and 64 %, with its range: tiles of 128, 10 ohm, without complements.
    CHECK(page.html.find("62.00\xC2\xA0% (61.00\xC2\xA0% to 64.00\xC2\xA0%)") != std::string::npos);
    CHECK(page.script.find("\n10 62 61 64 \"sparsify = none") != std::string::npos);
    CHECK(page.script.find("set key title 'sparsify'") != std::string::npos);
    CHECK(page.script.find("set output 'try-1-2.svg'\nset title 'tile rows = 128'") !=
          std::string::npos);
}

TEST_CASE("report page: findings, failures and what others wrote are there and escaped") {
    const std::string page =
        drawn(
            "[report]\ntitle = \"A <b>title</b>\"\nquestion = \"Is 1 < 2?\"\nassumptions = [\"x & "
            "y\"]\n"
            "[[report.compare]]\nof = \"accuracy\"\naxis = \"sparsify\"\nfrom = \"none\"\nto = "
            "\"both\"\n"
            "over = \"variation.seed\"\nreference = {text = \"elsewhere\", value = 12.5}\n"
            "[[report.table]]\nvalue = [\"energy_J\", \"infer_s\"]\nover = \"variation.seed\"\n")
            .html;
    for (const char* part :
         {"A &lt;b&gt;title&lt;/b&gt;", "Is 1 &lt; 2?", "x &amp; y", "+10.00\xC2\xA0points",
          "elsewhere: 12.5 points", "4\xC2\xA0nJ", "id=\"failed\"", "no &lt;solution&gt;",
          "1 of 24 points have no valid result", "# &lt;study&gt;", "crc32 1", "9.9", "1 min 0 s",
          "crosspoint study run try.toml",
          "1\xC2\xA0"
          "fA"}) {
        CAPTURE(part);
        CHECK(page.find(part) != std::string::npos);
    }
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find("<b>") == std::string::npos);
    CHECK(page.find("src=") == std::string::npos);
}

TEST_CASE("report page: a number against a number runs through all points") {
    const std::string page =
        drawn(
            "[report]\nlabels = { map.sparsify = { both = \"with <complements>\" } }\n"
            "[[report.figure]]\nx = \"energy_J\"\ncurves = \"sparsify\"\n"
            "where = { map.sparsify = \"both\" }\ny = \"layers.out.activation_ber\"\n")
            .html;
    // Twelve points, of which one failed; the energy is 1 nJ everywhere.
    CHECK(count(page, "<title>sparsify = with &lt;complements&gt;, tile rows = ") == 11);
    CHECK(page.find("energy (nJ)") != std::string::npos);
    CHECK(page.find("1 of 12 points have no value") != std::string::npos);
    CHECK(page.find("0.0128") != std::string::npos);  // tiles of 128 rows, layer out
    CHECK(page.find(">both<") == std::string::npos);
}

TEST_CASE("report view: labels of what is not there") {
    CHECK(refused("labels = { map.sparsify = { bath = \"x\" } }").id == 5049);
    CHECK(refused("labels = { map.sparse = { both = \"x\" } }").id == 5046);
    CHECK(read(study_head + "[report]\nlabels = { sparsify = { both = 3 } }").error().id == 2203);
}

TEST_CASE("report page: one study without [report] and two together") {
    ReportData data = example_data(false);
    const std::string page = drawn({}, data).html;
    CHECK(page.find("<h1>Study try</h1>") != std::string::npos);
    CHECK(page == drawn({}, data).html);
    REQUIRE(add_report_study(example_files("other"), data).ok());
    const Drawn two = drawn({}, data);
    CHECK(two.html.find("<h1>Study try, other</h1>") != std::string::npos);
    CHECK(two.script.find("title 'other, 128, both, 4'") != std::string::npos);
    // A study that has not begun is a page without numbers, not an error.
    data.points.clear();
    CHECK(drawn({}, data).html.find("</html>") != std::string::npos);
}

TEST_CASE("report page: a picture that cannot be drawn leaves its numbers") {
    const TempFolder folder;
    REQUIRE(write_file(folder / "file", "").ok());
    const auto page =
        report_page({}, example_data(), {.folder = folder / "file/figures", .name = "try"});
    REQUIRE_MESSAGE(page.ok(), said(page));
    REQUIRE(page->not_drawn.has_value());
    CHECK(page->not_drawn->id == 1004);
    CHECK(page->html.find("Without pictures: cannot create the folder") != std::string::npos);
    CHECK(page->html.find("<svg") == std::string::npos);
    CHECK(page->html.find("The numbers of figure 1") != std::string::npos);
}
