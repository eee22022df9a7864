// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "measure.hpp"
#include "peers.hpp"
#include "runs.hpp"

namespace crosspoint::bench {
namespace {

using nlohmann::json;

// Right-hand sides of inputs first .. first + count - 1, by columns.
std::vector<double> right_hand_sides(const NodalMatrix& matrix, const Matrix<double>& inputs,
                                     std::size_t first, std::size_t count) {
    std::vector<double> b(matrix.unknowns * count, 0.0);
    for (std::size_t k = 0; k < count; ++k)
        for (std::size_t i = 0; i < matrix.drive_node.size(); ++i)
            b[k * matrix.unknowns + static_cast<std::size_t>(matrix.drive_node[i])] =
                matrix.drive_S * inputs((first + k) % inputs.rows(), i);
    return b;
}

Matrix<double> currents_of(const NodalMatrix& matrix, std::span<const double> x,
                           std::size_t count) {
    Matrix<double> i_out_A(count, matrix.sense_node.size());
    for (std::size_t k = 0; k < count; ++k)
        for (std::size_t j = 0; j < matrix.sense_node.size(); ++j)
            i_out_A(k, j) = matrix.sense_S *
                            x[k * matrix.unknowns + static_cast<std::size_t>(matrix.sense_node[j])];
    return i_out_A;
}

Error unknown_peer(const std::string& name) {
    return {.code = Errc::usage,
            .what = fmt::format("this build has no peer '{}'", name),
            .help = fmt::format("choose one of {}", fmt::join(peer_names(), ", "))};
}

Error peer_failed(const std::string& name) {
    return {.code = Errc::numerics, .what = fmt::format("{} cannot factor the matrix", name)};
}

}  // namespace

Result<json> run_peer(const BenchTile& tile, const std::string& folder, const std::string& name,
                      const RunLimits& limits, const Emit& emit) {
    const auto matrix = read_matrix_of_case(folder);
    if (!matrix) return matrix.error();
    const auto order = read_order_of_case(folder);
    if (!order) return order.error();
    const auto peer = make_peer(name, *matrix, *order);
    if (!peer) return unknown_peer(name);

    json out;
    const PeakMemory memory;
    bool good = true;
    const Timing factor = repeat(limits.repeat_s, [&] { good = good && peer->factor(); });
    if (!good) return peer_failed(name);
    const std::vector<double> one = right_hand_sides(*matrix, tile.inputs, 0, 1);
    std::vector<double> b;
    const Timing solve = repeat(0.5 * limits.repeat_s, [&] {
        b = one;
        (void)peer->solve(b, 1);
    });
    out["program_s"] = factor.median_s;
    out["solve_s"] = solve.median_s;
    out["one_s"] = factor.median_s + solve.median_s;
    out["repetitions"] = factor.repetitions;
    out["peak_MB"] = memory.peak_MB();
    out["factor_entries"] = peer->factor_entries();
    out["unknowns"] = matrix->unknowns;
    b = one;
    if (auto written = write_currents(limits.currents, currents_of(*matrix, peer->solve(b, 1), 1));
        !written)
        return written.error();
    emit(out);
    if (limits.batch <= 1) return out;

    const std::size_t count = std::min(block, limits.batch);
    const std::vector<double> many = right_hand_sides(*matrix, tile.inputs, 0, count);
    b = many;
    const Matrix<double> i_out_A = currents_of(*matrix, peer->solve(b, count), count);
    if (auto written = write_currents(limits.currents, i_out_A); !written) return written.error();

    const Timing blocks = repeat(0.2 * limits.repeat_s, [&] {
        b = many;
        (void)peer->solve(b, count);
    });
    // One by one can be faster where a block of solutions leaves the cache.
    const double by_block_s = blocks.median_s / static_cast<double>(count);
    const double per_input_s = std::min(by_block_s, solve.median_s);
    double batch_s = per_input_s * static_cast<double>(limits.batch);
    const bool whole = batch_s <= limits.batch_limit_s;
    if (whole) {
        const std::size_t step = by_block_s <= solve.median_s ? count : 1;
        const double start_s = clock_s();
        for (std::size_t first = 0; first < limits.batch; first += step) {
            const std::size_t now = std::min(step, limits.batch - first);
            b = right_hand_sides(*matrix, tile.inputs, first, now);
            (void)peer->solve(b, now);
        }
        batch_s = clock_s() - start_s;
    }
    out["batch"] = limits.batch;
    out["batch_s"] = factor.median_s + batch_s;
    out["batch_extrapolated"] = !whole;
    out["block_s"] = blocks.median_s;
    out["block"] = count;
    out["peak_batch_MB"] = memory.peak_MB();
    return out;
}

Result<json> run_oracle(const BenchTile& tile, const std::string& folder, const std::string& out) {
    const auto matrix = read_matrix_of_case(folder);
    if (!matrix) return matrix.error();
    const auto order = read_order_of_case(folder);
    if (!order) return order.error();
    const std::string name(peer_names().back());  // CHOLMOD where there is one
    const auto peer = make_peer(name, *matrix, *order);
    if (!peer) return unknown_peer(name);
    if (!peer->factor()) return peer_failed(name);
    const std::size_t count = std::min(compared_inputs, tile.inputs.rows());
    const Matrix<double> i_out_A = oracle_currents(tile, *matrix, *peer, count);
    if (auto written = write_currents(out, i_out_A); !written) return written.error();
    return json{{"oracle", name + ", refined in long double"}, {"inputs", count}};
}

}  // namespace crosspoint::bench
