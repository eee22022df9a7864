// The exact transfer matrix of a mesh: time of the build in double and float, of what follows it,
// and of CHOLMOD with one right-hand side per row (geometric nested dissection, blocks of 64) in
// the same run. Usage: bench_merge [size...]. Where the two differ, CHOLMOD is off: it does not
// refine (tests/unit/linalg hold the port merge to 2e-14 of every entry).
// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>
#include <suitesparse/cholmod.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <string>
#include <vector>

#include "crosspoint/linalg/port_merge.hpp"
#include "crosspoint/linalg/port_merge_batch.hpp"

extern "C" void openblas_set_num_threads(int);

namespace {

using namespace crosspoint;
// Time of this thread alone: everything but the column of two threads runs on one, and what else
// the machine does is left out.
struct ThreadClock {
    static double now_ms() {
        timespec t{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) * 1e-6;
    }
};
struct WallClock {
    static double now_ms() {
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        return std::chrono::duration<double, std::milli>(now).count();
    }
};

template <class Clock = ThreadClock, class Body>
double median_ms(int repeats, const Body& body) {
    std::vector<double> times;
    for (int k = 0; k < repeats; ++k) {
        const double start = Clock::now_ms();
        body();
        times.push_back(Clock::now_ms() - start);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

// "Mid" of the design notes: 5 ohm segments, cells of 20 kohm or 40 kohm, rows driven at the first
// end, columns sensed at the last.
MeshNetwork mid_mesh(std::size_t n) {
    MeshNetwork net{.rows = n, .cols = n, .cell_S = Matrix<double>(n, n)};
    unsigned state = 1;
    for (double& g : net.cell_S.values()) {
        state = state * 1664525u + 1013904223u;
        g = (state >> 31) != 0 ? 1.0 / 20e3 : 1.0 / 40e3;
    }
    const std::vector<double> none(n, std::numeric_limits<double>::infinity());
    net.row_lines = {.lines = n,
                     .crossings = n,
                     .segment_ohm = Matrix<double>(1, 1, 5.0),
                     .first_ohm = std::vector<double>(n, 5.0),
                     .last_ohm = none};
    net.col_lines = {.lines = n,
                     .crossings = n,
                     .segment_ohm = Matrix<double>(1, 1, 5.0),
                     .first_ohm = none,
                     .last_ohm = std::vector<double>(n, 5.0)};
    return net;
}

std::vector<MeshEnd> ends(MeshSide side, std::size_t n) {
    std::vector<MeshEnd> all;
    for (std::size_t k = 0; k < n; ++k) all.push_back({side, k});
    return all;
}

void dissect(std::size_t i0, std::size_t i1, std::size_t j0, std::size_t j1, std::size_t n,
             std::vector<int>& order) {
    const auto u = [&](std::size_t i, std::size_t j) {
        order.push_back(static_cast<int>(i * n + j));
    };
    const auto v = [&](std::size_t i, std::size_t j) {
        order.push_back(static_cast<int>(n * n + i * n + j));
    };
    if ((i1 - i0) * (j1 - j0) <= 4) {
        for (std::size_t i = i0; i < i1; ++i)
            for (std::size_t j = j0; j < j1; ++j) u(i, j), v(i, j);
        return;
    }
    // A cut between columns takes only the u of one column out of it, and so on.
    std::vector<int> a, b, cut;
    std::vector<char> in_cut(2 * n * n, 0);
    if (j1 - j0 >= i1 - i0) {
        const std::size_t c = (j0 + j1) / 2;
        dissect(i0, i1, j0, c, n, a);
        dissect(i0, i1, c, j1, n, b);
        for (std::size_t i = i0; i < i1; ++i) cut.push_back(static_cast<int>(i * n + c));
    } else {
        const std::size_t c = (i0 + i1) / 2;
        dissect(i0, c, j0, j1, n, a);
        dissect(c, i1, j0, j1, n, b);
        for (std::size_t j = j0; j < j1; ++j) cut.push_back(static_cast<int>(n * n + c * n + j));
    }
    std::sort(cut.begin(), cut.end());
    const auto keep = [&](int k) { return !std::binary_search(cut.begin(), cut.end(), k); };
    std::copy_if(a.begin(), a.end(), std::back_inserter(order), keep);
    std::copy_if(b.begin(), b.end(), std::back_inserter(order), keep);
    order.insert(order.end(), cut.begin(), cut.end());
}

struct Rival {
    double analyze_ms, factor_ms, solve64_ms;
    double worst;  // of the currents of the first 64 inputs
};

Rival cholmod(const MeshNetwork& net, const Matrix<double>& t) {
    const std::size_t n = net.rows;
    cholmod_common c;
    cholmod_start(&c);
    c.nmethods = 1;
    c.method[0].ordering = CHOLMOD_GIVEN;
    c.postorder = 1;
    c.supernodal = CHOLMOD_SUPERNODAL;
    c.print = 0;
    cholmod_triplet* a =
        cholmod_allocate_triplet(2 * n * n, 2 * n * n, 6 * n * n, 1, CHOLMOD_REAL, &c);
    std::vector<double> diagonal(2 * n * n, 0.0);
    const auto put = [&](std::size_t i, std::size_t j, double x) {
        static_cast<int*>(a->i)[a->nnz] = static_cast<int>(std::min(i, j));
        static_cast<int*>(a->j)[a->nnz] = static_cast<int>(std::max(i, j));
        static_cast<double*>(a->x)[a->nnz++] = x;
    };
    const auto branch = [&](std::size_t i, std::size_t j, double g) {
        put(i, j, -g);
        diagonal[i] += g;
        diagonal[j] += g;
    };
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            branch(i * n + j, n * n + i * n + j, net.cell_S(i, j));
            if (j > 0) branch(i * n + j - 1, i * n + j, 1.0 / net.row_lines.at(i, j));
            if (i > 0)
                branch(n * n + (i - 1) * n + j, n * n + i * n + j, 1.0 / net.col_lines.at(j, i));
        }
        diagonal[i * n] += 1.0 / net.row_lines.first_ohm[i];
        diagonal[n * n + (n - 1) * n + i] += 1.0 / net.col_lines.last_ohm[i];
    }
    for (std::size_t k = 0; k < 2 * n * n; ++k) put(k, k, diagonal[k]);
    cholmod_sparse* s = cholmod_triplet_to_sparse(a, 0, &c);
    std::vector<int> order;
    dissect(0, n, 0, n, n, order);
    Rival r{};
    const double start = ThreadClock::now_ms();
    cholmod_factor* l = cholmod_analyze_p(s, order.data(), nullptr, 0, &c);
    r.analyze_ms = ThreadClock::now_ms() - start;
    r.factor_ms = median_ms(n <= 256 ? 5 : 1, [&] { cholmod_factorize(s, l, &c); });
    cholmod_dense* b = cholmod_zeros(2 * n * n, 64, CHOLMOD_REAL, &c);
    for (std::size_t k = 0; k < 64; ++k)
        static_cast<double*>(b->x)[k * 2 * n * n + k * n] = 1.0 / net.row_lines.first_ohm[k];
    cholmod_dense* x = nullptr;
    cholmod_dense* y = nullptr;
    cholmod_dense* e = nullptr;
    r.solve64_ms = median_ms(n <= 256 ? 5 : 1, [&] {
        cholmod_solve2(CHOLMOD_A, l, b, nullptr, &x, nullptr, &y, &e, &c);
    });
    double most = 0.0;
    for (std::size_t k = 0; k < 64; ++k) {
        for (std::size_t j = 0; j < n; ++j) {
            const double volts =
                static_cast<double*>(x->x)[k * 2 * n * n + n * n + (n - 1) * n + j];
            const double current = volts / net.col_lines.last_ohm[j];
            r.worst = std::max(r.worst, std::abs(current - t(j, k)));
            most = std::max(most, std::abs(current));
        }
    }
    r.worst /= most;
    cholmod_free_dense(&x, &c);
    cholmod_free_dense(&y, &c);
    cholmod_free_dense(&e, &c);
    cholmod_free_dense(&b, &c);
    cholmod_free_sparse(&s, &c);
    cholmod_free_triplet(&a, &c);
    cholmod_free_factor(&l, &c);
    cholmod_finish(&c);
    return r;
}

void run(std::size_t n) {
    const MeshNetwork net = mid_mesh(n);
    const auto rows = ends(MeshSide::row_first, n);
    const auto cols = ends(MeshSide::col_last, n);
    const int repeats = n <= 256 ? 9 : 3;
    Matrix<double> t, single;
    double build[2], build2 = 0.0;
    for (const auto precision : {MergePrecision::float64, MergePrecision::float32}) {
        build[precision == MergePrecision::float32] = median_ms(repeats, [&] {
            PortMerge merge;
            merge.build(net, {.precision = precision});
            (precision == MergePrecision::float32 ? single : t) = merge.transfer_S(rows, cols);
        });
    }
    build2 = median_ms<WallClock>(repeats, [&] {
        PortMerge merge;
        merge.build(net, {.threads = 2});
        t = merge.transfer_S(rows, cols);
    });
    double most = 0.0, worst = 0.0;
    for (std::size_t k = 0; k < t.size(); ++k) {
        most = std::max(most, std::abs(t.values()[k]));
        worst = std::max(worst, std::abs(t.values()[k] - single.values()[k]));
    }
    PortMerge kept;
    kept.build(net, {.keep = MergeKeep::factors});
    const CellChange one[] = {{n / 3, n / 3, 1e-5}};
    const double update = median_ms(repeats, [&] { kept.update_cells(one); });
    double r = 5.0;
    const double end = median_ms(repeats, [&] {
        r += 1.0;
        const EndChange change[] = {{{MeshSide::row_first, 1}, r}};
        kept.set_ends(change);
    });
    std::vector<MeshSources> sources(64);
    for (auto& s : sources) s.row_first_V.assign(n, 1.0);
    Matrix<double> volts;
    const double nodes =
        median_ms(n <= 256 ? 5 : 1, [&] { kept.solve_nodes(sources, {}, volts); }) / 64;
    Matrix<double> input(1024, n, 0.5), output;
    const double batch = median_ms(repeats, [&] { transfer_batch(t, input, 1, output); });
    const double rate = 2.0 * 1024.0 * static_cast<double>(n * n) / batch * 1e-6;
    const Rival rival = cholmod(net, t);
    const double theirs = rival.factor_ms + static_cast<double>(n) / 64 * rival.solve64_ms;
    fmt::print(
        "| {} | {:.2f} | {:.2f} | {:.2f} | {:.1e} | {:.1e} | {:.2f} | {:.3f} | {:.3f} | {:.0f} | "
        "{:.0f} + {:.0f} | {:.0f} |\n",
        n, build[0], build[1], build2, rival.worst, worst / most, update, end, nodes, rate,
        rival.factor_ms, theirs - rival.factor_ms, theirs / build[0]);
}

}  // namespace

int main(int argc, char** argv) {
    openblas_set_num_threads(1);
    fmt::print(
        "| N | double ms | float ms | double, 2 threads, wall | off CHOLMOD | float off double | 1 "
        "cell ms | 1 end "
        "ms | nodes ms/rhs | GEMM GF/s | CHOLMOD ms, N rhs | ratio |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    std::vector<std::size_t> sizes = {64, 128, 256};
    if (argc > 1) sizes.clear();
    for (int k = 1; k < argc; ++k) sizes.push_back(static_cast<std::size_t>(std::atoi(argv[k])));
    PortMerge().build(mid_mesh(256), {});  // warms the machine
    for (const std::size_t n : sizes) run(n);
}
