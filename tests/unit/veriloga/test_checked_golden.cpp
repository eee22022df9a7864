// The checked models of the golden sources, and the diagnostics of bad ones, pinned verbatim.
// CROSSPOINT_UPDATE_GOLDEN=1 in the environment writes the texts anew.
// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "unit/veriloga/checked.hpp"

using namespace crosspoint::veriloga;
using namespace crosspoint::veriloga::testing;
namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& path) {
    const std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void compare(const fs::path& golden, const std::string& text) {
    CAPTURE(golden.string());
    if (std::getenv("CROSSPOINT_UPDATE_GOLDEN")) std::ofstream(golden, std::ios::binary) << text;
    CHECK(read(golden) == text);
}

std::vector<fs::path> sources(const std::string& folder) {
    std::vector<fs::path> found;
    for (const auto& entry :
         fs::directory_iterator(fs::path(CROSSPOINT_SOURCE_DIR) / "tests/golden" / folder))
        if (entry.path().extension() == ".va") found.push_back(entry.path());
    return found;
}

}  // namespace

TEST_CASE("golden: checked models") {
    const auto files = sources("veriloga");
    CHECK(files.size() >= 6);
    std::size_t analyzed = 0;
    for (const fs::path& file : files) {  // those that show all of the grammar are refused in part
        const Analyzed source(read(file), {}, "", false);
        analyzed += source.analyzed;
        compare(fs::path(file).replace_extension(".checked"),
                source.analyzed ? dump_checked(source.model) : source.messages());
    }
    CHECK(analyzed >= 5);
}

TEST_CASE("golden: diagnostics of the analysis") {
    const auto files = sources("veriloga_refused");
    CHECK(files.size() >= 3);
    for (const fs::path& file : files) {
        const Analyzed source(read(file), {}, "", false);
        CHECK(!source.analyzed);
        compare(fs::path(file).replace_extension(".txt"), source.messages());
    }
}
