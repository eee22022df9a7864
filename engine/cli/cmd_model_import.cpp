// crosspoint model-import: a binarized network that others trained becomes a model file.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "cli/command.hpp"
#include "crosspoint/bnn/import_finn.hpp"
#include "crosspoint/bnn/infer.hpp"
#include "crosspoint/bnn/model_file.hpp"

namespace crosspoint::cli {
namespace {

struct Options {
    std::string file, out, data;
    std::vector<std::size_t> image{32, 32, 3};
    std::vector<std::size_t> pool_after;
    int threads = 0;
};

Result<int> run(const Options& options) {
    auto network = import_finn(options.file, {.image = {.height = options.image[0],
                                                        .width = options.image[1],
                                                        .channels = options.image[2]},
                                              .pool_after = options.pool_after});
    if (!network) return network.error();
    nlohmann::ordered_json provenance{{"imported", "FINN / BNN-PYNQ arrays"}};
    if (!options.data.empty()) {
        const auto images = load_images(options.data, Split::test);
        if (!images) return images.error();
        if (auto r = check_images(*network, *images); !r) return r.error();
        const auto result = infer(*network, *images, 0, images->count, options.threads);
        const std::size_t correct = count_correct(result, *images, 0);
        fmt::print("software: {} of {} test images correct ({:.2f} %)\n", correct, images->count,
                   100.0 * static_cast<double>(correct) / static_cast<double>(images->count));
        provenance["test_images"] = images->count;
        provenance["test_correct"] = correct;
    }
    network->provenance = provenance.dump();
    for (std::size_t k = 0; k < network->layers.size(); ++k) {
        const Layer& layer = network->layers[k];
        const MapShape out = layer.out();
        fmt::print("{:8} {:5} x {:<5} weights, {:4} positions -> {} x {} x {}\n",
                   network->layer_name(k), layer.inputs, layer.outputs, layer.positions(),
                   out.height, out.width, out.channels);
    }
    if (auto r = write_model(options.out, *network); !r) return r.error();
    fmt::print("wrote {}\n", options.out);
    return 0;
}

}  // namespace

void add_model_import(Program& program) {
    CLI::App* verb = program.app.add_subcommand(
        "model-import", "make a model file of a binarized network that others trained");
    auto options = std::make_shared<Options>();
    verb->add_option("FILE", options->file, "arrays convK.weight, fcK.weight, .. (.npz)")
        ->required();
    verb->add_option("--out", options->out, "model file to write (.npz)")->required();
    verb->add_option("--image", options->image, "height, width and channels of an image")
        ->expected(3)
        ->delimiter(',')
        ->check(CLI::Range(1, 4096));
    verb->add_option("--pool-after", options->pool_after,
                     "layers behind which 2 x 2 activations are pooled, for example 1,3")
        ->delimiter(',');
    verb->add_option("--data", options->data,
                     "count the correct images of this test set: a folder");
    add_threads(*verb, options->threads);
    verb->callback([&program, options] { program.action = [options] { return run(*options); }; });
}

}  // namespace crosspoint::cli
