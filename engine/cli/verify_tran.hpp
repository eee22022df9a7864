// `crosspoint verify TRAN.toml`: a tile over time by our engines and by ngspice.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "crosspoint/base/error.hpp"
#include "crosspoint/spice/ngspice.hpp"

namespace crosspoint::cli {

/// @return exit code: 0 when everything agrees to `rtol`, else that of a comparison
/// @errors as load_tran and compare_tran
Result<int> verify_tran(const std::string& path, double rtol, const std::string& format,
                        const NgspiceOptions& ngspice);

}  // namespace crosspoint::cli
