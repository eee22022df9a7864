// What can go wrong, as a value. Three kinds (engine/docs/architecture.md): a caller's bug is an
// assert; bad input or a bad environment is an Error inside a Result; a numerical outcome is a
// SolveReport and never an Error unless nothing at all can be computed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace crosspoint {

/// Class of an error. The value is the exit code of the program (`crosspoint --help`).
enum class Errc : int {
    comparison = 1,    ///< ran, and a comparison failed
    usage = 2,         ///< command line: unknown verb or flag, value out of range
    input = 3,         ///< input file: parse or validation error
    numerics = 4,      ///< singular or not converged
    environment = 5,   ///< missing program, unwritable folder
    internal = 70,     ///< a bug of ours
    interrupted = 130  ///< stopped by the user
};

/// A place in a text file. Lines and columns count from 1; 0 means unknown.
struct SourceSpan {
    std::string file;
    int line = 0;
    int column = 0;
    std::string line_text = {};  ///< the whole line, for the caret; may be empty
};

/// One failure: first the fact, then the expectation (`what`), then the remedy (`help`).
struct Error {
    Errc code = Errc::internal;
    int id = 0;        ///< stable message number, listed in engine/docs/messages.md
    std::string what;  ///< lower case, no full stop: what was found, what was expected
    std::string help = {};
    std::optional<SourceSpan> where = std::nullopt;

    /// `error[2104]: ...`, the place, the line with a caret, and the help, as printed to a user.
    [[nodiscard]] std::string format() const;
};

/// A value or an Error. Test it before use; using the wrong side aborts.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] T& value() & { return std::get<0>(state_); }
    [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
    [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
    [[nodiscard]] const Error& error() const { return std::get<1>(state_); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

private:
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    [[nodiscard]] bool ok() const { return !error_; }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] const Error& error() const { return *error_; }

private:
    std::optional<Error> error_;
};

/// Prints the broken promise and aborts: only for bugs of the caller, never for user input.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace crosspoint

#define CROSSPOINT_ASSERT(expression) \
    ((expression) ? void(0) : ::crosspoint::assertion_failed(#expression, __FILE__, __LINE__))
