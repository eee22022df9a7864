// Random tiles that aim at trouble: every topology and end, zero and huge resistances, broken
// wires, open and shorted cells, floating lines, non-square sizes down to 1x1.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "crosspoint/array/tile_spec.hpp"
#include "crosspoint/base/matrix.hpp"

namespace crosspoint {

struct RandomTile {
    TileSpec spec;
    CellArray cells;
    Matrix<double> inputs;  ///< [1 x rows]: volts, or 0/1 gates
};

/// Tile number `index` of the sequence of `seed`: the same on every machine. It is valid, its
/// currents are unique (check_network passes) and ngspice can resolve them to 5e-10 of the largest
/// (rounding.hpp): a draw that is not so is drawn again.
/// @param max_size  largest number of rows and of columns, >= 1
RandomTile random_tile(std::uint64_t seed, std::uint64_t index, std::size_t max_size);

/// The ends of a tile in short: "wl in|- bl -|sense" (first end | last end).
std::string describe_ends(const TileSpec& spec);

}  // namespace crosspoint
