// Arrays that only store the weights of a network: every weight is read by itself through the
// circuit, by a sense amplifier, and the network is computed digitally with what was read.
//
//   two_cells   2T2R: +1 = (low, high resistance) in neighboring columns, -1 the other way round;
//               the amplifier compares the two currents of a row. 2 cells a weight.
//   one_cell    1T1R: low resistance for +1; the amplifier compares its current with a reference.
//   secded_*    1T1R, words of 4, 32 or 64 weights of a row with their check bits in the columns
//               behind them, decoded after the read: (8,4), (39,32), (72,64).
//
// One row is read at a time; the rows that are not selected leak, and the wires, line ends and
// scattered cells are those of any tile. XNOR is formed by the amplifier. Behind its latch a weight
// is wrong for every input or for none. Before its latch the input crosses the two currents: then
// every weight is read for either sign of the input, and an offset that hides the cells makes the
// product the same for both, wrong for one of them. Inputs of several bit planes are 0 or 1 in each
// plane, and what a 0 meets is not read. Assumptions: engine/docs/periphery.md, section 5.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crosspoint/base/error.hpp"
#include "crosspoint/bnn/network.hpp"
#include "crosspoint/map/memory_cells.hpp"
#include "crosspoint/map/memory_laws.hpp"
#include "crosspoint/map/tiled_network.hpp"
#include "crosspoint/periphery/sense_amplifier.hpp"

namespace crosspoint {

/// Where the reference current of one cell comes from.
enum class ReferenceCells : std::uint8_t {
    ideal,    ///< read_V / reference, the same everywhere
    in_array  ///< a column of nominal cells of the reference, solved with its wires, read row by
              ///< row
};

struct MemoryOptions {
    WeightMemory memory = WeightMemory::two_cells;
    SenseAmplifierSpec sense = {};  ///< xnor before the latch: not with a code
    // Of one cell; two cells need no reference.
    double reference_ohm = 0.0;  ///< 0: by the rule
    ReferenceCells reference_cells = ReferenceCells::ideal;
    ReferenceRule reference_rule = ReferenceRule::best;
};

/// What writing and reading the weights of one layer gave.
struct LayerMemory {
    std::string name = {};
    std::size_t tiles = 0;           ///< 0: digital, its weights are exact
    std::int64_t weights = 0;        ///< that are stored
    std::int64_t weight_reads = 0;   ///< weights, or twice as many: once for each sign of the input
    std::int64_t weight_errors = 0;  ///< of these, wrong as they are used, behind a decoder
    std::int64_t raised = 0;         ///< of them: -1 that is read as +1
    std::int64_t cells = 0;          ///< check bits too
    std::int64_t bits = 0;           ///< decisions of amplifiers
    std::int64_t bit_errors = 0;     ///< wrong decisions
    /// Expected share of wrong weights without wires and leaks; NaN where there is no closed form.
    double law = 0.0;
};

struct MemoryReading {
    Network network;  ///< with the weights as they were read; where `minus` has a layer, for +1
    /// [layers] The weights as inputs -1 meet them. Empty, or empty for a layer: the same.
    std::vector<BitMatrix> minus = {};
    std::vector<LayerMemory> layers = {};
    std::optional<VariationCounts> variation = {};  ///< nothing: nominal cells
    /// Sampled rows of the first and last tile of each layer solved again in double precision.
    SolveReport check = {};
    double reference_ohm = 0.0;  ///< NaN with two cells
};

/// @errors input 4520: the options do not fit together
Result<void> check_memory(const TiledOptions& options, const MemoryOptions& memory);

/// Writes every layer to its tiles and reads it weight by weight. Of the options the tile, the
/// cells, their variation, digital layers and threads count.
/// @errors input 4520, 4521; interrupted 4503; those of make_solver and program; numerics 2112
Result<MemoryReading> read_weight_memory(const Network& network, const TiledOptions& options,
                                         const MemoryOptions& memory);

}  // namespace crosspoint
