// Lists of a study file become axes, axes become points.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "crosspoint/study/study_config.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t max_points = 100000;       // chosen: a typing error, not a study
constexpr std::string_view variant = "variant";  // the list of tables that win over the file

// The value at "array.rows", as the document gives it now.
TomlValue value_at(const TomlDocument& document, std::string_view path) {
    TomlValue value = document.root();
    for (;;) {
        const std::size_t dot = path.find('.');
        value = value.get(path.substr(0, dot));
        if (dot == std::string_view::npos) return value;
        path.remove_prefix(dot + 1);
    }
}

// One element of a list in its place.
bool select(TomlDocument& document, const std::string& path, std::size_t index) {
    return path == variant ? document.overlay(path, index) : document.select(path, index);
}

// A list in the file and how many elements it has.
struct ListKey {
    std::string path;
    std::size_t count = 0;
};

std::vector<ListKey> find_lists(TomlDocument& document) {
    std::vector<ListKey> lists;
    for (const std::string& path : document.list_paths()) {
        if (path.starts_with("report.") || path.starts_with("report[")) continue;
        ListKey list{.path = path};
        while (select(document, path, list.count)) ++list.count;
        select(document, path, 0);
        lists.push_back(std::move(list));
    }
    return lists;
}

Result<void> check_empty(const TomlDocument& document, const std::vector<ListKey>& lists) {
    for (const ListKey& list : lists) {
        if (list.count > 0) continue;
        return value_at(document, list.path)
            .error(5002, list.path + " is an empty list, expected the values of an axis",
                   "write at least one value, or a value without brackets");
    }
    return {};
}

// Which lists may be axes. Runs after the keys are known to be known.
Result<void> check_axes(const TomlDocument& document, const std::vector<ListKey>& lists) {
    constexpr std::array<std::string_view, 3> single = {"schema", "name", "run.threads"};
    std::size_t points = 1;
    for (const ListKey& list : lists) {
        if (list.path.starts_with("variant[")) {
            return document.root().get(variant).error(
                5003, list.path + " is a list, but variants have no axes of their own",
                "write a [[variant]] for each value, or the list outside of them");
        }
        const TomlValue value = value_at(document, list.path);
        if (std::find(single.begin(), single.end(), list.path) != single.end()) {
            return value.error(5001, list.path + " is a list, but it cannot be an axis",
                               "write one value; every key except schema, name and run.threads "
                               "may be a list");
        }
        const bool table = value.kind() == TomlKind::table && list.path != variant;
        if (table || list.path.find('[') != std::string::npos) {
            return value.error(5003, list.path + " is a list of tables, expected one table",
                               "write [table] once, and lists as the values of its keys");
        }
        if (value.kind() == TomlKind::list) {
            return value.error(5003, list.path + " is a list of lists, expected a list of values",
                               "write the values of the axis in one pair of brackets");
        }
        points = list.count > max_points / points ? max_points + 1 : points * list.count;
        if (points > max_points) {
            return value.error(
                5007,
                fmt::format("the axes up to {} have more than {} points", list.path, max_points),
                "use fewer values, or split the study");
        }
    }
    return {};
}

// The axes with their resolved values; an element that repeats an earlier one is an error.
Result<std::vector<StudyAxis>> read_axes(TomlDocument& document, const std::vector<ListKey>& lists,
                                         StudyConfig& config) {
    std::vector<StudyAxis> axes;
    for (const ListKey& list : lists) {
        StudyAxis axis{.path = list.path, .values = {}};
        for (std::size_t k = 0; k < list.count; ++k) {
            select(document, list.path, k);
            const Result<StudyPoint> point = read_study_point(document, config);
            if (!point) return point.error();
            std::string text = setting_text(point->settings_json, list.path);
            if (std::find(axis.values.begin(), axis.values.end(), text) != axis.values.end()) {
                return value_at(document, list.path)
                    .error(5004, fmt::format("{} has the value {} twice", list.path, text),
                           "drop one of them");
            }
            axis.values.push_back(std::move(text));
        }
        select(document, list.path, 0);
        axes.push_back(std::move(axis));
    }
    return axes;
}

