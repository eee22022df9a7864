// NumPy's .npy files (format 1.0-3.0), C or Fortran order, little-endian numbers and bool.
// @source NumPy enhancement proposal 1 and numpy.lib.format
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"

namespace crosspoint {

/// An array of any shape, values as double (exact for every dtype that we read except int64 and
/// uint64 above 2^53, which are refused).
struct NdArray {
    std::vector<std::size_t> shape;  ///< empty = scalar
    std::vector<double> values;      ///< C order
    std::string dtype;               ///< as in the file: "<f8", "|i1", ...

    /// "[3 x 4]", for messages.
    [[nodiscard]] std::string shape_text() const;
};

/// @param name what the bytes are called in messages (a path, or "model.npz:w0")
/// @errors input 1010: not an .npy, 1011: truncated, 1012: dtype not readable
Result<NdArray> parse_npy(std::span<const std::byte> bytes, const std::string& name);
Result<NdArray> read_npy(const std::string& path);

/// The bytes of an .npy of format 1.0 in C order.
std::vector<std::byte> npy_bytes(std::span<const std::size_t> shape,
                                 std::span<const double> values);
std::vector<std::byte> npy_bytes(std::span<const std::size_t> shape, std::span<const float> values);
std::vector<std::byte> npy_bytes(std::span<const std::size_t> shape,
                                 std::span<const std::int64_t> values);
std::vector<std::byte> npy_bytes(std::span<const std::size_t> shape,
                                 std::span<const std::int8_t> values);
std::vector<std::byte> npy_bytes(std::span<const std::size_t> shape,
                                 std::span<const std::uint8_t> values);

/// A matrix from .npy (1-D becomes [1 x n]) or .csv (numbers separated by commas, one row a line,
/// `#` comments, `inf` and `nan` allowed), by the ending of the name.
/// @errors as read_npy; input 1013: not 1-D or 2-D, 1014: csv field or row length, with
/// line:column,
///         1015: csv without any row
Result<Matrix<double>> read_matrix(const std::string& path);

}  // namespace crosspoint
