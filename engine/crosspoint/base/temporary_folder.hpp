// A folder for files that nobody keeps.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

/// A folder of its own below TMPDIR, which disappears with this object.
class TemporaryFolder {
public:
    /// @errors environment 1005
    static Result<TemporaryFolder> make();
    TemporaryFolder(TemporaryFolder&& other) noexcept;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    ~TemporaryFolder();
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string file(std::string_view name) const;

private:
    explicit TemporaryFolder(std::string path);
    std::string path_;
};

}  // namespace crosspoint
