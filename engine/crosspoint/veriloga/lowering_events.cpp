// Triggers of event statements. What they compare with is memory of the last accepted point; the
// events of the model let the solver place time points where they fire.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <limits>
#include <string_view>

#include "crosspoint/veriloga/lowering.hpp"

namespace crosspoint::veriloga {

namespace {

struct PhaseName {
    std::string_view name;
    std::array<bool, 3> in;  ///< dc, transient_start, transient
};
constexpr std::array<PhaseName, 8> phases_known{{{"dc", {true, false, false}},
                                                 {"static", {true, true, false}},
                                                 {"op", {true, false, false}},
                                                 {"ic", {false, true, false}},
                                                 {"tran", {false, true, true}},
                                                 {"ac", {false, false, false}},
                                                 {"noise", {false, false, false}},
                                                 {"nodeset", {false, false, false}}}};

}  // namespace

NodeIndex Lowering::analysis_is(const std::string& name, Position at) {
    for (const PhaseName& known : phases_known) {
        if (known.name != name) continue;
        NodeIndex any = zero();
        for (std::uint32_t k = 0; k < 3; ++k)
            if (known.in[k]) any = b_.make(Op::logic_or, any, b_.input(InputKind::analysis, k));
        return any;
    }
    diagnostics_.warning(at, 7131, fmt::format("there is no analysis named \"{}\"", name),
                         "known are dc, static, op, ic, tran, ac, noise, nodeset");
    return zero();
}

NodeIndex Lowering::any_phase(const std::vector<std::string>& phases, Position at) {
    if (phases.empty()) return constant(1.0);
    NodeIndex any = zero();
    for (const std::string& phase : phases)
        any = b_.make(Op::logic_or, any, analysis_is(phase, at));
    return any;
}

NodeIndex Lowering::in_dc() {
    return b_.make(Op::logic_or, b_.input(InputKind::analysis, 0),
                   b_.input(InputKind::analysis, 1));
}

void Lowering::add_event(const ModelEvent& event, NodeIndex value) {
    b_.output(OutputKind::event, static_cast<std::uint32_t>(result_.events.size()), 0, value);
    result_.events.push_back(event);
}

NodeIndex Lowering::fired(const Trigger& trigger, Position at) {
    switch (trigger.kind) {
        case EventKind::initial_step:
            return b_.logic_and(b_.input(InputKind::initial_step), any_phase(trigger.phases, at));
        case EventKind::final_step:
            return b_.logic_and(b_.input(InputKind::final_step), any_phase(trigger.phases, at));
        case EventKind::cross:
            return crossed(trigger, false);
        case EventKind::above:
            return crossed(trigger, true);
        case EventKind::timer:
            break;
    }
    return timer(trigger);
}

NodeIndex Lowering::crossed(const Trigger& trigger, bool above) {
    const NodeIndex now = number(*trigger.arguments.front());
    const std::size_t tolerances = above ? 1 : 2;
    const auto known = [&](std::size_t k) {
        return b_.constant_of(number_or(trigger.arguments, k, 0.0)).value_or(0.0);
    };
    const int direction = above ? 1 : static_cast<int>(known(1));
    add_event({above ? ModelEventKind::above : ModelEventKind::cross, direction, known(tolerances),
               known(tolerances + 1)},
              now);
    const Memory last = new_memory(fmt::format("cross#{}", trigger.site), 0.0, false);
    next_[last.slot] = now;
    const NodeIndex up =
        b_.logic_and(b_.less(last.now, zero()), b_.make(Op::less_equal, zero(), now));
    const NodeIndex down =
        b_.logic_and(b_.less(zero(), last.now), b_.make(Op::less_equal, now, zero()));
    NodeIndex fires = direction > 0 ? up : down;
    if (direction == 0) fires = b_.make(Op::logic_or, up, down);
    const NodeIndex running = b_.input(InputKind::analysis, 2);
    fires = b_.logic_and(running, fires);
    if (!above) return fires;
    // `above` fires at the operating point as well.
    return b_.make(Op::logic_or, fires,
                   b_.logic_and(in_dc(), b_.make(Op::less_equal, zero(), now)));
}

NodeIndex Lowering::timer(const Trigger& trigger) {
    const NodeIndex start = number(*trigger.arguments.front());
    const NodeIndex period = number_or(trigger.arguments, 1, 0.0);
    const NodeIndex time = b_.input(InputKind::time);
    const NodeIndex running = b_.logic_not(b_.input(InputKind::analysis, 0));
    const bool once = b_.is(period, 0.0);
    // Number of instants up to t: a point that the solver placed on an instant counts, in spite of
    // the rounding of its time.
    const auto instants = [&](NodeIndex t) {
        const NodeIndex slack = b_.multiply(constant(1e-12), b_.make(Op::absolute, t));
        const NodeIndex since = b_.subtract(b_.add(t, slack), start);
        const NodeIndex begun = b_.make(Op::less_equal, zero(), since);
        if (once) return begun;
        const NodeIndex periods = b_.make(Op::floor, b_.divide(since, period));
        return b_.select(begun, b_.add(periods, constant(1.0)), zero());
    };
    const NodeIndex before = instants(b_.subtract(time, b_.input(InputKind::step)));
    const NodeIndex now = instants(time);
    NodeIndex next = b_.select(b_.less(constant(0.5), now),
                               constant(std::numeric_limits<double>::infinity()), start);
    if (!once) next = b_.add(start, b_.multiply(now, period));
    add_event({ModelEventKind::timer, 0, 0.0, 0.0}, next);
    const NodeIndex at_start =
        b_.logic_and(b_.input(InputKind::analysis, 1), b_.make(Op::equal, time, start));
    return b_.logic_and(running, b_.make(Op::logic_or, at_start, b_.less(before, now)));
}

}  // namespace crosspoint::veriloga
