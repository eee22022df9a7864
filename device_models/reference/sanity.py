"""Figures that must come out of the cards' values, and what each smoothing changes."""
# SPDX-License-Identifier: Apache-2.0
import numpy as np
from scipy.integrate import solve_ivp

import others
import rram

K_OVER_Q = others.K_OVER_Q


def figures(values):
    """(name, value, expected, relative tolerance) of figures computed elsewhere from the same values."""
    one, two = values["stanford_v1"], values["stanford_bilayer"]
    magnet = others.mtj_magnet(values["mtj_arm_50nm"], 300.0)
    mtj = values["mtj_arm_50nm"]
    fin = values["finfet_asap7"]
    return [
        ("Stanford v1, gap 0.2 nm, ohm at 0.1 V", 0.1 / rram.stanford_current(one, 0.1, 0.2), 542, 2e-3),
        ("Stanford v1, gap 1.7 nm, ohm at 0.1 V", 0.1 / rram.stanford_current(one, 0.1, 1.7), 219e3, 3e-3),
        ("Stanford bilayer, LRS, ohm at 0.1 V", 0.1 / rram.stanford_current(two, 0.1, 0.16), 5.0e3, 2e-2),
        ("Stanford bilayer, HRS, ohm at 0.1 V", 0.1 / rram.stanford_current(two, 0.1, 1.21), 5.5e6, 2e-2),
        ("MTJ, Delta at 300 K", magnet[0], 83, 2e-2),
        ("MTJ, tau_D, s", magnet[1], 1.95e-9, 1e-2),
        ("MTJ, Ic0, A", magnet[2], 28e-6, 2e-2),
        ("MTJ, Rp, ohm", 1e-3 / others.mtj_current(mtj, 1e-3, 1.0, 300.0), 6e3, 1e-3),
        ("FinFET, on current, A", others.finfet_current(fin, 0.7, 0.7, 0.0, 298.15), 57.29e-6, 1e-4),
        ("FinFET, off current, A", others.finfet_current(fin, 0.7, 0.0, 0.0, 298.15), 2.444e-9, 1e-4),
        ("EKV, square law 3 V above threshold", ekv_square(values["ekv_micron"]), 1.0, 2e-2),
        ("Li-ECRAM, x after 500 pulses up", ecram_pulses(values["li_ecram"], 500, 1e-3),
         linear_step(0.002, -0.8276, 1.1724, 0.1153, 500), 2e-3),
        ("MO-ECRAM, x after 3000 pulses up", ecram_pulses(values["mo_ecram"], 3000, 1e-4),
         linear_step(2.8214e-4, -0.8286, 1.1714, 0.4152, 3000), 2e-3),
        ("Li-ECRAM, x after 300 pulses down", ecram_pulses(values["li_ecram"], -300, 1e-3),
         linear_step(0.002, -0.8276, 1.1724, 0.5085, -300), 2e-3),
        ("MO-ECRAM, x after 3000 pulses down", ecram_pulses(values["mo_ecram"], -3000, 1e-4),
         linear_step(2.8214e-4, -0.8286, 1.1714, 0.7342, -3000), 2e-3),
    ]


def ekv_square(p):
    """Saturated current without body effect over beta / 2 (V_GS - Vt0)^2; slope 1."""
    q = dict(p, gamma=0.0)
    current = others.ekv_current(q, 6.0, q["Vt0"] + 3.0, 0.0, 0.0)
    return current / (0.5 * q["KP"] * q["W"] / q["L"] * 9.0)


def ecram_pulses(p, count, width):
    """x after many pulses from the far end; negative: down."""
    up = count > 0
    volts = p["V_set"] if up else -p["V_reset"]
    done = solve_ivp(lambda t, x: [others.synapse_rate(p, volts, 0.0, x[0])],
                     (0, abs(count) * width), [0.0 if up else 1.0], rtol=1e-9, atol=1e-12)
    return done.y[0, -1]


def linear_step(dw, low, high, gamma, count):
    """The update rule of the statistics, pulse by pulse."""
    w, end = (low, high) if count > 0 else (high, low)
    for _ in range(abs(count)):
        w += np.sign(count) * dw * (1 - gamma * w / end)
    return (w - low) / (high - low)


def relative(a, b):
    return abs(a - b) / max(abs(b), 1e-300)


def time_to(rate, start, end):
    """Time of a one-state model from start to end by quadrature of 1 / rate."""
    x = np.linspace(start, end, 4001)
    slope = np.array([1 / rate(s) for s in x])
    return float(np.sum((slope[1:] + slope[:-1]) / 2 * np.diff(x)))


