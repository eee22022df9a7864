# What every report page must be, found with the parser of the standard library: balanced tags,
# unique ids, links that lead somewhere, nothing that is loaded from elsewhere.
# SPDX-License-Identifier: Apache-2.0
import html.parser
import re

VOID = {"meta", "br", "link", "img", "input", "hr"}
# Attributes that make a browser load something.
LOADING = {"src", "srcset", "data", "poster", "background", "action", "formaction", "ping", "xlink:href"}
# What a picture of gnuplot has and a page must not: its ids would stand there several times.
STRANGE_IDS = re.compile(r"gp(Dot|Pt\d+)|gnuplot_\w+|textbox|greybox")


class Page(html.parser.HTMLParser):
    """Reads a page; `errors` says what is wrong with it."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.errors, self.open, self.ids, self.links, self.refers = [], [], [], [], []
        self.count, self.style, self.text = {}, "", ""
        self.tables, self.figures = [], []
        if not text.startswith("<!DOCTYPE html>"):
            self.errors.append("no doctype")
        self.feed(text)
        self.close()
        self.finish()

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        self.count[tag] = self.count.get(tag, 0) + 1
        if len(names) != len(attributes):
            self.errors.append(f"<{tag}> has an attribute twice")
        for name, value in attributes:
            if name in LOADING or name.startswith("on"):
                self.errors.append(f"<{tag} {name}={value}>")
            if "url(" in (value or "") and not re.fullmatch(r"url\(#[\w-]+\)", value):
                self.errors.append(f"<{tag} {name}={value}> loads something")
        if tag in ("script", "iframe", "object", "embed", "link", "base", "image"):
            self.errors.append(f"<{tag}> in a page that stands alone")
        if tag == "use":  # a marker
            if not names.get("href", "").startswith("#"):
                self.errors.append(f"<use> of {names.get('href')}")
            self.refers.append(names.get("href", "#")[1:])
        if "id" in names:
            self.ids.append(names["id"])
            if STRANGE_IDS.fullmatch(names["id"]):
                self.errors.append(f"an id of gnuplot's: {names['id']}")
        for name in ("aria-labelledby", "aria-describedby"):
            self.refers += names.get(name, "").split()
        self.refers += re.findall(r"url\(#([\w-]+)\)", names.get("clip-path", ""))
        if tag == "a":
            self.links.append(names.get("href", ""))
        if tag == "svg" and "aria-hidden" not in names and names.get("role") != "img":
            self.errors.append("a picture that is neither named nor hidden")
        if tag == "table":
            self.tables.append({"caption": False, "rows": []})
        if tag == "tr":
            self.tables[-1]["rows"].append(0)
        if tag in ("td", "th"):
            self.tables[-1]["rows"][-1] += 1
        if tag == "caption":
            self.tables[-1]["caption"] = True
        if tag == "figure":
            self.figures.append({"id": names.get("id"), "charts": 0, "caption": False, "marks": 0, "missing": False})
        if self.figures and "figure" in self.open:
            figure = self.figures[-1]
            figure["charts"] += tag == "svg" and names.get("class") == "chart"
            figure["missing"] |= names.get("class") == "missing"
            figure["caption"] |= tag == "figcaption"
            figure["marks"] += tag == "title" and self.open[-1] == "g"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.errors.append(f"</{tag}> at {self.getpos()} closes {self.open[-3:]}")
            return
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text += data

    def finish(self):
        if self.open:
            self.errors.append(f"never closed: {self.open}")
        for name in sorted({name for name in self.ids if self.ids.count(name) > 1}):
            self.errors.append(f"id {name} twice")
        for link in self.links:
            if link.startswith("#"):
                self.refers.append(link[1:])
            elif not link.startswith("https://"):
                self.errors.append(f"a link to {link}")
        for name in self.refers:
            if name not in self.ids:
                self.errors.append(f"nothing has the id {name}")
        if re.search(r"url\(|@import|@font-face", self.style):
            self.errors.append("the style sheet loads something")
        for part in ("@media print", "prefers-color-scheme:dark", "overflow-x:auto"):
            if part not in self.style:
                self.errors.append(f"no {part} in the style sheet")
        for tag in ("h1", "main", "title", "style", "nav"):
            wanted = self.count.get(tag, 0) >= 1 if tag == "title" else self.count.get(tag) == 1
            if not wanted:
                self.errors.append(f"{self.count.get(tag, 0)} <{tag}>")
        for table in self.tables:
            if not table["caption"]:
                self.errors.append("a table without a caption")
            if len(set(table["rows"])) > 1:
                self.errors.append(f"a table with rows of {sorted(set(table['rows']))} cells")
        for figure in self.figures:
            if bool(figure["charts"]) == figure["missing"] or not figure["caption"]:
                self.errors.append(f"figure {figure['id']} has no picture or no caption")


def self_test():
    """Every kind of mistake is found in a page that has it; the names of those that are not."""
    good = ("<!DOCTYPE html><html><head><title>t</title><style>@media print{} prefers-color-scheme:dark"
            " overflow-x:auto</style></head><body><nav></nav><h1 id='a'>x</h1><main>%s</main></body></html>")
    missed = [] if not Page(good % "").errors else ["a good page"]
    for bad in ("<p>", "</p>", "<b><i></b></i>", "<p id='a'></p>", "<a href='#b'></a>", "<script></script>",
                "<img src='x.png'>", "<a href='http://x.org'></a>", "<p onclick='x'></p>",
                "<p style='background:url(x.png)'></p>", "<svg class='chart'></svg>", "<figure></figure>",
                "<figure><figcaption></figcaption></figure>", "<use href='x.svg#a'/>", "<use href='#b'/>",
                "<p id='gpPt6'></p>",
                "<table><tr><td></td></tr></table>", "<style>@import 'x';</style>",
                "<table><caption></caption><tr><td></td></tr><tr></tr></table>"):
        if not Page(good % bad).errors:
            missed.append(bad)
    return missed
