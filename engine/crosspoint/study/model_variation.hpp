// [variation] of a tile whose cells are a compact model: which parameters and states there are to
// scatter, in what range, and about which value.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/device/model.hpp"
#include "crosspoint/study/model_card.hpp"
#include "crosspoint/study/variation_config.hpp"
#include "crosspoint/veriloga/bindings.hpp"
#include "crosspoint/veriloga/source.hpp"

namespace crosspoint {

/// A model and the values that all cells have.
struct VariedModel {
    const veriloga::SourceText& source;
    const std::string& module;
    const veriloga::Bindings& card;
    const ModelShape& shape;
    const std::vector<CardState>& states;
    std::size_t rows = 0;
    std::size_t cols = 0;
    const std::string& path;  ///< of the tile file
    bool two_kinds = false;   ///< the cells are the two kinds of a study
};

struct ModelVariation {
    VariationConfig config;
    /// What scatters or what a stuck cell sets, and is a parameter: its name and the value that the
    /// card or the declaration gives it.
    std::vector<std::pair<std::string, double>> parameters;
};

/// Real parameters that a card may set and states can scatter; a parameter stays in its range.
/// @errors input: those of read_variation and of the analysis of the model; 7484: shorts without a
///         resistance
Result<ModelVariation> read_model_variation(const TomlValue& table, const VariedModel& model);

}  // namespace crosspoint
