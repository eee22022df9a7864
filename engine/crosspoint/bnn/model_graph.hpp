// How the layers of a model file hang together: its array `graph`, a JSON text. The format is
// documented in engine/docs/model_format.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crosspoint/bnn/network.hpp"

namespace crosspoint {

/// Whether the layers are dense and follow each other, without names: no graph is needed.
bool is_plain_chain(const Network& network);

std::string graph_text(const Network& network);

/// Sets everything of the layers but weights and thresholds, which are there already.
/// @errors input 4112: not the JSON that is expected
Result<void> apply_graph(const std::string& text, const std::string& path, Network& network);

}  // namespace crosspoint
