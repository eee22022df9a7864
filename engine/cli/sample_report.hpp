// `solve` on tiles with [variation]: many samples, their statistics, and the files that say what
// was drawn.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/study/sampled_solve.hpp"

namespace crosspoint::cli {

struct SampleRequest {
    std::size_t draws = 1;
    std::string cells_out;  ///< file, or empty
    std::string out;        ///< folder, or empty
    bool json = false;
};

/// @errors usage 7481: draws or a file of cells without [variation]; 7486: the type of the file;
///         7487: node voltages of many samples
Result<void> check_samples(const TileJob& job, const SampleRequest& request, bool nodes);

/// Whether the tile is solved more than once.
bool is_sampled(const TileJob& job, const SampleRequest& request);

/// Writes what was drawn, if that is asked for.  @errors environment 1003, 1021
Result<void> write_cells(const TileJob& job, const SampleRequest& request,
                         const std::vector<DrawRecord>& records);

/// Prints the statistics and writes the files; the exit code.
Result<int> report_samples(const TileJob& job, const SampleRequest& request,
                           const SampledSolution& samples);

}  // namespace crosspoint::cli
