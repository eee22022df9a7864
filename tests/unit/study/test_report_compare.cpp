// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/report_compare.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "report_example.hpp"
#include "support/near.hpp"

using namespace crosspoint;
using namespace crosspoint::testing;

namespace {

ReportCompare accuracy_compare() {
    return {.points = {},
            .of = {.text = "accuracy"},
            .axis = {.text = "map.sparsify"},
            .from = "none",
            .to = "both"};
}

}  // namespace

TEST_CASE("report compare: the interval of a difference is Newcombe's") {
    // R. G. Newcombe (1998), table II, method 10; the digits beyond the printed ones are from the
    // roots of the score equations, found by bisection (SciPy).
    struct Row {
        int a, m, b, n;
        double low, high;
    };
    for (const Row& row : {Row{56, 70, 48, 80, 0.052431472402, 0.333872654037},
                           {9, 10, 3, 10, 0.170522723934, 0.809017973535},
                           {6, 7, 2, 7, 0.058227927482, 0.806249637524},
                           {5, 56, 0, 29, -0.038137147903, 0.192560013855},
                           {10, 10, 0, 10, 0.607509350431, 1.0}}) {
        CAPTURE(row.a);
        const double to = static_cast<double>(row.a) / row.m;
        const double from = static_cast<double>(row.b) / row.n;
        const Interval interval = difference_interval(from, wilson_interval(row.b, row.n), to,
                                                      wilson_interval(row.a, row.m));
        CHECK(std::abs(interval.low - row.low) < 1e-9);
        CHECK(std::abs(interval.high - row.high) < 1e-9);
        // The other way round it is the same interval with the other sign.
        const Interval back = difference_interval(to, wilson_interval(row.a, row.m), from,
                                                  wilson_interval(row.b, row.n));
        CHECK(std::abs(back.low + row.high) < 1e-9);
        CHECK(std::abs(back.high + row.low) < 1e-9);
    }
}

TEST_CASE("report compare: every pair by hand") {
    const ReportData data = example_data();
    const PointComparison comparison = compare_points(data, accuracy_compare());

    CHECK(comparison.axes ==
          std::vector<std::string>{"array.tile_rows", "variation.seed", "array.bl_segment_ohm"});
    CHECK(comparison.pairs.size() == 11);
    CHECK(comparison.missing == 1);
    CHECK(comparison.interval);
    REQUIRE(comparison.largest.has_value());
    const ComparedPair& largest = comparison.pairs[*comparison.largest];
    CHECK(rel_diff(largest.change.value, 0.10) < 1e-12);
    CHECK(largest.at.back() == "10");
    CHECK(rel_diff(comparison.pairs[*comparison.least].change.value, 0.0) < 1e-12);
    CHECK(rel_diff(comparison.mean, 5 * 0.10 / 11) < 1e-12);
    CHECK(largest.change.low < 0.10);
    CHECK(largest.change.high > 0.10);
}

TEST_CASE("report compare: repetitions are compared one by one") {
    ReportCompare compare = accuracy_compare();
    compare.points.over = ReportName{.text = "variation.seed"};
    const PointComparison comparison = compare_points(example_data(), compare);

    REQUIRE(comparison.pairs.size() == 4);
    CHECK_FALSE(comparison.interval);
    const ComparedPair& last = comparison.pairs.back();  // 128 rows, 10 ohm, one repetition failed
    CHECK(last.change.count == 2);
    CHECK(last.change.missing == 1);
    CHECK(rel_diff(last.change.value, 0.10) < 1e-12);
    CHECK(rel_diff(last.from.value, 0.62) < 1e-12);  // median of 61, 62 and 64 %
    CHECK(rel_diff(last.to.value, 0.715) < 1e-12);   // of 71 and 72 %
    CHECK(rel_diff(last.from.high, 0.64) < 1e-12);
}

TEST_CASE("report compare: ratios and reductions") {
    ReportCompare compare = accuracy_compare();
    compare.of.text = "energy_J";
    compare.as = ReportChange::ratio;
    CHECK(rel_diff(compare_points(example_data(), compare).mean, 0.25) < 1e-12);
    compare.as = ReportChange::reduction;
    CHECK(rel_diff(compare_points(example_data(), compare).mean, 0.75) < 1e-12);
    // Nothing can be said relative to 0.
    compare.of.text = "ps_error_rms";
    const PointComparison errors = compare_points(example_data(), compare);
    CHECK(errors.missing == 6 + 1);
    CHECK(errors.mean == 0.0);
}

TEST_CASE("report data: medians leave out what is no number") {
    const double nan = std::nan("");
    const ReportValue none = summarize(std::vector<double>{nan, nan});
    CHECK(std::isnan(none.value));
    CHECK(none.missing == 2);
    CHECK(summarize({3.0, nan, 1.0}).value == 2.0);
    CHECK(summarize({3.0, 7.0, 1.0}).value == 3.0);
    CHECK(summarize({3.0, 7.0, 1.0}).low == 1.0);
    CHECK(same_value("2", "2.0"));
    CHECK_FALSE(same_value("2", "two"));
}

TEST_CASE("report data: files that do not belong together") {
    const auto id_of = [](const ReportFiles& files) {
        ReportData data;
        const auto r = add_report_study(files, data);
        return r ? 0 : r.error().id;
    };
    ReportFiles files = example_files();
    CHECK(id_of(files) == 0);
    files.curve_csv.resize(files.curve_csv.rfind("128,"));
    CHECK(id_of(files) == 5044);  // one line less than points
    files = example_files();
    files.curve_csv.replace(files.curve_csv.find("0.91,"), 4, "0.9x");
    CHECK(id_of(files) == 5044);
    files = example_files();
    files.curve_csv = "a,b\n";
    CHECK(id_of(files) == 5044);
    files = example_files();
    files.report_json = "{\"points\":[{}]}";
    CHECK(id_of(files) == 5044);
    files = example_files();
    files.resolved_json = "{";
    CHECK(id_of(files) == 5044);
    files = example_files();
    files.layers_csv.replace(files.layers_csv.find("64,none"), 2, "65");
    CHECK(id_of(files) == 5044);

    ReportData data = example_data();
    CHECK(add_report_study(example_files("try"), data).error().id == 5045);
    CHECK(add_report_study(example_files("other"), data).ok());
    CHECK(data.axes().front().path == "study");
    CHECK(data.axes().front().values == std::vector<std::string>{"try", "other"});
    CHECK(data.value(data.points.back(), "array.row_group") == "64");
    CHECK_FALSE(data.value(data.points.back(), "array.nothing").has_value());
}
