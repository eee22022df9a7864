// SPDX-License-Identifier: Apache-2.0
#include "crosspoint/study/report_html.hpp"

#include "crosspoint/study/report_text.hpp"

namespace crosspoint {

namespace {

constexpr const char* style = R"(
:root{--page:#fff;--text:#1a1a1a;--soft:#55585c;--line:#d9dcdf;--box:#f4f5f7;--link:#0b57a4}
@media screen and (prefers-color-scheme:dark){:root{--page:#15181b;--text:#e6e8ea;--soft:#a9afb5;
--line:#3a4046;--box:#1f2428;--link:#84b9f5}}
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);
font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main,header,footer{max-width:70rem;margin:0 auto;padding:0 1rem}
p,li,dd{overflow-wrap:anywhere;max-width:46rem}
h1{font-size:1.75rem;line-height:1.25;margin:1.5rem 0 .75rem}
h2{font-size:1.35rem;line-height:1.3;margin:2.25rem 0 .75rem;border-bottom:1px solid var(--line)}
h3{font-size:1.1rem;margin:1.5rem 0 .5rem}
h1,h2,h3{overflow-wrap:anywhere}
.question{font-size:1.125rem}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);
outline-offset:2px}
.skip{position:absolute;left:-100rem}
.skip:focus{left:1rem;top:.5rem;background:var(--page);padding:.5rem}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;margin:.5rem 0}
nav a{display:inline-block;padding:.25rem 0}
code,pre{font:1rem/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{overflow-wrap:anywhere}
pre{background:var(--box);padding:.75rem;margin:.5rem 0;white-space:pre-wrap;
overflow-wrap:anywhere;border-radius:.25rem}
figure{margin:1.5rem 0 2rem}
figcaption{margin:.5rem 0;max-width:46rem}
.panels{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr))}
svg.chart{display:block;width:100%;max-width:31rem;height:auto;background:#fff;
border:1px solid var(--line);border-radius:.25rem}
svg.chart text,svg.chart tspan{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",
Arial,sans-serif}
.scroll{overflow-x:auto;margin:.75rem 0;border:1px solid var(--line);border-radius:.25rem}
table{border-collapse:collapse;min-width:100%;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft)}
caption span{display:block;position:sticky;left:0;padding:.5rem .75rem;
width:max-content;max-width:min(46rem,calc(100vw - 2.25rem));overflow-wrap:anywhere}
th,td{padding:.35rem .75rem;text-align:right;border-top:1px solid var(--line);vertical-align:top;
white-space:nowrap}
thead th{white-space:normal;min-width:5.5rem;vertical-align:bottom;background:var(--box)}
th.name,.facts td,.facts th{text-align:left}
.facts th,.facts td{white-space:normal;overflow-wrap:anywhere;min-width:8rem}
tbody th{font-weight:400}
details{margin:.75rem 0}
summary{cursor:pointer;padding:.35rem 0}
.soft{color:var(--soft)}
.bad{font-weight:600}
footer{margin:3rem auto 2rem;color:var(--soft);border-top:1px solid var(--line);padding-top:1rem}
@page{margin:16mm 14mm}
@media print{
:root{color-scheme:light;--page:#fff;--text:#000;--soft:#333;--line:#999;--box:#fff;--link:#000}
body{font-size:10.5pt}
main,header,footer{max-width:none;padding:0}
nav,.skip{display:none}
h1{font-size:18pt}h2{font-size:14pt}h3{font-size:12pt}
h1,h2,h3,caption{break-after:avoid}
tr,svg{break-inside:avoid}
svg.chart{border:0}
figure details{display:none}
.panels{grid-template-columns:repeat(auto-fill,minmax(7.5cm,1fr))}
.scroll{overflow:visible;border:0}
table{width:100%;font-size:8.5pt;border-bottom:1px solid var(--line)}
table.wide{font-size:6.5pt}
table.wide th,table.wide td{padding:.15rem .2rem}
thead th{min-width:0}
table.wide thead th,table.vast td{overflow-wrap:anywhere}
table.vast{font-size:5pt}
thead{display:table-header-group}
caption span{position:static;padding-left:0;width:auto;max-width:none}
th,td{white-space:normal;overflow-wrap:break-word;padding:.2rem .35rem}
pre,code{font-size:8pt}
pre{border:1px solid var(--line)}
details::details-content{content-visibility:visible;block-size:auto}
a{text-decoration:none}
}
)";

}  // namespace

std::string html_table(const HtmlTable& table) {
    // So many columns that paper has no room for them in the usual size.
    constexpr std::size_t many = 7, very_many = 14;
    std::string kind = table.head.size() > many ? " wide" : "";
    if (table.head.size() > very_many) kind += " vast";
    if (table.facts) kind += " facts";
    std::string html = "<div class=\"scroll\" tabindex=\"0\"><table" +
                       (kind.empty() ? kind : " class=\"" + kind.substr(1) + "\"") +
                       ">\n<caption><span>" + table.caption + "</span></caption>\n<thead><tr>";
    for (std::size_t k = 0; k < table.head.size(); ++k) {
        html += std::string("<th scope=\"col\"") + (k < table.headings ? " class=\"name\"" : "") +
                ">" + table.head[k] + "</th>";
    }
    html += "</tr></thead>\n<tbody>\n";
    for (const std::vector<std::string>& row : table.rows) {
        html += "<tr>";
        for (std::size_t k = 0; k < row.size(); ++k) {
            const bool name = k < table.headings;
            html += name ? "<th scope=\"row\" class=\"name\">" : "<td>";
            html += row[k] + (name ? "</th>" : "</td>");
        }
        html += "</tr>\n";
    }
    return html + "</tbody></table></div>\n";
}

std::string html_details(std::string_view summary, const std::string& content) {
    return "<details><summary>" + html_text(summary) + "</summary>\n" + content + "</details>\n";
}

std::string html_pre(std::string_view text) {
    return "<pre><code>" + html_text(text) + "</code></pre>\n";
}

std::string html_section(const std::string& id, std::string_view heading,
                         const std::string& content) {
    if (content.empty()) return {};
    return "<section id=\"" + id + "\" aria-labelledby=\"" + id + "-head\">\n<h2 id=\"" + id +
           "-head\">" + html_text(heading) + "</h2>\n" + content + "</section>\n";
}

std::string html_page(std::string_view title, const std::string& body) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
           html_text(title) + "</title>\n<style>" + style + "</style>\n</head>\n<body>\n" + body +
           "</body>\n</html>\n";
}

}  // namespace crosspoint
