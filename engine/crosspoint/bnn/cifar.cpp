// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/cifar.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <filesystem>

#include "crosspoint/base/file.hpp"
#include "crosspoint/bnn/idx.hpp"

namespace crosspoint {
namespace {

constexpr std::size_t side = 32;
constexpr std::size_t plane = side * side;
constexpr std::size_t channels = 3;
constexpr std::size_t record = 1 + channels * plane;
constexpr std::size_t classes = 10;

Error cifar_error(int id, const std::string& path, std::string what) {
    return {.code = Errc::input,
            .id = id,
            .what = std::move(what),
            .help =
                "name a folder with CIFAR-10's binary version: data_batch_1.bin .. "
                "data_batch_5.bin and test_batch.bin",
            .where = SourceSpan{.file = path}};
}

std::string batch_path(const std::string& folder, const std::string& name) {
    return folder + "/" + name + ".bin";
}

Result<void> append_batch(const std::string& path, ImageSet& set) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        return cifar_error(4006, path, fmt::format("the data set file '{}' is missing", path));
    const auto bytes = read_file(path);
    if (!bytes) return bytes.error();
    if (bytes->empty() || bytes->size() % record != 0)
        return cifar_error(
            4007, path,
            fmt::format("the file has {} bytes, expected a multiple of {}", bytes->size(), record));
    for (std::size_t at = 0; at < bytes->size(); at += record) {
        const auto label = std::to_integer<std::uint8_t>((*bytes)[at]);
        if (label >= classes)
            return cifar_error(
                4008, path,
                fmt::format("image {} has label {}, expected 0 to 9", at / record, label));
        set.labels.push_back(label);
        for (std::size_t i = 0; i < plane; ++i)
            for (std::size_t c = 0; c < channels; ++c)
                set.pixels_u8.push_back(
                    std::to_integer<std::uint8_t>((*bytes)[at + 1 + c * plane + i]));
        ++set.count;
    }
    return {};
}

}  // namespace

bool is_cifar10_folder(const std::string& folder) {
    std::error_code ignored;
    return std::filesystem::exists(batch_path(folder, "test_batch"), ignored) ||
           std::filesystem::exists(batch_path(folder, "data_batch_1"), ignored);
}

Result<ImageSet> load_cifar10(const std::string& folder, Split split) {
    ImageSet set{.pixels = channels * plane, .height = side, .width = side, .channels = channels};
    if (split == Split::test) {
        if (auto r = append_batch(batch_path(folder, "test_batch"), set); !r) return r.error();
        return set;
    }
    for (int k = 1; k <= 5; ++k)
        if (auto r = append_batch(batch_path(folder, fmt::format("data_batch_{}", k)), set); !r)
            return r.error();
    return set;
}

Result<ImageSet> load_images(const std::string& data, Split split) {
    if (data == "fashion-mnist") return load_fashion_mnist(split);
    if (is_cifar10_folder(data)) return load_cifar10(data, split);
    return load_image_folder(data, split);
}

}  // namespace crosspoint
