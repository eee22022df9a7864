// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/source.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "crosspoint/base/file.hpp"

namespace crosspoint::veriloga {

IncludeFinder find_in_folders(std::vector<std::string> folders) {
    return [folders = std::move(folders)](std::string_view wanted,
                                          std::string_view from) -> std::optional<SourceText> {
        const std::filesystem::path name{std::string(wanted)};
        std::vector<std::filesystem::path> places;
        if (name.is_absolute()) {
            places.push_back(name);
        } else {
            places.push_back(std::filesystem::path(std::string(from)).parent_path() / name);
            for (const std::string& folder : folders) {
                places.push_back(std::filesystem::path(folder) / name);
            }
        }
        for (const std::filesystem::path& place : places) {
            std::error_code failure;
            if (!std::filesystem::is_regular_file(place, failure)) continue;
            auto text = read_text_file(place.string());
            if (text.ok()) return SourceText{place.string(), std::move(text).value()};
        }
        return std::nullopt;
    };
}

std::uint32_t SourceSet::add(SourceText source) {
    File file{std::move(source.name), std::move(source.text), {0}};
    for (std::size_t i = 0; i < file.text.size(); ++i) {
        if (file.text[i] == '\n') file.line_starts.push_back(i + 1);
    }
    files_.push_back(std::move(file));
    return size() - 1;
}

std::string_view SourceSet::line(std::uint32_t file, std::uint32_t line) const {
    if (file >= size() || line == 0 || line > files_[file].line_starts.size()) return {};
    const File& source = files_[file];
    std::string_view rest = std::string_view(source.text).substr(source.line_starts[line - 1]);
    rest = rest.substr(0, rest.find('\n'));
    if (rest.ends_with('\r')) rest.remove_suffix(1);
    return rest;
}

Position SourceSet::position(std::uint32_t file, std::size_t offset) const {
    const std::vector<std::size_t>& starts = files_[file].line_starts;
    const auto after = std::ranges::upper_bound(starts, offset);
    const auto line = static_cast<std::uint32_t>(after - starts.begin());
    return {file, line, static_cast<std::uint32_t>(offset - starts[line - 1] + 1)};
}

std::string_view SourceSet::keep(std::string text) { return kept_.emplace_back(std::move(text)); }

}  // namespace crosspoint::veriloga
