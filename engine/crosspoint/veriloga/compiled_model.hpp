// A device model on bytecode: the outputs of a lowered and differentiated Ir behind DeviceModel.
// Programs are made for the combination of outputs that is asked for, at the first call that does.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/device/model.hpp"
#include "crosspoint/veriloga/ir.hpp"
#include "crosspoint/veriloga/message_text.hpp"
#include "crosspoint/veriloga/program.hpp"

namespace crosspoint::veriloga {

/// Outputs of EvalBlock, as bits.
enum WantedOutput : unsigned {
    want_f = 1u,
    want_q = 2u,
    want_df = 4u,
    want_dq = 8u,
    want_memory = 16u,
    want_events = 32u,
    want_bound_step = 64u
};

class CompiledModel final : public DeviceModel {
public:
    /// @param shape static_entries and charge_entries are taken from the outputs of `ir`; entries
    ///        that are the constant 0 are left out
    /// @param ir inputs and outputs within the counts of `shape`
    /// @error 7170 internal: an input or an output is beyond the shape; 7120 the Ir is not valid
    /// @param messages what the outputs message_when and message_argument of `ir` belong to
    [[nodiscard]] static Result<std::unique_ptr<CompiledModel>> make(
        ModelShape shape, Ir ir, std::vector<LoweredMessage> messages = {});
    ~CompiledModel() override;

    [[nodiscard]] const ModelShape& shape() const override;
    void evaluate(const EvalPoint& point, const EvalBlock& block) const override;
    [[nodiscard]] std::vector<ModelMessage> messages(const EvalPoint& point, const EvalBlock& block,
                                                     std::size_t lane,
                                                     std::string_view instance) const override;
    [[nodiscard]] ModelSpeech speech(const EvalPoint& point, const EvalBlock& block) const override;

    [[nodiscard]] const Ir& ir() const;
    /// The bytecode for a combination of WantedOutput; rows of outputs in the order of that enum.
    [[nodiscard]] const Program& program(unsigned wanted) const;

private:
    struct State;
    explicit CompiledModel(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace crosspoint::veriloga
