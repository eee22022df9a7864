// SPDX-License-Identifier: Apache-2.0
#include "support/mesh_oracle_dense.hpp"

#include <Eigen/Dense>
#include <Eigen/SparseCholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace crosspoint::testing {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Branch {
    std::size_t a, b;
    double g_S;
};

struct End {
    std::size_t node;
    double ohm, volts;
    double* out_A;
};

class Circuit {
public:
    Circuit(const MeshNetwork& net, const MeshSources& sources, MeshAnswer& answer)
        : net_(net), leader_(2 * net.rows * net.cols) {
        std::iota(leader_.begin(), leader_.end(), std::size_t{0});
        const std::size_t m = net.rows;
        const std::size_t n = net.cols;
        for (std::size_t i = 0; i < m; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                branch(u(i, j), v(i, j), net.cell_S(i, j));
                if (j > 0) segment(u(i, j - 1), u(i, j), net.row_lines.at(i, j));
                if (i > 0) segment(v(i - 1, j), v(i, j), net.col_lines.at(j, i));
            }
        }
        MeshCurrents& c = answer.currents;
        c.row_first_A.assign(m, 0.0);
        c.row_last_A.assign(m, 0.0);
        c.col_first_A.assign(n, 0.0);
        c.col_last_A.assign(n, 0.0);
        for (std::size_t i = 0; i < m; ++i) {
            end(u(i, 0), net.row_lines.first_ohm[i], sources.row_first_V[i], c.row_first_A[i]);
            end(u(i, n - 1), net.row_lines.last_ohm[i], sources.row_last_V[i], c.row_last_A[i]);
        }
        for (std::size_t j = 0; j < n; ++j) {
            end(v(0, j), net.col_lines.first_ohm[j], sources.col_first_V[j], c.col_first_A[j]);
            end(v(m - 1, j), net.col_lines.last_ohm[j], sources.col_last_V[j], c.col_last_A[j]);
        }
    }

    void solve(const std::vector<double>& injection_A, MeshAnswer& answer) {
        number_unknowns();
        std::vector<long double> x = voltages(injection_A);
        for (const End& e : ends_) *e.out_A += end_current(e, x);
        answer.node_V.resize(leader_.size());
        for (std::size_t k = 0; k < leader_.size(); ++k) {
            const std::size_t r = root(k);
            answer.node_V[k] = state_[r] == floats ? std::numeric_limits<double>::quiet_NaN()
                                                   : static_cast<double>(x[r]);
        }
    }

