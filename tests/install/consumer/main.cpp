// Solves a 2x2 tile with 1-kohm drivers. Row 0 alone carries current, through 1 kohm and two cells
// of 1 kohm side by side: v = 1 V / 3 at the row, 1/3 mA in each column.
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdio>

#include "crosspoint/solve/tile_solver.hpp"
#include "crosspoint/study/tile_config.hpp"

int main() {
    using namespace crosspoint;
    TileSpec spec{.topology = Topology::passive, .rows = 2, .cols = 2};
    spec.wl.first_end = {.kind = EndKind::drive_input, .resistance_ohm = 1e3};
    spec.bl.last_end = {.kind = EndKind::sense};
    auto solver = make_solver(spec, {});
    const auto cells = make_cells(spec, Matrix<double>(2, 2, 1e-3));
    if (!solver || !cells || !(*solver)->program(*cells)) return 1;
    Matrix<double> inputs(1, 2, 0.0);
    inputs(0, 0) = 1.0;
    const auto solution = (*solver)->solve(inputs);
    if (!solution) return 1;
    const double i_A = solution->i_out_A(0, 1);
    std::printf("%.15g A\n", i_A);
    const bool reads_files = load_tile("no such file").error().id == 1001;
    return std::abs(i_A - 1e-3 / 3.0) < 1e-12 && reads_files ? 0 : 1;
}
