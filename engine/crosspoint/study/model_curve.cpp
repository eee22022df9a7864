// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/model_curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "crosspoint/base/file.hpp"
#include "crosspoint/base/nearest.hpp"

namespace crosspoint {

namespace {

std::vector<std::string_view> split(std::string_view line) {
    std::vector<std::string_view> fields;
    for (std::size_t from = 0;;) {
        const std::size_t comma = line.find(',', from);
        fields.push_back(line.substr(from, comma - from));
        if (comma == std::string_view::npos) return fields;
        from = comma + 1;
    }
}

Error malformed(const std::string& path, std::size_t line, std::string what) {
    Error error{.code = Errc::input,
                .id = 3100,
                .what = std::move(what),
                .help = "a curve is a line of names, then rows of numbers between commas"};
    error.where = SourceSpan{.file = path, .line = static_cast<int>(line)};
    return error;
}

// For every terminal its column of the curve; columns.size() where there is none.
Result<std::vector<std::size_t>> columns_of(const Curves& curve, const ModelShape& shape) {
    std::vector<std::size_t> columns(shape.terminals, curve.columns.size());
    std::vector<std::string> known;
    for (std::size_t t = 0; t < shape.terminals; ++t)
        known.push_back(shape.unknowns[t].name + "_V");
    for (std::size_t k = 0; k < curve.names.size(); ++k) {
        if (!curve.names[k].ends_with("_V")) continue;
        const auto found = std::find(known.begin(), known.end(), curve.names[k]);
        if (found == known.end())
            return Error{.code = Errc::input,
                         .id = 3101,
                         .what = fmt::format("a curve has the voltage {}, which is no terminal of "
                                             "{}",
                                             curve.names[k], shape.name),
                         .help = did_you_mean(curve.names[k], known)};
        columns[static_cast<std::size_t>(found - known.begin())] = k;
    }
    return columns;
}

// Whether the point b lies on the straight line from a to c, but for rounding of the file.
bool on_line(const std::vector<double>& time, const std::vector<double>& value, std::size_t a,
             std::size_t b, std::size_t c) {
    const double part = (time[b] - time[a]) / (time[c] - time[a]);
    const double straight = value[a] + part * (value[c] - value[a]);
    return std::abs(value[b] - straight) <= 1e-9 * (std::abs(value[b]) + std::abs(value[c]));
}

}  // namespace

Result<Curves> read_curve(const std::string& path) {
    const Result<std::string> text = read_text_file(path);
    if (!text) return text.error();
    Curves curve;
    std::string_view rest = *text;
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const std::size_t end = rest.find('\n');
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.starts_with('#')) continue;
        const auto fields = split(line);
        if (curve.names.empty()) {
            curve.names.assign(fields.begin(), fields.end());
            curve.columns.resize(fields.size());
            continue;
        }
        if (fields.size() != curve.names.size())
            return malformed(
                path, number,
                fmt::format("{} values, expected {}", fields.size(), curve.names.size()));
        for (std::size_t k = 0; k < fields.size(); ++k) {
            double value = 0.0;
            const char* last = fields[k].data() + fields[k].size();
            const auto read = std::from_chars(fields[k].data(), last, value);
            if (read.ec != std::errc{} || read.ptr != last || !std::isfinite(value))
                return malformed(path, number, fmt::format("\"{}\" is no number", fields[k]));
            curve.columns[k].push_back(value);
        }
    }
    if (curve.columns.empty() || curve.columns.front().size() < 2)
        return malformed(path, 1, "there are less than two points");
    return curve;
}

Result<std::vector<std::vector<double>>> terminal_points(const Curves& curve,
                                                         const ModelShape& shape,
                                                         std::size_t parts) {
    const auto columns = columns_of(curve, shape);
    if (!columns) return columns.error();
    std::vector<std::vector<double>> points;
    const std::size_t rows = curve.columns.front().size();
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t p = 0; p < parts && (p == 0 || row + 1 < rows); ++p) {
            const double part = static_cast<double>(p) / static_cast<double>(parts);
            std::vector<double> volts(shape.terminals, 0.0);
            for (std::size_t t = 0; t < shape.terminals; ++t) {
                if ((*columns)[t] == curve.columns.size()) continue;
                const std::vector<double>& column = curve.columns[(*columns)[t]];
                volts[t] =
                    p == 0 ? column[row] : column[row] + part * (column[row + 1] - column[row]);
            }
            points.push_back(std::move(volts));
        }
    }
    return points;
}

Result<std::vector<PwlWave>> terminal_waves(const Curves& curve, const ModelShape& shape) {
    const auto columns = columns_of(curve, shape);
    if (!columns) return columns.error();
    const std::vector<double>& time = curve.columns.front();
    std::vector<PwlWave> waves(shape.terminals);
    for (std::size_t t = 0; t < shape.terminals; ++t) {
        PwlWave& wave = waves[t];
        if ((*columns)[t] == curve.columns.size()) {
            wave = {{time.front(), time.back()}, {0.0, 0.0}};
            continue;
        }
        const std::vector<double>& value = curve.columns[(*columns)[t]];
        std::size_t last = 0;  // the corner before
        wave = {{time[0]}, {value[0]}};
        for (std::size_t k = 1; k < time.size(); ++k) {
            if (k + 1 < time.size() && on_line(time, value, last, k, k + 1)) continue;
            wave.time_s.push_back(time[k]);
            wave.value.push_back(value[k]);
            last = k;
        }
    }
    return waves;
}

}  // namespace crosspoint
