// SPDX-License-Identifier: Apache-2.0
#include "method.hpp"

#include <fmt/format.h>

#include <utility>

namespace crosspoint::bench {
namespace {

constexpr std::pair<std::string_view, Fidelity> by_fidelity[] = {
    {"automatic", Fidelity::automatic},
    {"ldlt", Fidelity::mesh},
    {"klu", Fidelity::circuit},
};

}  // namespace

std::vector<std::string_view> mesh_methods() {
    std::vector<std::string_view> names;
    for (const auto& [name, fidelity] : by_fidelity) names.push_back(name);
    return names;
}

Result<std::unique_ptr<TileSolver>> make_solver_by_name(const TileSpec& spec,
                                                        const MethodRequest& request) {
    for (const auto& [name, fidelity] : by_fidelity)
        if (name == request.method)
            return make_solver(spec, {.fidelity = fidelity, .threads = request.threads});
    return Error{.code = Errc::usage,
                 .what = fmt::format("this build has no method '{}'", request.method),
                 .help = fmt::format("choose one of {}", fmt::join(mesh_methods(), ", "))};
}

}  // namespace crosspoint::bench
