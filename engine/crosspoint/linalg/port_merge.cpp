// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/linalg/port_merge.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/base/parallel.hpp"
#include "crosspoint/linalg/port_merge_check.hpp"
#include "crosspoint/linalg/port_merge_ends.hpp"
#include "crosspoint/linalg/port_merge_engine.hpp"

namespace crosspoint {

using merge::MergeEngine;
using merge::MergeTree;

struct PortMerge::State {
    MeshNetwork network;  // only when something may be merged again
    MergeKeep keep = MergeKeep::root;
    int threads = 1;
    MergeTree tree;
    merge::ScaledNetwork scaled;
    std::unique_ptr<MergeEngine<double>> in_double;
    std::unique_ptr<MergeEngine<float>> in_float;
    merge::PortEnds ends;
    merge::PortNames names;
    bool ready = false;
    std::size_t peak = 0;
    std::string reason;

    MergeStatus fail(MergeStatus status, std::string why) {
        *this = State();
        reason = std::move(why);
        return status;
    }
    // Calls body(engine) with the one that there is.
    template <class Body>
    auto with_engine(const Body& body) {
        return in_double ? body(*in_double) : body(*in_float);
    }
    std::size_t held();
    MergeStatus merge_boxes(std::span<const char> changed, std::stop_token stop);
    MergeStatus prepare_ends(std::vector<merge::PortSource> sources);
};

namespace {

constexpr const char* overflow = "a conductance between ports is not finite";

// The largest finite conductance is about 1; a segment of 0 ohm is worth so much more that its
// share rounds away, and its square still fits.
merge::ScaledNetwork scale_network(const MeshNetwork& network, MergePrecision precision) {
    merge::ScaledNetwork scaled;
    double most = merge::largest_conductance_S(network);
    scaled.exponent = most > 0.0 ? std::ilogb(most) : 0;
    scaled.scale = std::ldexp(1.0, -scaled.exponent);
    scaled.joined = std::ldexp(1.0, precision == MergePrecision::float32 ? 40 : 100);
    return scaled;
}

}  // namespace

PortMerge::PortMerge() : state_(std::make_unique<State>()) {}
PortMerge::PortMerge(PortMerge&&) noexcept = default;
PortMerge& PortMerge::operator=(PortMerge&&) noexcept = default;
PortMerge::~PortMerge() = default;

bool PortMerge::empty() const { return !state_->ready; }
const std::string& PortMerge::reason() const { return state_->reason; }
std::size_t PortMerge::ports() const { return state_->ready ? state_->ends.ports() : 0; }
std::size_t PortMerge::floating_parts() const {
    return state_->ready ? state_->ends.floating_parts() : 0;
}

std::size_t PortMerge::State::held() {
    const std::size_t engine = with_engine([](const auto& e) { return e.bytes(); });
    return engine + ends.bytes() + network.cell_S.size() * sizeof(double);
}

std::size_t PortMerge::bytes() const { return state_->ready ? state_->held() : 0; }
std::size_t PortMerge::peak_bytes() const { return state_->ready ? state_->peak : 0; }

MergeStatus PortMerge::State::merge_boxes(std::span<const char> changed, std::stop_token stop) {
    const bool done = with_engine([&](auto& engine) {
        const bool ran = engine.run(scaled, changed, stop);
        peak = std::max(peak, engine.bytes() + network.cell_S.size() * sizeof(double));
        if (!ran) return false;
        ends.load(engine.root(), engine.root_ld(), tree.boxes.back().ports(),
                  std::ldexp(1.0, scaled.exponent));
        engine.release_scratch();
        return true;
    });
    return done ? MergeStatus::done : fail(MergeStatus::cancelled, "cancelled");
}

MergeStatus PortMerge::State::prepare_ends(std::vector<merge::PortSource> sources) {
    if (!ends.prepare(std::move(sources), threads)) return fail(MergeStatus::not_finite, overflow);
    ready = true;
    peak = std::max(peak, held());
    return MergeStatus::done;
}

MergeStatus PortMerge::build(const MeshNetwork& network, const MergeOptions& options) {
    State& s = *state_;
    s = State();
    if (std::string why = merge::bad_network(network); !why.empty())
        return s.fail(MergeStatus::bad_network, std::move(why));
    s.keep = options.keep;
    s.threads = resolve_threads(options.threads);
    s.tree = merge::make_merge_tree(network);
    s.names = merge::PortNames(s.tree, network);
    s.scaled = scale_network(network, options.precision);
    if (s.keep != MergeKeep::root) s.network = network;
    s.scaled.network = s.keep == MergeKeep::root ? &network : &s.network;
    if (options.precision == MergePrecision::float64)
        s.in_double = std::make_unique<MergeEngine<double>>(s.tree, s.keep, s.threads);
    else
        s.in_float = std::make_unique<MergeEngine<float>>(s.tree, s.keep, s.threads);
    if (s.merge_boxes({}, options.stop) != MergeStatus::done) return MergeStatus::cancelled;
    s.scaled.network = s.keep == MergeKeep::root ? nullptr : &s.network;
    return s.prepare_ends(s.names.sources());
}

MergeStatus PortMerge::update_cells(std::span<const CellChange> changes, std::stop_token stop) {
    State& s = *state_;
    CROSSPOINT_ASSERT(s.ready && s.keep != MergeKeep::root);
    std::vector<char> changed(s.network.cell_S.size(), 0);
    for (const CellChange& c : changes) {
        CROSSPOINT_ASSERT(c.row < s.network.rows && c.col < s.network.cols);
        if (!(c.g_S >= 0.0) || std::isinf(c.g_S))
            return s.fail(MergeStatus::bad_network, "a cell is negative or not finite");
        s.network.cell_S(c.row, c.col) = c.g_S;
        changed[c.row * s.network.cols + c.col] = 1;
    }
    const auto precision = s.in_double ? MergePrecision::float64 : MergePrecision::float32;
    const int before = s.scaled.exponent;
    s.scaled = scale_network(s.network, precision);
    s.scaled.network = &s.network;
    const bool all = s.scaled.exponent != before;
    std::vector<merge::PortSource> sources(s.ends.sources());
    const auto which = all ? std::span<const char>() : std::span<const char>(changed);
    if (s.merge_boxes(which, stop) != MergeStatus::done) return MergeStatus::cancelled;
    return s.prepare_ends(std::move(sources));
}

MergeStatus PortMerge::set_ends(std::span<const EndChange> changes) {
    State& s = *state_;
    CROSSPOINT_ASSERT(s.ready);
    std::vector<merge::PortSource> sources(s.ends.sources());
    std::vector<std::size_t> touched;
    for (const EndChange& c : changes) {
        const std::size_t e = s.names.source(c.end);
        if (!(c.ohm >= 0.0)) return s.fail(MergeStatus::bad_network, "an end is negative or NaN");
        if (e == merge::PortNames::none) {
            if (std::isinf(c.ohm)) continue;
            return s.fail(MergeStatus::bad_network, "an end that was not connected at the build");
        }
        sources[e].ohm = c.ohm;
        touched.push_back(e);
    }
    if (merge::shorted_sources(sources))
        return s.fail(MergeStatus::bad_network, "two sources hold one node");
    // A rank-one update costs about 6 ports^2 flops, preparing 3 ports^3 at a higher rate.
    if (touched.size() > 8 + s.ends.ports() / 16) return s.prepare_ends(std::move(sources));
    for (const std::size_t e : touched)
        if (!s.ends.change(e, sources[e].ohm)) return s.fail(MergeStatus::not_finite, overflow);
    return MergeStatus::done;
}

Matrix<double> PortMerge::port_conductance_S() const {
    const State& s = *state_;
    const std::size_t n = ports();
    Matrix<double> y(n, n);
    for (std::size_t k = 0; k < n; ++k)
        for (std::size_t l = 0; l < n; ++l) y(k, l) = s.ends.between_S(k, l);
    return y;
}

Matrix<double> PortMerge::transfer_S(std::span<const MeshEnd> drives,
                                     std::span<const MeshEnd> outputs) const {
    const State& s = *state_;
    CROSSPOINT_ASSERT(s.ready);
    const merge::ChosenSources from = s.names.chosen(drives, s.ends);
    const merge::ChosenSources to = s.names.chosen(outputs, s.ends);
    Matrix<double> t = s.ends.transfer_S(from.sources, to.sources, s.threads);
    if (from.at.size() == drives.size() && to.at.size() == outputs.size()) return t;
    Matrix<double> all(outputs.size(), drives.size(), 0.0);
    for (std::size_t k = 0; k < to.at.size(); ++k)
        for (std::size_t l = 0; l < from.at.size(); ++l) all(to.at[k], from.at[l]) = t(k, l);
    return all;
}

MeshCurrents PortMerge::currents(const MeshSources& sources) const {
    const State& s = *state_;
    CROSSPOINT_ASSERT(s.ready);
    std::vector<double> out(s.ends.sources().size());
    s.ends.currents(s.names.source_V(sources), out);
    return s.names.currents(out);
}

MergeStatus PortMerge::solve_nodes(std::span<const MeshSources> sources,
                                   const Matrix<double>& injection_A, Matrix<double>& node_V,
                                   std::stop_token stop) const {
    const State& s = *state_;
    CROSSPOINT_ASSERT(s.ready && s.keep == MergeKeep::factors);
    merge::NodeSolve call{.tree = s.tree,
                          .scaled = s.scaled,
                          .ends = s.ends,
                          .names = s.names,
                          .sources = sources,
                          .injection_A = injection_A};
    const bool done = state_->with_engine(
        [&](const auto& engine) { return merge::solve_nodes(engine, call, node_V, stop); });
    return done ? MergeStatus::done : MergeStatus::cancelled;
}

std::size_t PortMerge::memory_bytes(std::size_t rows, std::size_t cols, MergePrecision precision,
                                    MergeKeep keep, int threads) {
    const std::vector<char> m(rows, 1);
    const std::vector<char> n(cols, 1);
    return merge::memory_bytes(merge::make_merge_tree(rows, cols, m, m, n, n), precision, keep,
                               resolve_threads(threads));
}

std::size_t PortMerge::memory_bytes(const MeshNetwork& network, MergePrecision precision,
                                    MergeKeep keep, int threads) {
    return merge::memory_bytes(merge::make_merge_tree(network), precision, keep,
                               resolve_threads(threads));
}

}  // namespace crosspoint
