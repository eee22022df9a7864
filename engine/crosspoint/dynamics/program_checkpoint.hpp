// The state of a programming run as a file, so that a run that was stopped goes on with the same
// bits. The file knows what it belongs to.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "crosspoint/base/error.hpp"
#include "crosspoint/dynamics/program.hpp"

namespace crosspoint {

/// Writes `path` (.npz) whole or not at all.
/// @param key of the plan and the tile, such as a hash of all that was read
/// @errors environment as write_npz
Result<void> save_program_state(const std::string& path, std::uint64_t key,
                                const ProgramState& state);

/// @param like a state of the same plan: the shapes
/// @errors input: those of read_npz; 7635: not a checkpoint of a tile of this size; 7636: of
/// another
///         plan
Result<ProgramState> load_program_state(const std::string& path, std::uint64_t key,
                                        const ProgramState& like);

}  // namespace crosspoint
