// [flips] of a study file: bit errors in software inference, at given rates or from the law of a
// memory. Every key may be an axis. Keys and what they assume: engine/docs/flips.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "crosspoint/base/error.hpp"
#include "crosspoint/bnn/network.hpp"
#include "crosspoint/map/bit_flips.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {

/// How often a memory keeps a bit wrong, and how many bits it has for one weight.
struct FlipMemory {
    double raw_ber = 0.0;     ///< of one bit as read
    double weight_ber = 0.0;  ///< behind the decoder, if there is one
    double bits_per_weight = 1.0;
};

struct FlipWrite;  // flip_write.hpp

struct StudyFlips {
    BitFlips flips;              ///< without `layers`
    std::string layers = "all";  ///< names with commas between them
    SourceSpan layers_where = {};
    std::optional<FlipMemory> memory = {};
    std::shared_ptr<const FlipWrite> write = {};  ///< [flips.write]; null: none
    std::string settings_json = {};               ///< all keys resolved, one JSON object
};

/// Whether inference.mode is "flips".
bool runs_without_arrays(const TomlValue& root);

/// @param root  of a study file that runs without arrays
/// @param path  of the file
/// @errors input 4650: no [flips]; 4651: a table of arrays; 4652, 4654,
///         4657..4659; those of the TOML
///         reader and of load_tile
Result<StudyFlips> read_study_flips(const TomlValue& root, const std::string& path);

/// @param root  of a study file that runs on arrays  @errors input 4655: it has [flips]
Result<void> expect_no_flips(const TomlValue& root);

/// What a verb about arrays says of a study that has none: input 4656.
Error no_arrays(const std::string& path);

/// Which layers have errors: [layers], empty for all.
/// @errors input 4653: the network has no such layer; 4660: it is not binary
Result<std::vector<bool>> flipped_layers(const StudyFlips& flips, const Network& network);

}  // namespace crosspoint
