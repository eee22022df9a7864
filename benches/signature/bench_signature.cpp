// Runs the fixed mix of problems and compares it with the stored file, or writes that file anew.
// What agrees within its tolerance counts as the stored value, so the signature is the same on
// every processor until a number really changes.
// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "crosspoint/base/file.hpp"
#include "signature.hpp"

namespace {

using namespace crosspoint;
using namespace crosspoint::bench;

int report(const Error& error) {
    std::fputs(error.format().c_str(), stderr);
    return static_cast<int>(error.code);
}

int check(const std::string& file, const std::vector<Outcome>& now) {
    const auto text = read_text_file(file);
    if (!text) return report(text.error());
    const auto stored = from_json(*text);
    if (!stored) return report(stored.error());
    const std::vector<std::string> changed = differences(*stored, now);
    if (changed.empty()) {
        std::printf("signature %s: %zu problems as stored\n", signature_of(*stored).c_str(),
                    now.size());
        return 0;
    }
    for (const std::string& sentence : changed) std::printf("changed: %s\n", sentence.c_str());
    std::printf(
        "signature %s: was %s, %zu of %zu problems changed\n"
        "If that is meant, run bench_signature --update FILE and say in the commit what changed "
        "and why.\n",
        signature_of(now).c_str(), signature_of(*stored).c_str(), changed.size(), now.size());
    return 1;
}

int run(int argc, char** argv) {
    std::string stored;
    std::string update;
    double disturb = 0.0;
    CLI::App app("The signature of the engine's numbers");
    auto* checking = app.add_option("--check", stored, "compare with this file");
    app.add_option("--update", update, "write this file")->excludes(checking);
    app.add_option("--disturb", disturb, "multiply every value by 1 + this: the check must fail");
    CLI11_PARSE(app, argc, argv);

    std::vector<Outcome> now = run_problems();
    for (Outcome& outcome : now)
        for (double& value : outcome.values) value *= 1.0 + disturb;
    if (!stored.empty()) return check(stored, now);
    if (update.empty()) {
        std::fputs(to_json(now).c_str(), stdout);
        return 0;
    }
    if (auto written = write_file(update, to_json(now)); !written) return report(written.error());
    std::printf("signature %s written to %s\n", signature_of(now).c_str(), update.c_str());
    return 0;
}

}  // namespace

int main(int argc, char** argv) { return run(argc, argv); }
