"""Which curve is made how: sweeps and pulses of every card."""
# SPDX-License-Identifier: Apache-2.0
import numpy as np
from scipy.integrate import solve_ivp

import others
import rram


def sweep(limit, count=41):
    """Symmetric sweep that holds small voltages too."""
    return np.concatenate([np.linspace(-limit, limit, count), [-1e-3, 1e-3]])


def two_terminal(current, limit):
    return ["p_V", "p_A"], [(v, current(v)) for v in sweep(limit)]


def pulse(rates, start, corners, names, terminal="p", per_segment=20):
    """corners: [(time, voltage)], states at every corner and per_segment points between two of them."""
    times, volts = np.array(corners).T
    rows, y = [(times[0], volts[0], *start)], np.array(start, float)
    for t0, t1, v0, v1 in zip(times, times[1:], volts, volts[1:]):
        ask = np.linspace(t0, t1, per_segment + 1)[1:]

        def slope(t, s):
            return np.asarray(rates(v0 + (v1 - v0) * (t - t0) / (t1 - t0), s), float)
        # the states of a threshold device move in steps: no stride longer than a fraction of the segment
        done = solve_ivp(slope, (t0, t1), y, method="LSODA", t_eval=ask, rtol=1e-10, atol=1e-12,
                         max_step=(t1 - t0) / 40)
        assert done.success, done.message
        rows += [(t, v0 + (v1 - v0) * (t - t0) / (t1 - t0), *s) for t, s in zip(ask, done.y.T)]
        y = done.y[:, -1]
    return ["time_s", f"{terminal}_V", *names], rows


def train(volts, width, count, rise=0.1, gap=0.5):
    """Corners of `count` equal pulses of a width at the top."""
    corners, t = [(0.0, 0.0)], 0.0
    for _ in range(count):
        for dt, v in ((rise, volts), (1.0, volts), (rise, 0.0), (gap, 0.0)):
            t += dt * width
            corners.append((t, v))
    return corners


# volts, width of one pulse in s, pulses
PULSES = {
    "stanford_v1.pulse_set": (1.7, 1e-8, 5), "stanford_v1.pulse_reset": (-1.5, 1e-8, 5),
    "stanford_bilayer.pulse_set": (1.15, 4e-12, 3), "stanford_bilayer.pulse_reset": (-1.5, 1e-10, 3),
    "jart_v1b.pulse_set": (-0.85, 2e-6, 3), "jart_v1b.pulse_reset": (1.5, 6e-7, 4),
    "vteam_default.pulse_off": (1.0, 5e-7, 6), "vteam_default.pulse_on": (-1.0, 5e-7, 6),
    "li_ecram.pulse_up": (1.0, 0.2, 6), "li_ecram.pulse_down": (-1.0, 0.2, 6),
    "mo_ecram.pulse_up": (1.0, 0.14, 6), "mo_ecram.pulse_down": (-1.0, 0.14, 6),
    "dual_gate.pulse_up": (2.0, 2e-3, 6), "dual_gate.pulse_down": (-2.0, 2e-3, 6),
    "fefet_like.pulse_up": (3.5, 2e-7, 6), "fefet_like.pulse_down": (-3.0, 2e-7, 6),
    "mtj_arm_50nm.pulse_to_p": (0.9, 2e-8, 1), "mtj_arm_50nm.pulse_to_ap": (-0.6, 2e-8, 1),
    "mtj_arm_50nm.pulse_thermal": (0.33, 1e-6, 1), "threshold.pulse": (1.5, 2e-8, 2),
}


def stanford(curve, p, state):
    if curve.startswith("iv"):
        return two_terminal(lambda v: rram.stanford_current(p, v, state["gap"]), 1.0)
    return lambda v, s: [rram.stanford_rate(p, v, s[0])]


def jart(curve, p, state):
    if curve.startswith("iv"):
        return ["oe_V", "oe_A"], [(v, rram.jart_solve(p, v, state["nd"])[0]) for v in sweep(1.0)]
    return lambda v, s: [rram.jart_rate(p, v, s[0])]


def vteam(curve, p, state):
    if curve.startswith("iv"):
        return two_terminal(lambda v: rram.vteam_current(p, v, state["w"]), 1.0)
    return lambda v, s: [rram.vteam_rate(p, v, s[0])]


def synapse(curve, p, state):
    if curve.startswith("iv"):
        return (["g_V", "d_V", "g_A", "d_A"],
                [(vg, vd, vg / p["R_gate"], others.synapse_current(p, vd, state["x"]))
                 for vg in (0.0, 0.4) for vd in sweep(1.0)])
    return lambda v, s: [others.synapse_rate(p, v, 0.0, s[0])]


def mtj(curve, p, state):
    if curve.startswith("iv"):
        return two_terminal(lambda v: others.mtj_current(p, v, state["mz"]), 1.0)
    return lambda v, s: others.mtj_rates(p, v, s)


