// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/report_svg.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "crosspoint/study/report_text.hpp"

namespace crosspoint {

namespace {

struct Tag {
    std::string_view name;  // "/g" of an end tag
    std::vector<std::pair<std::string_view, std::string>> attributes;
    bool closed = false;     // "<g/>"
    std::size_t length = 0;  // from < to >
};

constexpr std::string_view blanks = " \t\r\n";

// The tag at the beginning of `text`; nothing if it never ends.
std::optional<Tag> read_tag(std::string_view text) {
    std::size_t at = text.find_first_of(" \t\r\n>", 1);
    if (at == std::string_view::npos) return std::nullopt;
    Tag tag{.name = text.substr(1, at - 1)};
    for (;;) {
        at = text.find_first_not_of(blanks, at);
        if (at == std::string_view::npos) return std::nullopt;
        if (text[at] == '>') break;
        if (text[at] == '/') {
            tag.closed = true;
            ++at;
            continue;
        }
        const std::size_t equal = text.find('=', at);
        if (equal == std::string_view::npos) return std::nullopt;
        std::string_view name = text.substr(at, equal - at);
        name = name.substr(0, name.find_first_of(blanks));
        const std::size_t from = text.find_first_of("'\"", equal);
        if (from == std::string_view::npos) return std::nullopt;
        const std::size_t to = text.find(text[from], from + 1);
        if (to == std::string_view::npos) return std::nullopt;
        tag.attributes.emplace_back(name, text.substr(from + 1, to - from - 1));
        at = to + 1;
    }
    tag.length = at + 1;
    return tag;
}

std::string_view attribute(const Tag& tag, std::string_view name) {
    for (const auto& [key, value] : tag.attributes)
        if (key == name) return value;
    return {};
}

// The text that gnuplot would show with a script when a marker is pointed at. It is escaped, but
// for ">".
std::string hypertext(const Tag& tag) {
    constexpr std::string_view begin = "showHypertext(evt,'";
    const std::string_view call = attribute(tag, "onmousemove");
    const std::size_t from = call.find(begin), to = call.rfind("')");
    if (from == std::string_view::npos || to == std::string_view::npos) return {};
    std::string text;
    for (const char c : call.substr(from + begin.size(), to - from - begin.size()))
        text += c == '>' ? std::string("&gt;") : std::string(1, c);
    return text;
}

// The tag with its ids and links made unique, and without attributes that run something.
std::string tag_text(const Tag& tag, const std::string& id) {
    std::string out = "<" + std::string(tag.name);
    for (const auto& [name, value] : tag.attributes) {
        if (name.starts_with("on")) continue;
        std::string text = value;
        if (name == "id") text = id + "-" + text;
        if (name.ends_with("href") && text.starts_with("#")) text.insert(1, id + "-");
        if (text.starts_with("url(#")) text.insert(5, id + "-");
        out += fmt::format(" {}=\"{}\"", name == "xlink:href" ? "href" : name, text);
    }
    return out + (tag.closed ? "/>" : ">");
}

// Everything below the root; false if something never ends.
bool append_content(std::string_view rest, const std::string& id, std::string& out) {
    std::string tip;  // of the marker whose title comes next
    for (;;) {
        const std::size_t open = rest.find('<');
        out += rest.substr(0, open);
        if (open == std::string_view::npos) return true;
        rest.remove_prefix(open);
        const bool comment = rest.starts_with("<!--");
        const std::optional<Tag> tag = comment ? Tag{} : read_tag(rest);
        if (!tag) return false;
        const bool title = tag->name == "title" || tag->name == "desc";  // gnuplot's own
        std::size_t end = tag->length;
        if (comment || title) {
            const std::string last = comment ? "-->" : "</" + std::string(tag->name) + ">";
            const std::size_t at = rest.find(last);
            if (at == std::string_view::npos) return false;
            end = at + last.size();
        }
        if (title && !tip.empty()) out += "<title>" + std::exchange(tip, {}) + "</title>";
        if (!title && !comment) {
            tip = hypertext(*tag);
            out += tag_text(*tag, id);
        }
        rest.remove_prefix(end);
    }
}

}  // namespace

Result<std::string> inline_svg(const std::string& svg, const std::string& id,
                               const std::string& about) {
    const Error bad{.code = Errc::environment,
                    .id = 5053,
                    .what = "gnuplot drew something that cannot stand in a page",
                    .help = "check that `gnuplot` on the PATH is gnuplot 5 or newer"};
    const std::size_t begin = svg.find("<svg"), end = svg.rfind("</svg>");
    if (begin == std::string::npos || end == std::string::npos) return bad;
    const std::optional<Tag> root = read_tag(std::string_view(svg).substr(begin));
    if (!root || attribute(*root, "viewBox").empty() || svg.find("<script") != std::string::npos)
        return bad;
    const std::size_t content = begin + root->length;
    if (content > end) return bad;
    std::string out = fmt::format(
        "<svg class=\"chart\" viewBox=\"{0}\" role=\"img\" aria-labelledby=\"{1}-about\">\n"
        "<title id=\"{1}-about\">{2}</title>",
        attribute(*root, "viewBox"), id, html_text(about));
    if (!append_content(std::string_view(svg).substr(content, end - content), id, out)) return bad;
    return out + "</svg>\n";
}

}  // namespace crosspoint
