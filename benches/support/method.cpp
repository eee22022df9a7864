// SPDX-License-Identifier: Apache-2.0
#include "method.hpp"

namespace crosspoint::bench {

std::vector<std::string_view> mesh_methods() {
    std::vector<std::string_view> names;
    for (const Method method : {Method::automatic, Method::schur_cg, Method::transfer,
                                Method::direct, Method::ldlt, Method::klu})
        names.push_back(method_name(method));
    return names;
}

Result<std::unique_ptr<TileSolver>> make_solver_by_name(const TileSpec& spec,
                                                        const MethodRequest& request) {
    const auto method = parse_method(request.method);
    if (!method) return method.error();
    return make_solver(
        spec,
        {.method = *method, .accuracy_rel = request.accuracy_rel, .threads = request.threads});
}

}  // namespace crosspoint::bench
