// The inner loop of bytecode: executes the instructions of a program on rows of up to
// `program_lanes` lanes, for the instruction set of this machine. Called by run_program only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "crosspoint/veriloga/program.hpp"

namespace crosspoint::veriloga {

/// What the instructions of one pass work on.
struct ProgramPass {
    const Program* program = nullptr;
    double* const* rows = nullptr;        ///< [Program::rows()]
    const double* scalars = nullptr;      ///< [Program::scalars]
    std::size_t lanes = 0;                ///< a multiple of 8, at most program_lanes
    const std::uint32_t* cell = nullptr;  ///< [valid]; null: first_lane, first_lane + 1, ..
    std::size_t first_lane = 0, valid = 0;
    std::uint64_t seed = 1, step_index = 0;
};

void execute_pass(const ProgramPass& pass);

}  // namespace crosspoint::veriloga
