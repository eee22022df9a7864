// The signature of the engine's numbers: a fixed mix of problems, what each gave and how much work
// it took. ../README.md says how the comparison stays the same on every processor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"

namespace crosspoint::bench {

/// What one problem gave.
struct Outcome {
    std::string name;
    std::string method;  ///< which code ran, without the instruction set
    std::string status;
    double tolerance = 0.0;  ///< of `values`, relative to the largest of them
    std::int64_t slack = 0;  ///< how far `work` may differ: iterations, by one per input
    std::vector<double> values;
    std::vector<std::int64_t> work;  ///< unknowns, iterations, converter counts
};

/// Runs every problem, in a fixed order.
std::vector<Outcome> run_problems();

/// One sentence per problem that changed, is missing or is new; empty when all agree.
std::vector<std::string> differences(const std::vector<Outcome>& stored,
                                     const std::vector<Outcome>& now);

/// The file: one line per problem, values to 12 digits.
std::string to_json(const std::vector<Outcome>& outcomes);
/// @errors input: not a file of to_json
Result<std::vector<Outcome>> from_json(const std::string& text);

/// 16 hexadecimal digits over everything in the file.
std::string signature_of(const std::vector<Outcome>& outcomes);

}  // namespace crosspoint::bench
