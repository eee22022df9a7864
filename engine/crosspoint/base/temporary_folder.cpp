// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/base/temporary_folder.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

namespace crosspoint {

namespace {

Error no_folder(const std::string& path, const std::string& why) {
    return Error{.code = Errc::environment,
                 .id = 1005,
                 .what = fmt::format("no temporary folder {}: {}", path, why),
                 .help = "set TMPDIR to a folder that can be written to"};
}

}  // namespace

Result<TemporaryFolder> TemporaryFolder::make() {
    std::error_code failed;
    const std::filesystem::path base = std::filesystem::temp_directory_path(failed);
    if (failed) return no_folder("TMPDIR", failed.message());
    std::string pattern = (base / "crosspoint-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) return no_folder(pattern, std::strerror(errno));
    return TemporaryFolder(std::move(pattern));
}

TemporaryFolder::TemporaryFolder(std::string path) : path_(std::move(path)) {}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::file(std::string_view name) const {
    return path_ + "/" + std::string(name);
}

}  // namespace crosspoint
