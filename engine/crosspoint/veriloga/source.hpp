// The texts that one compilation reads: the file given, what it includes, the built-in includes.
// A SourceSet only grows, so a view into a text stays valid as long as the set lives. Files are
// found by a callback: the front end itself never touches a disk.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crosspoint::veriloga {

/// A place in the sources: where a token stood; for a token out of a macro, where the macro was
/// used. Lines and columns count from 1; line 0 is "no place".
struct Position {
    std::uint32_t file = 0;  ///< index into the SourceSet
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    friend bool operator==(const Position&, const Position&) = default;
};

/// A file by the name that messages show, and its whole text.
struct SourceText {
    std::string name;
    std::string text;
};

/// Finds an included file: (name as written, name of the file that includes it). Nothing: not
/// found, and a built-in file of that name is tried next.
using IncludeFinder =
    std::function<std::optional<SourceText>(std::string_view wanted, std::string_view from)>;

/// Looks on the disk: an absolute name as it is, else in the folder of the including file, then in
/// each of `folders` in order.
IncludeFinder find_in_folders(std::vector<std::string> folders);

/// constants.vams, disciplines.vams and their usual other names (constants.h, disciplines.h), with
/// any folder before them. Nothing for every other name.
std::optional<SourceText> built_in_source(std::string_view wanted);

class SourceSet {
public:
    /// @return index of the new file
    std::uint32_t add(SourceText source);

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(files_.size()); }
    [[nodiscard]] std::string_view name(std::uint32_t file) const { return files_[file].name; }
    [[nodiscard]] std::string_view text(std::uint32_t file) const { return files_[file].text; }
    /// Line `line` (from 1) without its end; empty when there is no such line.
    [[nodiscard]] std::string_view line(std::uint32_t file, std::uint32_t line) const;
    /// Place of a byte of a file's text.
    [[nodiscard]] Position position(std::uint32_t file, std::size_t offset) const;
    /// Keeps a text that stands in no file (what __FILE__ expands to).
    std::string_view keep(std::string text);

private:
    struct File {
        std::string name;
        std::string text;
        std::vector<std::size_t> line_starts;
    };
    std::deque<File> files_;
    std::deque<std::string> kept_;
};

}  // namespace crosspoint::veriloga
