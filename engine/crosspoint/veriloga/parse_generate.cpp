// Items that are made several times or under a condition. `generate ... endgenerate` around them
// has no meaning of its own and leaves no trace in the tree.
// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/veriloga/parser_state.hpp"

namespace crosspoint::veriloga {

bool Parser::generate_item(std::vector<Item>& into) {
    const Position place = peek().at;
    if (accept("generate")) {
        items_until("endgenerate", into);
        expect("endgenerate", "to close `generate`");
    } else if (at("for")) {
        into.push_back(Item{place, generate_for()});
    } else if (at("if")) {
        into.push_back(Item{place, generate_if()});
    } else if (at("case")) {
        into.push_back(Item{place, generate_case()});
    } else if (at("begin")) {
        into.push_back(Item{place, std::make_unique<GenerateBlock>(generate_block())});
    } else {
        return false;
    }
    return true;
}

GenerateBlock Parser::generate_block() {
    const Level level(*this);
    GenerateBlock made;
    if (lost_) return made;
    if (!accept("begin")) {
        item(made.items);
        return made;
    }
    if (accept(":")) made.name = expect_name("the name of the block");
    items_until("end", made.items);
    expect("end", "to close the block");
    return made;
}

std::unique_ptr<GenerateFor> Parser::generate_for() {
    take();
    auto made = std::make_unique<GenerateFor>();
    expect("(", "after `for`");
    made->init = loop_assignment();
    expect(";", "in the head of a loop");
    made->condition = expression();
    expect(";", "in the head of a loop");
    made->step = loop_assignment();
    expect(")", "after the head of a loop");
    made->body = generate_block();
    return made;
}

std::unique_ptr<GenerateIf> Parser::generate_if() {
    take();
    auto made = std::make_unique<GenerateIf>();
    expect("(", "after `if`");
    made->condition = expression();
    expect(")", "after the condition");
    made->then = generate_block();
    if (accept("else")) made->otherwise = generate_block();
    return made;
}

std::unique_ptr<GenerateCase> Parser::generate_case() {
    take();
    auto made = std::make_unique<GenerateCase>();
    expect("(", "after `case`");
    made->selector = expression();
    expect(")", "after the selector");
    while (!at_end() && !at("endcase") && !at("endmodule")) {
        GenerateCase::Item one;
        if (accept("default")) {
            accept(":");
        } else {
            do {
                one.labels.push_back(expression());
            } while (accept(","));
            expect(":", "after the labels of a case");
        }
        one.body = generate_block();
        made->items.push_back(std::move(one));
    }
    expect("endcase", "to close `case`");
    return made;
}

}  // namespace crosspoint::veriloga
