// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/unsymmetric_mesh.hpp"

#include <algorithm>
#include <cmath>

namespace crosspoint {
namespace {

// to[j][i] = times[i][j] from[i][j], in blocks that stay in the cache.
void turn(const double* from, const double* times, std::size_t rows, std::size_t cols, double* to) {
    constexpr std::size_t block = 16;
    for (std::size_t i0 = 0; i0 < rows; i0 += block)
        for (std::size_t j0 = 0; j0 < cols; j0 += block) {
            const std::size_t i1 = std::min(rows, i0 + block), j1 = std::min(cols, j0 + block);
            for (std::size_t i = i0; i < i1; ++i)
                for (std::size_t j = j0; j < j1; ++j)
                    to[j * rows + i] =
                        from[i * cols + j] * (times != nullptr ? times[i * cols + j] : 1.0);
        }
}

double dot(const std::vector<double>& x, const std::vector<double>& y) {
    double sum[4] = {};  // four sums at once, in a fixed order
    std::size_t k = 0;
    for (; k + 4 <= x.size(); k += 4)
        for (std::size_t lane = 0; lane < 4; ++lane) sum[lane] += x[k + lane] * y[k + lane];
    for (; k < x.size(); ++k) sum[0] += x[k] * y[k];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

// What a node passes on over `ohm` when Y conducts to all before it.
struct Passed {
    double a, b, Y_S;
};
Passed pass(double Y_S, double ohm) {
    if (std::isinf(Y_S)) return {0.0, 0.0, std::isinf(ohm) ? 0.0 : 1.0 / ohm};
    if (std::isinf(ohm)) return {0.0, Y_S > 0.0 ? 1.0 / Y_S : 0.0, 0.0};
    const double d = 1.0 + ohm * Y_S;
    return {1.0 / d, ohm / d, Y_S / d};
}

}  // namespace

UnsymmetricMesh::UnsymmetricMesh(const MeshNetwork& network)
    : rows_(network.rows), cols_(network.cols) {
    row_lines_.from = &network.row_lines;
    col_lines_.from = &network.col_lines;
    uv_.resize(rows_ * cols_);
    vu_.resize(rows_ * cols_);
    turned_.resize(rows_ * cols_);
}

bool UnsymmetricMesh::Lines::factor(const std::vector<double>& cell_S) {
    const std::size_t lines = from->lines, count = from->crossings;
    a.resize(lines * count);
    b.resize(lines * count);
    last.resize(lines);
    std::vector<double> Y_S(lines);
    for (std::size_t l = 0; l < lines; ++l) Y_S[l] = cell_S[l] + 1.0 / from->first_ohm[l];
    double sound = 0.0;  // NaN or negative: no
    for (std::size_t k = 0; k + 1 < count; ++k)
        for (std::size_t l = 0; l < lines; ++l) {
            const std::size_t at = k * lines + l;
            const Passed p = pass(Y_S[l], from->at(l, k + 1));
            a[at] = p.a;
            b[at] = p.b;
            if (!(p.a >= 0.0) || !(p.b >= 0.0)) sound = -1.0;
            Y_S[l] = cell_S[at + lines] + p.Y_S;
        }
    for (std::size_t l = 0; l < lines; ++l) {
        const double all_S = Y_S[l] + 1.0 / from->last_ohm[l];
        if (!(all_S >= 0.0)) sound = -1.0;
        last[l] = all_S > 0.0 ? 1.0 / all_S : 0.0;
    }
    return sound == 0.0;
}

void UnsymmetricMesh::Lines::solve(std::vector<double>& x) const {
    const std::size_t lines = from->lines, count = from->crossings;
    for (std::size_t k = 0; k + 1 < count; ++k) {
        const double* a_k = a.data() + k * lines;
        const double* x_k = x.data() + k * lines;
        double* next = x.data() + (k + 1) * lines;
        for (std::size_t l = 0; l < lines; ++l) next[l] += a_k[l] * x_k[l];
    }
    double* end = x.data() + (count - 1) * lines;
    for (std::size_t l = 0; l < lines; ++l) end[l] *= last[l];
    for (std::size_t k = count - 1; k-- > 0;) {
        const double* a_k = a.data() + k * lines;
        const double* b_k = b.data() + k * lines;
        const double* next = x.data() + (k + 1) * lines;
        double* x_k = x.data() + k * lines;
        for (std::size_t l = 0; l < lines; ++l) x_k[l] = a_k[l] * next[l] + b_k[l] * x_k[l];
    }
}

bool UnsymmetricMesh::factor(const UnsymmetricCells& cells) {
    std::copy(cells.uv_S.begin(), cells.uv_S.end(), uv_.begin());
    std::copy(cells.vu_S.begin(), cells.vu_S.end(), vu_.begin());
    std::vector<double> own(rows_ * cols_);
    turn(cells.uu_S.data(), nullptr, rows_, cols_, own.data());
    if (!row_lines_.factor(own)) return false;
    std::copy(cells.vv_S.begin(), cells.vv_S.end(), own.begin());
    return col_lines_.factor(own);
}

// out = x - T x
void UnsymmetricMesh::apply(const std::vector<double>& x, std::vector<double>& out) {
    turn(x.data(), uv_.data(), rows_, cols_, turned_.data());
    row_lines_.solve(turned_);
    turn(turned_.data(), nullptr, cols_, rows_, out.data());
    for (std::size_t k = 0; k < out.size(); ++k) out[k] *= vu_[k];
    col_lines_.solve(out);
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = x[k] - out[k];
}

UnsymmetricMesh::Answer UnsymmetricMesh::correct(std::span<const double> r_u_A,
                                                 std::span<const double> r_v_A, double reduction,
                                                 std::size_t most, const std::stop_token& stop,
                                                 std::span<double> d_u_V, std::span<double> d_v_V) {
    const std::size_t mn = rows_ * cols_;
    std::vector<double> r(mn), x(mn, 0.0), p(mn, 0.0), v(mn, 0.0), s(mn), t(mn);
    // r = M^-1 (r_v - VU K r_u)
    turn(r_u_A.data(), nullptr, rows_, cols_, turned_.data());
    row_lines_.solve(turned_);
    turn(turned_.data(), nullptr, cols_, rows_, r.data());
    for (std::size_t k = 0; k < mn; ++k) r[k] = r_v_A[k] - vu_[k] * r[k];
    col_lines_.solve(r);

    Answer answer;
    const std::vector<double> shadow = r;
    const double all = dot(r, r);
    double rho = 1.0, alpha = 1.0, omega = 1.0, size = all;
    const double enough = reduction * reduction * all;
    while (size > enough && answer.iterations < most && !stop.stop_requested()) {
        ++answer.iterations;
        const double next = dot(shadow, r);
        const double beta = next / rho * (alpha / omega);
        if (!std::isfinite(beta) || next == 0.0) break;
        rho = next;
        for (std::size_t k = 0; k < mn; ++k) p[k] = r[k] + beta * (p[k] - omega * v[k]);
        apply(p, v);
        alpha = rho / dot(shadow, v);
        for (std::size_t k = 0; k < mn; ++k) s[k] = r[k] - alpha * v[k];
        apply(s, t);
        const double tt = dot(t, t);
        omega = tt > 0.0 ? dot(t, s) / tt : 0.0;
        for (std::size_t k = 0; k < mn; ++k) {
            x[k] += alpha * p[k] + omega * s[k];
            r[k] = s[k] - omega * t[k];
        }
        size = dot(r, r);
        if (!std::isfinite(size)) break;
        if (omega == 0.0) break;
    }
    answer.left = all > 0.0 ? std::sqrt(size / all) : 0.0;
    answer.ok = std::isfinite(all) && size <= enough;
    std::copy(x.begin(), x.end(), d_v_V.begin());
    // u = K (r_u - UV v)
    for (std::size_t k = 0; k < mn; ++k) s[k] = r_u_A[k] - uv_[k] * x[k];
    turn(s.data(), nullptr, rows_, cols_, turned_.data());
    row_lines_.solve(turned_);
    turn(turned_.data(), nullptr, cols_, rows_, d_u_V.data());
    return answer;
}

}  // namespace crosspoint
