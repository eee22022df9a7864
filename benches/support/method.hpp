// The methods of the library by the names that benches print, in one place.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/solve/tile_solver.hpp"

namespace crosspoint::bench {

/// How a bench asks for a solver.
struct MethodRequest {
    std::string_view method = "auto";
    double accuracy_rel = 1e-9;
    int threads = 1;
};

/// Names of the methods that solve a passive tile exactly; "auto" is the first.
std::vector<std::string_view> mesh_methods();

/// @errors as parse_method, make_solver
Result<std::unique_ptr<TileSolver>> make_solver_by_name(const TileSpec& spec,
                                                        const MethodRequest& request);

}  // namespace crosspoint::bench
