// What the stages of the compiler have to say: errors and warnings, each with its place, the line
// of text and a remedy, collected so that one run shows all of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/veriloga/source.hpp"

namespace crosspoint::veriloga {

/// Collects messages. `sources` must outlive it.
class Diagnostics {
public:
    static constexpr std::size_t max_errors = 20;
    static constexpr std::size_t max_warnings = 100;

    explicit Diagnostics(const SourceSet& sources) : sources_(&sources) {}

    /// Adds an error with Errc::input. The same number at the same place is kept once; beyond
    /// max_errors the errors are only counted.
    void error(Position at, int id, std::string what, std::string help = {});
    /// Adds a warning, in the same way.
    void warning(Position at, int id, std::string what, std::string help = {});

    [[nodiscard]] bool ok() const { return errors_.empty(); }
    /// No use in looking further: max_errors are there.
    [[nodiscard]] bool full() const { return errors_.size() >= max_errors; }
    [[nodiscard]] const std::vector<Error>& errors() const { return errors_; }
    [[nodiscard]] const std::vector<Error>& warnings() const { return warnings_; }
    [[nodiscard]] const SourceSet& sources() const { return *sources_; }

    /// All errors as one Error for a Result: the first one, whose help ends with the count of the
    /// others. Requires !ok().
    [[nodiscard]] Error first_error() const;
    /// Every warning and error as printed to a user, with a blank line between.
    [[nodiscard]] std::string format() const;

private:
    [[nodiscard]] Error make(Position at, int id, std::string what, std::string help) const;

    const SourceSet* sources_;
    std::vector<Error> errors_;
    std::vector<Error> warnings_;
    std::size_t dropped_errors_ = 0;
};

}  // namespace crosspoint::veriloga