def smoothing(values):
    """(what, largest relative change against the unsmoothed equation)."""
    found = []
    p = values["stanford_v1"]
    hard = dict(p, F_width=0, gap_width=0, V_sign=0)
    soft_t, hard_t = (time_to(lambda g: rram.stanford_rate(q, 1.7, g), 1.6, 0.3) for q in (p, hard))
    found.append(("rram_stanford: time of SET, gap 1.6 to 0.3 nm at 1.7 V", relative(soft_t, hard_t)))
    soft_t, hard_t = (time_to(lambda g: rram.stanford_rate(q, -1.5, g), 0.3, 1.3) for q in (p, hard))
    found.append(("rram_stanford: time of RESET, gap 0.3 to 1.3 nm at -1.5 V", relative(soft_t, hard_t)))
    p = values["jart_v1b"]
    hard = dict(p, Vs_width=0, phi_width=0, image_width=0, V_sign=0)
    worst = max(relative(rram.jart_solve(p, v, n)[0], rram.jart_solve(hard, v, n)[0])
                for v in (-1.0, -0.5, -0.2, -0.1, 0.1, 0.2, 0.5, 1.0) for n in (0.008, 0.1, 1.0, 20.0))
    found.append(("rram_jart_v1b: current, 0.1 V <= |V| <= 1 V, all states", worst))
    p = values["vteam_default"]
    hard = dict(p, v_width=0)
    worst = max(relative(rram.vteam_rate(p, v, 1.5), rram.vteam_rate(hard, v, 1.5)) for v in (0.55, 0.6, 1.0))
    found.append(("vteam: rate at 10 % overdrive and more", worst))
    for card in ("li_ecram", "fefet_like"):
        p = values[card]
        hard = dict(p, V_width=0, x_width=0)
        worst = max(relative(others.synapse_rate(p, p["V_set"], 0.0, x),
                             others.synapse_rate(hard, p["V_set"], 0.0, x)) for x in (0.02, 0.5, 0.98))
        found.append((f"gated_synapse ({card}): rate at V_set, x from 0.02 to 0.98", worst))
    p = values["finfet_asap7"]
    hard = dict(p, V_width=1e-12, q_width=1e-12)
    worst = max(relative(others.finfet_current(p, vd, vg, 0.0), others.finfet_current(hard, vd, vg, 0.0))
                for vd in (0.01, 0.05, 0.2, 0.7) for vg in (0.0, 0.2, 0.4, 0.7))
    found.append(("finfet_7nm: current, V_DS from 10 mV to 0.7 V", worst))
    p = values["threshold"]
    hard = dict(p, V_knee=0)
    worst = max(relative(others.threshold_current(p, v, 1.0), others.threshold_current(hard, v, 1.0))
                for v in (0.4, 0.6, 1.0))
    found.append(("selector_threshold: on current 0.1 V above holding", worst))
    p = values["mtj_arm_50nm"]
    hard = dict(p, i_width=1e-9, i_cross=1e-9)
    y = [-0.99, 0.0, 0.0]
    worst = max(relative(others.mtj_rates(p, v, y)[2], others.mtj_rates(hard, v, y)[2])
                for v in (0.1, 0.2, 0.3))
    found.append(("mtj_stt: hazard rate at 0.1 to 0.3 V", worst))
    return found


def falling(values):
    """Transistors whose current falls while V_DS rises: none may."""
    vd = np.linspace(-1.0, 1.0, 401)
    laws = {"finfet_asap7": lambda p, vg: others.finfet_current(p, vd, vg, 0.0),
            "ekv_micron": lambda p, vg: others.ekv_current(p, vd, vg, 0.0, 0.0)}
    return [f"{card}: the current falls with V_DS at V_GS = {vg} V" for card, law in laws.items()
            for vg in (0.0, 0.2, 0.4, 0.7, 1.0, 2.0) if np.diff(law(values[card], vg)).min() < 0]


def failures(values):
    return falling(values) + [f"{name}: {value:.6g}, expected {expected:.6g}" for name, value, expected, tolerance
            in figures(values) if not relative(value, expected) <= tolerance]


def print_report(values):
    for name, value, expected, _ in figures(values):
        print(f"{name:45s} {value:12.6g}   expected {expected:.6g}")
    for name, change in smoothing(values):
        print(f"smoothing, {name}: {change:.1e}")
