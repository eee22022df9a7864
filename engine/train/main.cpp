// crosspoint_train: trains a binarized network with two hidden layers and writes it as integers.
// The order: read data, train, fold, compare float and integer network, write the model.
// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <numbers>

#include "crosspoint/bnn/infer.hpp"
#include "crosspoint/bnn/model_file.hpp"
#include "train/batches.hpp"
#include "train/binary_net.hpp"
#include "train/options.hpp"

namespace crosspoint::train {
namespace {

using Clock = std::chrono::steady_clock;

/// The same additions in the same order in every run: fixed threads, deterministic kernels.
void make_deterministic(int threads) {
    torch::set_num_threads(threads);
    at::globalContext().setDeterministicAlgorithms(true, false);
    // OpenBLAS has threads of its own that libtorch does not know.
    if (void* set = dlsym(RTLD_DEFAULT, "openblas_set_num_threads")) {
        reinterpret_cast<void (*)(int)>(set)(threads);
    }
}

Result<ImageSet> load(const Options& options, Split split) {
    return options.data.empty() ? load_fashion_mnist(split)
                                : load_image_folder(options.data, split);
}

/// Trains for all epochs and prints a line for each.
void train(BinaryNet& net, const ImageSet& images, std::size_t count, const Options& options) {
    torch::optim::Adam adam(net.parameters(), torch::optim::AdamOptions(options.lr));
    const auto batch = static_cast<std::size_t>(options.batch);
    const std::size_t steps = (count + batch - 1) / batch;
    std::vector<float> pixels(batch * images.pixels);
    std::vector<std::int64_t> labels(batch);
    const auto begin = Clock::now();
    for (int epoch = 0; epoch < options.epochs; ++epoch) {
        Batches batches(images, count, options, epoch);
        double loss_sum = 0.0;
        std::int64_t correct = 0;
        std::size_t step = static_cast<std::size_t>(epoch) * steps;
        while (const std::size_t b = batches.next(pixels, labels)) {
            if (b < 2) break;  // one image has no spread to normalize by
            const double done =
                static_cast<double>(step++) /
                static_cast<double>(steps * static_cast<std::size_t>(options.epochs));
            const double lr = options.lr * 0.5 * (1.0 + std::cos(std::numbers::pi * done));
            static_cast<torch::optim::AdamOptions&>(adam.param_groups()[0].options()).lr(lr);
            const auto rows = static_cast<std::int64_t>(b);
            const torch::Tensor x = torch::from_blob(
                pixels.data(), {rows, static_cast<std::int64_t>(images.pixels)}, torch::kFloat32);
            const torch::Tensor target = torch::from_blob(labels.data(), {rows}, torch::kInt64);
            adam.zero_grad();
            const torch::Tensor logits = net.forward(x, true);
            const torch::Tensor loss = torch::cross_entropy_loss(logits, target);
            loss.backward();
            adam.step();
            net.clamp_weights();
            loss_sum += loss.item<double>() * static_cast<double>(b);
            correct += logits.argmax(1).eq(target).sum().item<std::int64_t>();
        }
        const auto total = static_cast<double>(count);
        const std::chrono::duration<double> time = Clock::now() - begin;
        fmt::print("epoch {:3} of {}  loss {:.4f}  train accuracy {:.2f} %  {:.0f} s\n", epoch + 1,
                   options.epochs, loss_sum / total, 100.0 * static_cast<double>(correct) / total,
                   time.count());
        std::fflush(stdout);
    }
}

/// Predictions of the network as trained, ties to the lowest class as in the integer network.
std::vector<int> predict(BinaryNet& net, const ImageSet& images, torch::ScalarType type) {
    const torch::NoGradGuard no_gradient;
    constexpr std::size_t batch = 500;
    std::vector<int> predicted;
    for (std::size_t first = 0; first < images.count; first += batch) {
        const std::size_t b = std::min(batch, images.count - first);
        torch::Tensor x =
            torch::empty({static_cast<std::int64_t>(b), static_cast<std::int64_t>(images.pixels)},
                         torch::kFloat64);
        double* to = x.data_ptr<double>();
        for (std::size_t k = 0; k < b * images.pixels; ++k) {
            to[k] = images.pixels_u8[first * images.pixels + k] / 127.5 - 1.0;
        }
        const torch::Tensor logits =
            net.forward(x.to(type), false).to(torch::kFloat64).contiguous();
        const double* from = logits.data_ptr<double>();
        const auto classes = static_cast<std::ptrdiff_t>(logits.size(1));
        for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(b); ++i) {
            const double* row = from + i * classes;
            predicted.push_back(static_cast<int>(std::max_element(row, row + classes) - row));
        }
    }
    return predicted;
}

std::size_t count_different(const std::vector<int>& a, const std::vector<int>& b) {
    std::size_t count = 0;
    for (std::size_t k = 0; k < a.size(); ++k) count += a[k] != b[k] ? 1u : 0u;
    return count;
}

/// How to make the file again. No date and no path, so that the bytes repeat.
std::string provenance(const Options& options, std::size_t correct, std::size_t images) {
    nlohmann::ordered_json json;
    json["command"] = fmt::format(
        "crosspoint_train --seed {} --epochs {} --batch {} --lr {} --hidden {} --threads {} "
        "--shift {} --flip {}",
        options.seed, options.epochs, options.batch, options.lr, options.hidden, options.threads,
        options.shift, options.flip ? "true" : "false");
    json["data"] = options.data.empty() ? "Fashion-MNIST" : "a folder of IDX files";
    json["seed"] = options.seed;
    json["epochs"] = options.epochs;
    json["test_images"] = images;
    json["test_correct"] = correct;
    json["libtorch"] = TORCH_VERSION;
    return json.dump();
}

int fail(const Error& error) {
    fmt::print(stderr, "{}\n", error.format());
    return static_cast<int>(error.code);
}

/// Compares the trained with the folded network on `images`; false when more than rounding differs.
bool compare(BinaryNet& net, const ImageSet& images, const SoftwareResult& integers) {
    BinaryNet exact = net.in_double();
    const std::size_t single =
        count_different(predict(net, images, torch::kFloat32), integers.predicted);
    const std::size_t full =
        count_different(predict(exact, images, torch::kFloat64), integers.predicted);
    fmt::print("predictions that differ from the integer network's: {} in float, {} in double\n",
               single, full);
    if (single > full) {
        fmt::print("(those in float only are sums that round across a threshold)\n");
    }
    return full == 0;
}

/// What would otherwise be found out only after the training.
Result<void> check_before(const Options& options, const BinaryNet& net, const ImageSet& images,
                          const ImageSet& test) {
    const std::filesystem::path folder = std::filesystem::absolute(options.out).parent_path();
    if (::access(folder.c_str(), W_OK) != 0) {
        return Error{
            .code = Errc::environment,
            .id = 4201,
            .what = fmt::format("the folder '{}' is missing or not writable", folder.string()),
            .help = "make it before the training starts"};
    }
    if (images.count < static_cast<std::size_t>(options.holdout) + 2) {
        return Error{.code = Errc::input,
                     .id = 4203,
                     .what = fmt::format("{} training images with {} of them held back, expected "
                                         "at least 2 to train on",
                                         images.count, options.holdout),
                     .help = "use a larger data set or a smaller --holdout"};
    }
    const Network untrained = net.fold();
    if (auto fits = check_images(untrained, images); !fits) return fits;
    return check_images(untrained, test);
}

int run(const Options& options) {
    const auto images = load(options, Split::train);
    if (!images) return fail(images.error());
    const auto test = load(options, Split::test);
    if (!test) return fail(test.error());
    make_deterministic(options.threads);
    BinaryNet net({static_cast<std::int64_t>(images->pixels), options.hidden, options.hidden, 10},
                  options.seed);
    if (const auto fine = check_before(options, net, *images, *test); !fine) {
        return fail(fine.error());
    }
    const auto held = static_cast<std::size_t>(options.holdout);
    const std::size_t count = images->count - held;
    train(net, *images, count, options);

    Network network = net.fold();
    if (held > 0) {
        const auto result = infer(network, *images, count, held, options.threads);
        fmt::print("held back: {} of {} correct\n", count_correct(result, *images, count), held);
        return 0;
    }
    const auto result = infer(network, *test, 0, test->count, options.threads);
    const std::size_t correct = count_correct(result, *test, 0);
    network.provenance = provenance(options, correct, test->count);
    fmt::print("integer network: {} of {} test images correct\n", correct, test->count);
    const bool same = compare(net, *test, result);
    if (const auto done = write_model(options.out, network); !done) return fail(done.error());
    fmt::print("wrote {}\n", options.out);
    return same ? 0 : static_cast<int>(Errc::comparison);
}

}  // namespace
}  // namespace crosspoint::train

