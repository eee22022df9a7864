#!/usr/bin/env python3
"""Cards of device_models/: every value has unit, source and how well it is known; names and units agree with
the Verilog-A file; every curve that a card names is there; every card stands in the README.

    check_cards.py              exit 1 when something is wrong, 77 when this Python has no tomllib
    check_cards.py --self-test  every rule catches its bad example
"""
# SPDX-License-Identifier: Apache-2.0
import pathlib
import re
import sys

try:
    import tomllib
except ImportError:
    print("skipped: tomllib comes with Python 3.11")
    sys.exit(77)

MODELS = pathlib.Path(__file__).resolve().parents[2] / "device_models"
KNOWN = {"F", "S", "D", "M", "U"}
PARAMETER = re.compile(r'\(\*\s*desc = "([^"]+)", units = "([^"]+)"\s*\*\)\s*'
                       r"parameter (real|integer) (\w+) = ([^;]*?)(?:\s+from[^;]*)?;")


def declared(text):
    """{name: (unit, default)} of the parameters of a .va file's modules."""
    return {m[4]: (m[2], m[5].strip()) for m in PARAMETER.finditer(text)}


def check_parameters(card, text):
    found = declared(text)
    if len(found) != len(re.findall(r"(?m)^\s*parameter ", text)):
        yield "a parameter of the .va file has no desc and units"
    for name, entry in card["parameters"].items():
        if name not in found:
            yield f"{name} is no parameter of the model"
            continue
        if set(entry) != {"value", "unit", "source", "known"}:
            yield f"{name}: value, unit, source and known are wanted, no more"
            continue
        if entry["unit"] != found[name][0]:
            yield f"{name}: unit {entry['unit']}, in the model {found[name][0]}"
        if entry["known"] not in KNOWN or not entry["source"]:
            yield f"{name}: no source, or known is not one of F, S, D, M, U"
        if isinstance(entry["value"], bool) or not isinstance(entry["value"], (int, float)):
            yield f"{name}: the value is not a number"
    for name in sorted(found.keys() - card["parameters"].keys()):
        yield f"the card leaves out {name}"


def check_states(card, text):
    own = set(re.findall(r"\w+", " ".join(re.findall(r"(?m)^\s*state ([^;]+);", text))))
    for state, values in card.get("states", {}).items():
        for name in values:
            if name not in own and name not in card["parameters"] and "." not in name:
                yield f"state {state}: {name} is neither a state nor a parameter"


def check_curves(card, exists):
    if not card.get("reference"):
        yield "no reference curve"
    for name, curve in card.get("reference", {}).items():
        if not exists(curve["file"]):
            yield f"curve {name}: there is no file {curve['file']}"
        if curve["kind"] not in ("iv", "pulse") or not 0 < curve["tolerance"] < 0.1:
            yield f"curve {name}: kind or tolerance"
        if "state" in curve and curve["state"] not in card.get("states", {}):
            yield f"curve {name}: there is no state {curve['state']}"


def check_card(card, text, exists):
    module = card["model"].split(":")[1]
    if not re.search(rf"(?m)^module {module}\(", text):
        yield f"there is no module {module}"
    yield from check_parameters(card, text)
    yield from check_states(card, text)
    yield from check_curves(card, exists)


def check_all():
    readme = (MODELS / "README.md").read_text()
    cards = sorted(MODELS.glob("*/*.toml"))
    used, curves = set(), set()
    for path in cards:
        card = tomllib.loads(path.read_text())
        model = path.parent / card["model"].split(":")[0]
        used.add(model)
        curves |= {path.parent / c["file"] for c in card["reference"].values()}
        for problem in check_card(card, model.read_text(), lambda f, p=path: (p.parent / f).exists()):
            yield f"{path.name}: {problem}"
        if f"`{path.stem}`" not in readme:
            yield f"{path.name}: not in README.md"
    for model in set(MODELS.glob("*/*.va")) - used:
        yield f"{model.name}: has no card"
    # reference/ has figures of physics that are no curves of a card
    for curve in set(MODELS.glob("*/*.csv")) - set(MODELS.glob("reference/*.csv")) - curves:
        yield f"{curve.name}: no card names it"
    if len(cards) < 15:
        yield f"only {len(cards)} cards"


TEXT = ('module one(p);\nstate x;\n(* desc = "r", units = "ohm" *)\nparameter real R = 1.0 from (0:inf);\n')
CARD = """model = "one.va:one"
[parameters]
R = { value = 1.0, unit = "ohm", source = "s", known = "F" }
[states]
lrs = { x = 1.0 }
[reference]
iv = { file = "one.csv", kind = "iv", state = "lrs", tolerance = 1e-6 }
"""
BAD = [("one.va:one", "one.va:two"), ('unit = "ohm"', 'unit = "V"'), ('known = "F"', 'known = "X"'),
       ('source = "s"', 'source = ""'), ("R = {", "Q = {"), ("x = 1.0", "y = 1.0"), ('"one.csv"', '"two.csv"'),
       ('state = "lrs"', 'state = "hrs"'), ("tolerance = 1e-6", "tolerance = 1"), ("value = 1.0", 'value = "1"')]


def self_test():
    exists = lambda name: name == "one.csv"  # noqa: E731
    missed = list(check_card(tomllib.loads(CARD), TEXT, exists))
    for good, bad in BAD:
        assert good in CARD
        if not list(check_card(tomllib.loads(CARD.replace(good, bad)), TEXT, exists)):
            missed.append(f"not caught: {bad}")
    if not list(check_card(tomllib.loads(CARD), TEXT + "parameter real z = 1;\n", exists)):
        missed.append("not caught: a parameter without a unit")
    return missed


if __name__ == "__main__":
    problems = self_test() if "--self-test" in sys.argv else list(check_all())
    print("\n".join(problems) or "cards are in order")
    sys.exit(1 if problems else 0)
