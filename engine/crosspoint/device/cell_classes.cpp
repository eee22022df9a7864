// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/cell_classes.hpp"

#include <bit>
#include <map>

namespace crosspoint {

CellClasses find_cell_classes(const EliminatedCellSpec& spec, std::size_t most) {
    CellClasses found;
    // NaN must not be equal to everything, and 0 and -0 may differ in a model: bits are compared.
    std::map<std::vector<std::uint64_t>, std::uint32_t> known;
    std::vector<std::uint64_t> key;
    found.class_of.reserve(spec.cells);
    for (std::size_t cell = 0; cell < spec.cells; ++cell) {
        key.clear();
        for (const auto* lists : {&spec.parameters, &spec.states, &spec.memory})
            for (const std::vector<double>& values : *lists)
                key.push_back(std::bit_cast<std::uint64_t>(values[cell]));
        const auto [place, added] =
            known.emplace(key, static_cast<std::uint32_t>(found.representative.size()));
        if (added) {
            if (found.representative.size() == most) return {};
            found.representative.push_back(static_cast<std::uint32_t>(cell));
        }
        found.class_of.push_back(place->second);
    }
    return found;
}

}  // namespace crosspoint
