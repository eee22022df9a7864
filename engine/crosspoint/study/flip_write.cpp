// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/flip_write.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "crosspoint/study/array_value.hpp"
#include "crosspoint/study/key_reader.hpp"
#include "crosspoint/study/write_error_map.hpp"

namespace crosspoint {
namespace {

constexpr NumberRule write_voltage{.unit = Unit::volt, .min = 1e-3, .max = 100.0};
constexpr NumberRule pulse_length{.unit = Unit::second, .min = 1e-12, .max = 1.0};

// How many weights of each value lie in each cell of the tile.
struct CellUse {
    Matrix<std::int64_t> plus, minus;
};

CellUse count_use(const Network& network, const std::vector<bool>& layers, std::size_t rows,
                  std::size_t cols) {
    CellUse use{Matrix<std::int64_t>(rows, cols, 0), Matrix<std::int64_t>(rows, cols, 0)};
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        if (!layers.empty() && !layers[k]) continue;
        const BitMatrix& weights = network.layers[k].weights;
        for (std::size_t j = 0; j < weights.rows(); ++j)
            for (std::size_t i = 0; i < weights.cols(); ++i)
                ++(weights.get(j, i) ? use.plus : use.minus)(i % rows, j % cols);
    }
    return use;
}

// Sums over the weights of one value.
struct UseSums {
    double weights = 0.0, wer = 0.0, energy_J = 0.0, worst = 0.0;
};

UseSums sum_use(const Matrix<std::int64_t>& use, const Matrix<double>& rates,
                const Matrix<double>& energy_J) {
    UseSums sums;
    for (std::size_t k = 0; k < use.size(); ++k) {
        const auto weights = static_cast<double>(use.values()[k]);
        sums.weights += weights;
        sums.wer += weights * rates.values()[k];
        sums.energy_J += weights * energy_J.values()[k];
        if (use.values()[k] > 0) sums.worst = std::max(sums.worst, rates.values()[k]);
    }
    return sums;
}

Matrix<double> scaled(Matrix<double> values, double factor) {
    for (double& value : values.values()) value *= factor;
    return values;
}

double mean(double sum, double count) { return count > 0.0 ? sum / count : 0.0; }

}  // namespace

Result<FlipWrite> read_flip_write(const TomlValue& table, const std::string& path) {
    KeyReader reader(table);
    FlipWrite write;
    write.where = table.where();
    const TomlValue tile = reader.needed("tile");
    const std::string name = reader.take(tile.text(), std::string());
    const TomlValue both = table.get("write_V"), plus = table.get("to_parallel_V"),
                    minus = table.get("to_antiparallel_V");
    const double write_V = reader.take(both.number_or(1.0, write_voltage), 1.0);
    write.plus_V = reader.take(plus.number_or(write_V, write_voltage), 1.0);
    write.minus_V = reader.take(minus.number_or(write_V, write_voltage), 1.0);
    write.pulse_s = reader.take(reader.needed("pulse_s").number(pulse_length), 1.0);
    const std::array<std::string, 2> befores = {"opposite", "random"};
    write.from_opposite = reader.choice("before", befores) == 0;
    if (!both.exists() && !(plus.exists() && minus.exists()))
        reader.fail(table.error(4657, "[flips.write] has no write voltage",
                                "give write_V, or both to_parallel_V and to_antiparallel_V"));
    if (reader.failure()) return *reader.failure();
    write.tile = path_beside(path, name);
    Result<TileJob> job = load_tile(write.tile, CellKinds::resistors_or_model);
    if (!job) return job.error();
    write.job = *std::move(job);
    nlohmann::ordered_json json{{"tile", name}};
    if (both.exists()) json["write_V"] = write_V;
    json["to_parallel_V"] = plus.exists() ? nlohmann::ordered_json(write.plus_V) : "write_V";
    json["to_antiparallel_V"] = minus.exists() ? nlohmann::ordered_json(write.minus_V) : "write_V";
    json["pulse_s"] = write.pulse_s;
    json["before"] = befores[write.from_opposite ? 0 : 1];
    json["resolved_tile"] = nlohmann::ordered_json::parse(tile_json(write.job));
    if (write.job.model) json["model_sources"] = write.job.model->checksum;
    write.settings_json = json.dump();
    return write;
}

Result<std::shared_ptr<const WrittenTile>> FlipWriteCache::get(const FlipWrite& write,
                                                               WriteDirection direction,
                                                               int threads, std::stop_token stop) {
    const double write_V = direction == WriteDirection::to_parallel ? write.plus_V : write.minus_V;
    const Key key{write.tile, direction, write_V, write.pulse_s};
    if (const auto known = tiles_.find(key); known != tiles_.end()) return known->second;
    const Result<WriteErrorMap> map = map_write_errors(write.job, {.voltages_V = {write_V},
                                                                   .pulses_s = {write.pulse_s},
                                                                   .direction = direction,
                                                                   .threads = threads,
                                                                   .stop = std::move(stop)});
    if (!map) return map.error();
    WrittenTile tile{.wer = map->wer_at(0, 0),
                     .energy_J = Matrix<double>(map->rows, map->cols),
                     .check = map->worst};
    for (std::size_t k = 0; k < tile.wer.size(); ++k)
        tile.energy_J.values()[k] = map->energy_J(0, 0, k);
    return tiles_.emplace(key, std::make_shared<const WrittenTile>(std::move(tile))).first->second;
}

Result<WrittenWeights> write_weights(const FlipWrite& write, const Network& network,
                                     const std::vector<bool>& layers, FlipWriteCache& cache,
                                     int threads, std::stop_token stop) {
    const auto plus = cache.get(write, WriteDirection::to_parallel, threads, stop);
    if (!plus) return plus.error();
    const auto minus = cache.get(write, WriteDirection::to_antiparallel, threads, stop);
    if (!minus) return minus.error();
    const double share = write.from_opposite ? 1.0 : 0.5;  // of the cells that are written
    auto rates = std::make_shared<CellFlipRates>();
    rates->plus = scaled((*plus)->wer, share);
    rates->minus = scaled((*minus)->wer, share);
    const CellUse use = count_use(network, layers, rates->plus.rows(), rates->plus.cols());
    const UseSums ups = sum_use(use.plus, rates->plus, (*plus)->energy_J);
    const UseSums downs = sum_use(use.minus, rates->minus, (*minus)->energy_J);
    const double weights = ups.weights + downs.weights;
    const double energy_J = share * (ups.energy_J + downs.energy_J);
    const bool first = (*plus)->check.kcl_residual_A >= (*minus)->check.kcl_residual_A;
    return WrittenWeights{.rates = std::move(rates),
                          .figures = {.energy_J = energy_J,
                                      .weight_energy_J = mean(energy_J, weights),
                                      .wer = mean(ups.wer + downs.wer, weights),
                                      .wer_plus = mean(ups.wer, ups.weights),
                                      .wer_minus = mean(downs.wer, downs.weights),
                                      .wer_worst = std::max(ups.worst, downs.worst)},
                          .check = first ? (*plus)->check : (*minus)->check};
}

}  // namespace crosspoint
