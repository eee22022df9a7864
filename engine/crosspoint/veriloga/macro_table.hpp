// The macros that are defined at one moment of preprocessing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crosspoint/veriloga/lexer.hpp"

namespace crosspoint::veriloga {

struct Macro {
    Position at;
    bool has_parameters = false;  ///< `define NAME(...)`, also with an empty list
    std::vector<std::string> parameters;
    std::vector<Token> body;
};

class MacroTable {
public:
    /// Defines or redefines a macro.
    void set(const std::string& name, Macro macro) { macros_[name] = std::move(macro); }
    void erase(const std::string& name) { macros_.erase(name); }
    void clear() { macros_.clear(); }
    /// Null: not defined.
    [[nodiscard]] const Macro* find(std::string_view name) const {
        const auto found = macros_.find(name);
        return found == macros_.end() ? nullptr : &found->second;
    }
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const auto& [name, macro] : macros_) all.push_back(name);
        return all;
    }

private:
    std::map<std::string, Macro, std::less<>> macros_;
};

}  // namespace crosspoint::veriloga
