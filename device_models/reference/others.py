"""Transistors, selectors, MTJ, PCM and gated synapse from their equations. p: card values by name."""
# SPDX-License-Identifier: Apache-2.0
import numpy as np
from scipy.optimize import brentq

from smooth import K_OVER_Q, edge, magnitude, positive, softplus, step

T_SIMULATION = 300.15  # K, of all curves
K, Q, HBAR, MU0 = 1.380649e-23, 1.602176634e-19, 1.054571817e-34, 4e-7 * np.pi


def finfet_current(p, vd, vg, vs, temperature=T_SIMULATION):
    """Current from drain to source."""
    nut = p["n"] * K_OVER_Q * temperature
    vt = p["Vt0"] - p["Vt_T"] * (temperature - p["T_nominal"])
    vt = vt - p["dibl"] * (magnitude(vd - vs, p["V_width"]) - p["V_width"])
    qf = softplus((vg - vs - vt) / nut / 2, 1.0)
    qr = softplus((vg - vd - vt) / nut / 2, 1.0)
    theta = p["Rsd"] * p["Is"] / (2 * nut)
    forward, width = qf**2 - qr**2, p["q_width"]
    saturation = magnitude(forward / np.sqrt(qf**2 + qr**2 + width**2), width) - width
    return p["fins"] * p["Is"] * forward / (1 + theta * (qf + qr) + p["sat"] * saturation)


def ekv_current(p, vd, vg, vs, vb, temperature=T_SIMULATION):
    ut = K_OVER_Q * temperature
    vgp = positive(vg - vb - p["Vt0"] + p["phi"] + p["gamma"] * np.sqrt(p["phi"]), p["V_width"])
    vp = vgp - p["phi"] - p["gamma"] * (np.sqrt(vgp + p["gamma"] ** 2 / 4) - p["gamma"] / 2)
    slope = 1 + p["gamma"] / (2 * np.sqrt(positive(vp + p["phi"], p["V_width"]) + 4 * ut))
    forward = np.logaddexp(0, (vp - vs + vb) / ut / 2) ** 2
    reverse = np.logaddexp(0, (vp - vd + vb) / ut / 2) ** 2
    return 2 * slope * p["KP"] * p["W"] / p["L"] * ut**2 * (forward - reverse)


def series(first, second, low, high):
    """Current of two elements in series between low and high; first(mid) and second(mid) meet at mid."""
    if low == high:
        return 0.0
    mid = brentq(lambda m: first(m) - second(m), min(low, high), max(low, high), xtol=1e-18, rtol=8.9e-16)
    # the element whose current varies less with the node gives the current that was reached best
    h = 1e-7
    slow_first = abs(first(mid + h) - first(mid - h)) < abs(second(mid + h) - second(mid - h))
    return first(mid) if slow_first else second(mid)


def selector_exponential_current(p, v):
    return p["I0"] * np.sinh(v / p["V0"]) + p["G_leak"] * v


def threshold_current(p, v, x):
    on = softplus(v - p["V_hold"], p["V_knee"]) - softplus(-v - p["V_hold"], p["V_knee"])
    return v / p["R_off"] + x * on / p["R_on"]


def threshold_rate(p, v, x):
    level = p["V_th"] - (p["V_th"] - p["V_hold"]) * x
    return (step(magnitude(v, 1e-3) - level, p["V_width"]) - x) / p["tau"]


def mtj_current(p, v, mz, temperature=T_SIMULATION):
    spin = p["P"] * (1 - p["b_P"] * temperature**1.5) / (1 - p["b_P"] * p["T_nominal"] ** 1.5)
    tmr = 2 * spin**2 / (1 - spin**2)
    area = np.pi / 4 * p["diameter"] ** 2
    u = 1 + (v / p["V_h"]) ** 2
    resistance = p["RA"] / area * (u + tmr) / (u + tmr * (1 + mz) / 2)
    return v / resistance * (1 + p["c_brinkman"] * v**2)


def mtj_magnet(p, temperature=T_SIMULATION):
    """Stability Delta, precession time tau_D (s), critical current Ic0 (A)."""
    reduced = lambda t: (1 - t / p["T_curie"]) ** p["Ms_power"]
    ratio = reduced(temperature) / reduced(p["T_nominal"])
    ms = p["Ms"] * ratio
    area = np.pi / 4 * p["diameter"] ** 2
    shape = MU0 * ms**2 / 2 * (3 * p["demag_z"] - 1) / 2
    k_eff = p["Ki"] * ratio ** p["Ki_power"] / p["t_free"] - shape
    energy = k_eff * area * p["t_free"]
    tau_d = (1 + p["damping"] ** 2) / (p["damping"] * 1.76085963e11 * 2 * k_eff / ms)
    ic0 = 4 * p["damping"] * Q * energy / (p["eta"] * HBAR)
    return energy / (K * temperature), tau_d, ic0


def mtj_rates(p, v, y, temperature=T_SIMULATION):
    """d/dt of mz, hazard of the parallel state, hazard of the antiparallel one."""
    mz, hp, hap = y
    delta, tau_d, ic0 = mtj_magnet(p, temperature)
    i = mtj_current(p, v, mz, temperature) / ic0
    s = step(i, p["i_width"])
    i = i * (s + (1 - s) / p["asymmetry"])
    level = -np.log(1 - p["quantile"])
    kick = 2 * (step(hap - level, p["h_width"]) - step(hp - level, p["h_width"]))
    thermal = [np.exp(-delta * positive(1 + sign * i, p["i_width"]) ** 2) / p["tau0"]
               * step(1 + sign * i, p["i_cross"]) for sign in (1, -1)]
    return [((mz + i + kick) * (1 - mz**2) - mz / delta) / tau_d,
            thermal[0] * step(mz, 0.05) - hp / tau_d * step(-mz - 0.5, 0.05),
            thermal[1] * step(-mz, 0.05) - hap / tau_d * step(mz - 0.5, 0.05)]


def pcm_current(p, v, time_s=0.0):
    nu = np.clip(p["nu_slope"] * np.log(p["G"] / p["G_max"]) + p["nu_offset"], p["nu_min"], p["nu_max"])
    g = p["G"] * ((p["t_since"] + time_s) / p["t0"]) ** -(nu + p["nu_shift"])
    return g * p["V0"] * np.sinh(v / p["V0"])


def synapse_current(p, vds, x):
    g = p["G_min"] + (p["G_max"] - p["G_min"]) * positive(x, 1e-6) ** p["m"]
    return g * p["V0"] * np.sinh(vds / p["V0"])


def synapse_rate(p, vgs, vds, x):
    u = vds * (1 + p["gate_gain"] * vgs) if p["drive"] else vgs

    def move(overdrive, full, time, power, kappa, done):
        path = -np.log1p(-kappa) / kappa * (1 - kappa * done) / time
        return (softplus(overdrive, p["V_width"]) / full) ** power * path * edge(1 - done, p["x_width"])
    rate = move(u - p["V_tp"], p["V_set"] - p["V_tp"], p["t_set"], p["a_p"], p["kappa_p"], x)
    rate -= move(-u - p["V_tn"], p["V_reset"] - p["V_tn"], p["t_reset"], p["a_n"], p["kappa_n"], 1 - x)
    return rate - (x - p["x_inf"]) / p["tau_decay"] if p["tau_decay"] else rate
