// The ordinary program around a fuzz target: runs every file of the folders given, and each of them
// cut short and with bytes changed. Built always, so that targets and corpus cannot rot.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <random>
#include <vector>

#include "crosspoint/base/file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void run_variants(const std::vector<std::uint8_t>& bytes) {
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    std::mt19937 random(static_cast<std::uint32_t>(bytes.size()));
    for (int variant = 0; variant < 40 && !bytes.empty(); ++variant) {
        std::vector<std::uint8_t> changed = bytes;
        if (variant % 2 == 0) changed.resize(random() % bytes.size());
        for (int change = 0; change < 3 && !changed.empty(); ++change) {
            std::uint8_t& byte = changed[random() % changed.size()];
            byte = static_cast<std::uint8_t>(variant % 4 < 2 ? random() % 256
                                                             : bytes[random() % bytes.size()]);
        }
        LLVMFuzzerTestOneInput(changed.data(), changed.size());
    }
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::filesystem::path> files;
    for (int i = 1; i < argc; ++i) {
        for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
            if (entry.is_regular_file()) files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    for (const auto& path : files) {
        const auto content = crosspoint::read_file(path.string());
        if (!content) {
            std::printf("%s\n", content.error().format().c_str());
            return 3;
        }
        std::vector<std::uint8_t> bytes;
        for (const std::byte one : content.value())
            bytes.push_back(std::to_integer<std::uint8_t>(one));
        run_variants(bytes);
    }
    std::printf("%zu files\n", files.size());
    return files.empty() ? 1 : 0;
}
