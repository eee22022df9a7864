// Study files from texts, and texts that must be refused.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "crosspoint/base/file.hpp"
#include "crosspoint/study/study_config.hpp"
#include "support/temp_folder.hpp"

namespace crosspoint::testing {

/// A file my_study.toml of this text.
inline Result<StudyConfig> load_text(const std::string& text) {
    const TempFolder folder;
    REQUIRE(write_file(folder / "my_study.toml", text).ok());
    return load_study(folder / "my_study.toml");
}

/// An input error `id` at `line`, with a remedy.
inline void refuse_text(const std::string& text, int id, int line) {
    CAPTURE(text);
    const auto config = load_text(text);
    REQUIRE(!config.ok());
    CHECK(config.error().id == id);
    CHECK(config.error().code == Errc::input);
    CHECK(!config.error().help.empty());
    REQUIRE(config.error().where.has_value());
    CHECK(config.error().where->line == line);
}

}  // namespace crosspoint::testing