private:
    enum State : char { unknown, held, floats };

    std::size_t u(std::size_t i, std::size_t j) const { return i * net_.cols + j; }
    std::size_t v(std::size_t i, std::size_t j) const { return (net_.rows + i) * net_.cols + j; }
    std::size_t root(std::size_t k) const {
        while (leader_[k] != k) k = leader_[k];
        return k;
    }
    void branch(std::size_t a, std::size_t b, double g) {
        if (g > 0.0) branches_.push_back({a, b, g});
    }
    void segment(std::size_t a, std::size_t b, double ohm) {
        if (ohm == 0.0)
            leader_[std::max(root(a), root(b))] = std::min(root(a), root(b));
        else
            branch(a, b, 1.0 / ohm);
    }
    void end(std::size_t node, double ohm, double volts, double& out_A) {
        if (ohm < infinity) ends_.push_back({node, ohm, volts, &out_A});
    }

    void number_unknowns() {
        for (Branch& b : branches_) {
            b.a = root(b.a);
            b.b = root(b.b);
        }
        for (End& e : ends_) e.node = root(e.node);
        state_.assign(leader_.size(), floats);
        volts_.assign(leader_.size(), 0.0);
        for (const End& e : ends_) {
            if (e.ohm == 0.0) volts_[e.node] = e.volts;
            if (e.ohm == 0.0 || state_[e.node] != held)
                state_[e.node] = e.ohm == 0.0 ? held : unknown;
        }
        for (bool again = true; again;) {
            again = false;
            for (const Branch& b : branches_) {
                if ((state_[b.a] == floats) == (state_[b.b] == floats)) continue;
                state_[state_[b.a] == floats ? b.a : b.b] = unknown;
                again = true;
            }
        }
        index_.assign(leader_.size(), 0);
        count_ = 0;
        for (std::size_t k = 0; k < leader_.size(); ++k)
            if (leader_[k] == k && state_[k] == unknown) index_[k] = count_++;
    }

    // Current missing at every unknown.
    std::vector<long double> residual(const std::vector<double>& injection_A,
                                      const std::vector<long double>& x) const {
        std::vector<long double> r(count_, 0.0L);
        const auto add = [&](std::size_t node, long double current) {
            if (state_[node] == unknown) r[index_[node]] += current;
        };
        for (std::size_t k = 0; k < injection_A.size(); ++k) add(root(k), injection_A[k]);
        for (const Branch& b : branches_) {
            const long double current = b.g_S * (x[b.a] - x[b.b]);
            add(b.a, -current);
            add(b.b, current);
        }
        for (const End& e : ends_)
            if (e.ohm > 0.0) add(e.node, (e.volts - x[e.node]) / e.ohm);
        return r;
    }

    template <class Add>
    void stamp(const Add& add) const {
        for (const Branch& b : branches_) {
            if (b.a == b.b) continue;
            if (state_[b.a] == unknown) add(index_[b.a], index_[b.a], b.g_S);
            if (state_[b.b] == unknown) add(index_[b.b], index_[b.b], b.g_S);
            if (state_[b.a] != unknown || state_[b.b] != unknown) continue;
            add(index_[b.a], index_[b.b], -b.g_S);
            add(index_[b.b], index_[b.a], -b.g_S);
        }
        for (const End& e : ends_)
            if (state_[e.node] == unknown) add(index_[e.node], index_[e.node], 1.0 / e.ohm);
    }

    std::vector<long double> voltages(const std::vector<double>& injection_A) const {
        std::vector<long double> x(leader_.size(), 0.0L);
        for (std::size_t k = 0; k < x.size(); ++k)
            if (state_[k] == held) x[k] = volts_[k];
        if (count_ == 0) return x;
        const auto n = static_cast<Eigen::Index>(count_);
        const auto apply = [&](const auto& solver, auto zero, int rounds) {
            using Value = decltype(zero);
            for (int round = 0; round < rounds; ++round) {
                const std::vector<long double> r = residual(injection_A, x);
                Eigen::Matrix<Value, Eigen::Dynamic, 1> b(n);
                for (std::size_t k = 0; k < count_; ++k)
                    b(static_cast<Eigen::Index>(k)) = static_cast<Value>(r[k]);
                const Eigen::Matrix<Value, Eigen::Dynamic, 1> d = solver.solve(b);
                for (std::size_t k = 0; k < x.size(); ++k)
                    if (leader_[k] == k && state_[k] == unknown)
                        x[k] += d(static_cast<Eigen::Index>(index_[k]));
            }
        };
        if (count_ <= 150) {
            using Dense = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;
            Dense a = Dense::Zero(n, n);
            stamp([&](std::size_t i, std::size_t j, double g) {
                a(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) += g;
            });
            apply(Eigen::FullPivLU<Dense>(a), 0.0L, 2);
            return x;
        }
        std::vector<Eigen::Triplet<double>> entries;
        stamp([&](std::size_t i, std::size_t j, double g) {
            entries.emplace_back(static_cast<int>(i), static_cast<int>(j), g);
        });
        Eigen::SparseMatrix<double> a(n, n);
        a.setFromTriplets(entries.begin(), entries.end());
        apply(Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>>(a), 0.0, 4);
        return x;
    }

    double end_current(const End& e, const std::vector<long double>& x) const {
        if (state_[e.node] == floats) return 0.0;
        if (e.ohm > 0.0) return static_cast<double>((x[e.node] - e.volts) / e.ohm);
        long double sum = 0.0L;
        for (const Branch& b : branches_) {
            if (b.a == e.node) sum += b.g_S * (x[b.b] - x[b.a]);
            if (b.b == e.node) sum += b.g_S * (x[b.a] - x[b.b]);
        }
        for (const End& other : ends_)
            if (other.node == e.node && other.ohm > 0.0)
                sum += (other.volts - e.volts) / static_cast<long double>(other.ohm);
        return static_cast<double>(sum);
    }

    const MeshNetwork& net_;
    std::vector<std::size_t> leader_, index_;
    std::vector<Branch> branches_;
    std::vector<End> ends_;
    std::vector<State> state_;
    std::vector<double> volts_;
    std::size_t count_ = 0;
};