int main(int argc, char** argv) {
    crosspoint::train::Options options;
    CLI::App app("Trains a binarized network on images and writes it as a model file.");
    app.add_option("--out", options.out, "model file to write (.npz)")->required();
    app.add_option("--data", options.data,
                   "folder with the four IDX files (default: Debian's Fashion-MNIST)");
    app.add_option("--seed", options.seed, "of initial weights, order and augmentation");
    app.add_option("--epochs", options.epochs)->check(CLI::Range(1, 100000));
    app.add_option("--batch", options.batch)->check(CLI::Range(2, 65536));
    app.add_option("--lr", options.lr, "learning rate at the start")->check(CLI::PositiveNumber);
    app.add_option("--hidden", options.hidden, "neurons in each of two hidden layers")
        ->check(CLI::Range(1, 65536));
    app.add_option("--threads", options.threads, "other counts give other rounding")
        ->check(CLI::Range(1, 256));
    app.add_option("--shift", options.shift, "augmentation: shift by up to so many pixels")
        ->check(CLI::Range(0, 8));
    app.add_option("--flip", options.flip, "augmentation: mirror half of the images");
    app.add_option("--holdout", options.holdout,
                   "keep back the last so many training images, report on them, write nothing")
        ->check(CLI::Range(0, 1000000));
    try {
        app.parse(argc, argv);
        return crosspoint::train::run(options);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : static_cast<int>(crosspoint::Errc::usage);
    } catch (const std::exception& error) {
        fmt::print(stderr, "error[4202]: training failed: {}\n", error.what());
        return static_cast<int>(crosspoint::Errc::internal);
    }
}