// "map.encoding" as a JSON pointer.
std::string pointer_text(const std::string& path) {
    std::string pointer = "/" + path;
    std::replace(pointer.begin(), pointer.end(), '.', '/');
    return pointer;
}

// A variant must leave the axes alone: else points would not be what their axes say.
Result<void> check_variant(const TomlDocument& document, const std::vector<StudyAxis>& axes,
                           const std::vector<std::size_t>& index, const StudyPoint& point) {
    const TomlValue table = document.root().get(variant);
    if (!table.exists()) return {};
    const Json settings = Json::parse(point.settings_json);
    for (std::size_t a = 0; a < axes.size(); ++a) {
        const bool there = settings.contains(Json::json_pointer(pointer_text(axes[a].path)));
        if (there && setting_text(point.settings_json, axes[a].path) == axes[a].values[index[a]])
            continue;
        return table.error(5011,
                           fmt::format("a [[variant]] sets {}, which is an axis", axes[a].path),
                           "drop it from the variant, or write one value in place of the list");
    }
    return {};
}

}  // namespace

std::string StudyAxis::column() const {
    // Below [variation] the last part alone may mean several things.
    constexpr std::string_view device = "variation.device.", variation = "variation.";
    const bool other =
        path.starts_with("variation.device_") || path.starts_with("variation.cycle.");
    if (path.starts_with(device) || other || path == "variation.seed") {
        std::string name = path.starts_with(device) ? path.substr(device.size())
                           : other                  ? path.substr(variation.size())
                                                    : path;
        std::replace(name.begin(), name.end(), '.', '_');
        return name;
    }
    const std::size_t dot = path.rfind('.');
    return dot == std::string::npos ? path : path.substr(dot + 1);
}

std::string setting_text(const std::string& settings_json, const std::string& path) {
    const Json value = Json::parse(settings_json).at(Json::json_pointer(pointer_text(path)));
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_float()) return fmt::format("{}", value.get<double>());
    return value.dump();
}

Result<StudyConfig> load_study(const std::string& path) {
    Result<TomlDocument> document = TomlDocument::read(path);
    if (!document) return document.error();
    StudyConfig config{.path = path, .name = {}, .threads = 0, .axes = {}, .points = {}};

    // Step 1. One point with the first element of every list: all keys must be known.
    const std::vector<ListKey> lists = find_lists(*document);
    if (auto r = check_empty(*document, lists); !r) return r.error();
    skip_keys(document->root().get("report"));  // report_spec.hpp reads it
    const Result<StudyPoint> first = read_study_point(*document, config);
    if (auto r = document->check_all_used(); !r) return r.error();
    for (std::size_t k = 1; document->overlay(std::string(variant), k); ++k) {
        (void)read_study_point(*document, config);  // its errors have their turn in step 2
        if (auto r = document->check_all_used(); !r) return r.error();
    }
    document->overlay(std::string(variant), 0);
    if (auto r = check_axes(*document, lists); !r) return r.error();
    if (!first) return first.error();

    // Step 2. The axes, one at a time.
    Result<std::vector<StudyAxis>> axes = read_axes(*document, lists, config);
    if (!axes) return axes.error();
    config.axes = std::move(*axes);

    // Step 3. All combinations, the last axis fastest; each is read and checked in full.
    std::vector<std::size_t> index(lists.size(), 0);
    for (bool more = true; more;) {
        for (std::size_t a = 0; a < lists.size(); ++a) select(*document, lists[a].path, index[a]);
        Result<StudyPoint> point = read_study_point(*document, config);
        if (!point) return point.error();
        if (auto r = check_variant(*document, config.axes, index, *point); !r) return r.error();
        for (std::size_t a = 0; a < lists.size(); ++a) {
            point->axis_values.emplace_back(lists[a].path, config.axes[a].values[index[a]]);
        }
        config.points.push_back(std::move(*point));
        more = false;
        for (std::size_t a = lists.size(); a-- > 0 && !more;) {
            index[a] = (index[a] + 1) % lists[a].count;
            more = index[a] != 0;
        }
    }
    return config;
}

}  // namespace crosspoint
