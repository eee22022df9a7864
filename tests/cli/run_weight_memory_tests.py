#!/usr/bin/env python3
# Networks whose weights lie in 2T2R, 1T1R and 1T1R + SECDED arrays, from the command line.
#   run_weight_memory_tests.py PROGRAM
# Standard library only. SPDX-License-Identifier: Apache-2.0
import csv
import json
import os
import sys
import tempfile

from checks import check, failures, run, write
from run_model_study_tests import Problem

STUDY = """schema = 1
[network]
model = "net.npz"
data = "data"
images = 12
[array]
topology = "1t1r"
tile_rows = 24
tile_cols = 20
row_group = 24
bl_segment_ohm = 0
[cells]
r_on_ohm = "10 kohm"
r_off_ohm = "100 kohm"
[inputs]
read_V = "0.2 V"
[map]
encoding = %s
"""
ALL = '["2t2r", "1t1r_digital", "1t1r_secded_8_4", "1t1r_secded_39_32", "1t1r_secded_72_64"]'
SPREAD = """[variation]
seed = [1, 2]
[variation.device.r_on_ohm]
distribution = "lognormal"
sigma_ln = [0, 0.9]
[variation.device.r_off_ohm]
distribution = "lognormal"
sigma_ln = 0.9
[sense]
offset_sigma_ln = 0.2
"""


def rows_of(folder, name="curve.csv"):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def perfect(program, folder):
    study = write(folder, "study.toml", STUDY % ALL)
    out = os.path.join(folder, "perfect")
    r = run(program, "study", "run", study, "--out", out)
    check(r.returncode == 0, "weights are stored and read", r)
    rows = rows_of(out)
    check([row["encoding"] for row in rows] == json.loads(ALL), "one point each", r)
    # Labels are what integer arithmetic says of the same weights.
    check(all(float(row["accuracy"]) == 1 and float(row["weight_ber"]) == 0 and
              float(row["activation_ber"]) == 0 for row in rows), "the bits of the software", r)
    cells = {row["encoding"]: float(row["cells_per_weight"]) for row in rows}
    check(cells["2t2r"] == 2 and cells["1t1r_digital"] == 1 and cells["1t1r_secded_8_4"] >= 2 and
          cells["1t1r_secded_72_64"] > 1, f"redundancy {cells}", r)


def scattered(program, folder):
    study = write(folder, "study.toml", STUDY % '["2t2r", "1t1r_digital"]' + SPREAD)
    outs = []
    for threads in ("1", "3"):
        outs.append(os.path.join(folder, "scattered" + threads))
        r = run(program, "study", "run", study, "--out", outs[-1], "--threads", threads)
        check(r.returncode == 0, "cells scatter", r)
    rows = rows_of(outs[0])
    check(rows == rows_of(outs[1]), "threads do not matter", r)
    wide = [row for row in rows if row["r_on_ohm_sigma_ln"] == "0.9"]
    check(len(wide) == 4 and all(float(row["weight_ber"]) > 0 for row in wide), "weights are wrong", r)
    for row in wide:
        law, ber = float(row["weight_ber_law"]), float(row["weight_ber"])
        check(0.5 < ber / law < 2, f"about the closed form: {row}", r)
    bers = {(row["encoding"], row["variation_seed"]): row["weight_ber"] for row in wide}
    check(bers["2t2r", "1"] != bers["2t2r", "2"], "two chips", r)
    check(float(bers["2t2r", "1"]) < float(bers["1t1r_digital", "1"]), "two cells beat one", r)
    layers = rows_of(outs[0], "layers.csv")
    check(all(row["weight_ber"] != "nan" for row in layers) and len(layers) == 16, "of each layer", r)


def one_point(program, folder):
    study = write(folder, "study.toml", STUDY % '"1t1r_secded_39_32"')
    r = run(program, "infer", study)
    check(r.returncode == 0 and "weights as they were read" in r.stdout and "by law" in r.stdout,
          "infer prints the weights", r)
    r = run(program, "infer", study, "--format", "json")
    memory = json.loads(r.stdout)["memory"]
    check(memory["weight_ber"] == 0 and json.loads(r.stdout)["layers"][0]["memory"]["bit_ber"] == 0,
          "as JSON too", r)
    r = run(program, "map", study)
    check(r.returncode == 3 and "error[5062]" in r.stderr, "there are no sums to plan", r)


def refused(program, folder):
    study = write(folder, "study.toml", STUDY % '"unipolar"' + "[sense]\noffset_sigma_ln = 0.1\n")
    r = run(program, "study", "run", study, "--out", os.path.join(folder, "bad"))
    check(r.returncode == 3 and "error[5060]" in r.stderr and "study.toml:19" in r.stderr,
          "[sense] belongs to stored weights", r)
    study = write(folder, "study.toml", STUDY % '"2t2r"' + 'sparsify = "both"\n')
    r = run(program, "infer", study)
    check(r.returncode == 3 and "error[5061]" in r.stderr and "study.toml:19" in r.stderr,
          "nothing is complemented where nothing is summed", r)


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        Problem().save(folder)
        perfect(program, folder)
        scattered(program, folder)
        one_point(program, folder)
        refused(program, folder)
    print("\n".join(failures) if failures else "all good")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
