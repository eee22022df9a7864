// The frame of a report page and its tables: readable on a phone (nothing but tables scrolls
// sideways), printable, light and dark, without a script.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crosspoint {

struct HtmlTable {
    std::string caption;                         ///< HTML; needed: it names the scrolling box
    std::vector<std::string> head;               ///< HTML of each column's heading
    std::vector<std::vector<std::string>> rows;  ///< HTML of each cell
    std::size_t headings = 1;                    ///< so many columns at the left are headings
    bool facts = false;                          ///< cells are texts, which wrap
};

/// In a box that scrolls by itself.
std::string html_table(const HtmlTable& table);

/// `<details>` that is closed at first; print shows what is in it.
std::string html_details(std::string_view summary, const std::string& content);

/// Text as it is, escaped.
std::string html_pre(std::string_view text);

/// `<section>` with a heading; empty when `content` is.
std::string html_section(const std::string& id, std::string_view heading,
                         const std::string& content);

/// The whole page.
/// @param body HTML
std::string html_page(std::string_view title, const std::string& body);

}  // namespace crosspoint
