// What a report page shall show: the table [report] of a study file, or of a file of its own that
// joins several results folders. Names of axes and numbers are checked later, against results
// (report_data.hpp), so every name keeps its place in the file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

/// The name of an axis, a setting or a number, and where it is written.
struct ReportName {
    std::string text;
    SourceSpan where = {};
};

/// Only points whose axis (or setting) has one of the values.
struct ReportFilter {
    ReportName name;
    std::vector<std::string> values;
};

/// Which points an element of the page is made of.
struct ReportSelection {
    std::vector<ReportFilter> where;
    std::optional<ReportName> over;  ///< an axis of repetitions: median, least and largest
    SourceSpan place = {};           ///< of the element in the file
    std::string title;
    std::string caption;
};

struct ReportFigure {
    ReportSelection points;
    ReportName x;
    ReportName y;
    /// One curve for each combination; nothing: all axes that are not named otherwise.
    std::optional<std::vector<ReportName>> curves;
    std::optional<ReportName> panels;  ///< a picture for each value
    std::optional<bool> x_log;         ///< nothing: where the values span a factor of 8 or more
    bool y_log = false;
    std::optional<std::array<double, 2>> y_range;  ///< in the unit that is shown
    std::string x_label, y_label;                  ///< empty: made from the names
};

enum class ReportFormat : std::uint8_t { automatic, percent, fixed, general, quantity };

struct ReportTable {
    ReportSelection points;
    /// One row for each combination; nothing: all axes that are not named otherwise.
    std::optional<std::vector<ReportName>> rows;
    std::optional<ReportName> columns;  ///< a column for each value
    std::vector<ReportName> values;     ///< several only without `columns`
    ReportFormat format = ReportFormat::automatic;
    std::optional<int> digits;
};

enum class ReportChange : std::uint8_t { difference, ratio, reduction };

/// A number from elsewhere that is printed beside ours.
struct ReportReference {
    std::string text;
    std::optional<double> value;  ///< in the unit that is shown
};

/// What changes when one axis goes from one value to another, at every other combination.
struct ReportCompare {
    ReportSelection points;
    ReportName of;
    ReportName axis;
    std::string from, to;
    ReportChange as = ReportChange::difference;
    std::optional<ReportReference> reference;
};

struct ReportSpec {
    std::string path;      ///< of the file
    bool is_study = true;  ///< the file has a network: its results folder is results/NAME
    bool given = false;    ///< there is a table [report]
    std::string study_name;
    std::vector<ReportName> results;  ///< folders, as written; only in a file that is no study
    std::string title;
    std::string question;
    std::vector<std::string> notes, assumptions, not_comparable, repeat;
    std::vector<ReportFigure> figures;
    std::vector<ReportTable> tables;
    std::vector<ReportCompare> compares;
};

/// Reads [report] of a study file or of a file without a network. A study file without [report]
/// gives an empty spec; the rest of a study file is not looked at.
/// @errors input 1001, 2201 .. 2206; 5040: a file that is neither; 5041: results in a study file,
///         or none in another; 5042: several values and columns; 5043: a range that
///         is empty
Result<ReportSpec> read_report_spec(const std::string& path);

}  // namespace crosspoint
