// read_matrix: numbers from .csv text with the place of every mistake, or from .npy.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "crosspoint/base/file.hpp"
#include "crosspoint/base/npy.hpp"

namespace crosspoint {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// One line of a .csv file and its place, for messages.
struct Line {
    const std::string& path;
    int number;
    std::string_view text;  ///< without comment and line end
};

/// @param offset of the wrong place in the line
Error csv_error(const Line& line, std::size_t offset, const std::string& fact,
                const std::string& help) {
    constexpr std::size_t longest_shown = 120;
    const std::string shown =
        offset < longest_shown ? std::string(line.text.substr(0, longest_shown)) : std::string();
    return {.code = Errc::input,
            .id = 1014,
            .what = fact,
            .help = help,
            .where = SourceSpan{.file = line.path,
                                .line = line.number,
                                .column = static_cast<int>(offset) + 1,
                                .line_text = shown}};
}

/// Appends the numbers of one line to `values`; the result is how many there were.
Result<std::size_t> parse_line(const Line& line, std::vector<double>& values) {
    std::size_t count = 0;
    for (std::size_t begin = 0;;) {
        const std::size_t comma = std::min(line.text.find(',', begin), line.text.size());
        const std::string_view raw = line.text.substr(begin, comma - begin);
        std::string_view field = trimmed(raw);
        const std::size_t offset =
            begin + (field.empty() ? 0 : static_cast<std::size_t>(field.data() - raw.data()));
        if (field.empty()) {
            return csv_error(line, offset, fmt::format("field {} is empty", count + 1),
                             "write a number; remove a comma at the end of the line");
        }
        const std::string shown(field.substr(0, 40));
        if (field.size() > 1 && field[0] == '+' && field[1] != '-') field.remove_prefix(1);
        double value = 0.0;
        const auto [end, failed] =
            std::from_chars(field.data(), field.data() + field.size(), value);
        if (failed == std::errc::result_out_of_range) {
            return csv_error(line, offset, fmt::format("'{}' does not fit a double", shown),
                             "write 0 or inf when that is meant");
        }
        if (failed != std::errc{} || end != field.data() + field.size()) {
            return csv_error(line, offset, fmt::format("found '{}', expected a number", shown),
                             "separate numbers by commas, use a decimal point, start comments "
                             "and headings with #");
        }
        values.push_back(value);
        ++count;
        if (comma == line.text.size()) return count;
        begin = comma + 1;
    }
}

Result<Matrix<double>> parse_csv(const std::string& path, std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // a spreadsheet's UTF-8 mark
    std::vector<double> values;
    std::size_t rows = 0;
    std::size_t cols = 0;
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view content = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        content = content.substr(0, content.find('#'));
        content = content.substr(0, content.find_last_not_of(blanks) + 1);
        if (content.empty()) continue;
        const Line line{path, number, content};
        const auto count = parse_line(line, values);
        if (!count) return count.error();
        if (rows == 0) cols = *count;
        if (*count != cols) {
            return csv_error(line, 0,
                             fmt::format("this row has {} numbers, the first has {}", *count, cols),
                             "give every row the same number of fields");
        }
        ++rows;
    }
    if (rows == 0) {
        return Error{.code = Errc::input,
                     .id = 1015,
                     .what = "the .csv file has no numbers, expected at least one row",
                     .help = "write one row a line, numbers separated by commas",
                     .where = SourceSpan{.file = path}};
    }
    return Matrix<double>(rows, cols, std::move(values));
}

}  // namespace

Result<Matrix<double>> read_matrix(const std::string& path) {
    if (path.ends_with(".csv")) {
        const auto text = read_text_file(path);
        if (!text) return text.error();
        return parse_csv(path, *text);
    }
    auto array = read_npy(path);
    if (!array) return array.error();
    const auto& shape = array->shape;
    if (shape.empty() || shape.size() > 2) {
        return Error{.code = Errc::input,
                     .id = 1013,
                     .what = fmt::format("the array has {} dimensions {}, expected 1 or 2",
                                         shape.size(), array->shape_text()),
                     .help = "reshape it before saving",
                     .where = SourceSpan{.file = path}};
    }
    const std::size_t rows = shape.size() == 2 ? shape[0] : 1;
    return Matrix<double>(rows, shape.back(), std::move(array->values));
}

}  // namespace crosspoint