double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1.0p-53; }

std::vector<double> random_ends(std::size_t count, bool wanted, const MeshKind& kind,
                                std::mt19937_64& random) {
    std::vector<double> ohm(count, infinity);
    for (double& r : ohm) {
        if (!wanted || uniform(random) < kind.no_end_share) continue;
        r = uniform(random) < kind.ideal_end_share ? 0.0 : 1.0 + 1e3 * uniform(random);
    }
    return ohm;
}

MeshLines random_lines(std::size_t lines, std::size_t crossings, const MeshKind& kind,
                       std::mt19937_64& random) {
    MeshLines out{.lines = lines,
                  .crossings = crossings,
                  .segment_ohm = Matrix<double>(lines, crossings, 0.0)};
    for (std::size_t i = 0; i < lines; ++i) {
        for (std::size_t k = 1; k < crossings; ++k) {
            double r = kind.most_segment_ohm * (0.1 + 0.9 * uniform(random));
            if (uniform(random) < kind.broken_share) r = infinity;
            if (uniform(random) < kind.joined_share) r = 0.0;
            out.segment_ohm(i, k) = r;
        }
    }
    return out;
}

}  // namespace

MeshAnswer solve_mesh_slowly(const MeshNetwork& network, const MeshSources& sources,
                             const std::vector<double>& injection_A) {
    MeshAnswer answer;
    Circuit(network, sources, answer).solve(injection_A, answer);
    return answer;
}

MeshNetwork random_mesh(std::size_t rows, std::size_t cols, const MeshKind& kind,
                        std::mt19937_64& random) {
    MeshNetwork net{.rows = rows, .cols = cols, .cell_S = Matrix<double>(rows, cols)};
    for (double& g : net.cell_S.values()) {
        g = kind.least_g_S * std::pow(kind.most_g_S / kind.least_g_S, uniform(random));
        if (uniform(random) < kind.open_share) g = 0.0;
    }
    net.row_lines = random_lines(rows, cols, kind, random);
    net.col_lines = random_lines(cols, rows, kind, random);
    net.row_lines.first_ohm = random_ends(rows, true, kind, random);
    net.row_lines.last_ohm = random_ends(rows, kind.all_sides, kind, random);
    net.col_lines.first_ohm = random_ends(cols, kind.all_sides, kind, random);
    net.col_lines.last_ohm = random_ends(cols, true, kind, random);
    // No two sources on one node.
    const auto part = [](MeshLines& lines) {
        for (std::size_t i = 0; i < lines.lines; ++i)
            if (lines.first_ohm[i] == 0.0 && lines.last_ohm[i] == 0.0) lines.last_ohm[i] = 5.0;
    };
    part(net.row_lines);
    part(net.col_lines);
    return net;
}

MeshSources random_sources(const MeshNetwork& network, std::mt19937_64& random) {
    MeshSources s;
    const auto draw = [&](std::size_t count) {
        std::vector<double> volts(count);
        for (double& x : volts) x = 2.0 * uniform(random) - 1.0;
        return volts;
    };
    s.row_first_V = draw(network.rows);
    s.row_last_V = draw(network.rows);
    s.col_first_V = draw(network.cols);
    s.col_last_V = draw(network.cols);
    return s;
}

}  // namespace crosspoint::testing
