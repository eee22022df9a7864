// The look-up of CellTable for blocks of lanes: bicubic Hermite interpolation, four gathers a node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace crosspoint {

template <class T>
struct TableLookUp {
    const T* nodes = nullptr;                      ///< [tables][n + 1][n + 1][4]
    std::size_t intervals = 0;                     ///< n
    T a_low = 0, b_low = 0, per_a = 0, per_b = 0;  ///< origin, intervals per volt
    const std::uint32_t* table = nullptr;
    const T* a = nullptr;
    const T* b = nullptr;
    T* i = nullptr;
    T* g_a = nullptr;
    T* g_b = nullptr;
    std::size_t lanes = 0;
};

void table_look_up(const TableLookUp<double>& call);
void table_look_up(const TableLookUp<float>& call);

}  // namespace crosspoint