def threshold(curve, p, state):
    if curve.startswith("iv"):
        return two_terminal(lambda v: others.threshold_current(p, v, state["x"]), 1.5)
    return lambda v, s: [others.threshold_rate(p, v, s[0])]


def transistor(curve, current):
    """Both directions of V_DS: the law is symmetric."""
    if curve == "iv_output":
        points = [(vd, vg) for vg in (0.0, 0.3, 0.5, 0.7) for vd in np.linspace(-0.7, 0.7, 29)]
    else:
        points = [(vd, vg) for vd in (0.05, 0.7) for vg in np.linspace(-0.1, 1.0, 45)]
    return ["d_V", "g_V", "d_A"], [(vd, vg, current(vd, vg)) for vd, vg in points]


def cell(card, values, state):
    """Composed cells: the elements in series, found by bisection of the inner node."""
    p, fet = values[card], dict(values["finfet_asap7"])
    if card == "sinh_1s1r":
        select = dict(values["exponential"], I0=p["I0"], V0=p["V0_selector"])
        memory = {"R": p["R"], "V0": p["V0"], "R_series": 0.0}
        return two_terminal(lambda v: others.series(
            lambda m: others.selector_exponential_current(select, v - m),
            lambda m: rram.sinh_current(memory, m), 0.0, v), 1.0)
    if card in ("sram8t", "sram8t_bit"):
        upper, lower = dict(fet, Vt0=p["Vt_access"]), dict(fet, Vt0=p["Vt_store"])
    if card == "sram8t_bit":
        q = p["bit"] * p["V_dd"]
        return ["bl_V", "wl_V", "bl_A"], [
            (bl, wl, others.series(lambda m: others.finfet_current(upper, bl, wl, m),
                                   lambda m: others.finfet_current(lower, m, q, 0.0), 0.0, bl))
            for wl in (0.0, 0.4, 0.7) for bl in np.linspace(-0.1, 0.6, 15).round(6)]
    if card == "sram8t":
        return ["bl_V", "wl_V", "q_V", "bl_A"], [
            (bl, wl, q, others.series(lambda m: others.finfet_current(upper, bl, wl, m),
                                      lambda m: others.finfet_current(lower, m, q, 0.0), 0.0, bl))
            for wl in (0.0, 0.7) for q in (0.0, 0.7) for bl in np.linspace(-0.1, 0.7, 17).round(6)]
    fet.update(Vt0=p["Vt0"], fins=p["fins"])
    if card == "sinh_1t1r":
        memory = {"R": p["R"], "V0": p["V0"], "R_series": 0.0}
        top = lambda u: rram.sinh_current(memory, u)
    elif card == "mtj_1t1r":
        top = lambda u: others.mtj_current(p, u, state["memory.mz"])
    else:
        memory = dict(values["stanford_v1"], I0=p["I0"])
        top = lambda u: rram.stanford_current(memory, u, state["memory.gap"])
    return ["bl_V", "wl_V", "bl_A"], [
        (bl, wl, others.series(lambda m: top(bl - m),
                               lambda m: others.finfet_current(fet, m, wl, 0.0), 0.0, bl))
        for wl in (0.0, 0.4, 0.7) for bl in np.linspace(-0.5, 0.5, 21).round(6)]


FAMILIES = {"stanford_v1": stanford, "stanford_bilayer": stanford, "jart_v1b": jart,
            "vteam_default": vteam, "li_ecram": synapse, "mo_ecram": synapse, "dual_gate": synapse,
            "fefet_like": synapse, "mtj_arm_50nm": mtj, "threshold": threshold}


def make(card, curve, values, state):
    """Header and rows of one curve. values: card values of all cards by name."""
    p = values[card]
    if card in FAMILIES:
        made = FAMILIES[card](curve, p, state)
        if curve.startswith("iv"):
            return made
        terminal = {"jart_v1b": "oe"}.get(card, "g" if FAMILIES[card] is synapse else "p")
        volts, width, count = PULSES[f"{card}.{curve}"]
        return pulse(made, list(state.values()), train(volts, width, count), list(state), terminal)
    if card == "sinh":
        return two_terminal(lambda v: rram.sinh_current(p, v), 1.0)
    if card == "pcm_gst":
        return two_terminal(lambda v: others.pcm_current(p, v), 0.5)
    if card == "exponential":
        return two_terminal(lambda v: others.selector_exponential_current(p, v), 1.0)
    if card == "finfet_asap7":
        return transistor(curve, lambda vd, vg: others.finfet_current(p, vd, vg, 0.0))
    if card == "ekv_micron":
        return transistor(curve, lambda vd, vg: others.ekv_current(p, vd, vg, 0.0, 0.0))
    return cell(card, values, state)
