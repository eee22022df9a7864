// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/toml_reader.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "crosspoint/base/file.hpp"
#include "crosspoint/base/nearest.hpp"

namespace crosspoint {

struct TomlState {
    std::string name;
    std::string text;
    std::vector<std::string> lines;
    toml::table root;
    std::set<const void*> asked;                         // nodes given out by get
    std::map<const void*, std::set<std::string>> known;  // table -> keys asked for, there or not
    std::map<const void*, const toml::node*> selected;   // list -> the element in its place
    const toml::table* over = nullptr;                   // wins over the keys of the root

    [[nodiscard]] SourceSpan span(const toml::source_position& at) const {
        SourceSpan result{
            .file = name, .line = static_cast<int>(at.line), .column = static_cast<int>(at.column)};
        constexpr std::size_t longest_line = 160;  // longer ones only hide the message
        if (result.line >= 1 && static_cast<std::size_t>(result.line) <= lines.size()) {
            const std::string& line = lines[static_cast<std::size_t>(result.line) - 1];
            if (line.size() <= longest_line) result.line_text = line;
        }
        return result;
    }
};

namespace {

const toml::node* as_node(const void* node) { return static_cast<const toml::node*>(node); }

std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines(1);
    for (const char c : text) {
        if (c == '\n') {
            lines.emplace_back();
        } else if (c != '\r') {
            lines.back() += c == '\t' ? ' ' : c;  // a tab would push the caret off its place
        }
    }
    return lines;
}

TomlKind kind_of(const toml::node* node) {
    if (node == nullptr) return TomlKind::missing;
    switch (node->type()) {
        case toml::node_type::boolean:
            return TomlKind::boolean;
        case toml::node_type::integer:
            return TomlKind::integer;
        case toml::node_type::floating_point:
            return TomlKind::number;
        case toml::node_type::string:
            return TomlKind::text;
        case toml::node_type::array:
            return TomlKind::list;
        case toml::node_type::table:
            return TomlKind::table;
        case toml::node_type::none:
            return TomlKind::missing;
        default:
            return TomlKind::date;
    }
}

std::string_view kind_name(TomlKind kind) {
    switch (kind) {
        case TomlKind::missing:
            return "nothing";
        case TomlKind::boolean:
            return "a boolean";
        case TomlKind::integer:
            return "an integer";
        case TomlKind::number:
            return "a number";
        case TomlKind::text:
            return "a text";
        case TomlKind::list:
            return "a list";
        case TomlKind::table:
            return "a table";
        case TomlKind::date:
            return "a date or time";
    }
    return "nothing";
}

std::string shown_path(const std::string& path) { return path.empty() ? "the file" : path; }

std::string range_text(double min, double max) {
    if (std::isinf(min) && std::isinf(max)) return "a finite number";
    if (std::isinf(max)) return fmt::format(">= {}", min);
    if (std::isinf(min)) return fmt::format("<= {}", max);
    return fmt::format("{} to {}", min, max);
}

using Selection = std::map<const void*, const toml::node*>;  // list -> the element in its place

// Every key below `table`, depth first: body(key, node, table, path) says whether to go deeper.
// Of a list in `selection` only the selected element is visited.
template <class Body>
void walk(const toml::table& table, const std::string& path, const Selection& selection,
          const Body& body) {
    for (auto&& [key, node] : table) {
        const std::string name(key.str());
        const std::string child = path.empty() ? name : path + "." + name;
        if (!body(key, node, table, child)) continue;
        const auto choice = selection.find(&node);
        const toml::node& chosen = choice == selection.end() ? node : *choice->second;
        if (const toml::table* inner = chosen.as_table()) walk(*inner, child, selection, body);
        const toml::array* list = chosen.as_array();
        for (std::size_t k = 0; list != nullptr && k < list->size(); ++k) {
            if (const toml::table* inner = (*list)[k].as_table()) {
                walk(*inner, fmt::format("{}[{}]", child, k), selection, body);
            }
        }
    }
}

// Tables are joined; of two values under one key the new one stays.
void merge(toml::table& into, toml::table&& from) {
    for (auto&& [key, node] : from) {
        toml::table* have = into[key.str()].as_table();
        if (have != nullptr && node.is_table()) {
            merge(*have, std::move(*node.as_table()));
            continue;
        }
        node.visit(
            [&into, &name = key](auto& value) { into.insert_or_assign(name, std::move(value)); });
    }
}

bool before(const toml::source_position& a, const toml::source_position& b) {
    return a.line != b.line ? a.line < b.line : a.column < b.column;
}

}  // namespace

