// Cells that differ by few discrete states as tables: I(V_a, V_b) and its derivatives, bicubic and
// continuous with its first derivatives, one table for each class of cells and each gate voltage.
// Refined until points drawn at random, off the nodes, agree with the exact model to the bound.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/device/cell_model.hpp"

namespace crosspoint {

struct CellTableSpec {
    std::shared_ptr<const CellModel> exact;     ///< conservative
    std::vector<std::uint32_t> class_of;        ///< [cells of `exact`]
    std::vector<std::uint32_t> representative;  ///< [classes] a cell of `exact`
    std::vector<double> gates_V = {0.0};        ///< gate voltages that occur
    double a_low_V = 0.0, a_high_V = 0.0;       ///< the box of line voltages
    double b_low_V = 0.0, b_high_V = 0.0;
    double error_bound = 1e-6;        ///< relative to the largest current in the box
    std::size_t max_intervals = 512;  ///< in each direction
    std::size_t check_points = 2000;  ///< random, for each table
};

/// What was measured on random points when the table was made.
struct CellTableReport {
    double on_current_A = 0.0;       ///< largest |I| in the box, all classes and gates
    double current_error = 0.0;      ///< largest, relative to on_current_A
    double conductance_error = 0.0;  ///< of both derivatives, relative to the largest of them
    std::size_t intervals = 0;       ///< in each direction
    std::size_t bytes = 0;           ///< of the tables in double precision
};

class CellTable final : public CellModel {
public:
    /// @error 7203 the specification is not complete or the exact model not conservative; 7204 the
    ///        bound is not reached with max_intervals; 7205 the exact model has no solution in the
    ///        box
    [[nodiscard]] static Result<std::unique_ptr<CellTable>> make(CellTableSpec spec);

    [[nodiscard]] std::size_t cells() const override { return spec_.class_of.size(); }
    [[nodiscard]] bool conservative() const override { return true; }
    [[nodiscard]] bool symmetric() const override { return spec_.exact->symmetric(); }
    /// Lanes outside of the box, or with another gate voltage, are evaluated by the exact model.
    std::size_t evaluate(const CellPoint& point, const CellLinearization& out,
                         CellScratch& scratch) const override;
    void listen(const CellPoint& point, CellMessages& out) const override;
    [[nodiscard]] std::string describe() const override;
    [[nodiscard]] const CellTableReport& report() const { return report_; }

    /// [class * gates + gate][intervals + 1][intervals + 1][I, dI/da, dI/db, d2I/da db],
    /// derivatives per interval.
    [[nodiscard]] const std::vector<float>& nodes_in_single() const { return nodes_float_; }

    /// The hot path: no checks, voltages outside of the box are moved to its edge.
    /// @param table [lanes] class * gates + gate
    void look_up(const std::uint32_t* table, const double* a_V, const double* b_V,
                 std::size_t lanes, double* i_A, double* g_a_S, double* g_b_S) const;
    void look_up(const std::uint32_t* table, const float* a_V, const float* b_V, std::size_t lanes,
                 float* i_A, float* g_a_S, float* g_b_S) const;

private:
    explicit CellTable(CellTableSpec spec) : spec_(std::move(spec)) {}
    [[nodiscard]] Result<void> fill(std::size_t intervals);
    [[nodiscard]] Result<double> check();
    [[nodiscard]] Result<void> refine();

    CellTableSpec spec_;
    CellTableReport report_;
    std::vector<double> nodes_;       // [tables][n + 1][n + 1][I, dI/da, dI/db, d2I/da db], of
    std::vector<float> nodes_float_;  // unit intervals
};

}  // namespace crosspoint
