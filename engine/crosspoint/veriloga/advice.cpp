// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/advice.hpp"

#include <span>

namespace crosspoint::veriloga {
namespace {

struct Advice {
    std::string_view name, instead;
};

// Functions, operators and system functions.
constexpr Advice functions[] = {
    {"laplace_nd", "write the transfer function with idt and ddt"},
    {"laplace_np", "write the transfer function with idt and ddt"},
    {"laplace_zd", "write the transfer function with idt and ddt"},
    {"laplace_zp", "write the transfer function with idt and ddt"},
    {"zi_nd", "write the filter with variables stepped by @(timer())"},
    {"zi_np", "write the filter with variables stepped by @(timer())"},
    {"zi_zd", "write the filter with variables stepped by @(timer())"},
    {"zi_zp", "write the filter with variables stepped by @(timer())"},
    {"noise_table", "use white_noise and flicker_noise"},
    {"expm1", "write exp(x) - 1"},
    {"ln1p", "write ln(1 + x)"},
    {"$clog2", "write ceil(ln(n) / ln(2))"},
    {"log1p", "write ln(1 + x)"},
    {"$sformatf", "give the text and its values to $strobe: it formats them"},
    {"$sscanf", "take the value as a parameter of its own"},
    {"$time", "write $abstime, the time in seconds"},
    {"$stime", "write $abstime, the time in seconds"},
    {"$signed", "integers have a sign here: remove it"},
    {"$unsigned", "integers have a sign here: add 2.0 ** 32 where it is below 0"},
    {"$realtobits", "the bits of a real number are not seen here: compute with the number"},
    {"$bitstoreal", "the bits of a real number are not seen here: compute with the number"},
    {"$test$plusargs", "make it a parameter, and set it in the card or with --set"},
    {"$value$plusargs", "make it a parameter, and set it in the card or with --set"},
    {"$hflip", "positions are not known here: make it a parameter"},
    {"$vflip", "positions are not known here: make it a parameter"},
    {"$analog_port_alias", "connect the nodes by a branch: V(a, b) <+ 0"},
    {"noise_table_log", "use white_noise and flicker_noise"},
    {"$fopen", "files are not written: use $strobe, which goes to the terminal"},
    {"$fscanf", "write the values as a parameter array"},
    {"$simprobe", "give the other quantity to the model through a port"},
    {"$xposition", "positions are not known here: make it a parameter"},
    {"$yposition", "positions are not known here: make it a parameter"},
    {"$angle", "positions are not known here: make it a parameter"},
    {"$simparam$str", "make it a string parameter"},
    {"$analog_node_alias", "connect the nodes by a branch: V(a, b) <+ 0"},
    {"last_crossing", "keep the time in a variable: @(cross(x)) t = $abstime;"},
    {"$table_model", "write the table as a parameter array and interpolate in a function"},
    {"ac_stim", "leave it out: there is no small-signal analysis with sources in models"},
    {"round", "write floor(x + 0.5), or assign it to an integer, which rounds"},
    {"int", "write $rtoi(x)"},
    {"trunc", "write $rtoi(x)"},
    {"sgn", "write x > 0 ? 1 : x < 0 ? -1 : 0"},
    {"sign", "write x > 0 ? 1 : x < 0 ? -1 : 0"},
    {"erf", "declare an analog function with a rational approximation of it"},
    {"erfc", "declare an analog function with a rational approximation of it"},
    {"fmod", "write a % b"},
    {"log2", "write ln(x) / ln(2)"},
    {"exp10", "write pow(10, x)"},
    {"$fabs", "write abs(x)"},
    {"$last_crossing", "keep the time in a variable: @(cross(x)) t = $abstime;"},
    {"$feof", "files are not read: write the values as a parameter array"},
    {"$fgetc", "files are not read: write the values as a parameter array"},
    {"$fgets", "files are not read: write the values as a parameter array"},
    {"$driver_count", "digital nets are not known here: remove it"},
    {"$receiver_count", "digital nets are not known here: remove it"},
    {"$bound_step", "it is a statement of its own: $bound_step(1n);"},
    {"$discontinuity", "it is a statement of its own: $discontinuity(0);"},
    {"assert", "write if (!(condition)) $error(\"text\");"}};

// System tasks.
constexpr Advice tasks[] = {
    {"$sformat", "give the text and its values to $strobe: it formats them"},
    {"$swrite", "give the text and its values to $strobe: it formats them"},
    {"$sscanf", "take the value as a parameter of its own"},
    {"$fopen", "files are not written: use $strobe, which goes to the terminal"},
    {"$fclose", "files are not written: use $strobe, which goes to the terminal"},
    {"$fdisplay", "files are not written: use $display, which goes to the terminal"},
    {"$fstrobe", "files are not written: use $strobe, which goes to the terminal"},
    {"$fmonitor", "files are not written: use $strobe, which goes to the terminal"},
    {"$fdebug", "files are not written: use $strobe, which goes to the terminal"},
    {"$fwrite", "files are not written: use $write, which goes to the terminal"},
    {"$fflush", "files are not written: remove it"},
    {"$fscanf", "write the values as a parameter array"},
    {"$fgets", "write the values as a parameter array"},
    {"$readmemh", "write the values as a parameter array"},
    {"$readmemb", "write the values as a parameter array"},
    {"$dumpfile", "curves are written by the program: see `crosspoint model pulse --csv`"},
    {"$dumpvars", "curves are written by the program: see `crosspoint model pulse --csv`"},
    {"$analog_node_alias", "connect the nodes by a branch: V(a, b) <+ 0"},
    {"$analog_port_alias", "connect the nodes by a branch: V(a, b) <+ 0"},
    {"$root", "name the module that is meant with --module"},
    {"$limit", "it gives a value: x = $limit(V(a, b), ...)"}};

// Statements of other languages with a C or Verilog face.
constexpr Advice statements[] = {
    {"do", "write the body once before `while (condition) ...`"},
    {"disable", "put what would be left out into an `if`"},
    {"break", "put it into the condition of the loop: while (i < n && !found) ..."},
    {"continue", "put the rest of the body into an `if`"},
    {"return", "assign the value to the name of the function; put the rest into an `if`"},
    {"foreach", "write `for (i = 0; i < n; i = i + 1) ...`"},
    {"switch", "write `case (value) 1: ...; default: ...; endcase`"},
    {"force", "contribute a voltage, V(a, b) <+ ..., under an `if`"},
    {"release", "contribute a voltage, V(a, b) <+ ..., under an `if`"}};

// Between `module` and `endmodule`.
constexpr Advice items[] = {{"include", "a directive begins with a backtick: `include \"file\""},
                            {"define", "a directive begins with a backtick: `define NAME value"},
                            {"ifdef", "a directive begins with a backtick: `ifdef NAME"},
                            {"nature", "it stands outside of modules"},
                            {"discipline", "it stands outside of modules"},
                            {"paramset", "put the parameters into a card (TOML) of the model"},
                            {"const", "write `localparam`"},
                            {"dynamicparam", "write `parameter`"},
                            {"realtime", "write `real` for a variable"},
                            {"typedef", "variables are real, integer or string, one by one"},
                            {"struct", "variables are real, integer or string, one by one"},
                            {"enum", "number the values: localparam integer off = 0, on = 1;"},
                            {"import", "read the declarations with `include"},
                            {"begin", "statements stand inside `analog begin ... end`"}};

std::string_view find(std::span<const Advice> list, std::string_view name) {
    for (const Advice& one : list)
        if (one.name == name) return one.instead;
    return {};
}

}  // namespace

std::string_view instead_of_function(std::string_view name) { return find(functions, name); }
std::string_view instead_of_task(std::string_view name) { return find(tasks, name); }
std::string_view instead_of_statement(std::string_view word) { return find(statements, word); }
std::string_view instead_of_item(std::string_view word) { return find(items, word); }

}  // namespace crosspoint::veriloga
