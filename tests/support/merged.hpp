// Port merges for tests, and currents of all ends in one vector.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <doctest/doctest.h>

#include "crosspoint/linalg/port_merge.hpp"

namespace crosspoint::testing {

inline std::vector<double> flat(const MeshCurrents& c) {
    std::vector<double> all = c.row_first_A;
    for (const auto* side : {&c.row_last_A, &c.col_first_A, &c.col_last_A})
        all.insert(all.end(), side->begin(), side->end());
    return all;
}

inline PortMerge built(const MeshNetwork& net, const MergeOptions& options = {}) {
    PortMerge merge;
    REQUIRE(merge.build(net, options) == MergeStatus::done);
    return merge;
}

}  // namespace crosspoint::testing
