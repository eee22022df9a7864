// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/solve/mesh_transfer.hpp"

#include <utility>

#include "crosspoint/linalg/port_merge_batch.hpp"

namespace crosspoint {
namespace {

// Up to one changed cell in so many, merging again what holds them beats a fresh build.
constexpr std::size_t few_changes = 64;

struct SideEnds {
    MeshSide side;
    const LineEnd* end;
    std::size_t lines;
};

std::vector<SideEnds> sides_of(const TileSpec& spec) {
    const LineSet& rows = *spec.horizontal();
    return {{MeshSide::row_first, &rows.first_end, spec.rows},
            {MeshSide::row_last, &rows.last_end, spec.rows},
            {MeshSide::col_first, &spec.bl.first_end, spec.cols},
            {MeshSide::col_last, &spec.bl.last_end, spec.cols}};
}

std::vector<MeshEnd> ends_of(const SideEnds& side) {
    std::vector<MeshEnd> ends;
    for (std::size_t line = 0; line < side.lines; ++line) ends.push_back({side.side, line});
    return ends;
}

}  // namespace

bool MeshTransfer::ready(bool with_factors) const {
    return with_factors ? factors_.has_value() : matrix_ready_;
}

Result<void> MeshTransfer::build(const TileSpec& spec, const MeshNetwork& network,
                                 const MeshChoice& choice, const SolveOptions& options) {
    const bool with_factors = choice.method == Method::direct;
    if (ready(with_factors)) return {};
    PortMerge merge;
    const MergePrecision precision =
        choice.single_precision ? MergePrecision::float32 : MergePrecision::float64;
    const bool keep_boxes = cells_change_ && !with_factors &&
                            PortMerge::memory_bytes(network, precision, MergeKeep::boxes,
                                                    options.threads) <= memory_limit_bytes(options);
    const MergeKeep without_factors = keep_boxes ? MergeKeep::boxes : MergeKeep::root;
    const MergeOptions how{.precision = precision,
                           .keep = with_factors ? MergeKeep::factors : without_factors,
                           .threads = options.threads,
                           .stop = options.stop};
    const MergeStatus status = merge.build(network, how);
    if (status == MergeStatus::cancelled)
        return Error{
            .code = Errc::interrupted, .id = 2121, .what = "the transfer matrix was not finished"};
    if (status != MergeStatus::done)
        return Error{.code = Errc::numerics,
                     .id = 2120,
                     .what = "no transfer matrix: " + merge.reason(),
                     .help = "use --method schur-cg"};
    single_ = choice.single_precision;
    if (with_factors) {
        factors_ = std::move(merge);
        return {};
    }
    keep_matrix(spec, merge);
    if (keep_boxes) boxes_ = std::move(merge);
    return {};
}

void MeshTransfer::change_cells(const TileSpec& spec, const Matrix<double>& before_S,
                                const Matrix<double>& after_S) {
    if (!matrix_ready_ && !factors_) return;
    std::vector<CellChange> changes;
    for (std::size_t i = 0; i < after_S.rows(); ++i)
        for (std::size_t j = 0; j < after_S.cols(); ++j)
            if (before_S(i, j) != after_S(i, j)) changes.push_back({i, j, after_S(i, j)});
    const bool few = changes.size() <= after_S.size() / few_changes;
    factors_.reset();
    if (few && boxes_ && boxes_->update_cells(changes) == MergeStatus::done) {
        keep_matrix(spec, *boxes_);
        return;
    }
    cells_change_ = few;
    matrix_ready_ = false;
    boxes_.reset();
}

void MeshTransfer::keep_matrix(const TileSpec& spec, const PortMerge& merge) {
    transfer_S_ = Matrix<double>(spec.cols, spec.rows);
    i_read_A_.assign(spec.cols, 0.0);
    const std::vector<SideEnds> sides = sides_of(spec);
    for (const SideEnds& output : sides) {
        if (output.end->kind != EndKind::sense) continue;
        const std::vector<MeshEnd> outputs = ends_of(output);
        for (const SideEnds& drive : sides) {
            const EndKind kind = drive.end->kind;
            if (kind != EndKind::drive_input && kind != EndKind::drive_read) continue;
            const Matrix<double> part_S = merge.transfer_S(ends_of(drive), outputs);
            for (std::size_t j = 0; j < part_S.rows(); ++j)
                for (std::size_t i = 0; i < part_S.cols(); ++i) {
                    if (kind == EndKind::drive_input)
                        transfer_S_(j, i) += part_S(j, i);
                    else
                        i_read_A_[j] += part_S(j, i) * spec.read_V;
                }
        }
    }
    if (single_) {
        transfer_f_S_ = Matrix<float>(spec.cols, spec.rows);
        for (std::size_t k = 0; k < transfer_S_.size(); ++k)
            transfer_f_S_.values()[k] = static_cast<float>(transfer_S_.values()[k]);
    }
    matrix_ready_ = true;
}

void MeshTransfer::currents(const TileSpec& spec, const Matrix<double>& inputs, int threads,
                            Matrix<double>& i_out_A) const {
    if (single_) {
        Matrix<float> inputs_f(inputs.rows(), inputs.cols());
        Matrix<float> out_f;
        for (std::size_t k = 0; k < inputs.size(); ++k)
            inputs_f.values()[k] = static_cast<float>(inputs.values()[k]);
        transfer_batch(transfer_f_S_, inputs_f, threads, out_f);
        for (std::size_t k = 0; k < out_f.size(); ++k)
            i_out_A.values()[k] = static_cast<double>(out_f.values()[k]);
    } else {
        transfer_batch(transfer_S_, inputs, threads, i_out_A);
    }
    for (std::size_t b = 0; b < inputs.rows(); ++b)
        for (std::size_t j = 0; j < spec.cols; ++j) i_out_A(b, j) += i_read_A_[j];
}

}  // namespace crosspoint