void skip_keys(const TomlValue& value) {
    for (const std::string& key : value.keys()) skip_keys(value.get(key));
    for (const TomlValue& item : value.items()) skip_keys(item);
}

// ---- TomlValue -----------------------------------------------------------------------------

TomlKind TomlValue::kind() const { return kind_of(as_node(node_)); }

SourceSpan TomlValue::where() const {
    const toml::node* node = as_node(node_ != nullptr ? node_ : parent_);
    // What the whole file lacks belongs to its beginning.
    if (node == nullptr || node == &state_->root) {
        return SourceSpan{.file = state_->name, .line = 1, .column = 1};
    }
    return state_->span(node->source().begin);
}

Error TomlValue::error(int id, std::string what, std::string help) const {
    return Error{.code = Errc::input,
                 .id = id,
                 .what = std::move(what),
                 .help = std::move(help),
                 .where = where()};
}

Error TomlValue::wrong_type(std::string_view expected) const {
    return error(
        2203, fmt::format("{} is {}, expected {}", shown_path(path_), kind_name(kind()), expected),
        fmt::format("write {}", expected));
}

TomlValue TomlValue::get(std::string_view key) const {
    const std::string child = path_.empty() ? std::string(key) : path_ + "." + std::string(key);
    const toml::node* self = as_node(node_);
    const toml::table* table = self == nullptr ? nullptr : self->as_table();
    if (table == nullptr) return TomlValue(state_, nullptr, self ? node_ : parent_, child);
    state_->known[table].emplace(key);
    const toml::node* node = table->get(key);
    if (node != nullptr) {
        state_->asked.insert(node);
        const auto choice = state_->selected.find(node);
        if (choice != state_->selected.end()) node = choice->second;
    }
    const toml::table* over = over_ == nullptr ? nullptr : as_node(over_)->as_table();
    const bool label = over == state_->over && key == "name";
    const toml::node* winner = over == nullptr || label ? nullptr : over->get(key);
    if (over != nullptr) state_->known[over].emplace(key);
    if (winner == nullptr) return TomlValue(state_, node, table, child);
    state_->asked.insert(winner);
    const bool join = node != nullptr && node->is_table() && winner->is_table();
    return join ? TomlValue(state_, node, table, child, winner)
                : TomlValue(state_, winner, over, child);
}

Result<TomlValue> TomlValue::require(std::string_view key) const {
    TomlValue value = get(key);
    if (value.exists()) return value;
    // A misspelled key is likelier than a forgotten one: name the line that is there, unless it was
    // asked for by its own name.
    std::vector<std::string> strange = keys();
    const auto& known = state_->known[as_node(node_)];
    std::erase_if(strange, [&](const std::string& name) { return known.count(name) != 0; });
    if (const auto found = nearest_word(key, strange)) {
        const TomlValue misspelled = get(*found);
        return misspelled.error(2202, fmt::format("unknown key {}", misspelled.path()),
                                fmt::format("did you mean \"{}\"?", key));
    }
    const std::string place = path_.empty() ? std::string("the file") : fmt::format("[{}]", path_);
    return value.error(2204, fmt::format("{} has no key {}", place, key),
                       exists() ? fmt::format("add a line {} = ...", key)
                                : fmt::format("add [{}] with a line {} = ...", path_, key));
}

Result<void> TomlValue::expect_table() const {
    if (exists() && kind() != TomlKind::table) return wrong_type("a table");
    return {};
}

