// SPDX-License-Identifier: Apache-2.0
#include "verify_tran.hpp"

#include <cstdio>

#include "crosspoint/study/tran_compare.hpp"
#include "crosspoint/study/tran_config.hpp"

namespace crosspoint::cli {

Result<int> verify_tran(const std::string& path, double rtol, const std::string& format,
                        const NgspiceOptions& ngspice) {
    const Result<TranJob> job = load_tran(path);
    if (!job) return job.error();
    const Result<std::string> version = ngspice_version(ngspice);
    if (!version) return version.error();
    const Result<TranComparison> comparison = compare_tran(*job, {.ngspice = ngspice});
    if (!comparison) {
        Error error = comparison.error();
        if (!error.where && error.code == Errc::input) error.where = SourceSpan{.file = path};
        return error;
    }
    const std::string text = format == "json"
                                 ? tran_comparison_json(*comparison, path, *version, rtol)
                                 : tran_comparison_text(*comparison, path, *version, rtol);
    std::fputs(text.c_str(), stdout);
    return comparison->agrees(rtol) ? 0 : static_cast<int>(Errc::comparison);
}

}  // namespace crosspoint::cli
