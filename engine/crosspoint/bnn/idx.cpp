// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/bnn/idx.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <limits>

#include "crosspoint/base/file.hpp"

namespace crosspoint {
namespace {

constexpr const char* fashion_folder = "/usr/share/datasets/fashion-mnist";
constexpr const char* fashion_help =
    "install Debian's package dataset-fashion-mnist, or name a folder with the four IDX files";

Error idx_error(int id, const std::string& path, const std::string& what) {
    return {.code = Errc::input,
            .id = id,
            .what = what,
            .help = "the file is damaged or of another kind; get it again",
            .where = SourceSpan{.file = path}};
}

struct IdxArray {
    std::vector<std::size_t> shape;
    std::vector<std::uint8_t> values;
};

/// An IDX array of bytes with `dimensions` axes. Numbers in the header are big-endian.
Result<IdxArray> read_idx_array(const std::string& path, std::size_t dimensions) {
    const auto bytes = read_gzip_file(path);
    if (!bytes) return bytes.error();
    const auto number_at = [&](std::size_t k) { return std::to_integer<std::size_t>((*bytes)[k]); };
    // Magic: two zeros, the type (8 = unsigned byte), the number of dimensions.
    if (bytes->size() < 4 || number_at(0) != 0 || number_at(1) != 0 || number_at(2) != 8) {
        return idx_error(4001, path, "the first bytes are not 00 00 08, expected IDX bytes");
    }
    if (number_at(3) != dimensions) {
        return idx_error(
            4002, path,
            fmt::format("the IDX array has {} dimensions, expected {} ({})", number_at(3),
                        dimensions, dimensions == 1 ? "labels" : "images"));
    }
    const std::size_t header = 4 + 4 * dimensions;
    IdxArray array;
    std::size_t total = 1;
    bool overflow = false;
    for (std::size_t k = 4; k < header && bytes->size() >= header; k += 4) {
        const std::size_t extent =
            number_at(k) << 24 | number_at(k + 1) << 16 | number_at(k + 2) << 8 | number_at(k + 3);
        overflow |= extent > 0 && total > std::numeric_limits<std::size_t>::max() / extent;
        total *= extent;
        array.shape.push_back(extent);
    }
    if (bytes->size() < header || overflow || bytes->size() - header != total) {
        const std::string needed = overflow                 ? "more than there can be"
                                   : bytes->size() < header ? fmt::format("{} and more", header)
                                                            : fmt::format("{}", header + total);
        return idx_error(4003, path,
                         fmt::format("the IDX file has {} bytes, its header asks for {}",
                                     bytes->size(), needed));
    }
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes->data()) + header;
    array.values.assign(data, data + total);
    return array;
}

// What a missing file means: a folder that the user named, or a package that is not installed.
struct Source {
    Errc missing;
    std::string help;
};

Result<std::string> find_in(const std::string& folder, const std::string& name,
                            const Source& source) {
    for (const char* ending : {".gz", ""}) {
        const std::string path = folder + "/" + name + ending;
        std::error_code ignored;
        if (std::filesystem::exists(path, ignored)) return path;
    }
    return Error{
        .code = source.missing,
        .id = 4004,
        .what = fmt::format("the data set file '{}' (or with .gz) is not in '{}'", name, folder),
        .help = source.help,
        .where = SourceSpan{.file = folder + "/" + name}};
}

Result<ImageSet> load_folder(const std::string& folder, Split split, const Source& source) {
    const std::string part = split == Split::train ? "train" : "t10k";
    const auto images = find_in(folder, part + "-images-idx3-ubyte", source);
    if (!images) return images.error();
    const auto labels = find_in(folder, part + "-labels-idx1-ubyte", source);
    if (!labels) return labels.error();
    return read_idx(*images, *labels);
}

}  // namespace

Result<ImageSet> read_idx(const std::string& images_path, const std::string& labels_path) {
    auto images = read_idx_array(images_path, 3);
    if (!images) return images.error();
    auto labels = read_idx_array(labels_path, 1);
    if (!labels) return labels.error();
    if (images->shape[0] != labels->shape[0]) {
        return idx_error(4005, labels_path,
                         fmt::format("{} labels for the {} images of '{}', expected one each",
                                     labels->shape[0], images->shape[0], images_path));
    }
    ImageSet set;
    set.count = images->shape[0];
    set.height = images->shape[1];
    set.width = images->shape[2];
    set.pixels = set.height * set.width;
    set.pixels_u8 = std::move(images->values);
    set.labels = std::move(labels->values);
    return set;
}

Result<ImageSet> load_image_folder(const std::string& folder, Split split) {
    return load_folder(
        folder, split,
        {.missing = Errc::input, .help = "name a folder with the four IDX files of a data set"});
}

Result<ImageSet> load_fashion_mnist(Split split) {
    return load_folder(fashion_folder, split, {.missing = Errc::environment, .help = fashion_help});
}

}  // namespace crosspoint
