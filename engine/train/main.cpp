// crosspoint_train: trains a binarized network and writes it as integers.
// The order: read data, train, fold, compare float and integer network, write the model.
// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "crosspoint/bnn/infer.hpp"
#include "crosspoint/bnn/model_file.hpp"
#include "train/batches.hpp"
#include "train/options.hpp"
#include "train/trained_net.hpp"
#include "train/training.hpp"

namespace crosspoint::train {
namespace {

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
    return load_images(options.data.empty() ? "fashion-mnist" : options.data, split);
}

/// Predictions of the network as trained, ties to the lowest class as in the integer network: in
/// double precision logits are integers but for rounding.
std::vector<int> predict(TrainedNet& net, const ImageSet& images, torch::ScalarType type) {
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
        torch::Tensor logits = net.forward(x.to(type), false).to(torch::kFloat64).contiguous();
        if (type == torch::kFloat64) logits = logits.round();
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
    json["command"] = command_text(options);
    json["data"] = options.data.empty() ? "Fashion-MNIST" : "a folder of images";
    json["seed"] = options.seed;
    json["epochs"] = options.epochs;
    json["test_images"] = images;
    json["test_correct"] = correct;
    json["libtorch"] = TORCH_VERSION;
    return json.dump();
}

ImageSet last_images(const ImageSet& images, std::size_t count) {
    ImageSet last = images;
    last.count = count;
    last.pixels_u8.erase(last.pixels_u8.begin(),
                         last.pixels_u8.end() - static_cast<std::ptrdiff_t>(count * images.pixels));
    last.labels.erase(last.labels.begin(), last.labels.end() - static_cast<std::ptrdiff_t>(count));
    return last;
}

int fail(const Error& error) {
    fmt::print(stderr, "{}\n", error.format());
    return static_cast<int>(error.code);
}

/// Compares the trained with the folded network on `images`; false when more than rounding differs.
bool compare(TrainedNet& net, const ImageSet& images, const std::vector<int>& integers) {
    TrainedNet exact = net.in_double();
    const std::size_t single = count_different(predict(net, images, torch::kFloat32), integers);
    const std::size_t full = count_different(predict(exact, images, torch::kFloat64), integers);
    fmt::print("predictions that differ from the integer network's: {} in float, {} in double\n",
               single, full);
    if (single > full) {
        fmt::print("(those in float only are sums that round across a threshold)\n");
    }
    return full == 0;
}

/// What would otherwise be found out only after the training.
Result<void> check_before(const Options& options, const Network& definition, const ImageSet& images,
                          const ImageSet& test) {
    const Precision& precision = options.precision;
    if (precision.binary() != (precision.activation_bits == 1)) {
        return Error{
            .code = Errc::usage,
            .id = 4208,
            .what = fmt::format("weights of {} and activations of {} bits, expected both 1 "
                                "or both 2 to 8",
                                precision.weight_bits, precision.activation_bits),
            .help = "give --weight-bits and --activation-bits together"};
    }
    const bool errors = options.weight_ber > 0.0 || options.activation_ber > 0.0;
    if (!precision.binary() && (errors || options.model.name == "resnet18")) {
        return Error{
            .code = Errc::usage,
            .id = 4209,
            .what = fmt::format("{} with weights of {} bits",
                                errors ? "bit errors" : "model 'resnet18'", precision.weight_bits),
            .help = "bit errors and shortcuts are for binary networks"};
    }
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
    if (auto fits = check_images(definition, images); !fits) return fits;
    return check_images(definition, test);
}

int run(const Options& options) {
    const auto images = load(options, Split::train);
    if (!images) return fail(images.error());
    const auto test = load(options, Split::test);
    if (!test) return fail(test.error());
    make_deterministic(options.threads);
    const auto definition = model_definition(
        options.model,
        MapShape{.height = images->height, .width = images->width, .channels = images->channels});
    if (!definition) return fail(definition.error());
    if (const auto fine = check_before(options, *definition, *images, *test); !fine) {
        return fail(fine.error());
    }
    TrainedNet net(*definition, options.precision, options.seed);
    const auto held = static_cast<std::size_t>(options.holdout);
    const std::size_t count = images->count - held;
    if (const auto done = train(net, *images, count, options); !done) return fail(done.error());
    if (options.stop_after > 0 && options.stop_after < options.epochs) return 0;
    if (held > 0) {
        const ImageSet kept = last_images(*images, held);
        const SoftwareResult result = infer(net.fold(), kept, 0, kept.count, options.threads);
        fmt::print("held back: {} of {} correct\n", count_correct(result, kept, 0), held);
        return 0;
    }
    Network network = net.fold();
    if (const auto fine = check_network(network, options.out); !fine) return fail(fine.error());
    const SoftwareResult result = infer(network, *test, 0, test->count, options.threads);
    const std::size_t correct = count_correct(result, *test, 0);
    fmt::print("integer network: {} of {} test images correct\n", correct, test->count);
    const bool same = compare(net, *test, result.predicted);
    network.provenance = provenance(options, correct, test->count);
    const auto written = write_model(options.out, network);
    if (!written) return fail(written.error());
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
                   "folder with four IDX files or CIFAR-10 (default: Debian's Fashion-MNIST)");
    app.add_option("--seed", options.seed, "of initial weights, order and augmentation");
    app.add_option("--epochs", options.epochs)->check(CLI::Range(1, 100000));
    app.add_option("--batch", options.batch)->check(CLI::Range(2, 65536));
    app.add_option("--lr", options.lr, "learning rate at the start")->check(CLI::PositiveNumber);
    app.add_option("--net", options.model.name, "mlp, vgg or resnet18");
    app.add_option("--width", options.model.width, "channels of the first convolution")
        ->check(CLI::Range(1, 1024));
    app.add_option("--hidden", options.model.hidden,
                   "neurons in a hidden dense layer (default: mlp 1024, vgg 8 x width)")
        ->check(CLI::Range(1, 65536));
    app.add_option("--weight-bits", options.precision.weight_bits,
                   "1: +-1; 2 to 8: integers of either sign")
        ->check(CLI::Range(1, 8));
    app.add_option("--activation-bits", options.precision.activation_bits,
                   "1: +-1; 2 to 8: integers from 0 on")
        ->check(CLI::Range(1, 8));
    app.add_option("--weight-ber", options.weight_ber,
                   "flip each weight with this probability in each pass of the training")
        ->check(CLI::Range(0.0, 0.5));
    app.add_option("--activation-ber", options.activation_ber, "the same for hidden activations")
        ->check(CLI::Range(0.0, 0.5));
    app.add_option("--checkpoint", options.checkpoint,
                   "file to write after each epoch, and to go on from if it is there");
    app.add_option("--stop-after", options.stop_after,
                   "stop after so many of the epochs; the same command without it goes on")
        ->check(CLI::Range(1, 100000))
        ->needs("--checkpoint");
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
