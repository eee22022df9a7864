// A folder for one test, removed with all that is in it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <string>
#include <utility>

#include "crosspoint/base/temporary_folder.hpp"

namespace crosspoint::testing {

class TempFolder {
public:
    TempFolder() : folder_(made()) {}

    /// The path of `name` in the folder.
    [[nodiscard]] std::string operator/(const std::string& name) const {
        return folder_.file(name);
    }
    [[nodiscard]] const std::string& path() const { return folder_.path(); }
    /// Number of entries in the folder itself.
    [[nodiscard]] std::ptrdiff_t count() const {
        return std::distance(std::filesystem::directory_iterator(path()),
                             std::filesystem::directory_iterator());
    }

private:
    static TemporaryFolder made() {
        Result<TemporaryFolder> folder = TemporaryFolder::make();
        if (!folder) throw std::runtime_error(folder.error().format());
        return *std::move(folder);
    }

    TemporaryFolder folder_;
};

}  // namespace crosspoint::testing
