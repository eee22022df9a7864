// Reads one number of a Verilog-A text: decimal with exponent or scale letter, or based ('hFF).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "crosspoint/veriloga/lexer.hpp"

namespace crosspoint::veriloga {

struct NumberText {
    std::size_t length = 0;  ///< bytes taken, at least 1
    double value = 0.0;
    bool is_integer = false;
    TokenProblem problem = TokenProblem::none;
};

/// @param text  starts with a digit, a point and a digit, or '
NumberText read_number(std::string_view text);

}  // namespace crosspoint::veriloga
