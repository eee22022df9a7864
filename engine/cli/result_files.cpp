// SPDX-License-Identifier: Apache-2.0
#include "result_files.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <span>
#include <system_error>

#include "crosspoint/base/file.hpp"

namespace crosspoint::cli {

Result<void> write_all(const std::string& folder, const std::vector<NamedBytes>& files) {
    if (auto r = make_folder(folder); !r) return r;
    for (std::size_t k = 0; k < files.size(); ++k) {
        auto r = write_file(folder + "/" + files[k].first, std::span(files[k].second));
        if (r) continue;
        std::error_code ignored;
        for (std::size_t done = 0; done < k; ++done) {
            std::filesystem::remove(folder + "/" + files[done].first, ignored);
        }
        return r;
    }
    return {};
}

const char* scale_volts(Matrix<double>& volts) {
    double largest = 0.0;
    for (const double v : volts.values())
        if (std::isfinite(v)) largest = std::max(largest, std::abs(v));
    constexpr std::array<std::pair<double, const char*>, 4> units = {
        {{1.0, "V"}, {1e-3, "mV"}, {1e-6, "uV"}, {1e-9, "nV"}}};
    const auto fits = [&](const auto& unit) { return largest >= unit.first; };
    auto unit = std::find_if(units.begin(), units.end(), fits);
    if (unit == units.end()) unit = units.begin();  // nothing but rounding is left: plain volts
    for (double& v : volts.values()) v /= unit->first;
    return unit->second;
}

}  // namespace crosspoint::cli
