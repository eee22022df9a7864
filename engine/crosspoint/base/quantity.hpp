// Quantities as text: "2.5 kohm" <-> 2500 ohm. Units exist only at the door (files, the command
// line, messages); everything inside the library is SI.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crosspoint/base/error.hpp"

namespace crosspoint {

/// Units that quantities may have; all are SI and take the prefixes a f p n u m k M G T.
enum class Unit : std::uint8_t {
    none,
    volt,
    ampere,
    siemens,
    ohm,
    farad,
    second,
    watt,
    joule,
    kelvin,
    hertz,
    meter
};

/// "V", "A", "S", "ohm", ...; "" for Unit::none.
std::string_view unit_symbol(Unit unit);
/// "voltage", "resistance", ...: what the unit measures.
std::string_view unit_dimension(Unit unit);

/// The SI value of `text`: a number, a prefix and a unit ("2.5 kohm", "100k ohm", "10 uS"; the
/// Greek letters mu and Omega are read too). The value is the double nearest to the decimal that
/// is written. "inf" and "nan" count as numbers: the caller knows whether they make sense.
/// With Unit::none the text is a bare number.
/// @errors input 1030: an unknown unit; 1031: a unit of another dimension; 1032: no number; 1033:
/// no
///         unit; 1034: beyond the range of a double
Result<double> parse_quantity(std::string_view text, Unit expected);

/// "2.5 kohm": four significant digits and the prefix that leaves 1 to 999 before the point.
std::string format_quantity(double value, Unit unit);

}  // namespace crosspoint
