// Reads the keys of one table. A study is searched for unknown keys before its first error is
// shown, so a reader asks for all of its keys and returns the first error after that.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "crosspoint/base/error.hpp"
#include "crosspoint/study/toml_reader.hpp"

namespace crosspoint {

/// Keeps the first error of what is read: from then on values are of no use.
class FirstFailure {
public:
    template <class T>
    T take(const Result<T>& result, T fallback) {
        if (result) return *result;
        fail(result.error());
        return fallback;
    }
    /// A key that must be there; any value will do after a failure.
    TomlValue needed(const TomlValue& table, const char* key) {
        const Result<TomlValue> value = table.require(key);
        if (value) return *value;
        fail(value.error());
        return table.get(key);
    }
    void fail(Error error) {
        if (!failure_) failure_ = std::move(error);
    }
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

private:
    std::optional<Error> failure_;
};

/// Reads one table key by key.
class KeyReader : public FirstFailure {
public:
    /// @param table  must outlive the reader
    explicit KeyReader(const TomlValue& table) : table_(table) {
        if (auto r = table.expect_table(); !r) fail(r.error());
    }

    double number(const char* key, double fallback, const NumberRule& rule) {
        return take(table_.get(key).number_or(fallback, rule), fallback);
    }
    std::int64_t integer(const char* key, std::int64_t fallback, std::int64_t min,
                         std::int64_t max) {
        return take(table_.get(key).integer_or(fallback, min, max), fallback);
    }
    bool boolean(const char* key, bool fallback) {
        return take(table_.get(key).boolean_or(fallback), fallback);
    }
    template <std::size_t N>
    std::size_t choice(const char* key, const std::array<std::string, N>& words) {
        return take(table_.get(key).choice_or(0, words), std::size_t{0});
    }
    std::string text(const char* key, const std::string& fallback) {
        return take(table_.get(key).text_or(fallback), fallback);
    }
    TomlValue needed(const char* key) { return FirstFailure::needed(table_, key); }
    [[nodiscard]] bool has(const char* key) const { return table_.get(key).exists(); }

private:
    const TomlValue& table_;
};

}  // namespace crosspoint
