// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/device/cell_messages.hpp"

#include <fmt/format.h>

#include <memory>
#include <numeric>
#include <utility>

namespace crosspoint {

std::size_t CellMessages::total() const {
    return std::accumulate(count.begin(), count.end(), std::size_t{0});
}

void CellMessages::add(std::size_t cell, ModelMessage message) {
    ++count[static_cast<std::size_t>(message.kind)];
    const MessageKind kind = message.kind;
    CellMessage said{cell / cols, cell % cols, std::move(message)};
    if (kind == MessageKind::fatal && !fatal) fatal = said;
    if (kind == MessageKind::finish && !finish) finish = said;
    if (first.size() < most_texts) first.push_back(std::move(said));
}

Result<void> deliver(const CellMessages& said, const CellMessageSink& sink) {
    if (sink && said.total() > 0) sink(said);
    if (!said.fatal) return {};
    const CellMessage& fatal = *said.fatal;
    const std::size_t others = said.of_kind(MessageKind::fatal) - 1;
    return Error{.code = Errc::numerics,
                 .id = 7206,
                 .what = fmt::format(
                     "cell [{}, {}] stops the run, {}: {}{}", fatal.row, fatal.col, said.where,
                     fatal.message.text.empty() ? "$fatal" : fatal.message.text,
                     others > 0 ? fmt::format(" (and {} other cells)", others) : std::string()),
                 .help = "the model of the cells calls $fatal there: see its source"};
}

std::string cell_instance(std::size_t row, std::size_t col) {
    return fmt::format("X{}_{}", row, col);
}

ListeningBlock::ListeningBlock(const DeviceModel& model, const EvalPoint& point,
                               bool own_parameters, bool own_memory, CellMessages& out)
    : model_(model),
      point_(point),
      out_(out),
      own_parameters_(own_parameters),
      own_memory_(own_memory),
      cells_(lanes, 0),
      names_(lanes, 0) {
    const ModelShape& shape = model.shape();
    const std::size_t rows = shape.unknowns.size() + shape.varying.size() + shape.memory.size();
    store_.assign(rows * lanes + 8, 0.0);
    void* start = store_.data();
    std::size_t space = store_.size() * sizeof(double);
    x_ = static_cast<double*>(std::align(64, rows * lanes * sizeof(double), start, space));
    parameters_ = x_ + shape.unknowns.size() * lanes;
    memory_ = parameters_ + shape.varying.size() * lanes;
}

void ListeningBlock::begin(std::size_t cell, std::size_t name) {
    cells_[count_] = static_cast<std::uint32_t>(cell);
    names_[count_] = static_cast<std::uint32_t>(name);
}

void ListeningBlock::end() {
    if (++count_ == lanes) flush();
}

void ListeningBlock::flush() {
    const EvalBlock block{.lanes = count_,
                          .stride = lanes,
                          .unknowns = x_,
                          .parameters = own_parameters_ ? parameters_ : nullptr,
                          .memory = own_memory_ ? memory_ : nullptr,
                          .cell = cells_.data()};
    if (count_ == 0) return;
    count_ = 0;
    const ModelSpeech speech = model_.speech(point_, block);
    const auto of = [&](MessageKind kind) { return speech.count[static_cast<std::size_t>(kind)]; };
    // Texts are made as long as they are wanted; what ends the run is looked for in all lanes.
    std::array<std::size_t, message_kinds> heard{};
    for (const std::uint32_t lane : speech.lanes) {
        const bool last_words = (of(MessageKind::fatal) > 0 && !out_.fatal) ||
                                (of(MessageKind::finish) > 0 && !out_.finish);
        if (out_.first.size() >= CellMessages::most_texts && !last_words) break;
        const std::size_t cell = names_[lane];
        const std::string instance = cell_instance(cell / out_.cols, cell % out_.cols);
        for (ModelMessage& message : model_.messages(point_, block, lane, instance)) {
            ++heard[static_cast<std::size_t>(message.kind)];
            out_.add(cell, std::move(message));
        }
    }
    for (std::size_t k = 0; k < message_kinds; ++k) out_.count[k] += speech.count[k] - heard[k];
}

}  // namespace crosspoint
