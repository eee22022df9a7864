// A picture of gnuplot as part of an HTML page.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

/// SVG as gnuplot writes it, as part of an HTML page: it scales with the page, every id in it
/// begins with `id`, and what would need a script is left out; texts at markers become titles.
/// @errors environment 5053: this is no SVG, or it has a script in it
Result<std::string> inline_svg(const std::string& svg, const std::string& id,
                               const std::string& about);

}  // namespace crosspoint
