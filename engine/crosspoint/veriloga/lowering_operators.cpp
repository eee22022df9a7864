// Analog operators. ddt stays a charge where the structure allows it; idt and the other uses of
// ddt have unknowns; transition, slew and absdelay are memory of accepted points.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>

#include "crosspoint/veriloga/differentiate.hpp"
#include "crosspoint/veriloga/lowering.hpp"

namespace crosspoint::veriloga {

SymbolicValue Lowering::value(const OperatorCall& call, const CheckedExpr& at) {
    switch (call.op) {
        case AnalogOperator::ddt:
            return derivative(call, at.at);
        case AnalogOperator::idt:
        case AnalogOperator::idtmod:
            return plain(integral(call, at.at));
        case AnalogOperator::ddx:
            return plain(ddx(call));
        case AnalogOperator::transition:
            return plain(transition(call));
        case AnalogOperator::slew:
            return plain(slew(call));
        case AnalogOperator::absdelay:
            return plain(absdelay(call));
        case AnalogOperator::limit:
            return value(*call.arguments.front());
        case AnalogOperator::white_noise:
        case AnalogOperator::flicker_noise:
            break;
    }
    return plain(noise(call));
}

bool Lowering::row_is_free(Index row, Position at) {
    if (b_.is(rows_[row].node, 0.0) && rows_[row].charge == no_node) return true;
    refuse(at, 7136, "this operator is executed several times and needs an unknown each time",
           "move it out of the loop, or of the function that is called twice");
    return false;
}

SymbolicValue Lowering::derivative(const OperatorCall& call, Position at) {
    const NodeIndex argument = number(*call.arguments.front());
    const Index row = s_.unknown_of_site[call.site];
    if (row == no_index) return {zero(), steady(argument) ? no_node : argument, no_index};
    if (!row_is_free(row, at)) return plain(zero());
    const NodeIndex w = unknown(row);
    // Where it is not reached, w = 0: what stands in an arm that is not taken need not be finite.
    // But a transient starts with its charge, also when `if (analysis("static"))` leaves it out.
    const NodeIndex counts = b_.make(Op::logic_or, path_, b_.input(InputKind::analysis, 1));
    rows_[row] = {w, b_.select(counts, b_.negate(argument), zero()), no_index};
    return plain(w);
}

/// f + ds/dt = 0 with f = -expr; held at the initial value: f = s - ic. An integrator that is
/// reset while time runs is pulled to `ic` at a rate of 1e12 per second.
NodeIndex Lowering::integral(const OperatorCall& call, Position at) {
    const std::vector<ExprPtr>& arguments = call.arguments;
    const Index row = s_.unknown_of_site[call.site];
    const NodeIndex s = unknown(row);
    const NodeIndex rate = b_.negate(number(*arguments.front()));
    const bool has_initial = arguments.size() > 1 && arguments[1];
    const NodeIndex off = b_.subtract(s, number_or(arguments, 1, 0.0));
    NodeIndex f = has_initial ? b_.select(in_dc(), off, rate) : rate;
    const bool modulo = call.op == AnalogOperator::idtmod;
    if (!modulo && arguments.size() > 2 && arguments[2]) {
        const NodeIndex reset = b_.truth(number(*arguments[2]));
        const NodeIndex pull = b_.multiply(constant(1e12), off);
        f = b_.select(b_.logic_and(reset, b_.logic_not(in_dc())), pull, f);
        f = b_.select(b_.logic_and(reset, in_dc()), off, f);
    }
    if (failed_ || !row_is_free(row, at)) return zero();
    rows_[row] = {f, s, no_index};
    if (!modulo || arguments.size() < 3 || !arguments[2]) return s;
    // The unknown runs on; what the model sees is wrapped into [offset, offset + modulus).
    const NodeIndex modulus = number(*arguments[2]);
    result_.modulus[row] = std::abs(b_.constant_of(modulus).value_or(0.0));
    const NodeIndex offset = number_or(arguments, 3, 0.0);
    const NodeIndex turns = b_.make(Op::floor, b_.divide(b_.subtract(s, offset), modulus));
    return b_.subtract(s, b_.multiply(turns, modulus));
}

/// The analysis has seen to it that the second argument is V(node) or I(branch).
NodeIndex Lowering::ddx(const OperatorCall& call) {
    const std::array<NodeIndex, 1> roots{number(*call.arguments.front())};
    if (failed_) return zero();
    Index by = no_index;
    const auto& unknown = call.arguments[1]->node;
    if (const auto* flow = std::get_if<Flow>(&unknown)) by = s_.unknown_of_flow[flow->branch];
    if (const auto* node = std::get_if<Potential>(&unknown); node && node->plus != no_index)
        by = s_.unknown_of_node[node->plus];
    if (by == no_index) return zero();
    const NodeIndex found = derivatives_of(b_, roots, by).front();
    return found == no_node ? zero() : found;
}

/// A ramp from the value at the moment of change to the new one. Memory: its start, its two values
/// and its two times; the next corner is an event, so the solver puts time points there.
NodeIndex Lowering::transition(const OperatorCall& call) {
    const NodeIndex target = number(*call.arguments.front());
    const NodeIndex delay = number_or(call.arguments, 1, 0.0);
    const NodeIndex least = constant(1e-15);
    const NodeIndex rise = b_.make(Op::maximum, number_or(call.arguments, 2, 0.0), least);
    const NodeIndex fall = call.arguments.size() > 3 && call.arguments[3]
                               ? b_.make(Op::maximum, number(*call.arguments[3]), least)
                               : rise;
    const auto memory = [&](const char* what) {
        return new_memory(fmt::format("transition#{}.{}", call.site, what), 0.0, false);
    };
    const Memory from = memory("from"), to = memory("to"), start = memory("start"),
                 length = memory("length");
    const NodeIndex time = b_.input(InputKind::time);
    const NodeIndex passed =
        b_.divide(b_.subtract(time, start.now), b_.make(Op::maximum, length.now, least));
    const NodeIndex part =
        b_.make(Op::minimum, b_.make(Op::maximum, passed, zero()), constant(1.0));
    const NodeIndex ramp = b_.add(from.now, b_.multiply(part, b_.subtract(to.now, from.now)));
    const NodeIndex dc = in_dc();
    const NodeIndex changed = b_.logic_not(b_.make(Op::equal, target, to.now));
    const NodeIndex restarts = b_.logic_and(b_.logic_not(dc), changed);
    const NodeIndex output = b_.select(dc, target, ramp);
    next_[from.slot] = b_.select(dc, target, b_.select(changed, ramp, from.now));
    next_[to.slot] = target;
    next_[start.slot] = b_.select(restarts, b_.add(time, delay), start.now);
    const NodeIndex wanted = b_.select(b_.less(output, target), rise, fall);
    next_[length.slot] = b_.select(restarts, wanted, length.now);
    const NodeIndex begin = next_[start.slot];
    const NodeIndex end = b_.add(begin, next_[length.slot]);
    const NodeIndex never = constant(std::numeric_limits<double>::infinity());
    add_event({ModelEventKind::timer, 0, 0.0, 0.0},
              b_.select(b_.less(time, begin), begin, b_.select(b_.less(time, end), end, never)));
    return output;
}

NodeIndex Lowering::slew(const OperatorCall& call) {
    const NodeIndex input = number(*call.arguments.front());
    if (call.arguments.size() < 2) return input;
    const NodeIndex up = number(*call.arguments[1]);
    const NodeIndex down = call.arguments.size() > 2 ? number(*call.arguments[2]) : b_.negate(up);
    const Memory last = new_memory(fmt::format("slew#{}", call.site), 0.0, false);
    const NodeIndex step = b_.input(InputKind::step);
    const NodeIndex highest = b_.add(last.now, b_.multiply(up, step));
    const NodeIndex lowest = b_.add(last.now, b_.multiply(down, step));
    const NodeIndex limited = b_.make(Op::maximum, b_.make(Op::minimum, input, highest), lowest);
    const NodeIndex output = b_.select(in_dc(), input, limited);
    next_[last.slot] = output;
    return output;
}

/// Interpolates between the two kept points around time - delay. Kept are accepted points at least
/// delay / 30 apart, so a waveform is delayed with that resolution at least.
NodeIndex Lowering::absdelay(const OperatorCall& call) {
    constexpr int points = 32;
    const NodeIndex input = number(*call.arguments.front());
    const NodeIndex delay = number(*call.arguments[1]);
    const NodeIndex time = b_.input(InputKind::time), dc = in_dc();
    const NodeIndex wanted = b_.subtract(time, delay);
    // A point closer than that to the one before replaces the newest.
    std::vector<Memory> times, values;
    for (int k = 0; k < points; ++k) {
        times.push_back(
            new_memory(fmt::format("absdelay#{}.time{}", call.site, k), -1e30 + 1e28 * -k, false));
        values.push_back(new_memory(fmt::format("absdelay#{}.value{}", call.site, k), 0.0, false));
    }
    const NodeIndex gap = b_.divide(delay, constant(points - 2));
    const NodeIndex shifts = b_.make(Op::less_equal, gap, b_.subtract(times[0].now, times[1].now));
    NodeIndex output = values[points - 1].now;
    for (int k = points - 1; k >= 0; --k) {
        const auto n = static_cast<std::size_t>(k);
        const NodeIndex later_time = k == 0 ? time : times[n - 1].now;
        const NodeIndex later = k == 0 ? input : values[n - 1].now;
        const NodeIndex span =
            b_.make(Op::maximum, b_.subtract(later_time, times[n].now), constant(1e-30));
        const NodeIndex part = b_.divide(b_.subtract(wanted, times[n].now), span);
        const NodeIndex between =
            b_.add(values[n].now, b_.multiply(part, b_.subtract(later, values[n].now)));
        output = b_.select(b_.make(Op::less_equal, times[n].now, wanted), between, output);
        const auto pushed = [&](const Memory& here, const std::vector<Memory>& all, NodeIndex now) {
            if (k == 0) return now;
            return b_.select(shifts, all[n - 1].now, here.now);
        };
        next_[times[n].slot] = b_.select(dc, b_.subtract(time, b_.multiply(gap, constant(k))),
                                         pushed(times[n], times, time));
        next_[values[n].slot] = b_.select(dc, input, pushed(values[n], values, input));
    }
    return b_.select(dc, input, output);
}

NodeIndex Lowering::noise(const OperatorCall& call) {
    LoweredNoise source;
    source.flicker = call.op == AnalogOperator::flicker_noise;
    source.branch = contributing_;
    const NodeIndex power = number(*call.arguments.front());
    const std::size_t name_at = source.flicker ? 2 : 1;
    if (source.flicker)
        source.exponent = b_.constant_of(number_or(call.arguments, 1, 1.0)).value_or(1.0);
    if (call.arguments.size() > name_at) {
        const SymbolicValue text = value(*call.arguments[name_at]);
        if (text.text != no_index) source.name = texts_[text.text];
    }
    b_.output(OutputKind::noise, static_cast<std::uint32_t>(result_.noise.size()), 0,
              b_.select(path_, power, zero()));
    result_.noise.push_back(std::move(source));
    return b_.input(InputKind::unknown, noise_input(result_.noise.size() - 1));
}

/// How each source enters each row. The sources themselves are 0 in all that follows.
void Lowering::write_noise() {
    std::vector<NodeIndex> roots;
    for (const SymbolicValue& row : rows_) roots.push_back(row.node);
    for (const SymbolicValue& row : rows_)
        roots.push_back(row.charge == no_node ? zero() : row.charge);
    for (Index source = 0; source < result_.noise.size(); ++source) {
        const std::vector<NodeIndex> gains = derivatives_of(b_, roots, noise_input(source));
        for (Index k = 0; k < gains.size(); ++k) {
            const bool charge = k >= rows_.size();
            const auto row = static_cast<Index>(charge ? k - rows_.size() : k);
            if (gains[k] != no_node)
                b_.output(charge ? OutputKind::noise_charge : OutputKind::noise_gain, row, source,
                          gains[k]);
        }
    }
}

}  // namespace crosspoint::veriloga
