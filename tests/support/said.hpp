// What a Result has to say, for messages of assertions: they are also built where it is fine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crosspoint/base/error.hpp"

namespace crosspoint::testing {

/// The formatted error, or nothing.
template <class T>
std::string said(const Result<T>& result) {
    return result.ok() ? std::string() : result.error().format();
}

}  // namespace crosspoint::testing
