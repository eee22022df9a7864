"""RRAM models from their equations: Stanford v1, JART v1b, VTEAM, sinh resistor. p: card values by name."""
# SPDX-License-Identifier: Apache-2.0
import numpy as np
from scipy.optimize import brentq

from smooth import K_OVER_Q, edge, magnitude, positive, softplus, step

Q, K, H = 1.602176634e-19, 1.380649e-23, 6.62607015e-34
EPS0, M_E = 8.8541878128e-12, 9.1093837015e-31


def stanford_current(p, v, gap):
    return p["I0"] * np.exp(-gap / p["g0"]) * np.sinh(v / p["V0"])


def stanford_rate(p, v, gap):
    """dgap/dt in nm/s."""
    ut = K_OVER_Q * (p["T_ambient"] + v * stanford_current(p, v, gap) * p["Rth"])
    s = step(v, p["V_sign"])
    gamma = (s * (p["gamma0_set"] - p["beta_set"] * gap ** p["alpha"])
             + (1 - s) * (p["gamma0_reset"] - p["beta_reset"] * gap ** p["alpha"]))
    field = gamma * abs(v) / (p["tox"] * 1e-9)
    speed = -p["velocity0"] * np.exp(-p["Ea"] / ut) * np.sinh(gamma * p["a0"] / p["tox"] * v / ut)
    speed = speed * step(field - p["F_min"], p["F_width"])
    distance = gap - p["gap_min"] if speed < 0 else p["gap_max"] - gap
    return speed * edge(distance, p["gap_width"])


def jart_parts(p, n):
    """Area and the ohmic resistances that do not depend on current; n in 1e26/m^3."""
    area = np.pi * p["r"] ** 2
    disc = p["l_disc"] / (n * 1e26 * p["z"] * Q * p["mobility"] * area)
    plug = (p["l_cell"] - p["l_disc"]) / (p["N_plug"] * 1e26 * p["z"] * Q * p["mobility"] * area)
    return area, disc, plug


def jart_temperature(p, v, vs, i, n):
    _, disc, plug = jart_parts(p, n)
    reset = step(v, p["V_sign"])
    rth = p["Rth0"] * (p["r_nominal"] / p["r"]) ** 2 * (1 - reset + reset * p["Rth_reset"])
    return p["T_ambient"] + rth * positive(i * (vs + i * (disc + plug)), 1e-12)


def jart_schottky(p, vs, temperature, n):
    area, _, _ = jart_parts(p, n)
    density = n * 1e26
    kt = K * temperature
    dv = softplus(p["phi_bn0"] - p["phi_n"] - vs, p["image_width"])
    lowering = (Q**3 * p["z"] * density * dv / (8 * np.pi**2 * (p["eps_phib"] * EPS0) ** 3)) ** 0.25
    phi = positive(p["phi_bn0"] - lowering, p["phi_width"])
    w00 = Q * H / (4 * np.pi) * np.sqrt(p["z"] * density / (p["mass"] * M_E * p["eps"] * EPS0))
    w0 = w00 / np.tanh(w00 / kt)
    e1 = w00 / (w00 / kt - np.tanh(w00 / kt))
    under = Q * positive(-vs + phi / np.cosh(w00 / kt) ** 2, p["phi_width"])
    tfe = (-area * p["richardson"] * temperature / K * np.sqrt(np.pi * w00 * under)
           * np.exp(-Q * phi / w0) * np.expm1(-Q * vs / e1))
    te = area * p["richardson"] * temperature**2 * np.exp(-Q * phi / kt) * np.expm1(Q * vs / kt)
    s = step(vs, p["Vs_width"])
    return (1 - s) * tfe + s * te


def jart_solve(p, v, n):
    """Current, barrier voltage and temperature at a voltage: bisection in Vs."""
    _, disc, plug = jart_parts(p, n)
    if v == 0:
        return 0.0, 0.0, jart_temperature(p, 0.0, 0.0, 0.0, n)

    def ohmic_current(vs):
        linear = disc + plug + p["R_TiOx"] + p["R0"]
        cubic = p["R0"] ** 2 * p["a_line"] * p["Rth_line"]
        drop = v - vs
        return brentq(lambda i: linear * i + cubic * i**3 - drop, -abs(drop) / linear,
                      abs(drop) / linear, xtol=1e-30, rtol=1e-15) if drop else 0.0

    def mismatch(vs):
        i = ohmic_current(vs)
        return jart_schottky(p, vs, jart_temperature(p, v, vs, i, n), n) - i
    # the published law is not monotone where the image force dies out (Vs near phi_bn0 - phi_n): up to
    # three solutions at small positive V. The first one from Vs = 0 is continuous with V = 0.
    low = 0.0
    for high in v * np.geomspace(1e-5, 1, 50):
        if mismatch(high) * np.sign(v) >= 0:
            break
        low = high
    vs = brentq(mismatch, min(low, high), max(low, high), xtol=1e-18, rtol=1e-14)
    i = ohmic_current(vs)
    return i, vs, jart_temperature(p, v, vs, i, n)


def jart_rate(p, v, n):
    """dN/dt in 1e26 / (m^3 s)."""
    n = positive(n, 1e-5)  # an integrator may try less than nothing
    i, vs, temperature = jart_solve(p, v, n)
    _, disc, plug = jart_parts(p, n)
    ut = K_OVER_Q * temperature
    s = step(v, p["V_sign"])
    field = s * (vs + i * (disc + plug)) / p["l_cell"] + (1 - s) * i * disc / p["l_disc"]
    g = p["z"] * p["a"] * field / (np.pi * p["dWa"])
    low = p["dWa"] * (np.sqrt(1 - g * g) - g * np.pi / 2 + g * np.arcsin(g))
    high = p["dWa"] * (np.sqrt(1 - g * g) + g * np.pi / 2 + g * np.arcsin(g))
    limit = s * (1 - (p["N_min"] / n) ** 10) + (1 - s) * (1 - (n / p["N_max"]) ** 10)
    hops = np.exp(-low / ut) - np.exp(-high / ut)
    return -(p["N_plug"] + n) / 2 * p["a"] * p["nu0"] * hops * limit / p["l_disc"]


def vteam_current(p, v, w):
    part = (w - p["w_on"]) / (p["w_off"] - p["w_on"])
    if p["exponential"]:
        return v / (p["R_on"] * (p["R_off"] / p["R_on"]) ** part)
    return v / positive(p["R_on"] + (p["R_off"] - p["R_on"]) * part, 1e-3 * p["R_on"])


def vteam_rate(p, v, w):
    off = p["k_off"] * softplus(v / p["v_off"] - 1, p["v_width"]) ** p["a_off"]
    on = p["k_on"] * softplus(v / p["v_on"] - 1, p["v_width"]) ** p["a_on"]
    return (off * np.exp(-np.exp((w - p["w_close_off"]) / p["w_c"]))
            + on * np.exp(-np.exp((p["w_close_on"] - w) / p["w_c"])))


def sinh_current(p, v):
    """Programmed resistance R, filament R_series."""
    def law(u):
        return p["V0"] / p["R"] * np.sinh(u / p["V0"])
    if p["R_series"] == 0 or v == 0:
        return law(v)
    u = brentq(lambda u: u + p["R_series"] * law(u) - v, min(v, 0), max(v, 0), xtol=1e-18, rtol=1e-14)
    return law(u)
