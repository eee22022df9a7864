// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/array_value.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "crosspoint/base/npy.hpp"

namespace crosspoint {

namespace {

bool ends_with(const std::string& text, std::string_view ending) {
    return text.size() >= ending.size() &&
           text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

// The error of a file, told at the line of the configuration that names the file. A place inside a
// text file (csv) says more and is kept.
Error at_value(Error failure, const TomlValue& value, const std::string& path) {
    if (failure.where && failure.where->line > 0) {
        failure.what += fmt::format(" (read for {})", value.path());
        return failure;
    }
    if (failure.what.find(path) == std::string::npos) failure.what = path + ": " + failure.what;
    failure.what = fmt::format("{}: {}", value.path(), failure.what);
    failure.where = value.where();
    return failure;
}

Result<ArrayValue> read_array_file(const TomlValue& value, const std::string& config_path) {
    const Result<std::string> name = value.text();
    if (!is_array_file(value)) {
        return value.error(
            2219, fmt::format("{} is \"{}\", expected a .npy or .csv file", value.path(), *name),
            "save the array with numpy.save(), or write it as .csv");
    }
    ArrayValue array{.values = {}, .value = value, .file = path_beside(config_path, *name)};
    Result<Matrix<double>> matrix = read_matrix(array.file);
    if (!matrix) return at_value(matrix.error(), value, array.file);
    array.values = std::move(*matrix);
    return array;
}

// Appends the numbers of one list.
Result<void> append_row(const TomlValue& list, Unit unit, std::vector<double>& values) {
    for (const TomlValue& item : list.items()) {
        const Result<double> number = item.kind() == TomlKind::text
                                          ? item.number({.unit = unit, .infinite = true})
                                          : item.raw_number();
        if (!number) return number.error();
        values.push_back(*number);
    }
    return {};
}

}  // namespace

std::string ArrayValue::shape_text() const {
    return fmt::format("[{} x {}]", values.rows(), values.cols());
}

std::string ArrayValue::name() const {
    return file.empty() ? value.path() : fmt::format("{}, file {}", value.path(), file);
}

Error ArrayValue::element_error(std::size_t i, std::size_t j, int id, const std::string& what,
                                std::string help) const {
    Error failure = error(id, fmt::format("element [{}, {}] is {}, {}", i, j, values(i, j), what),
                          std::move(help));
    if (file.empty()) {
        const std::vector<TomlValue> rows = value.items();
        const bool nested = !rows.empty() && rows.front().kind() == TomlKind::list;
        failure.where = nested ? rows[i].items()[j].where() : rows[j].where();
    }
    return failure;
}

Error ArrayValue::error(int id, const std::string& what, std::string help) const {
    return value.error(id, fmt::format("{}: {}", name(), what), std::move(help));
}

std::string path_beside(const std::string& config_path, const std::string& name) {
    return (std::filesystem::path(config_path).parent_path() / name).string();
}

bool is_array_file(const TomlValue& value) {
    if (value.kind() != TomlKind::text) return false;
    const std::string name = *value.text();
    return ends_with(name, ".npy") || ends_with(name, ".csv");
}

Result<ArrayValue> read_array(const TomlValue& value, const std::string& config_path, Unit unit) {
    if (value.kind() == TomlKind::text) return read_array_file(value, config_path);
    if (value.kind() != TomlKind::list) {
        return value.wrong_type("a file name (.npy or .csv), a list, or a list of lists");
    }
    const std::vector<TomlValue> items = value.items();
    const bool nested = !items.empty() && items.front().kind() == TomlKind::list;
    const std::vector<TomlValue> rows = nested ? items : std::vector<TomlValue>{value};
    std::vector<double> values;
    std::size_t cols = 0;
    for (const TomlValue& row : rows) {
        if (row.kind() != TomlKind::list) {
            return row.error(2222, fmt::format("{} is no list, as the rows before it", row.path()),
                             "write a list of lists of equal length");
        }
        const std::size_t before = values.size();
        if (auto r = append_row(row, unit, values); !r) return r.error();
        const std::size_t length = values.size() - before;
        if (&row == &rows.front()) cols = length;
        if (length != cols || length == 0) {
            return row.error(
                2220,
                fmt::format("{} has {} elements, expected {}", row.path(), length,
                            cols == 0 ? std::string("at least 1") : fmt::to_string(cols)),
                "all rows of a matrix have the same length");
        }
    }
    return ArrayValue{
        .values = Matrix<double>(rows.size(), cols, std::move(values)), .value = value, .file = {}};
}

}  // namespace crosspoint
