// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/choose.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <sstream>
#include <utility>

#include "crosspoint/linalg/port_merge.hpp"
#include "crosspoint/linalg/schur_cg.hpp"
#include "crosspoint/linalg/schur_coarse.hpp"

namespace crosspoint {
namespace {

// Fitted to benches/RESULTS.md (Zen 4, one core). Only ratios matter for the choice.
constexpr double iterations_base = 4.0;
constexpr double iterations_per_root_kappa = 4.0;
constexpr double cg_fixed_s_per_cell = 9e-9;
constexpr double cg_fixed_far_s_per_cell = 60e-9;  // residuals and bounds, beyond the last cache
// One iteration touches 44 bytes a cell: in the second cache, in the last one, beyond.
constexpr double near_cells = 24e3;
constexpr double far_cells = 600e3;
constexpr double coarse_iterations_base = 7.0;
constexpr double coarse_iterations_per_root_kappa = 5.5;  // of one block
constexpr double coarse_iteration_factor = 1.3;
constexpr double coarse_setup_s_per_cell = 20e-9;
constexpr double cg_near_s_per_cell = 0.65e-9;
constexpr double cg_middle_s_per_cell = 1.2e-9;
constexpr double cg_far_s_per_cell = 2.5e-9;
constexpr double merge_s_per_cell = 120e-9;
constexpr double merge_s_per_cell_and_line = 1.28e-9;  // (m n)^1.5
constexpr double merge_single_factor = 0.6;
constexpr double product_s_per_cell = 0.05e-9;     // per input
constexpr double substitution_s_per_cell = 60e-9;  // per input, with refinement
constexpr double accuracy_for_single = 1e-5;

double cells_of(const MeshTask& task) {
    return static_cast<double>(task.rows) * static_cast<double>(task.cols);
}

std::string gib(std::size_t bytes) {
    return fmt::format("{:.2f} GiB", static_cast<double>(bytes) / (1024.0 * 1024.0 * 1024.0));
}

MeshChoice schur_choice(const MeshTask& task, std::string why) {
    const bool shared_coarse =
        task.fixed_cells && coarse_block(task.rows, task.cols, task.hardness) > 0;
    const double setup_s = shared_coarse ? coarse_setup_s_per_cell * cells_of(task) : 0.0;
    return {.method = Method::schur_cg,
            .why = std::move(why),
            .expected_s = setup_s + schur_seconds(task) * static_cast<double>(task.inputs),
            .memory_bytes = SchurCg::memory_bytes(task.rows, task.cols, task.hardness)};
}

MeshChoice merge_choice(const MeshTask& task, Method method, bool single, std::string why) {
    const double per_input =
        method == Method::direct ? substitution_s_per_cell : product_s_per_cell;
    const double build_s = task.transfer_ready ? 0.0 : transfer_seconds(task, single);
    return {.method = method,
            .single_precision = single,
            .why = std::move(why),
            .expected_s = build_s + per_input * cells_of(task) * static_cast<double>(task.inputs)};
}

// Planning the hierarchy takes as long as a small solve: only for a choice that may be taken.
void add_merge_memory(const MeshTask& task, MeshChoice& choice) {
    choice.memory_bytes = PortMerge::memory_bytes(
        task.rows, task.cols,
        choice.single_precision ? MergePrecision::float32 : MergePrecision::float64,
        choice.method == Method::direct ? MergeKeep::factors : MergeKeep::root, 1);
}

}  // namespace

double schur_iterations(std::size_t rows, std::size_t cols, double hardness) {
    const std::size_t block = coarse_block(rows, cols, hardness);
    if (block == 0) return iterations_base + iterations_per_root_kappa * std::sqrt(hardness);
    const double blocks = static_cast<double>(rows) * static_cast<double>(cols) /
                          (static_cast<double>(block) * static_cast<double>(block));
    return coarse_iterations_base + coarse_iterations_per_root_kappa * std::sqrt(hardness / blocks);
}

double schur_seconds(const MeshTask& task) {
    const double cells = cells_of(task);
    const bool coarse = coarse_block(task.rows, task.cols, task.hardness) > 0;
    const double per_iteration = cells <= near_cells  ? cg_near_s_per_cell
                                 : cells <= far_cells ? cg_middle_s_per_cell
                                                      : cg_far_s_per_cell;
    // Gated cells bring new coefficients with every input.
    const double fixed = (cells <= far_cells ? cg_fixed_s_per_cell : cg_fixed_far_s_per_cell) *
                             (task.fixed_cells ? 1.0 : 1.7) +
                         (coarse && !task.fixed_cells ? coarse_setup_s_per_cell : 0.0);
    const double iterations = schur_iterations(task.rows, task.cols, task.hardness);
    return cells * (fixed + per_iteration * iterations * (coarse ? coarse_iteration_factor : 1.0));
}

double transfer_seconds(const MeshTask& task, bool single_precision) {
    const double cells = cells_of(task);
    const double in_double =
        merge_s_per_cell * cells + merge_s_per_cell_and_line * cells * std::sqrt(cells);
    return single_precision ? merge_single_factor * in_double : in_double;
}

std::size_t memory_limit_bytes(const SolveOptions& options) {
    if (options.memory_limit_bytes > 0) return options.memory_limit_bytes;
    std::ifstream meminfo("/proc/meminfo");
    std::string line;
    while (std::getline(meminfo, line)) {
        std::istringstream words(line);
        std::string key;
        std::size_t kib = 0;
        if (words >> key >> kib && key == "MemAvailable:") return kib * 1024;
    }
    return static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) *
           static_cast<std::size_t>(sysconf(_SC_PAGE_SIZE));
}

