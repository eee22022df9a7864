// SPDX-License-Identifier: Apache-2.0
#include "train/training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <numbers>

#include "crosspoint/base/rng.hpp"
#include "train/batches.hpp"

namespace crosspoint::train {
namespace {

using Clock = std::chrono::steady_clock;

// Purposes of random streams (base/rng.hpp); chosen: any distinct numbers.
constexpr std::uint64_t purpose_weight_errors = 0xE44A;
constexpr std::uint64_t purpose_activation_errors = 0xE44B;

/// Writes beside the old checkpoint and renames: a stop in between leaves the old one.
Result<void> save_checkpoint(const TrainedNet& net, const torch::optim::Adam& adam, int epochs_done,
                             const Options& options) {
    torch::serialize::OutputArchive archive;
    archive.write("command", c10::IValue(command_text(options)));
    archive.write("epochs_done", c10::IValue(static_cast<std::int64_t>(epochs_done)));
    for (const auto& [name, tensor] : net.state()) archive.write(name, tensor.detach());
    torch::serialize::OutputArchive optimizer;
    adam.save(optimizer);
    archive.write("adam", optimizer);
    const std::string part = options.checkpoint + ".part";
    std::error_code failed;
    try {
        archive.save_to(part);
        std::filesystem::rename(part, options.checkpoint, failed);
    } catch (const c10::Error&) {
        failed = std::make_error_code(std::errc::io_error);
    }
    if (!failed) return {};
    return Error{.code = Errc::environment,
                 .id = 4207,
                 .what = fmt::format("the checkpoint '{}' cannot be written", options.checkpoint),
                 .help = "check the folder and its free space"};
}

/// The number of epochs done; 0 without a checkpoint.
Result<int> load_checkpoint(TrainedNet& net, torch::optim::Adam& adam, const Options& options) {
    if (options.checkpoint.empty() || !std::filesystem::exists(options.checkpoint)) return 0;
    const auto refuse = [&](std::string what) {
        return Error{.code = Errc::input,
                     .id = 4206,
                     .what = fmt::format("the checkpoint '{}' {}", options.checkpoint, what),
                     .help = "repeat the options of the run that wrote it, or name another file"};
    };
    torch::serialize::InputArchive archive;
    try {
        archive.load_from(options.checkpoint);
        c10::IValue command, done;
        archive.read("command", command);
        archive.read("epochs_done", done);
        if (command.toStringRef() != command_text(options))
            return refuse(fmt::format("is of the command '{}', not of '{}'", command.toStringRef(),
                                      command_text(options)));
        const torch::NoGradGuard no_gradient;
        for (auto& [name, tensor] : net.state()) {
            torch::Tensor saved;
            archive.read(name, saved);
            torch::Tensor into = tensor;
            into.copy_(saved);
        }
        torch::serialize::InputArchive optimizer;
        archive.read("adam", optimizer);
        adam.load(optimizer);
        return static_cast<int>(done.toInt());
    } catch (const c10::Error&) {
        return refuse("is not one of this program");
    }
}

struct EpochResult {
    double loss = 0.0;
    std::int64_t correct = 0;
};

EpochResult train_epoch(TrainedNet& net, torch::optim::Adam& adam, const ImageSet& images,
                        std::size_t count, const Options& options, int epoch) {
    const auto batch = static_cast<std::size_t>(options.batch);
    const std::size_t steps = (count + batch - 1) / batch;
    std::vector<float> pixels(batch * images.pixels);
    std::vector<std::int64_t> labels(batch);
    const auto stream = static_cast<std::uint64_t>(epoch);
    auto weight_random = rng(options.seed, purpose_weight_errors, stream);
    auto activation_random = rng(options.seed, purpose_activation_errors, stream);
    const PassErrors errors{.weights = {options.weight_ber, &weight_random},
                            .activations = {options.activation_ber, &activation_random}};
    Batches batches(images, count, options, epoch);
    EpochResult result;
    std::size_t step = static_cast<std::size_t>(epoch) * steps;
    while (const std::size_t b = batches.next(pixels, labels)) {
        if (b < 2) break;  // one image has no spread to normalize by
        const double done = static_cast<double>(step++) /
                            static_cast<double>(steps * static_cast<std::size_t>(options.epochs));
        const double lr = options.lr * 0.5 * (1.0 + std::cos(std::numbers::pi * done));
        static_cast<torch::optim::AdamOptions&>(adam.param_groups()[0].options()).lr(lr);
        const auto rows = static_cast<std::int64_t>(b);
        const torch::Tensor x = torch::from_blob(
            pixels.data(), {rows, static_cast<std::int64_t>(images.pixels)}, torch::kFloat32);
        const torch::Tensor target = torch::from_blob(labels.data(), {rows}, torch::kInt64);
        adam.zero_grad();
        const torch::Tensor logits = net.forward(x, true, errors);
        const torch::Tensor loss = torch::cross_entropy_loss(logits, target);
        loss.backward();
        adam.step();
        net.clamp();
        result.loss += loss.item<double>() * static_cast<double>(b);
        result.correct += logits.argmax(1).eq(target).sum().item<std::int64_t>();
    }
    return result;
}

}  // namespace

Result<void> train(TrainedNet& net, const ImageSet& images, std::size_t count,
                   const Options& options) {
    torch::optim::Adam adam(net.parameters(), torch::optim::AdamOptions(options.lr));
    const auto first = load_checkpoint(net, adam, options);
    if (!first) return first.error();
    if (*first > 0) fmt::print("{} epochs were done before\n", *first);
    const auto begin = Clock::now();
    const int last =
        options.stop_after > 0 ? std::min(options.stop_after, options.epochs) : options.epochs;
    for (int epoch = *first; epoch < last; ++epoch) {
        const EpochResult result = train_epoch(net, adam, images, count, options, epoch);
        const auto total = static_cast<double>(count);
        const std::chrono::duration<double> time = Clock::now() - begin;
        fmt::print("epoch {:3} of {}  loss {:.4f}  train accuracy {:.2f} %  {:.0f} s\n", epoch + 1,
                   options.epochs, result.loss / total,
                   100.0 * static_cast<double>(result.correct) / total, time.count());
        std::fflush(stdout);
        if (options.checkpoint.empty()) continue;
        if (auto saved = save_checkpoint(net, adam, epoch + 1, options); !saved) return saved;
    }
    return {};
}

}  // namespace crosspoint::train
