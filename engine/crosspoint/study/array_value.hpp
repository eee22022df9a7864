// A matrix in a configuration: a file name (.npy or .csv) or a list written in place. Knows where
// each element came from, so that a bad one can be shown.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/matrix.hpp"
#include "crosspoint/base/quantity.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {

struct ArrayValue {
    Matrix<double> values;
    TomlValue value;   ///< what names or holds the array
    std::string file;  ///< path of the array file; empty when it is written in place

    /// "[3 x 4]", for messages.
    [[nodiscard]] std::string shape_text() const;
    /// An input error about element (i, j): "cells.g_S, file g.npy, element [i, j] is nan, <what>".
    [[nodiscard]] Error element_error(std::size_t i, std::size_t j, int id, const std::string& what,
                                      std::string help) const;
    /// An input error about the whole array, at its place in the configuration.
    [[nodiscard]] Error error(int id, const std::string& what, std::string help) const;

private:
    [[nodiscard]] std::string name() const;
};

/// `name` as seen from the folder of `config_path`; absolute names stay as they are.
std::string path_beside(const std::string& config_path, const std::string& name);

/// True for a text that ends in .npy or .csv.
bool is_array_file(const TomlValue& value);

/// Reads the matrix. A list of numbers becomes [1 x n], a list of lists [m x n]; numbers may be
/// quantity strings in `unit`, infinity and NaN pass (the caller judges them).
/// @errors input: those of read_matrix at the place of the value; 2203, 2219 another file type,
///         2220 rows of different length or an empty list, 2222
Result<ArrayValue> read_array(const TomlValue& value, const std::string& config_path, Unit unit);

}  // namespace crosspoint
