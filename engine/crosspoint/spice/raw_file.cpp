// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/spice/raw_file.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

namespace crosspoint {
namespace {

Error malformed(std::string what) {
    return Error{.code = Errc::numerics,
                 .id = 3003,
                 .what = "malformed .raw file of ngspice: " + std::move(what),
                 .help = "run the exported deck by hand: ngspice -n -b -r FILE.raw FILE.cir"};
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blank = " \t\r";
    const std::size_t first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

// Takes one line off the front; nothing when no line end is left.
std::optional<std::string_view> take_line(std::string_view& rest) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return trim(line);
}

std::optional<std::size_t> parse_count(std::string_view text) {
    std::size_t value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

struct Header {
    std::size_t variables = 0;
    std::size_t points = 0;
};

// Reads "Key: value" lines up to and including "Variables:".
Result<Header> read_header(std::string_view& rest) {
    std::optional<std::size_t> variables;
    std::optional<std::size_t> points;
    bool is_real = false;
    while (const auto line = take_line(rest)) {
        const std::size_t colon = line->find(':');
        if (colon == std::string_view::npos)
            return malformed(fmt::format("header line \"{}\" has no colon", line->substr(0, 60)));
        const std::string_view key = line->substr(0, colon);
        const std::string_view value = trim(line->substr(colon + 1));
        if (key == "Flags") is_real = value.substr(0, 4) == "real";
        if (key == "No. Variables") variables = parse_count(value);
        if (key == "No. Points") points = parse_count(value);
        if (key != "Variables") continue;
        if (!variables || !points) return malformed("no count of variables or points");
        if (!is_real) return malformed("the data is not real");
        return Header{*variables, *points};
    }
    return malformed("the header ends before \"Variables:\"");
}

// "<index> <name> <type>", in order of index.
Result<std::vector<std::string_view>> read_names(std::string_view& rest, std::size_t count) {
    std::vector<std::string_view> names;
    for (std::size_t k = 0; k < count; ++k) {
        const auto line = take_line(rest);
        if (!line) return malformed(fmt::format("{} variables promised, {} named", count, k));
        const std::size_t blank = line->find_first_of(" \t");
        const std::string_view tail =
            blank == std::string_view::npos ? std::string_view{} : trim(line->substr(blank));
        const std::string_view name = tail.substr(0, tail.find_first_of(" \t"));
        if (parse_count(line->substr(0, blank)) != k || name.empty())
            return malformed(
                fmt::format("variable line \"{}\" at place {}", line->substr(0, 60), k));
        names.push_back(name);
    }
    return names;
}

}  // namespace

Result<const std::vector<double>*> RawTable::column(const std::string& name) const {
    for (std::size_t k = 0; k < names.size(); ++k)
        if (names[k] == name) return &columns[k];
    return missing_from_raw(name);
}

std::string lower_case(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

Error missing_from_raw(const std::string& name) {
    return Error{.code = Errc::numerics,
                 .id = 3008,
                 .what = fmt::format("the result of ngspice lacks {}", name),
                 .help = "run the exported deck by hand: ngspice -n -b -r FILE.raw FILE.cir"};
}

Result<RawTable> parse_raw_table(std::string_view bytes) {
    std::string_view rest = bytes;
    const auto header = read_header(rest);
    if (!header) return header.error();
    if (header->points == 0) return malformed("no points");
    const auto names = read_names(rest, header->variables);
    if (!names) return names.error();
    const auto marker = take_line(rest);
    if (!marker || *marker != "Binary:") return malformed("no \"Binary:\" after the variables");
    // The names were read one by one, so their count is bounded by the size of the file.
    const std::size_t row_bytes = names->size() * sizeof(double);
    if (row_bytes == 0 || rest.size() / row_bytes != header->points ||
        rest.size() % row_bytes != 0) {
        return malformed(fmt::format("{} bytes of data, expected {} for {} points of {} variables",
                                     rest.size(), header->points * row_bytes, header->points,
                                     names->size()));
    }
    RawTable table;
    table.columns.resize(names->size());
    for (std::size_t k = 0; k < names->size(); ++k) {
        table.names.emplace_back((*names)[k]);
        table.columns[k].resize(header->points);
        for (std::size_t p = 0; p < header->points; ++p)
            std::memcpy(&table.columns[k][p], rest.data() + p * row_bytes + k * sizeof(double),
                        sizeof(double));
    }
    return table;
}

Result<RawPoint> parse_raw(std::string_view bytes) {
    const auto table = parse_raw_table(bytes);
    if (!table) return table.error();
    if (table->columns.front().size() != 1)
        return malformed(fmt::format("{} points, expected 1", table->columns.front().size()));
    RawPoint point;
    point.reserve(table->names.size());
    for (std::size_t k = 0; k < table->names.size(); ++k)
        if (!point.emplace(table->names[k], table->columns[k][0]).second)
            return malformed(fmt::format("variable {} appears twice", table->names[k]));
    return point;
}

}  // namespace crosspoint
