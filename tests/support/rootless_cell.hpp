// A cell whose inner equation y^2 + y + |v| = 1/4 has real roots for |v| <= 1/2 only: no iteration
// and no continuation solves it above. For tests of what is said then. Terminals bl, sl, wl.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/device/eliminated_cell.hpp"
#include "crosspoint/veriloga/compile.hpp"
#include "support/said.hpp"

namespace crosspoint::testing {

inline constexpr const char* rootless_source = R"(
`include "disciplines.vams"
nature Share
    access = X; units = "1"; abstol = 1e-6;
endnature
nature ShareRate
    access = Rate; units = "1/s"; abstol = 1.0;
endnature
discipline memory_state
    potential Share; flow ShareRate;
enddiscipline
module rootless(bl, sl, wl);
    inout bl, sl, wl;
    electrical bl, sl, wl, y;
    analog begin
        I(bl, sl) <+ 1e-4 * V(bl, sl) * (1 + V(y));
        I(y) <+ 1e-4 * (V(y) * V(y) + V(y) + abs(V(bl, sl)) - 0.25);
    end
endmodule
module rootless_magnet(bl, sl, wl);
    inout bl, sl, wl;
    electrical bl, sl, wl;
    memory_state mz;
    analog Rate(mz) <+ ddt(X(mz)) + X(mz);
    rootless cell(bl, sl, wl);
endmodule
)";

/// @param module "rootless", or "rootless_magnet" with a state mz
inline std::shared_ptr<const DeviceModel> rootless_model(const std::string& module = "rootless") {
    veriloga::CompileOptions options;
    options.module = module;
    auto compiled = veriloga::compile_model({"rootless.va", rootless_source}, options);
    REQUIRE_MESSAGE(compiled.ok(), said(compiled));
    return std::move(compiled->model);
}

inline EliminatedCellSpec rootless_cells(bool gated, std::size_t count,
                                         const std::string& module = "rootless") {
    using enum TerminalRole;
    EliminatedCellSpec spec;
    spec.model = rootless_model(module);
    spec.roles = {line_a, line_b, gated ? gate : ground};
    spec.cells = count;
    if (module == "rootless_magnet") spec.states = {std::vector<double>(count, 0.0)};
    spec.conservative = true;
    return spec;
}

}  // namespace crosspoint::testing
