"""One measurement of scipy's SuperLU on a case folder; prints lines of JSON as bench_versus does.

    superlu.py CASE ORDERING --batch B --repeat-s S --batch-limit-s S --currents FILE
"""
# SPDX-License-Identifier: Apache-2.0
import argparse
import json
import pathlib
import statistics
import time

import numpy
import scipy.sparse
import scipy.sparse.linalg

BLOCK = 64
COMPARED = 4


def status_MB(key):
    for line in pathlib.Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(key):
            return int(line.split()[1]) / 1024.0
    return 0.0


def repeat(budget_s, body):
    """As repeat() of support/measure.cpp: 3 to 25 runs, fewer when they take long."""
    taken, begin = [], time.perf_counter()
    while len(taken) < 25:
        start = time.perf_counter()
        result = body()
        taken.append(time.perf_counter() - start)
        spent = time.perf_counter() - begin
        if spent > (budget_s if len(taken) >= 3 else 4.0 * budget_s):
            break
    return statistics.median(taken), len(taken), result


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("case", type=pathlib.Path)
    parser.add_argument("ordering", choices=["colamd", "mmd"])
    parser.add_argument("--batch", type=int, default=1000)
    parser.add_argument("--repeat-s", type=float, default=0.5)
    parser.add_argument("--batch-limit-s", type=float, default=6.0)
    parser.add_argument("--currents")
    options = parser.parse_args()

    def load(name):
        return numpy.load(options.case / (name + ".npy"))
    inputs, end_S = load("v_V"), load("end_S")
    starts, rows, drive, sense = (load(n).astype(numpy.int32)
                                  for n in ("column_start", "row", "drive_node", "sense_node"))
    size = len(starts) - 1
    matrix = scipy.sparse.csc_matrix((load("value_S"), rows, starts), shape=(size, size))

    def right_hand_sides(first, count):
        b = numpy.zeros((size, count), order="F")
        take = (first + numpy.arange(count)) % len(inputs)
        b[drive, :] = end_S[0] * inputs[take].T
        return b
    # What its documentation advises for a matrix of symmetric pattern and a strong diagonal.
    symmetric = {"permc_spec": "MMD_AT_PLUS_A", "diag_pivot_thresh": 0.0,
                 "options": {"SymmetricMode": True}}
    how = symmetric if options.ordering == "mmd" else {"permc_spec": "COLAMD"}

    pathlib.Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    baseline = status_MB("VmRSS:")
    program_s, repetitions, factors = repeat(
        options.repeat_s, lambda: scipy.sparse.linalg.splu(matrix, **how))
    one = right_hand_sides(0, 1)[:, 0]
    solve_s, _, _ = repeat(0.5 * options.repeat_s, lambda: factors.solve(one))
    line = {"program_s": program_s, "solve_s": solve_s, "one_s": program_s + solve_s,
            "repetitions": repetitions, "unknowns": size, "factor_entries": factors.nnz,
            "peak_MB": status_MB("VmHWM:") - baseline}

    if options.currents:
        numpy.save(options.currents, end_S[1] * factors.solve(one)[None, sense])
    print(json.dumps(line), flush=True)  # in case the batch is stopped
    if options.batch <= 1:
        return

    count = min(BLOCK, options.batch)
    many = right_hand_sides(0, count)
    block_s, _, x = repeat(0.2 * options.repeat_s, lambda: factors.solve(many))
    if options.currents:
        numpy.save(options.currents, end_S[1] * x[sense, :min(count, COMPARED)].T)
    per_input_s = min(block_s / count, solve_s)
    batch_s = per_input_s * options.batch
    whole = batch_s <= options.batch_limit_s
    if whole:
        step = count if block_s / count <= solve_s else 1
        start = time.perf_counter()
        for first in range(0, options.batch, step):
            b = right_hand_sides(first, min(step, options.batch - first))
            factors.solve(b if step > 1 else b[:, 0])
        batch_s = time.perf_counter() - start
    line.update({"batch": options.batch, "batch_s": program_s + batch_s,
                 "batch_extrapolated": not whole, "block_s": block_s, "block": count,
                 "peak_batch_MB": status_MB("VmHWM:") - baseline})
    print(json.dumps(line))


if __name__ == "__main__":
    main()
