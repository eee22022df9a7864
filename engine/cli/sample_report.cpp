// SPDX-License-Identifier: Apache-2.0
#include "sample_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>
#include <utility>

#include "command.hpp"
#include "crosspoint/base/npy.hpp"
#include "result_files.hpp"
#include "solve_job.hpp"
#include "solve_report.hpp"

namespace crosspoint::cli {
namespace {

using Column = std::pair<const char*, const Matrix<double>*>;

std::vector<Column> columns_of(const CurrentStatistics& s) {
    return {{"nominal_A", &s.nominal_A},
            {"mean_A", &s.mean_A},
            {"sigma_A", &s.sigma_A},
            {"min_A", &s.min_A},
            {"max_A", &s.max_A},
            {"sigma_device_A", &s.sigma_device_A},
            {"sigma_cycle_A", &s.sigma_cycle_A}};
}

std::string statistics_csv(const CurrentStatistics& statistics) {
    std::string text = "input,col";
    for (const auto& [name, values] : columns_of(statistics)) text += fmt::format(",{}", name);
    text += '\n';
    for (std::size_t b = 0; b < statistics.mean_A.rows(); ++b)
        for (std::size_t j = 0; j < statistics.mean_A.cols(); ++j) {
            fmt::format_to(std::back_inserter(text), "{},{}", b, j);
            for (const auto& [name, values] : columns_of(statistics))
                fmt::format_to(std::back_inserter(text), ",{}", (*values)(b, j));
            text += '\n';
        }
    return text;
}

std::string statistics_text(const SampledSolution& samples) {
    constexpr std::size_t most = 16;
    const CurrentStatistics& s = samples.statistics;
    std::string text = fmt::format(
        "samples   {} array{} x {} cycle{}; currents in A over all of them\n"
        "          input col  {:<14}{:<14}{:<12}{:<12}{}\n",
        samples.draws, samples.draws == 1 ? "" : "s", samples.cycles,
        samples.cycles == 1 ? "" : "s", "nominal", "mean", "sigma", "of arrays", "of cycles");
    const auto number = [](double value) {
        return std::isnan(value) ? std::string("-") : fmt::format("{:.4g}", value);
    };
    const std::size_t count = s.mean_A.size(), cols = s.mean_A.cols();
    for (std::size_t k = 0; k < std::min(most, count); ++k) {
        const std::size_t b = k / cols, j = k % cols;
        text += fmt::format("          {:>5} {:>3}  {:<14.7g}{:<14.7g}{:<12}{:<12}{}\n", b, j,
                            s.nominal_A(b, j), s.mean_A(b, j), number(s.sigma_A(b, j)),
                            number(s.sigma_device_A(b, j)), number(s.sigma_cycle_A(b, j)));
    }
    if (count > most) text += "          ...\n";
    return text;
}

std::string samples_json(const TileJob& job, const SampledSolution& samples) {
    auto object = nlohmann::ordered_json::parse(report_json(job, samples.report));
    auto& json = object["samples"];
    json = {{"draws", samples.draws}, {"cycles", samples.cycles}};
    for (const auto& [name, values] : columns_of(samples.statistics)) {
        auto& rows = json[name] = nlohmann::ordered_json::array();
        for (std::size_t b = 0; b < values->rows(); ++b) rows.push_back(values->row(b));
    }
    return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::vector<std::byte> bytes_of(const std::string& text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

}  // namespace

Result<void> check_samples(const TileJob& job, const SampleRequest& request, bool nodes) {
    if (!job.sampler && (request.draws > 1 || !request.cells_out.empty()))
        return Error{.code = Errc::usage,
                     .id = 7481,
                     .what = fmt::format("{} is given, but {} has no [variation]",
                                         request.draws > 1 ? "--draws" : "--cells-out", job.path),
                     .help = "add [variation.device.NAME] with a distribution to the tile file"};
    if (!request.cells_out.empty() && !request.cells_out.ends_with(".npz") &&
        !request.cells_out.ends_with(".csv"))
        return Error{.code = Errc::usage,
                     .id = 7486,
                     .what = "--cells-out is \"" + request.cells_out + "\", expected .npz or .csv",
                     .help = "name a file such as cells.npz"};
    if (nodes && is_sampled(job, request))
        return Error{.code = Errc::usage,
                     .id = 7487,
                     .what = "--nodes is given, but the tile is solved for many samples",
                     .help =
                         "node voltages are those of one array in one cycle: leave out --draws, "
                         "set variation.cycles = 1 and cycle_is = \"program\""};
    return {};
}

bool is_sampled(const TileJob& job, const SampleRequest& request) {
    return job.sampler && (request.draws > 1 || job.sampler->config().cycles > 1 ||
                           job.sampler->config().every_read);
}

Result<void> write_cells(const TileJob& job, const SampleRequest& request,
                         const std::vector<DrawRecord>& records) {
    const std::string& path = request.cells_out;
    if (path.empty()) return {};
    const Result<void> written = path.ends_with(".npz")
                                     ? write_drawn_npz(path, records, job.spec.rows, job.spec.cols)
                                     : write_drawn_csv(path, records, job.spec.cols);
    if (written) note("wrote " + path);
    return written;
}

Result<int> report_samples(const TileJob& job, const SampleRequest& request,
                           const SampledSolution& samples) {
    if (auto r = write_cells(job, request, samples.records); !r) return r.error();
    if (!request.out.empty()) {
        const std::array<std::size_t, 4> shape = {samples.draws, samples.cycles, job.inputs.rows(),
                                                  job.spec.cols};
        const std::vector<NamedBytes> files = {
            {"i_out_A.npy", npy_bytes(shape, samples.i_out_A.values())},
            {"i_out_statistics.csv", bytes_of(statistics_csv(samples.statistics))}};
        if (auto r = write_all(request.out, files); !r) return r.error();
        for (const NamedBytes& file : files) note("wrote " + request.out + "/" + file.first);
    }
    const std::string text =
        request.json ? samples_json(job, samples) + "\n"
                     : tile_text(job) + statistics_text(samples) + solver_text(samples.report);
    std::fputs(text.c_str(), stdout);
    return judge(samples.report);
}

}  // namespace crosspoint::cli