std::vector<std::string> TomlValue::keys() const {
    std::vector<std::string> names;
    const toml::node* self = as_node(node_);
    if (const toml::table* table = self == nullptr ? nullptr : self->as_table()) {
        for (auto&& [key, node] : *table) names.emplace_back(key.str());
    }
    if (over_ == nullptr || over_ == state_->over) return names;
    for (auto&& [key, node] : *as_node(over_)->as_table()) names.emplace_back(key.str());
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::vector<TomlValue> TomlValue::items() const {
    std::vector<TomlValue> elements;
    const toml::node* self = as_node(node_);
    if (const toml::array* list = self == nullptr ? nullptr : self->as_array()) {
        for (std::size_t k = 0; k < list->size(); ++k) {
            elements.push_back(
                TomlValue(state_, list->get(k), node_, fmt::format("{}[{}]", path_, k)));
        }
    }
    return elements;
}

Result<double> TomlValue::raw_number() const {
    const toml::node* self = as_node(node_);
    if (kind() == TomlKind::integer) return static_cast<double>(**self->as_integer());
    if (kind() == TomlKind::number) return **self->as_floating_point();
    return wrong_type("a number");
}

Result<double> TomlValue::number(const NumberRule& rule) const {
    double value = 0.0;
    if (kind() == TomlKind::text) {
        Result<double> parsed = parse_quantity(**as_node(node_)->as_string(), rule.unit);
        if (!parsed) {
            Error failure = parsed.error();
            failure.what = path_ + " = " + failure.what;
            failure.where = where();
            return failure;
        }
        value = *parsed;
    } else if (kind() == TomlKind::integer || kind() == TomlKind::number) {
        value = *raw_number();
    } else {
        const std::string_view symbol = unit_symbol(rule.unit);
        return wrong_type(symbol.empty()
                              ? std::string("a number")
                              : fmt::format("a number or a text such as \"1 {}\"", symbol));
    }
    const bool allowed = rule.infinite || !std::isinf(value);
    if (!(value >= rule.min && value <= rule.max) || !allowed) {
        return error(
            2205,
            fmt::format("{} is {}, expected {}", path_, value, range_text(rule.min, rule.max)),
            rule.unit == Unit::none ? std::string("write a number in that range")
                                    : fmt::format("numbers are in {}", unit_symbol(rule.unit)));
    }
    return value;
}

Result<std::int64_t> TomlValue::integer(std::int64_t min, std::int64_t max) const {
    if (kind() != TomlKind::integer) return wrong_type("an integer");
    const std::int64_t value = **as_node(node_)->as_integer();
    if (value < min || value > max) {
        const std::string expected = max == std::numeric_limits<std::int64_t>::max()
                                         ? fmt::format("an integer >= {}", min)
                                         : fmt::format("an integer from {} to {}", min, max);
        return error(2205, fmt::format("{} is {}, expected {}", path_, value, expected),
                     "write an integer in that range");
    }
    return value;
}

Result<bool> TomlValue::boolean() const {
    if (kind() != TomlKind::boolean) return wrong_type("true or false");
    return **as_node(node_)->as_boolean();
}

Result<std::string> TomlValue::text() const {
    if (kind() != TomlKind::text) return wrong_type("a text in quotes");
    return **as_node(node_)->as_string();
}

Result<std::size_t> TomlValue::choice(std::span<const std::string> words) const {
    if (kind() != TomlKind::text) {
        return wrong_type(fmt::format("one of \"{}\"", fmt::join(words, "\", \"")));
    }
    const std::string value = **as_node(node_)->as_string();
    const auto found = std::find(words.begin(), words.end(), value);
    if (found == words.end()) {
        return error(2206,
                     fmt::format("{} is \"{}\", expected one of \"{}\"", path_, value,
                                 fmt::join(words, "\", \"")),
                     did_you_mean(value, words));
    }
    return static_cast<std::size_t>(found - words.begin());
}

Result<double> TomlValue::number_or(double fallback, const NumberRule& rule) const {
    return exists() ? number(rule) : Result<double>(fallback);
}

Result<std::int64_t> TomlValue::integer_or(std::int64_t fallback, std::int64_t min,
                                           std::int64_t max) const {
    return exists() ? integer(min, max) : Result<std::int64_t>(fallback);
}

Result<bool> TomlValue::boolean_or(bool fallback) const {
    return exists() ? boolean() : Result<bool>(fallback);
}

Result<std::string> TomlValue::text_or(std::string fallback) const {
    return exists() ? text() : Result<std::string>(std::move(fallback));
}

Result<std::size_t> TomlValue::choice_or(std::size_t fallback,
                                         std::span<const std::string> words) const {
    return exists() ? choice(words) : Result<std::size_t>(fallback);
}

// ---- TomlDocument --------------------------------------------------------------------------

TomlDocument::TomlDocument(std::unique_ptr<TomlState> state) : state_(std::move(state)) {}
TomlDocument::TomlDocument(TomlDocument&&) noexcept = default;
TomlDocument& TomlDocument::operator=(TomlDocument&&) noexcept = default;
TomlDocument::~TomlDocument() = default;

Result<TomlDocument> TomlDocument::read(const std::string& path) {
    Result<std::string> text = read_text_file(path);
    if (!text) {
        Error failure = text.error();
        if (!failure.where) failure.where = SourceSpan{.file = path};
        return failure;
    }
    return parse(std::move(*text), path);
}

Result<TomlDocument> TomlDocument::parse(std::string text, const std::string& name) {
    auto state = std::make_unique<TomlState>();
    state->name = name;
    state->lines = split_lines(text);
    state->text = std::move(text);
    try {
        state->root = toml::parse(std::string_view(state->text), std::string_view(name));
    } catch (const toml::parse_error& failure) {
        std::string what(failure.description());
        if (!what.empty()) {
            what.front() =
                static_cast<char>(std::tolower(static_cast<unsigned char>(what.front())));
        }
        return Error{.code = Errc::input,
                     .id = 2201,
                     .what = what,
                     .help = "the file is not TOML; texts stand in quotes, lists in brackets",
                     .where = state->span(failure.source().begin)};
    }
    return TomlDocument(std::move(state));
}

Result<void> TomlDocument::set(const std::string& key, const std::string& value) {
    const std::string before(state_->lines.size(), '\n');  // the place of the line in messages
    for (const std::string& shown : {value, "\"" + value + "\""}) {
        const std::string line = key + " = " + shown;
        try {
            toml::table more = toml::parse(before + line, std::string_view(state_->name));
            merge(state_->root, std::move(more));
        } catch (const toml::parse_error&) {
            continue;
        }
        state_->lines.push_back(line);
        state_->text += "\n" + line;
        return {};
    }
    return Error{.code = Errc::usage,
                 .id = 2223,
                 .what = fmt::format("\"{} = {}\" sets nothing", key, value),
                 .help = "give a key of the file and its value, as in verify.passes=2"};
}

const std::string& TomlDocument::name() const { return state_->name; }
const std::string& TomlDocument::source() const { return state_->text; }

TomlValue TomlDocument::root() const {
    const toml::node* node = &state_->root;
    return TomlValue(state_.get(), node, nullptr, "", state_->over);
}

std::vector<std::string> TomlDocument::list_paths() const {
    std::vector<std::pair<toml::source_position, std::string>> found;
    walk(state_->root, "", {},
         [&](const toml::key& key, const toml::node& node, const toml::table&,
             const std::string& path) {
             if (node.is_array()) found.emplace_back(key.source().begin, path);
             return true;
         });
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return before(a.first, b.first); });
    std::vector<std::string> paths;
    for (auto& entry : found) paths.push_back(std::move(entry.second));
    return paths;
}

