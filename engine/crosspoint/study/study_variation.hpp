// [variation] of a study file: how the cells of a network's arrays scatter. Every key may be an
// axis, so that a list of sigmas is an accuracy curve. Keys: engine/docs/study.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "crosspoint/base/error.hpp"
#include "crosspoint/map/cell_variation.hpp"
#include "crosspoint/map/model_cell_variation.hpp"
#include "crosspoint/study/model_cells.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {

struct StudyVariation {
    NetworkVariation variation;
    std::string settings_json;  ///< all keys resolved, one JSON object
};

/// Nothing when the file has no [variation].
/// @param r_on_ohm, r_off_ohm nominal cells, which stuck cells have unless the file says otherwise
/// @errors input 7471..7474, 7485, 7489 and those of the TOML reader
Result<std::optional<StudyVariation>> read_study_variation(const TomlValue& table, double r_on_ohm,
                                                           double r_off_ohm);

/// [variation] of cells that are a model.
struct StudyModelVariation {
    std::shared_ptr<const ModelCellVariation> variation;
    std::string settings_json;  ///< all keys resolved, one JSON object
};

/// @param table [variation] of the study
/// @param cells what read_network_cells made of it and of [cells]
StudyModelVariation study_model_variation(const TomlValue& table, const ModelCells& cells);

}  // namespace crosspoint
