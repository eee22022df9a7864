#!/usr/bin/env python3
"""Write error rates of a perpendicular macrospin, independent of the C++ engine: Legendre series of the
Fokker-Planck equation in fixed-point integers of 160 bits, Taylor steps in time. No finite volumes, no rounding
that matters: rates of 1e-12 keep all the digits that the file shows.

    write_error.py           writes mram/write_error.csv: delta, overdrive, time (tau_D), stayed, switched
    write_error.py --check   compares with the file that is there; exit 1 when they differ

Takes some minutes, so the tests read the file.

Equations: engine/docs/write-error.md. Standard library only.
"""
# SPDX-License-Identifier: Apache-2.0
import argparse
import math
import pathlib
import sys

BITS = 160
ONE = 1 << BITS
FILE = pathlib.Path(__file__).resolve().parents[1] / "mram" / "write_error.csv"

# delta, overdrive, times in tau_D
CASES = [(60, 2.0, (5, 9)), (60, 3.0, (3, 5)), (60, 1.5, (8,)), (40, 1.1, (2, 8)), (40, 2.0, (12,)),
         (60, 0.6, (3, 6)), (83, 1.3, (5, 10)), (83, 4.0, (2, 3)), (20, 0.0, (5, 20))]


def fixed(value):
    """A double or a ratio of integers, exactly or to the last bit."""
    numerator, denominator = value.as_integer_ratio() if isinstance(value, float) else value
    return (numerator << BITS) // denominator


def product(a, b):
    return (a * b) >> BITS


def exponential(x):
    """exp of a fixed-point number <= 0."""
    halvings = 12
    small = x >> halvings
    term, total, k = ONE, ONE, 0
    while term:
        k += 1
        term = product(term, small) // k
        if term in (0, -1):
            break
        total += term
    for _ in range(halvings):
        total = product(total, total)
    return total


def start(delta, modes):
    """Legendre coefficients of exp(-delta (1 - x^2)) on x < 0, normalized, by Gauss rules on eight pieces that
    are shorter near x = -1."""
    nodes = gauss(40)
    pieces = 8
    moments, mass = [0] * (modes + 1), 0
    for piece in range(pieces):
        for node, weight in nodes:
            low, high = fixed((piece**2, pieces**2)), fixed(((piece + 1) ** 2, pieces**2))
            s = low + product(high - low, node)
            x = s - ONE
            value = product(exponential(-delta * product(s, 2 * ONE - s)), product(high - low, weight))
            mass += value
            before, now = ONE, x
            moments[0] += value
            for n in range(1, modes + 1):
                moments[n] += product(value, now)
                before, now = now, ((2 * n + 1) * product(x, now) - n * before) // (n + 1)
    return [(2 * n + 1) * ((m << BITS) // mass) // 2 for n, m in enumerate(moments)]


def gauss(count):
    """Nodes and weights on [0, 1]."""
    out = []
    for k in range(count):
        x = fixed(math.cos(math.pi * (k + 0.75) / (count + 0.5)))
        for _ in range(6):
            before, now = ONE, x
            for n in range(1, count):
                before, now = now, ((2 * n + 1) * product(x, now) - n * before) // (n + 1)
            slope = (count * (product(x, now) - before) << BITS) // (product(x, x) - ONE)
            x -= (now << BITS) // slope
        weight = (2 << (3 * BITS)) // ((ONE - product(x, x)) * product(slope, slope))
        out.append(((ONE + x) // 2, weight // 2))
    return out


def generator(delta, overdrive, modes):
    """Bands of dr/dt = A r (five bands; rows n-2 .. n+2 of column n) for
    d rho/dt = -d/dx [(1-x^2) ((x + i) rho - rho' / (2 delta))]."""
    f = fixed(overdrive)
    bands = []
    for n in range(modes + 1):
        two = lambda a, b: fixed((a, b))
        down2 = -two(n * (n - 1) * (n - 2), (2 * n + 1) * (2 * n - 1)) if n >= 2 else 0
        down1 = product(f, -two(n * (n - 1), 2 * n + 1)) if n >= 1 else 0
        same = -n * (n + 1) * (ONE // (2 * delta)) + two(n * (n + 1), (2 * n + 3) * (2 * n - 1))
        up1 = product(f, two((n + 1) * (n + 2), 2 * n + 1))
        up2 = two((n + 1) * (n + 2) * (n + 3), (2 * n + 1) * (2 * n + 3))
        bands.append((down2, down1, same, up1, up2))
    return bands


def apply(bands, r):
    out = [0] * len(r)
    last = len(r) - 1
    for n, value in enumerate(r):
        if value == 0:
            continue
        for shift, entry in zip((-2, -1, 0, 1, 2), bands[n]):
            if 0 <= n + shift <= last and entry:
                out[n + shift] += (entry * value) >> BITS
    return out


def half_moments(modes):
    """Integral of P_n over x < 0."""
    at_zero = [ONE, 0]
    for n in range(1, modes + 1):
        at_zero.append(-n * at_zero[n - 1] // (n + 1))
    return [ONE] + [-(at_zero[n - 1] - at_zero[n + 1]) // (2 * n + 1) for n in range(1, modes + 1)]


def rates(delta, overdrive, times):
    """[(stayed, switched)] as floats, from fixed-point sums."""
    modes = int(math.sqrt(4 * delta * (1 + abs(overdrive)) * 90)) + 16
    bands = generator(delta, overdrive, modes)
    r = start(delta, modes)
    left = half_moments(modes)
    norm = max(sum(abs(entry) for entry in column) for column in bands) / ONE
    out, now = [], 0.0
    for time in times:
        steps = max(1, math.ceil((time - now) * norm / 40))
        h = fixed((time - now) / steps)
        for _ in range(steps):
            term, total, k = r, r, 0
            while max(abs(value) for value in term) > 1 << 8:
                k += 1
                term = [product(value, h) // k for value in apply(bands, term)]
                total = [a + b for a, b in zip(total, term)]
            r = total
        now = time
        stayed = sum(product(a, b) for a, b in zip(r, left))
        out.append((stayed / ONE, (ONE - stayed) / ONE))
    return out


def table():
    rows = []
    for delta, overdrive, times in CASES:
        for time, (stayed, switched) in zip(times, rates(delta, overdrive, [float(t) for t in times])):
            rows.append((delta, overdrive, time, stayed, switched))
    return rows


def main():
    options = argparse.ArgumentParser(description="write error rates by a Legendre series")
    options.add_argument("--check", action="store_true")
    check = options.parse_args().check
    rows = table()
    text = "delta,overdrive,time_tau_D,stayed,switched\n"
    text += "".join("%d,%g,%g,%.12e,%.12e\n" % row for row in rows)
    if not check:
        FILE.write_text(text)
        print(text)
        return 0
    same = FILE.read_text() == text
    print("write error rates: %s" % ("as in the file" if same else "differ from the file"))
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
