// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/tile_ends.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace crosspoint {

namespace {

// One key of [ends] and the end it sets.
struct NamedEnd {
    const char* key;
    LineEnd* end;
    LineEnd preset;  // the default
    bool named = false;
};

std::vector<NamedEnd> ends_of(TileSpec& spec) {
    const LineEnd floating;
    const LineEnd input{.kind = EndKind::drive_input};
    const LineEnd read{.kind = EndKind::drive_read};
    const LineEnd sense{.kind = EndKind::sense};
    switch (spec.topology) {
        case Topology::passive:
            return {{"wl_left", &spec.wl.first_end, input},
                    {"wl_right", &spec.wl.last_end, floating},
                    {"bl_top", &spec.bl.first_end, floating},
                    {"bl_bottom", &spec.bl.last_end, sense}};
        case Topology::one_transistor_column:
            return {{"bl_top", &spec.bl.first_end, read},
                    {"bl_bottom", &spec.bl.last_end, floating},
                    {"sl_top", &spec.sl.first_end, floating},
                    {"sl_bottom", &spec.sl.last_end, sense}};
        case Topology::one_transistor_row:
            return {{"sl_left", &spec.sl.first_end, read},
                    {"sl_right", &spec.sl.last_end, floating},
                    {"bl_top", &spec.bl.first_end, floating},
                    {"bl_bottom", &spec.bl.last_end, sense}};
    }
    return {};
}

Result<LineEnd> read_floating(const TomlValue& value) {
    const std::array<std::string, 1> words = {"floating"};
    if (auto r = value.choice(words); !r) {
        Error failure = r.error();
        failure.help =
            "write \"floating\", { drive = \"read\", driver_ohm = 0 } or { sense_ohm = 0 }";
        return failure;
    }
    return LineEnd{};
}

// "floating", { drive = "input" | "read", driver_ohm = R } or { sense_ohm = R }.
Result<LineEnd> read_end(const TomlValue& value) {
    if (value.kind() != TomlKind::table) return read_floating(value);
    const TomlValue drive = value.get("drive");
    const TomlValue driver_ohm = value.get("driver_ohm");
    const TomlValue sense_ohm = value.get("sense_ohm");
    if (drive.exists() == sense_ohm.exists() || (driver_ohm.exists() && sense_ohm.exists())) {
        return value.error(
            2210,
            fmt::format(
                "{} is {}, expected exactly one of drive and sense_ohm", value.path(),
                sense_ohm.exists() ? "both driven and sensed" : "neither driven nor sensed"),
            "write { drive = \"read\", driver_ohm = 0 }, { sense_ohm = 0 } or "
            "\"floating\"");
    }
    const NumberRule rule{.unit = Unit::ohm, .min = 0.0};
    LineEnd end;
    if (drive.exists()) {
        const std::array<std::string, 2> words = {"input", "read"};
        const Result<std::size_t> word = drive.choice(words);
        if (!word) return word.error();
        end.kind = *word == 0 ? EndKind::drive_input : EndKind::drive_read;
    } else {
        end.kind = EndKind::sense;
    }
    const Result<double> ohm = (drive.exists() ? driver_ohm : sense_ohm).number_or(0.0, rule);
    if (!ohm) return ohm.error();
    end.resistance_ohm = *ohm;
    return end;
}

// Keys that belong to another topology get a reason instead of "unknown key".
Result<void> refuse_foreign_ends(const TomlValue& ends, const TileSpec& spec) {
    for (const std::string& key : ends.keys()) {
        const bool wl = key == "wl_left" || key == "wl_right";
        const bool sl_column = key == "sl_top" || key == "sl_bottom";
        const bool sl_row = key == "sl_left" || key == "sl_right";
        if (wl && spec.gated()) {
            const TomlValue value = ends.get(key);
            if (value.kind() == TomlKind::text && *value.text() == "floating") continue;
            return value.error(2211,
                               fmt::format("{} is given, but word lines are gates in a 1t1r array: "
                                           "they carry no dc current",
                                           value.path()),
                               "drop the key; inputs.x switches the word lines");
        }
        if ((sl_column || sl_row) && spec.topology == Topology::passive) {
            return foreign_key(ends.get(key), "a passive array has no source lines, ends." + key,
                               "drop the key, or set array.topology = \"1t1r\"");
        }
        if (sl_row && spec.topology == Topology::one_transistor_column) {
            return foreign_key(
                ends.get(key),
                "source lines along the column end at the top and the bottom, not ends." + key,
                "use sl_top and sl_bottom, or set array.source_line = \"row\"");
        }
        if (sl_column && spec.topology == Topology::one_transistor_row) {
            return foreign_key(
                ends.get(key),
                "source lines along the row end at the left and the right, not ends." + key,
                "use sl_left and sl_right, or set array.source_line = \"column\"");
        }
    }
    return {};
}

}  // namespace

Error foreign_key(const TomlValue& value, const std::string& what, std::string help) {
    return value.error(2212, what, std::move(help));
}

Result<void> read_ends(const TomlValue& ends, TileSpec& spec) {
    if (auto r = ends.expect_table(); !r) return r;
    if (auto r = refuse_foreign_ends(ends, spec); !r) return r;
    std::vector<NamedEnd> all = ends_of(spec);
    for (NamedEnd& item : all) {
        const TomlValue value = ends.get(item.key);
        if (!value.exists()) continue;
        const Result<LineEnd> end = read_end(value);
        if (!end) return end.error();
        *item.end = *end;
        item.named = true;
    }
    for (NamedEnd& item : all) {
        if (item.named) continue;
        bool replaced = false;
        for (const NamedEnd& other : all) {
            replaced = replaced || (other.named && other.end->kind == item.preset.kind);
        }
        *item.end = replaced ? LineEnd{} : item.preset;
    }
    return {};
}

}  // namespace crosspoint
