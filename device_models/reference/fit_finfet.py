"""How the FinFET card was found: three unknowns from three published figures of one fin at 0.7 V.

Known: geometry, series resistance (rdsw) and the one mobility of the public 7 nm slvt card. They give the
current scale Is = 2 n mobility Cox (W / L) Ut^2 and Rsd. The slope factor comes from the subthreshold swing,
Vt0 from the off current, the velocity saturation from the on current. The three figures are from memory of
the design kit's paper (known = "M"): the card says so.
"""
# SPDX-License-Identifier: Apache-2.0
import numpy as np
from scipy.optimize import fsolve

from others import K_OVER_Q, finfet_current

I_ON_A, I_OFF_A, SWING_V, DIBL = 57.29e-6, 2.444e-9, 62.44e-3, 0.01923
WIDTH_M, LENGTH_M, EOT_M, MOBILITY, RDSW_OHM_UM = 70.5e-9, 21e-9, 1e-9, 0.0237, 200.0
T = 298.15


def fit():
    """Card values; temperature of the figures is 25 C."""
    cox = 3.9 * 8.8541878128e-12 / EOT_M
    p = {"fins": 1.0, "dibl": DIBL, "Rsd": RDSW_OHM_UM / (WIDTH_M * 1e6), "Vt_T": 0.0,
         "T_nominal": T, "V_width": 0.01, "q_width": 0.05}

    def set_values(unknowns):
        p["Vt0"], p["sat"], p["n"] = unknowns
        p["Is"] = 2 * p["n"] * MOBILITY * cox * WIDTH_M / LENGTH_M * (K_OVER_Q * T) ** 2

    def mismatch(unknowns):
        set_values(unknowns)
        off = finfet_current(p, 0.7, 0.0, 0.0, T)
        swing = 0.01 / np.log10(finfet_current(p, 0.7, 0.01, 0.0, T) / off)
        on = finfet_current(p, 0.7, 0.7, 0.0, T)
        return [np.log(on / I_ON_A), np.log(off / I_OFF_A), swing / SWING_V - 1]
    set_values(fsolve(mismatch, [0.18, 0.2, 1.05], xtol=1e-12))
    p["Cgs"] = p["Cgd"] = cox * WIDTH_M * LENGTH_M / 2
    return p, max(abs(m) for m in mismatch([p["Vt0"], p["sat"], p["n"]]))


if __name__ == "__main__":
    card, error = fit()
    for name, value in card.items():
        print(f"{name:10s} {value:.6g}")
    print(f"largest mismatch {error:.1e}; on resistance at V_DS = 10 mV, V_GS = 0.7 V:",
          f"{0.01 / finfet_current(card, 0.01, 0.7, 0.0, T):.0f} ohm")
