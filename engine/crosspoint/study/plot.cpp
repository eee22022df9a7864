// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/plot.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "crosspoint/base/file.hpp"

extern char** environ;

namespace crosspoint {

namespace {

namespace fs = std::filesystem;

struct RunResult {
    int spawn_error = 0;  // errno of a program that could not be started
    int exit_code = 0;
    std::string said;  // stdout and stderr
};

// Runs `gnuplot NAME` in `folder` without a shell and waits for it.
RunResult run_gnuplot(const std::string& folder, const std::string& name) {
    RunResult result;
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return {.spawn_error = errno};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
    posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    std::string program = "gnuplot";
    std::string argument = name;
    std::array<char*, 3> arguments = {program.data(), argument.data(), nullptr};
    pid_t child = 0;
    result.spawn_error =
        posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (result.spawn_error == 0) {
        std::array<char, 4096> buffer{};
        for (;;) {
            const ssize_t count = read(ends[0], buffer.data(), buffer.size());
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) break;
            result.said.append(buffer.data(), static_cast<std::size_t>(count));
        }
        int status = 0;
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
        result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    close(ends[0]);
    return result;
}

Error environment(int id, std::string what, std::string help) {
    return Error{
        .code = Errc::environment, .id = id, .what = std::move(what), .help = std::move(help)};
}

// Least and largest finite value; an empty range (inf, -inf) when there is none.
std::pair<double, double> finite_range(const Matrix<double>& values) {
    constexpr double inf = std::numeric_limits<double>::infinity();
    std::pair<double, double> range{inf, -inf};
    for (const double v : values.values()) {
        if (!std::isfinite(v)) continue;
        range.first = std::min(range.first, v);
        range.second = std::max(range.second, v);
    }
    return range;
}

}  // namespace

std::string plot_script_path(const std::string& picture) {
    return fs::path(picture).replace_extension(".gp").string();
}

std::string gnuplot_file(const std::string& name) {
    std::string quoted = "'";
    for (const char c : name) {
        quoted += c;
        if (c == '\'') quoted += c;
    }
    return quoted + "'";
}

std::string gnuplot_text(const std::string& text) {
    std::string line = text;
    // A line end would end the text, and what follows would be a command.
    for (char& c : line)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return gnuplot_file(line);
}

std::string plot_terminal(bool svg, int width, int height) {
    // No markup: gnuplot 5.4 writes broken SVG for an escaped "&".
    if (svg) {
        return fmt::format(
            "set terminal svg size {},{} noenhanced font 'Helvetica,15' background "
            "'#ffffff'\n",
            width, height);
    }
    return fmt::format("set terminal pngcairo size {},{} noenhanced font 'Helvetica,12'\n", width,
                       height);
}

Result<void> run_plot_script(const PlotScript& script) {
    const fs::path path = script.path;
    const std::string name = path.filename().string();
    if (auto r =
            write_file(script.path, "# Run in this folder: gnuplot " + name + "\n" + script.text);
        !r)
        return r;
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    const RunResult run = run_gnuplot(folder.string(), name);
    std::error_code ignored;
    const bool drawn =
        run.spawn_error == 0 && run.exit_code == 0 &&
        std::all_of(script.pictures.begin(), script.pictures.end(), [&](const std::string& file) {
            return fs::file_size(folder / file, ignored) > 0 && !ignored;
        });
    if (drawn) return {};
    fs::remove(path, ignored);
    for (const std::string& file : script.pictures) fs::remove(folder / file, ignored);
    if (run.spawn_error == ENOENT || run.exit_code == 127) {
        return environment(2231, "gnuplot is not installed, so no picture can be drawn",
                           "apt-get install gnuplot-nox");
    }
    if (run.spawn_error != 0) {
        return environment(2233,
                           fmt::format("gnuplot cannot be started: {}",
                                       std::generic_category().message(run.spawn_error)),
                           "check that gnuplot on the PATH can be run");
    }
    return environment(2232,
                       fmt::format("gnuplot failed with code {}: {}", run.exit_code, run.said),
                       "this gnuplot may lack the svg or pngcairo terminal");
}

Result<void> draw_plot(const PlotJob& job) {
    const fs::path picture = job.picture;
    const bool svg = picture.extension() == ".svg";
    if (!svg && picture.extension() != ".png") {
        return Error{.code = Errc::usage,
                     .id = 2230,
                     .what = fmt::format("the picture {} is neither .svg nor .png", job.picture),
                     .help = "choose a name that ends in .svg or .png"};
    }
    const std::string name = picture.filename().string();
    return run_plot_script({.path = plot_script_path(job.picture),
                            .text = plot_terminal(svg, job.width, job.height) +
                                    "set encoding utf8\nset output " + gnuplot_file(name) + "\n" +
                                    job.script,
                            .pictures = {name}});
}

std::string heat_map_script(const Matrix<double>& values, const std::string& title,
                            const std::string& bar_label) {
    std::string script = "$map << END_OF_MAP\n";
    for (std::size_t i = 0; i < values.rows(); ++i) {
        for (std::size_t j = 0; j < values.cols(); ++j) {
            const double v = values(i, j);
            script += fmt::format("{}{}", j == 0 ? "" : " ",
                                  std::isfinite(v) ? fmt::format("{:.9g}", v) : std::string("NaN"));
        }
        script += '\n';
    }
    script += "END_OF_MAP\n";
    script += "set title " + gnuplot_text(title) + "\n";
    script += "set xlabel 'bit line (column)'\nset ylabel 'word line (row)'\n";
    script += "set cblabel " + gnuplot_text(bar_label) + " offset 1,0\n";
    script += fmt::format("set xrange [-0.5:{}.5]\nset yrange [{}.5:-0.5]  # row 0 at the top\n",
                          values.cols() - 1, values.rows() - 1);
    // Whole numbers at the ticks, also of very small arrays.
    for (const auto& [axis, count] : {std::pair{'x', values.cols()}, std::pair{'y', values.rows()}})
        if (count <= 16) script += fmt::format("set {}tics 1\n", axis);
    script += "set tics out nomirror\nset border lw 1\n";
    script += fmt::format(
        "set size ratio {:.6g}\n",
        std::clamp(static_cast<double>(values.rows()) / static_cast<double>(values.cols()), 0.2,
                   3.0));
    script +=
        "set palette defined (0 '#440154', 1 '#472d7b', 2 '#3b528b', 3 '#2c728e', 4 '#21918c', "
        "5 '#28ae80', 6 '#5ec962', 7 '#addc30', 8 '#fde725')\n";
    const auto [min, max] = finite_range(values);
    // A map of one value (no wires, say) has no range that gnuplot could choose by itself.
    if (!(min < max)) {
        const double half = min == max && min != 0.0 ? 0.5 * std::abs(min) : 0.5;
        const double middle = min == max ? min : 0.0;
        script += fmt::format("set cbrange [{:.9g}:{:.9g}]\n", middle - half, middle + half);
    }
    script += "plot $map matrix using 1:2:3 with image pixels notitle\n";
    return script;
}

}  // namespace crosspoint
