// What the two inexact kinds of mesh wires have in common: the residual in double, branch by
// branch, and the count of linear iterations that correct it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <stop_token>
#include <utility>

#include "crosspoint/solve/mesh_imbalance.hpp"
#include "crosspoint/solve/nonlinear_wires.hpp"

namespace crosspoint {

class ImbalanceWires : public DrivenWires {
public:
    void drive(const TileEnds& ends) override { imbalance_.set_sources(ends); }

    [[nodiscard]] bool exact() const override { return false; }
    [[nodiscard]] double largest_V() const override { return imbalance_.largest_V(); }
    [[nodiscard]] std::size_t linear_iterations() const override { return iterations_; }

    void residual(const CellState& at, double scale, TerminalResidual& out) override {
        imbalance_.evaluate(at, scale, out);
    }

protected:
    ImbalanceWires(const TileSpec& spec, TileMesh mesh, MeshSources sources, int threads,
                   std::stop_token stop)
        : imbalance_(spec, std::move(mesh), std::move(sources), threads), stop_(std::move(stop)) {}

    MeshImbalance imbalance_;
    std::stop_token stop_;
    std::size_t iterations_ = 0;
};

}  // namespace crosspoint
