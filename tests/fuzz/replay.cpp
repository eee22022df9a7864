// The ordinary program around a fuzz target: runs every file of the folders given, and each of them
// cut short, with bytes changed, and with pieces of the others. Built always, so that targets and
// corpus cannot rot.
//     fuzz_parse [--variants N] [--seed N] FOLDER...    N: changed copies of a file, 40
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "crosspoint/base/file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes altered(Bytes changed, const Bytes& bytes, int variant, std::mt19937& random) {
    if (variant % 2 == 0) changed.resize(random() % bytes.size());
    for (int change = 0; change < 3 && !changed.empty(); ++change) {
        std::uint8_t& byte = changed[random() % changed.size()];
        byte = static_cast<std::uint8_t>(variant % 4 < 2 ? random() % 256
                                                         : bytes[random() % bytes.size()]);
    }
    return changed;
}

// From one blank to a later one.
Bytes piece_of(const Bytes& bytes, std::mt19937& random) {
    const auto blank = [&](std::size_t from) {
        while (from < bytes.size() && bytes[from] > ' ' && bytes[from] != ';') ++from;
        return from;
    };
    const std::size_t begin = blank(random() % bytes.size());
    const std::size_t end = blank(std::min(bytes.size(), begin + 1 + random() % 60));
    return {bytes.begin() + static_cast<std::ptrdiff_t>(begin),
            bytes.begin() + static_cast<std::ptrdiff_t>(end)};
}

// A word, or a few, of another file in place of some of this one.
Bytes spliced(Bytes bytes, const Bytes& other, std::mt19937& random) {
    for (unsigned piece = 0; piece <= random() % 3 && !bytes.empty(); ++piece) {
        const Bytes with = piece_of(other, random);
        const auto at = static_cast<std::ptrdiff_t>(random() % bytes.size());
        const auto most = static_cast<std::ptrdiff_t>(bytes.size()) - at;
        const auto out = std::min<std::ptrdiff_t>(most, static_cast<std::ptrdiff_t>(random() % 30));
        bytes.erase(bytes.begin() + at, bytes.begin() + at + out);
        bytes.insert(bytes.begin() + at, with.begin(), with.end());
    }
    return bytes;
}

void run_variants(const std::vector<Bytes>& all, const Bytes& bytes, int variants,
                  std::uint32_t seed) {
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    std::mt19937 random(static_cast<std::uint32_t>(bytes.size()) + seed);
    for (int variant = 0; variant < variants && !bytes.empty(); ++variant) {
        const Bytes& other = all[random() % all.size()];
        const Bytes changed = variant % 3 == 2 && !other.empty()
                                  ? spliced(bytes, other, random)
                                  : altered(bytes, bytes, variant, random);
        LLVMFuzzerTestOneInput(changed.data(), changed.size());
    }
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::filesystem::path> files;
    int variants = 40;
    std::uint32_t seed = 0;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "--variants" && i + 1 < argc) {
            variants = std::atoi(argv[++i]);
            continue;
        }
        if (argument == "--seed" && i + 1 < argc) {
            seed = static_cast<std::uint32_t>(std::atoi(argv[++i]));
            continue;
        }
        for (const auto& entry : std::filesystem::directory_iterator(argument)) {
            if (entry.is_regular_file()) files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    std::vector<Bytes> all;
    for (const auto& path : files) {
        const auto content = crosspoint::read_file(path.string());
        if (!content) {
            std::printf("%s\n", content.error().format().c_str());
            return 3;
        }
        all.emplace_back();
        for (const std::byte one : content.value())
            all.back().push_back(std::to_integer<std::uint8_t>(one));
    }
    for (const Bytes& bytes : all) run_variants(all, bytes, variants, seed);
    std::printf("%zu files\n", files.size());
    return files.empty() ? 1 : 0;
}
