// What a compact model is to the solvers: unknowns and one row per unknown,
//     f(x, p, memory, t) + d/dt q(x, p, memory, t) = 0,
// evaluated for many instances (lanes) at once. veriloga/ implements it; circuit/ and solve/ use
// it. Sign: the row of a terminal is the current INTO the device there (f static, q charge); rows
// of internal unknowns are equations that hold. A `state` has q = x and f = -rate.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crosspoint {

enum class UnknownKind : std::uint8_t {
    terminal,  ///< potential of a port
    node,      ///< potential of an internal node with electrical coupling
    flow,      ///< current of a branch
    state      ///< state variable: tile reads may hold it
};

struct UnknownInfo {
    std::string name;
    UnknownKind kind = UnknownKind::terminal;
    std::string unit = {};
    double abstol = 0.0;   ///< of the unknown itself; 0: the solver's default
    double modulus = 0.0;  ///< above 0: whole multiples of it mean nothing (idtmod)
};

/// A parameter that may differ from lane to lane.
struct ModelParameter {
    std::string name;
    std::string description = {};
    std::string unit = {};
    double value = 0.0;  ///< of the card
};

struct JacobianEntry {
    std::uint32_t row = 0;
    std::uint32_t col = 0;
    friend bool operator==(const JacobianEntry&, const JacobianEntry&) = default;
};

enum class ModelEventKind : std::uint8_t { cross, above, timer };

struct ModelEvent {
    ModelEventKind kind = ModelEventKind::cross;
    int direction = 0;  ///< of a crossing: +1 rising, -1 falling, 0 both
    double time_tolerance_s = 0.0;
    double value_tolerance = 0.0;
};

struct ModelShape {
    std::string name;
    std::size_t terminals = 0;                  ///< the first unknowns
    std::vector<UnknownInfo> unknowns;          ///< n_x
    std::vector<ModelParameter> varying;        ///< parameters of a lane, order of EvalBlock
    std::vector<std::string> memory;            ///< variables kept from the last accepted step
    std::vector<double> memory_start;           ///< [memory] their first values
    std::vector<JacobianEntry> static_entries;  ///< structure of df/dx, row-major order
    std::vector<JacobianEntry> charge_entries;  ///< structure of dq/dx, row-major order
    std::vector<ModelEvent> events;
    bool random = false;       ///< draws numbers: step_index and cell numbers matter
    bool bounds_step = false;  ///< EvalBlock::bound_step_s is written
    bool speaks = false;       ///< messages() may return something
};

enum class Analysis : std::uint8_t { dc, transient_start, transient };

/// What all lanes share.
struct EvalPoint {
    Analysis analysis = Analysis::dc;
    double time_s = 0.0;  ///< of the point being tried; 0 in dc
    double step_s = 0.0;  ///< time_s less that of the last accepted point; 0 in dc
    double temperature_K = 300.15;
    double gmin_S = 0.0;
    bool initial_step = false;
    bool final_step = false;
    std::uint64_t seed = 1;        ///< of random draws
    std::uint64_t step_index = 0;  ///< of random draws: the same for all tries of one step
};

/// Pointers to rows of `stride` doubles, lane k at offset k of each row. `stride` is a multiple of
/// 8 and at least `lanes`; rows are 64-byte aligned. Values in the padding are read, and may be
/// overwritten in outputs. Null outputs are not computed; outputs must not overlap inputs.
struct EvalBlock {
    std::size_t lanes = 0;
    std::size_t stride = 0;
    const double* unknowns = nullptr;     ///< [n_x]
    const double* parameters = nullptr;   ///< [varying]; null: the values of the card
    const double* memory = nullptr;       ///< [memory] as of the last accepted step; null: start
    const std::uint32_t* cell = nullptr;  ///< [lanes] cell numbers, for random streams; null: 0, 1
    double* f = nullptr;                  ///< [n_x]
    double* q = nullptr;                  ///< [n_x]
    double* df = nullptr;                 ///< [static_entries]
    double* dq = nullptr;                 ///< [charge_entries]
    double* memory_next = nullptr;        ///< [memory]
    double* events = nullptr;             ///< [events] crossing expression, or next time of a timer
    double* bound_step_s = nullptr;       ///< [1]
};

/// `fatal` and `finish` ask the solver to end the run, the first as an error.
enum class MessageKind : std::uint8_t { display, warning, error, fatal, finish };

inline constexpr std::size_t message_kinds = 5;

/// What a model says about itself: $strobe, $display, $error, $fatal, $finish.
struct ModelMessage {
    MessageKind kind = MessageKind::display;
    std::string text;
};

/// How much the lanes of a block say, without the texts.
struct ModelSpeech {
    std::array<std::size_t, message_kinds> count{};  ///< messages, by MessageKind
    std::vector<std::uint32_t> lanes;                ///< that say anything, upward
};

/// Immutable; `evaluate` may run in several threads at the same time.
class DeviceModel {
public:
    DeviceModel() = default;
    DeviceModel(const DeviceModel&) = delete;
    DeviceModel& operator=(const DeviceModel&) = delete;
    virtual ~DeviceModel() = default;

    [[nodiscard]] virtual const ModelShape& shape() const = 0;

    /// NaN or infinity in an output is not an error here: the solver looks and names the unknown.
    virtual void evaluate(const EvalPoint& point, const EvalBlock& block) const = 0;

    /// What lane `lane` says at an accepted point; nothing for a model that says nothing.
    /// @param block inputs as for `evaluate`, memory as of the last accepted step; outputs are
    ///        ignored
    /// @param instance name of the device, for %m
    [[nodiscard]] virtual std::vector<ModelMessage> messages(const EvalPoint& point,
                                                             const EvalBlock& block,
                                                             std::size_t lane,
                                                             std::string_view instance) const;

    /// How often messages() of which lanes would say something at an accepted point: cheap where
    /// few of many lanes speak.
    [[nodiscard]] virtual ModelSpeech speech(const EvalPoint& point, const EvalBlock& block) const;
};

}  // namespace crosspoint
