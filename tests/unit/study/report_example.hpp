// Results that are made up, written as text by hand: two tile sizes, two wires, two settings of
// the complements and three seeds, and one point that failed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "crosspoint/study/point_result.hpp"
#include "crosspoint/study/report_data.hpp"
#include "support/said.hpp"

namespace crosspoint::testing {

/// Correct images of 100 at a point.
inline int example_correct(int tile, int ohm, bool both, int seed) {
    return 90 - (tile == 128 ? 10 : 0) - 2 * ohm + (both ? ohm : 0) + seed;
}

inline ReportFiles example_files(const std::string& name = "try", bool failed = true) {
    std::string csv =
        "tile_rows,sparsify,variation_seed,bl_segment_ohm,accuracy,accuracy_low,"
        "accuracy_high,ps_error_rms,energy_J\n";
    std::string points;
    for (const int tile : {64, 128}) {
        for (const int ohm : {0, 10}) {
            for (const bool both : {false, true}) {
                for (const int seed : {1, 2, 4}) {
                    const bool bad = failed && tile == 128 && ohm == 10 && both && seed == 4;
                    const int correct = example_correct(tile, ohm, both, seed);
                    const Interval interval = wilson_interval(correct, 100);
                    const char* flips = both ? "both" : "none";
                    csv += fmt::format("{},{},{},{},", tile, flips, seed, ohm);
                    csv +=
                        bad ? "nan,nan,nan,nan,nan\n"
                            : fmt::format("{},{:.9g},{:.9g},{},{}\n", correct / 100.0, interval.low,
                                          interval.high, 0.1 * ohm, both ? 1e-9 : 4e-9);
                    points += fmt::format(
                        R"({}{{"axes":{{"array.tile_rows":{},"map.sparsify":"{}","variation.seed":{},)"
                        R"("array.bl_segment_ohm":{}.0}},"status":"{}","message":"{}",)"
                        R"("images":100,"software_accuracy":0.91,"solver":{{"method":"ladder",)"
                        R"("kcl_residual_A":1e-15,"current_error_rel":null}},"infer_s":2.5}})",
                        points.empty() ? "" : ",", tile, flips, seed, ohm,
                        bad ? "singular" : "converged", bad ? "no <solution>" : "");
                }
            }
        }
    }
    return {.folder = "results/" + name,
            .curve_csv = csv,
            .report_json = "{\"points\":[" + points + "]}",
            .resolved_json =
                R"({"name":")" + name +
                R"(","program_version":"9.9","points":24,"axes":["array.tile_rows",)"
                R"("map.sparsify","variation.seed","array.bl_segment_ohm"],"settings":{"array":)"
                R"({"tile_rows":[64,128],"row_group":64}},"inputs":[{"model":"m.npz",)"
                R"("model_checksum":"crc32 1","data":"d","data_checksum":"crc32 2","images":100,)"
                R"("software_accuracy":0.91}]})",
            .source_text = "name = \"try\"  # <study>\n"};
}

inline ReportData example_data(bool failed = true) {
    ReportData data;
    const auto r = add_report_study(example_files("try", failed), data);
    REQUIRE_MESSAGE(r.ok(), said(r));
    return data;
}

}  // namespace crosspoint::testing
