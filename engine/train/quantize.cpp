// SPDX-License-Identifier: Apache-2.0
#include "train/quantize.hpp"

#include <algorithm>
#include <cmath>

#include "crosspoint/base/rng.hpp"

namespace crosspoint::train {
namespace {

template <class Number>
void signs(const Number* x, Number* sign, std::int64_t count) {
    for (std::int64_t k = 0; k < count; ++k) sign[k] = x[k] >= Number(0) ? Number(1) : Number(-1);
}

/// Gaps between flips are geometric: the cost goes with the flips, not with the values.
template <class Number>
void flip(Number* sign, std::int64_t count, const BitErrors& errors) {
    const double log_kept = std::log1p(-errors.rate);
    double at = -1.0;
    while (true) {
        at += 1.0 + std::floor(std::log(1.0 - uniform(*errors.random)) / log_kept);
        if (!(at < static_cast<double>(count))) return;
        Number& value = sign[static_cast<std::int64_t>(at)];
        value = -value;
    }
}

template <class Number>
void pass_inside(const Number* x, const Number* gradient, Number* out, std::int64_t count,
                 Number low, Number high) {
    for (std::int64_t k = 0; k < count; ++k) {
        out[k] = x[k] >= low && x[k] <= high ? gradient[k] : Number(0);
    }
}

template <class Number>
void steps_of(const Number* x, Number* rounded, std::int64_t count, Number low, Number high,
              Number steps) {
    for (std::int64_t k = 0; k < count; ++k) {
        const Number clipped = std::min(std::max(x[k], low), high);
        rounded[k] = std::floor(clipped * steps + Number(0.5)) / steps;
    }
}

torch::Tensor dense_memory(const torch::Tensor& x) {
    return x.is_non_overlapping_and_dense() ? x : x.contiguous();
}

/// The gradient of both: that of the identity inside [low, high], 0 outside.
torch::Tensor gradient_inside(const torch::Tensor& x, torch::Tensor gradient, double low,
                              double high) {
    torch::Tensor out = torch::empty_like(x);
    if (gradient.strides() != x.strides()) gradient = torch::empty_like(x).copy_(gradient);
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "gradient_inside", [&] {
        pass_inside(x.data_ptr<scalar_t>(), gradient.data_ptr<scalar_t>(), out.data_ptr<scalar_t>(),
                    x.numel(), static_cast<scalar_t>(low), static_cast<scalar_t>(high));
    });
    return out;
}

/// Loops over memory in one pass: libtorch would need four for the sign and four for its gradient.
struct SignThrough : torch::autograd::Function<SignThrough> {
    static torch::Tensor forward(torch::autograd::AutogradContext* context,
                                 const torch::Tensor& given, double rate, std::mt19937_64* random) {
        const torch::Tensor x = dense_memory(given);
        context->save_for_backward({x});
        torch::Tensor sign = torch::empty_like(x);
        AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "sign", [&] {
            signs(x.data_ptr<scalar_t>(), sign.data_ptr<scalar_t>(), x.numel());
            if (rate > 0.0) flip(sign.data_ptr<scalar_t>(), x.numel(), BitErrors{rate, random});
        });
        return sign;
    }

    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::tensor_list& gradients) {
        const torch::Tensor x = context->get_saved_variables()[0];
        return {gradient_inside(x, gradients[0], -1.0, 1.0), torch::Tensor(), torch::Tensor()};
    }
};

struct StepsThrough : torch::autograd::Function<StepsThrough> {
    static torch::Tensor forward(torch::autograd::AutogradContext* context,
                                 const torch::Tensor& given, double low, double high,
                                 double steps) {
        const torch::Tensor x = dense_memory(given);
        context->save_for_backward({x});
        context->saved_data["low"] = low;
        context->saved_data["high"] = high;
        torch::Tensor rounded = torch::empty_like(x);
        AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "steps", [&] {
            steps_of(x.data_ptr<scalar_t>(), rounded.data_ptr<scalar_t>(), x.numel(),
                     static_cast<scalar_t>(low), static_cast<scalar_t>(high),
                     static_cast<scalar_t>(steps));
        });
        return rounded;
    }

    static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::tensor_list& gradients) {
        const torch::Tensor none;
        return {gradient_inside(context->get_saved_variables()[0], gradients[0],
                                context->saved_data["low"].toDouble(),
                                context->saved_data["high"].toDouble()),
                none, none, none};
    }
};

}  // namespace

torch::Tensor binarize(const torch::Tensor& x, const BitErrors& errors) {
    return SignThrough::apply(x, errors.rate, errors.random);
}

torch::Tensor round_to_steps(const torch::Tensor& x, double low, double high, double steps) {
    return StepsThrough::apply(x, low, high, steps);
}

}  // namespace crosspoint::train
