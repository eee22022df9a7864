// Coefficients of the line sweeps (schur_kernels.hpp) from a mesh network.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>

#include "crosspoint/base/raw_array.hpp"
#include "crosspoint/linalg/mesh_network.hpp"
#include "crosspoint/linalg/schur_kernels.hpp"

namespace crosspoint {

/// An array on a 64-byte boundary, zeroed unless somebody writes it anyway.
template <class T>
class SweepArray : public RawArray<T> {
public:
    SweepArray() = default;
    explicit SweepArray(std::size_t count) : RawArray<T>(count) {
        std::fill_n(this->data(), count, T(0));
    }
    static SweepArray not_zeroed(std::size_t count, std::size_t color) {
        SweepArray array;
        static_cast<RawArray<T>&>(array) = RawArray<T>(count, color);
        return array;
    }
};

struct LineEnds;  // schur_setup.cpp

/// A network in the form of the sweeps.
template <class T>
struct SweepNetwork {
    SweepShape shape;
    std::size_t strips = 0;
    std::size_t panels = 0;
    std::size_t panel_size = 0;  ///< elements of an array in panel layout
    SweepArray<T> g;             ///< strip layout
    SweepArray<T> row_a, row_b, row_ohm, row_last;
    SweepArray<T> col_a, col_b, col_ohm, col_last;

    SweepNetwork(const MeshNetwork& network, int threads);
    /// Takes new values of a network of the same shape.
    void fill(const MeshNetwork& network, int threads);
    /// Zeroes what an array in panel layout holds beside the elements of the first `rows` rows.
    void zero_padding(T* array, std::size_t rows) const;
    [[nodiscard]] SweepLines<T> rows() const {
        return {row_a.data(), row_b.data(), row_ohm.data(), row_last.data()};
    }
    [[nodiscard]] SweepLines<T> cols() const {
        return {col_a.data(), col_b.data(), col_ohm.data(), col_last.data()};
    }

private:
    void fill_rows(const MeshNetwork& network, const LineEnds& ends, std::size_t strip);
    void fill_any_rows(const MeshNetwork& network, std::size_t strip);
    void fill_columns(const MeshNetwork& network, const LineEnds& ends, std::size_t panel);
    void fill_any_columns(const MeshNetwork& network, std::size_t panel);
};

}  // namespace crosspoint
