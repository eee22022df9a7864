// Libraries of sparse direct solvers, called as their users would: analyze, factor, solve.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "bench_tile.hpp"

namespace crosspoint::bench {

/// One library with one ordering on one matrix. The matrix must outlive the peer.
class Peer {
public:
    virtual ~Peer() = default;
    /// Analyzes and factors from scratch.  @return false when it fails (memory, singular)
    virtual bool factor() = 0;
    /// Takes new values for the same pattern, [entries], and factors them with the analysis of the
    /// last factor().  @return false when it fails
    virtual bool refactor(std::span<const double> value_S) = 0;
    /// @param b  [unknowns x count] by columns; may be overwritten
    /// @return   the solution in the same layout, valid until the next call
    virtual std::span<const double> solve(std::span<double> b, std::size_t count) = 0;
    /// Entries of the factors.
    [[nodiscard]] virtual double factor_entries() const = 0;
};

/// Names that make_peer knows in this build: "klu", and with CHOLMOD "cholmod_amd", "cholmod_nd".
std::vector<std::string_view> peer_names();

/// @param order  elimination order for "cholmod_nd"
/// @return null for a name that this build does not know
std::unique_ptr<Peer> make_peer(std::string_view name, const NodalMatrix& matrix,
                                const std::vector<int>& order);

#ifdef CROSSPOINT_BENCH_CHOLMOD
std::unique_ptr<Peer> make_cholmod_peer(const NodalMatrix& matrix, const std::vector<int>* order);
#endif

/// Currents [K x n] of the first K inputs: solved by `peer`, refined with residuals summed branch
/// by branch in long double until nothing changes. The peer must be factored.
Matrix<double> oracle_currents(const BenchTile& tile, const NodalMatrix& matrix, Peer& peer,
                               std::size_t count);

}  // namespace crosspoint::bench