bool TomlDocument::select(const std::string& path, std::size_t index) {
    bool done = false;
    walk(state_->root, "", {},
         [&](const toml::key&, const toml::node& node, const toml::table&, const std::string& at) {
             if (at == path && node.is_array() && index < node.as_array()->size()) {
                 state_->selected[&node] = node.as_array()->get(index);
                 done = true;
             }
             return true;
         });
    return done;
}

bool TomlDocument::overlay(const std::string& key, std::size_t index) {
    if (!select(key, index)) return false;
    const toml::node* table = state_->selected.at(state_->root.get(key));
    state_->over = table->as_table();
    return true;
}

Result<void> TomlDocument::check_all_used() const {
    const toml::key* worst = nullptr;
    const toml::table* owner = nullptr;
    std::string worst_path;
    walk(state_->root, "", state_->selected,
         [&](const toml::key& key, const toml::node& node, const toml::table& table,
             const std::string& path) {
             if (state_->asked.count(&node) != 0) return true;
             if (worst == nullptr || before(key.source().begin, worst->source().begin)) {
                 worst = &key;
                 owner = &table;
                 worst_path = path;
             }
             return false;
         });
    if (worst == nullptr) return {};
    const std::set<std::string>& names = state_->known[owner];
    const std::vector<std::string> known(names.begin(), names.end());
    return Error{.code = Errc::input,
                 .id = 2202,
                 .what = fmt::format("unknown key {}", worst_path),
                 .help = did_you_mean(worst->str(), known),
                 .where = state_->span(worst->source().begin)};
}

}  // namespace crosspoint
