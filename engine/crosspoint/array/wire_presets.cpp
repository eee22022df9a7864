// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/array/wire_presets.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace crosspoint {
namespace {

struct Node {
    int nm;
    double width_m, aspect, rho_ohm_m;
};

// 10 nm and 7 nm are one row there.
constexpr std::array<Node, 9> nodes{{{130, 175e-9, 1.6, 2.20e-8},
                                     {90, 110e-9, 1.6, 2.52e-8},
                                     {65, 105e-9, 1.7, 2.68e-8},
                                     {45, 80e-9, 1.7, 3.31e-8},
                                     {32, 56e-9, 1.8, 3.70e-8},
                                     {22, 40e-9, 1.9, 4.03e-8},
                                     {14, 25e-9, 2.0, 5.08e-8},
                                     {10, 18e-9, 2.0, 6.35e-8},
                                     {7, 18e-9, 2.0, 6.35e-8}}};

struct Layer {
    std::string_view name;
    double ohm_per_um;
};

constexpr std::array<Layer, 7> asap7{{{"M1", 70.4},
                                      {"M2", 29.7},
                                      {"M3", 31.3},
                                      {"M4", 18.0},
                                      {"M5", 19.0},
                                      {"M6", 11.9},
                                      {"M7", 12.5}}};

struct Widths {
    double row, column;
};

Widths widths_of(CellFootprint footprint) {
    switch (footprint) {
        case CellFootprint::crossbar:
            return {2.0, 2.0};
        case CellFootprint::one_transistor:
            return {4.0, 12.0};
        case CellFootprint::sram:
            return {10.0, 28.0};
    }
    return {};
}

}  // namespace

Result<WirePreset> neurosim_wires(int node_nm, CellFootprint footprint, double temperature_K) {
    for (const Node& node : nodes) {
        if (node.nm != node_nm) continue;
        const double ohm_per_m = node.rho_ohm_m / (node.width_m * node.width_m * node.aspect) *
                                 (1.0 + 0.00451 * std::abs(temperature_K - 300.0));
        const auto [row, column] = widths_of(footprint);
        return WirePreset{
            .along_row_ohm = ohm_per_m * row * node.width_m,
            .along_column_ohm = ohm_per_m * column * node.width_m,
            .source = fmt::format("NeuroSim, {} nm, {:.3g} ohm/um, cell of {:g}F x {:g}F", node_nm,
                                  ohm_per_m * 1e-6, row, column)};
    }
    return Error{.code = Errc::input,
                 .id = 2014,
                 .what = fmt::format("the wires of {} nm are not in the table", node_nm),
                 .help = "NeuroSim has 130, 90, 65, 45, 32, 22, 14, 10 and 7 nm"};
}

Result<WirePreset> asap7_wires(std::string_view layer, double row_pitch_m, double column_pitch_m) {
    for (const Layer& known : asap7)
        if (known.name == layer)
            return WirePreset{
                .along_row_ohm = known.ohm_per_um * 1e6 * row_pitch_m,
                .along_column_ohm = known.ohm_per_um * 1e6 * column_pitch_m,
                .source = fmt::format("ASAP7, {}, {:g} ohm/um, cell of {:g} x {:g} um", layer,
                                      known.ohm_per_um, row_pitch_m * 1e6, column_pitch_m * 1e6)};
    return Error{.code = Errc::input,
                 .id = 2015,
                 .what = fmt::format("the layer \"{}\" is not in the table", layer),
                 .help = "ASAP7 has M1, M2, M3, M4, M5, M6 and M7"};
}

}  // namespace crosspoint
