// Reading TOML with good manners: every getter knows the line and column of its value, every key
// that nobody asked for is an error, and numbers may be quantities with a unit.
//
//   auto document = TomlDocument::read("tile.toml");
//   const TomlValue array = document->root().get("array");
//   auto rows = array.require("rows");                  // error 2204 when missing
//   auto count = rows->integer(1, 1000);                // error 2203 / 2205 with line and column
//   auto check = document->check_all_used();            // error 2202 for a misspelled key
//
// Getters work on any value, so a list that stands for an axis is read element by element with the
// same calls (`items`), or the reader is run once per choice (`TomlDocument::select`).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/quantity.hpp"

namespace crosspoint {

enum class TomlKind : std::uint8_t { missing, boolean, integer, number, text, list, table, date };

/// Which numbers are accepted. NaN never is.
struct NumberRule {
    Unit unit = Unit::none;  ///< of a quantity string; a bare number is in SI units
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
    bool infinite = false;  ///< inf and -inf are accepted when they lie in min .. max
};

struct TomlState;  // the parsed file and what was asked for; defined in the .cpp

/// One value of a document, or the place where it would be. Cheap to copy; the TomlDocument must
/// outlive it.
class TomlValue {
public:
    [[nodiscard]] TomlKind kind() const;
    [[nodiscard]] bool exists() const { return kind() != TomlKind::missing; }
    /// "array.rows", "inputs.v_V[2]"; "" for the root.
    [[nodiscard]] const std::string& path() const { return path_; }
    /// Where the value stands; for a missing value, the table that should have it.
    [[nodiscard]] SourceSpan where() const;
    /// An input error at where().
    [[nodiscard]] Error error(int id, std::string what, std::string help) const;

    /// "<path> is a list, expected <expected>" (2203).
    [[nodiscard]] Error wrong_type(std::string_view expected) const;

    /// A member of a table, which counts as asked for. Missing when this is no table.
    [[nodiscard]] TomlValue get(std::string_view key) const;
    /// As get.  @errors input 2204: there is no such key
    [[nodiscard]] Result<TomlValue> require(std::string_view key) const;
    /// Nothing when this is a table or missing.  @errors input 2203
    [[nodiscard]] Result<void> expect_table() const;
    /// Keys of a table in the order of the alphabet, not counted as asked for.
    [[nodiscard]] std::vector<std::string> keys() const;
    /// Elements of a list; empty when this is no list.
    [[nodiscard]] std::vector<TomlValue> items() const;

    /// @errors input 2203: not a number; 2205: out of range; 1030, 1031: the quantity string
    [[nodiscard]] Result<double> number(const NumberRule& rule) const;
    /// A bare number as it is written, inf and nan included.  @errors input 2203
    [[nodiscard]] Result<double> raw_number() const;
    /// @errors input 2203: not an integer; 2205: out of min .. max
    [[nodiscard]] Result<std::int64_t> integer(std::int64_t min, std::int64_t max) const;
    [[nodiscard]] Result<bool> boolean() const;      ///< @errors input 2203
    [[nodiscard]] Result<std::string> text() const;  ///< @errors input 2203
    /// The index of the text in `words`.  @errors input 2203; 2206: another word
    [[nodiscard]] Result<std::size_t> choice(std::span<const std::string> words) const;

    /// As the getters above, and `fallback` when the value is missing.
    [[nodiscard]] Result<double> number_or(double fallback, const NumberRule& rule) const;
    [[nodiscard]] Result<std::int64_t> integer_or(std::int64_t fallback, std::int64_t min,
                                                  std::int64_t max) const;
    [[nodiscard]] Result<bool> boolean_or(bool fallback) const;
    [[nodiscard]] Result<std::string> text_or(std::string fallback) const;
    [[nodiscard]] Result<std::size_t> choice_or(std::size_t fallback,
                                                std::span<const std::string> words) const;

private:
    friend class TomlDocument;
    TomlValue(TomlState* state, const void* node, const void* parent, std::string path,
              const void* over = nullptr)
        : state_(state), node_(node), parent_(parent), over_(over), path_(std::move(path)) {}

    TomlState* state_;
    const void* node_;    // toml::node, null when missing
    const void* parent_;  // toml::node of the table that should have it
    const void* over_;    // toml::table at the same place of what overlays the file, or null
    std::string path_;
};

/// Counts a table and all below it as asked for: others read it, or an error is the news.
void skip_keys(const TomlValue& value);

/// A parsed file. Remembers which keys were asked for.
class TomlDocument {
public:
    /// @errors input 1001: unreadable file; 2201: syntax, with line and column
    static Result<TomlDocument> read(const std::string& path);
    /// @param name what messages call the text
    static Result<TomlDocument> parse(std::string text, const std::string& name);
    TomlDocument(TomlDocument&&) noexcept;
    TomlDocument& operator=(TomlDocument&&) noexcept;
    ~TomlDocument();

    [[nodiscard]] const std::string& name() const;
    /// The text that was parsed.
    [[nodiscard]] const std::string& source() const;
    [[nodiscard]] TomlValue root() const;
    /// Paths of all keys whose value is a list, in the order of the file.
    [[nodiscard]] std::vector<std::string> list_paths() const;
    /// From now on `get` gives element `index` in place of the list at `path`: one point of an
    /// axis. False when `path` is no list or has no such element.
    bool select(const std::string& path, std::size_t index);
    /// As select for a list of tables at the root; and from now on the keys of that table win over
    /// those of the file, as if it were merged into the root. Its own key `name` stays its own.
    bool overlay(const std::string& key, std::size_t index);

    /// As if the file ended with a line `key = value`, which wins over one that is there already.
    /// @param key   "verify.passes"; names with dots in quotes
    /// @param value of TOML; what is none is a text: 20 ns
    /// @errors usage 2223: no key and value
    Result<void> set(const std::string& key, const std::string& value);

    /// @errors input 2202: the first key in the file that nobody asked for, with the nearest known
    [[nodiscard]] Result<void> check_all_used() const;

private:
    explicit TomlDocument(std::unique_ptr<TomlState> state);

    std::unique_ptr<TomlState> state_;
};

}  // namespace crosspoint
