// SPDX-License-Identifier: Apache-2.0
#include "train/binarize.hpp"

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
void pass_inside(const Number* x, const Number* gradient, Number* out, std::int64_t count) {
    for (std::int64_t k = 0; k < count; ++k) {
        out[k] = std::abs(x[k]) <= Number(1) ? gradient[k] : Number(0);
    }
}

/// Loops over memory in one pass: libtorch would need four for the sign and four for its gradient.
struct SignThrough : torch::autograd::Function<SignThrough> {
    static torch::Tensor forward(torch::autograd::AutogradContext* context,
                                 const torch::Tensor& given, double rate, std::mt19937_64* random) {
        const torch::Tensor x = given.is_non_overlapping_and_dense() ? given : given.contiguous();
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
        torch::Tensor gradient = gradients[0];
        torch::Tensor out = torch::empty_like(x);
        if (gradient.strides() != x.strides()) {
            gradient = torch::empty_like(x).copy_(gradient);
        }
        AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "sign_backward", [&] {
            pass_inside(x.data_ptr<scalar_t>(), gradient.data_ptr<scalar_t>(),
                        out.data_ptr<scalar_t>(), x.numel());
        });
        return {out, torch::Tensor(), torch::Tensor()};
    }
};

}  // namespace

torch::Tensor binarize(const torch::Tensor& x, const BitErrors& errors) {
    return SignThrough::apply(x, errors.rate, errors.random);
}

}  // namespace crosspoint::train
