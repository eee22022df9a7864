// The two files that every model includes: disciplines and natures, and constants (CODATA 2018:
// exact in the SI of 2019 unless a tolerance is named). Their macros and names are those of the
// Verilog-AMS standard, so that published sources find them.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <initializer_list>
#include <string>

#include "crosspoint/veriloga/source.hpp"

namespace crosspoint::veriloga {
namespace {

constexpr std::string_view constants = R"(`ifndef CONSTANTS_VAMS
`define CONSTANTS_VAMS
`define M_E        2.7182818284590452354
`define M_LOG2E    1.4426950408889634074
`define M_LOG10E   0.43429448190325182765
`define M_LN2      0.69314718055994530942
`define M_LN10     2.30258509299404568402
`define M_PI       3.14159265358979323846
`define M_TWO_PI   6.28318530717958647693
`define M_PI_2     1.57079632679489661923
`define M_PI_4     0.78539816339744830962
`define M_1_PI     0.31830988618379067154
`define M_2_PI     0.63661977236758134308
`define M_2_SQRTPI 1.12837916709551257390
`define M_SQRT2    1.41421356237309504880
`define M_SQRT1_2  0.70710678118654752440
// electron charge in C, speed of light in m/s, Boltzmann constant in J/K, Planck constant in J s
`define P_Q        1.602176634e-19
`define P_C        299792458.0
`define P_K        1.380649e-23
`define P_H        6.62607015e-34
// permittivity of the vacuum in F/m (1.5e-10 relative), permeability in H/m, 0 degrees Celsius in K
`define P_EPS0     8.8541878128e-12
`define P_U0       1.25663706212e-6
`define P_CELSIUS0 273.15
`define PHYSICAL_CONSTANTS_2018
`endif
)";

constexpr std::string_view disciplines = R"(`ifndef DISCIPLINES_VAMS
`define DISCIPLINES_VAMS
`define DISCIPLINES_H
nature Current;
  units = "A"; access = I; idt_nature = Charge; abstol = 1e-12;
endnature
nature Charge;
  units = "coul"; access = Q; ddt_nature = Current; abstol = 1e-14;
endnature
nature Voltage;
  units = "V"; access = V; idt_nature = Flux; abstol = 1e-6;
endnature
nature Flux;
  units = "Wb"; access = Phi; ddt_nature = Voltage; abstol = 1e-9;
endnature
nature Magneto_Motive_Force;
  units = "A*turn"; access = MMF; abstol = 1e-12;
endnature
nature Temperature;
  units = "K"; access = Temp; abstol = 1e-4;
endnature
nature Power;
  units = "W"; access = Pwr; abstol = 1e-9;
endnature
nature Position;
  units = "m"; access = Pos; ddt_nature = Velocity; abstol = 1e-6;
endnature
nature Velocity;
  units = "m/s"; access = Vel; ddt_nature = Acceleration; idt_nature = Position; abstol = 1e-6;
endnature
nature Acceleration;
  units = "m/s^2"; access = Acc; ddt_nature = Impulse; idt_nature = Velocity; abstol = 1e-6;
endnature
nature Impulse;
  units = "m/s^3"; access = Imp; idt_nature = Acceleration; abstol = 1e-6;
endnature
nature Force;
  units = "N"; access = F; abstol = 1e-6;
endnature
nature Angle;
  units = "rads"; access = Theta; ddt_nature = Angular_Velocity; abstol = 1e-6;
endnature
nature Angular_Velocity;
  units = "rads/s"; access = Omega; ddt_nature = Angular_Acceleration; idt_nature = Angle;
  abstol = 1e-6;
endnature
nature Angular_Acceleration;
  units = "rads/s^2"; access = Alpha; idt_nature = Angular_Velocity; abstol = 1e-6;
endnature
nature Angular_Force;
  units = "N*m"; access = Tau; abstol = 1e-6;
endnature
discipline \logic ;
  domain discrete;
enddiscipline
discipline ddiscrete;
  domain discrete;
enddiscipline
discipline electrical;
  potential Voltage; flow Current;
enddiscipline
discipline voltage;
  potential Voltage;
enddiscipline
discipline current;
  flow Current;
enddiscipline
discipline magnetic;
  potential Magneto_Motive_Force; flow Flux;
enddiscipline
discipline thermal;
  potential Temperature; flow Power;
enddiscipline
discipline kinematic;
  potential Position; flow Force;
enddiscipline
discipline kinematic_v;
  potential Velocity; flow Force;
enddiscipline
discipline rotational;
  potential Angle; flow Angular_Force;
enddiscipline
discipline rotational_omega;
  potential Angular_Velocity; flow Angular_Force;
enddiscipline
`endif
)";

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

std::optional<SourceText> built_in_source(std::string_view wanted) {
    const std::size_t slash = wanted.find_last_of("/\\");
    const std::string_view name =
        slash == std::string_view::npos ? wanted : wanted.substr(slash + 1);
    if (is_one_of(name, {"constants.vams", "constants.h", "constants.va"})) {
        return SourceText{"<built-in>/constants.vams", std::string(constants)};
    }
    if (is_one_of(name, {"disciplines.vams", "disciplines.h", "disciplines.va", "discipline.h"})) {
        return SourceText{"<built-in>/disciplines.vams", std::string(disciplines)};
    }
    return std::nullopt;
}

}  // namespace crosspoint::veriloga