Error memory_error(std::size_t rows, std::size_t cols, const std::string& method,
                   std::size_t needed_bytes, std::size_t limit_bytes) {
    return Error{.code = Errc::environment,
                 .id = 2115,
                 .what = fmt::format("a tile of {} x {} needs {} with {}, but {} may be used", rows,
                                     cols, gib(needed_bytes), method, gib(limit_bytes)),
                 .help =
                     "free memory, raise the memory limit, solve a smaller tile, or use fewer "
                     "threads"};
}

Result<MeshChoice> choose_mesh_method(const MeshTask& task, const SolveOptions& options) {
    const std::size_t limit = memory_limit_bytes(options);
    const bool single = options.accuracy_rel >= accuracy_for_single ||
                        options.precision == Precision::single_precision;
    const bool can_merge = task.fixed_cells && task.transferable;
    const auto impossible = [&](const char* reason) {
        return Error{.code = Errc::usage,
                     .id = 2119,
                     .what = fmt::format("method {} does not fit this tile: {}",
                                         method_name(options.method), reason),
                     .help = "use auto, schur-cg or klu"};
    };
    const auto checked = [&](MeshChoice choice) -> Result<MeshChoice> {
        if (choice.memory_bytes > limit)
            return memory_error(task.rows, task.cols, std::string(method_name(choice.method)),
                                choice.memory_bytes, limit);
        return choice;
    };
    const auto forced_merge = [&] {
        MeshChoice choice = merge_choice(task, options.method,
                                         single && options.method == Method::transfer, "asked for");
        add_merge_memory(task, choice);
        return choice;
    };
    switch (options.method) {
        case Method::schur_cg:
            return checked(schur_choice(task, "asked for"));
        case Method::transfer:
        case Method::direct:
            if (!task.fixed_cells) return impossible("its inputs switch cells");
            if (!task.transferable)
                return impossible("it has shorted cells or parts that no source reaches");
            if (options.method == Method::transfer && options.want_nodes)
                return impossible("a transfer matrix gives no node voltages (use direct)");
            return checked(forced_merge());
        default:
            break;
    }
    MeshChoice iterate = schur_choice(task, "");
    if (!task.fixed_cells) {
        iterate.why = "every input switches cells, so each is a network of its own";
        return checked(std::move(iterate));
    }
    if (!can_merge) {
        iterate.why = "shorted cells or parts that no source reaches";
        return checked(std::move(iterate));
    }
    const Method batch = options.want_nodes ? Method::direct : Method::transfer;
    MeshChoice merge = merge_choice(task, batch, single && !options.want_nodes, "");
    const bool faster = merge.expected_s < iterate.expected_s;
    if (faster) add_merge_memory(task, merge);
    const char* product = options.want_nodes ? "nested dissection with factors" : "transfer matrix";
    if (faster && merge.memory_bytes <= limit) {
        merge.why = fmt::format("{} inputs: {} expected to take {:.2g} s, Schur-CG {:.2g} s",
                                task.inputs, product, merge.expected_s, iterate.expected_s);
        return merge;
    }
    iterate.why = faster
                      ? fmt::format("the {} would need {}, more than the {} that may be used",
                                    product, gib(merge.memory_bytes), gib(limit))
                      : fmt::format("{} input{}: Schur-CG expected to take {:.2g} s, {} {:.2g} s",
                                    task.inputs, task.inputs == 1 ? "" : "s", iterate.expected_s,
                                    product, merge.expected_s);
    return checked(std::move(iterate));
}

}  // namespace crosspoint
