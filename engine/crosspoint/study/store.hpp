// The results store of a study: one SQLite file, one row per finished point, one transaction per
// row. The process may be killed at any moment; what was stored before stays valid, and the next
// run goes on from there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

/// One row of the store.
struct StoredPoint {
    std::string key;     ///< canonical JSON of everything that the result depends on
    std::string status;  ///< as PointResult::status
    std::string json;    ///< point_result_json
};

/// An open store. While it is open for writing no other process can read or write it.
class ResultStore {
public:
    static constexpr int schema_version = 1;

    /// Opens for writing, and makes the file if there is none. Its folder must exist.
    /// @errors environment 5101: cannot be opened or written, 5102: not a sound SQLite file,
    ///         5103: another schema version or not a store, 5104: in use by another process
    static Result<ResultStore> open(const std::string& path);
    /// Opens an existing store for reading.
    /// @errors environment 5101 .. 5104, 5107: there is none
    static Result<ResultStore> open_read_only(const std::string& path);
    ResultStore(ResultStore&&) noexcept;
    ResultStore& operator=(ResultStore&&) noexcept;
    ~ResultStore();

    /// The row with this key, if there is one.  @errors environment 5102, 5105: cannot be read
    [[nodiscard]] Result<std::optional<StoredPoint>> find(std::string_view key) const;
    /// All rows in the order in which they were stored.  @errors as find
    [[nodiscard]] Result<std::vector<StoredPoint>> all() const;
    /// Adds or replaces a row; it is on the disk when this returns.
    /// @errors environment 5105: the disk is full or the file has gone
    Result<void> put(const StoredPoint& point);

    [[nodiscard]] const std::string& path() const;

private:
    struct State;
    explicit ResultStore(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace crosspoint
