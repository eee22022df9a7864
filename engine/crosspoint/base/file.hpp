// Files as bytes: read whole, written whole or not at all.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

/// @errors input 1001: missing or unreadable file
Result<std::vector<std::byte>> read_file(const std::string& path);
Result<std::string> read_text_file(const std::string& path);

/// As read_file, and decompresses when the content is gzip (by its magic, not its name).
/// @errors input 1001 missing, 1002 truncated or corrupt gzip stream
Result<std::vector<std::byte>> read_gzip_file(const std::string& path);

/// Writes a temporary file beside `path`, flushes it to disk, renames it over `path`: a reader
/// sees the old file or the whole new one, never half.
/// @errors environment 1003: the folder is missing or not writable, the disk is full
Result<void> write_file(const std::string& path, std::span<const std::byte> bytes);
Result<void> write_file(const std::string& path, std::string_view text);

/// Creates `path` and its parents.  @errors environment 1004
Result<void> make_folder(const std::string& path);

}  // namespace crosspoint
