// What check_model must find: derivatives that are a little wrong, power out of nothing, values
// that are no numbers; and what it must let pass.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "crosspoint/study/model_check.hpp"
#include "crosspoint/veriloga/compile.hpp"

using namespace crosspoint;

namespace {

std::shared_ptr<const DeviceModel> compiled(const std::string& body) {
    auto result = veriloga::compile_model(
        {"m.va", "`include \"disciplines.vams\"\nmodule m(p, n); inout p, n; electrical p, n;\n" +
                     body + "\nendmodule\n"},
        {});
    INFO((result ? "" : result.error().format()));
    REQUIRE(result);
    return std::move(result->model);
}

/// A model whose entry `entry` of df or dq is off by a factor.
class Wrong final : public DeviceModel {
public:
    Wrong(std::shared_ptr<const DeviceModel> right, bool charge, std::size_t entry, double factor)
        : right_(std::move(right)), charge_(charge), entry_(entry), factor_(factor) {}
    [[nodiscard]] const ModelShape& shape() const override { return right_->shape(); }
    void evaluate(const EvalPoint& point, const EvalBlock& block) const override {
        right_->evaluate(point, block);
        double* rows = charge_ ? block.dq : block.df;
        for (std::size_t k = 0; rows != nullptr && k < block.lanes; ++k)
            rows[entry_ * block.stride + k] *= factor_;
    }

private:
    std::shared_ptr<const DeviceModel> right_;
    bool charge_;
    std::size_t entry_;
    double factor_;
};

const std::string device =
    "analog I(p, n) <+ 1m * V(p, n) + 2m * pow(V(p, n), 3) + ddt(1p * V(p, n) + 1p * "
    "pow(V(p, n), 2));";

ModelCheck checked(const std::shared_ptr<const DeviceModel>& model,
                   ModelCheckOptions options = {}) {
    const auto check = check_model(model, options);
    INFO((check ? "" : check.error().format()));
    REQUIRE(check);
    return *check;
}

}  // namespace

TEST_CASE("check_model: a sound model passes, with a worst entry far below the bound") {
    const ModelCheck check = checked(compiled(device));
    CHECK(check.derivatives_agree());
    CHECK(check.wrong == 0);
    CHECK(check.worst.error < 1e-9);
    CHECK(check.undecided == 0);
    CHECK(check.compared == 20 * 8);  // df and dq, 2 x 2 each
    CHECK(check.negative_power == 0);
    CHECK(check.least_power_W >= 0.0);
}

TEST_CASE("check_model: one entry that is wrong by a thousandth is found and named") {
    for (const bool charge : {false, true})
        for (const std::size_t entry : {std::size_t{0}, std::size_t{3}}) {
            CAPTURE(charge);
            CAPTURE(entry);
            const ModelCheck check =
                checked(std::make_shared<Wrong>(compiled(device), charge, entry, 1.001));
            CHECK_FALSE(check.derivatives_agree());
            CHECK(check.wrong == 20);
            CHECK(check.worst.charge == charge);
            CHECK(check.worst.row == entry / 2);
            CHECK(check.worst.col == entry % 2);
            CHECK(check.worst.error > 0.9e-3);
            CHECK(check.worst.error < 1.1e-3);
            // within a bound of a hundredth it passes
            CHECK(checked(std::make_shared<Wrong>(compiled(device), charge, entry, 1.001),
                          {.reltol = 1e-2})
                      .derivatives_agree());
        }
}

TEST_CASE("check_model: a derivative that is missing is wrong, however noisy the row is") {
    // floor() makes steps of 1e-9 V that no difference can look through; a zero derivative of the
    // smooth rest is not explained by that.
    const std::string noisy = "analog I(p, n) <+ 1m * (V(p, n) + 1n * sin(V(p, n) * 1e5));";
    CHECK(checked(std::make_shared<Wrong>(compiled(noisy), false, 0, 0.0)).wrong > 0);
}

TEST_CASE("check_model: power out of nothing is counted") {
    const ModelCheck check = checked(compiled("analog I(p, n) <+ -1m * V(p, n);"));
    CHECK(check.negative_power == 20);
    CHECK(check.least_power_W < 0.0);
    CHECK(check.derivatives_agree());
    const ModelCheck offset = checked(compiled("analog I(p, n) <+ 1m * (V(p, n) - 0.5);"));
    CHECK(offset.negative_power > 0);
    CHECK(offset.negative_power < 20);
}

TEST_CASE("check_model: points that are no numbers, or cannot be solved, do not pass silently") {
    // half of the plane has no logarithm: those points are counted, the others are tested
    const ModelCheck half =
        checked(compiled("analog I(p, n) <+ V(p, n) + (V(p, n) > 0 ? ln(-V(p, n)) : 0);"));
    CHECK(half.unsolved > 0);
    CHECK(half.unsolved < 20);
    const ModelCheck bad = checked(compiled("analog I(p, n) <+ ln(-1 - pow(V(p, n), 2));"));
    CHECK(bad.not_finite + bad.unsolved == 20);
    CHECK_FALSE(bad.derivatives_agree());
    const ModelCheck none = checked(
        compiled("electrical i; analog begin I(i) <+ 1 + pow(V(i), 2); I(p, n) <+ V(i); end"));
    CHECK(none.unsolved == 20);  // 1 + x^2 = 0
    CHECK_FALSE(none.derivatives_agree());
}

TEST_CASE("check_model: hidden variables have the values that a first step gives them") {
    // 1 / x is infinite before the first step, and 1 after it.
    const ModelCheck check = checked(
        compiled("real x, y; analog begin @(initial_step) x = 1; y = 1 / x; x = x + 0 * V(p, n);\n"
                 "I(p, n) <+ y * V(p, n); end"));
    CHECK(check.derivatives_agree());
    CHECK(check.compared == 20 * 4);
}
