#!/usr/bin/env python3
# A report page in a real browser (headless Chromium): as wide as a phone and as a desktop, light
# and dark, and on paper. Fails where it does not fit; leaves pictures for a person to look at.
#   check_report.py PROGRAM SOURCE_FOLDER OUT_FOLDER [PAGE.html]
# Without PAGE.html the study netlists/studies/report_demo.toml is run first. Standard library only.
# Exits with 77 (skipped) when there is no Chromium or no data set.
# SPDX-License-Identifier: Apache-2.0
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from page import Page  # noqa: E402

DATA = "/usr/share/datasets/fashion-mnist"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PAPER = 688  # CSS pixels between the margins of A4, 210 mm - 2 x 14 mm

# Only the copy that is measured has a script. It says what a reader would see.
MEASURE = """<script>
addEventListener("load", () => {
  const root = document.documentElement, wide = [], small = [];
  const shown = (e) => e.checkVisibility({contentVisibilityAuto: true}) && e.getClientRects().length > 0;
  for (const e of document.body.querySelectorAll("*")) {
    if (!shown(e) || e.closest(".skip")) continue;
    const box = e.getBoundingClientRect();
    if (!e.closest(".scroll *") && box.right > root.clientWidth + 1) wide.push(e.tagName + " " + box.right);
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (own && !e.closest("svg") && parseFloat(getComputedStyle(e).fontSize) < 16) small.push(e.tagName);
  }
  const cut = [...document.querySelectorAll(".scroll")].filter(shown)
    .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.innerText.slice(0, 30));
  const charts = [...document.querySelectorAll("svg.chart text")].filter((e) => shown(e) && e.textContent.trim())
    .map((e) => e.getBoundingClientRect().height);
  parent.postMessage(JSON.stringify({
    width: innerWidth, page: root.scrollWidth, wide: wide.slice(0, 5), small: [...new Set(small)], cut,
    chart_text: Math.min(...charts), loaded: performance.getEntriesByType("resource").length,
    dark: matchMedia("(prefers-color-scheme: dark)").matches}), "*");
});
</script>"""
# A headless window is never narrower than 500 points; a frame in it is.
FRAME = """<!DOCTYPE html><html><head><meta name="color-scheme" content="light dark"></head><body><script>
addEventListener("message", (e) => document.body.setAttribute("data-measured", e.data));
</script><iframe src="measured.html" style="border:0;width:%dpx;height:900px"></iframe></body></html>"""


class Browser:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def run(self, page, width, height, *options):
        return subprocess.run(
            [self.program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
             "--disable-background-networking", "--force-device-scale-factor=1", f"--window-size={width},{height}",
             f"--user-data-dir={self.folder}/profile", *options, "file://" + page],
            capture_output=True, text=True, timeout=120)

    def measure(self, text, width, *options):
        for name, content in (("measured.html", text.replace("</head>", MEASURE + "</head>")),
                              ("frame.html", FRAME % width)):
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
                file.write(content)
        done = self.run(os.path.join(self.folder, "frame.html"), 1600, 1000, "--dump-dom", *options)
        found = re.search(r'data-measured="([^"]*)"', done.stdout)
        if not found:
            raise RuntimeError(f"the browser says nothing:\n{done.stdout[-500:]}{done.stderr[-2000:]}")
        return json.loads(html.unescape(found.group(1)))


def check(failures, condition, what):
    if not condition:
        failures.append(what)


def check_screen(failures, browser, text, width, dark):
    options = [f"--blink-settings=preferredColorScheme={0 if dark else 1}"]
    found = browser.measure(text, width, *options)
    name = f"{width} points wide, {'dark' if dark else 'light'}"
    print(f"{name}: {found}")
    check(failures, found["width"] == width, f"{name}: the browser's window is {found['width']}")
    check(failures, found["dark"] == dark, f"{name}: the browser shows the other colors")
    check(failures, found["page"] <= width and not found["wide"], f"{name}: wider than the screen: {found['wide']}")
    check(failures, not found["small"], f"{name}: text smaller than 16: {found['small']}")
    check(failures, found["loaded"] == 0, f"{name}: it loads {found['loaded']} things")
    check(failures, found["chart_text"] >= 12, f"{name}: text in pictures is {found['chart_text']} high")


def check_paper(failures, browser, text):
    as_printed = text.replace("@media print{", "@media all{").replace("@media screen", "@media print")
    found = browser.measure(as_printed, PAPER)
    print(f"paper: {found}")
    check(failures, found["page"] <= PAPER and not found["wide"], f"paper: wider than the page: {found['wide']}")
    check(failures, not found["cut"], f"paper: tables that are cut off: {found['cut']}")


def make_page(program, source, out):
    results = os.path.join(out, "results")
    done = subprocess.run([program, "study", "run", os.path.join(source, "netlists/studies/report_demo.toml"),
                           "--out", results], capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return os.path.join(results, "report.html")


def main(program, source, out, page=None):
    browser_path = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if browser_path is None:
        print("skipped: no Chromium (apt-get install chromium)")
        return 77
    if page is None and not os.path.isdir(DATA):
        print("skipped: no Fashion-MNIST (apt-get install dataset-fashion-mnist)")
        return 77
    os.makedirs(out, exist_ok=True)
    page = os.path.abspath(page or make_page(os.path.abspath(program), source, os.path.abspath(out)))
    with open(page, encoding="utf-8") as file:
        text = file.read()
    failures = Page(text).errors
    with tempfile.TemporaryDirectory() as folder:
        browser = Browser(browser_path, folder)
        for width in (390, 1280):
            for dark in (False, True):
                check_screen(failures, browser, text, width, dark)
                picture = os.path.abspath(os.path.join(out, f"{width}{'-dark' if dark else ''}.png"))
                browser.run(page, width, 7000 if width < 500 else 4500, f"--screenshot={picture}",
                            f"--blink-settings=preferredColorScheme={0 if dark else 1}")
                check(failures, os.path.exists(picture), f"no picture {picture}")
        check_paper(failures, browser, text)
        printed = os.path.abspath(os.path.join(out, "paper.pdf"))
        browser.run(page, 1280, 900, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
        check(failures, os.path.exists(printed), f"no {printed}")
    print(f"look at {out}/390.png, 390-dark.png, 1280.png, 1280-dark.png and paper.pdf")
    for failure in failures:
        print("FAILED:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
