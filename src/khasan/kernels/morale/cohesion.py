"""Cohesion: falls with loss and strain, rises with rest; below the breakpoint a unit may break, above it rally.

Loss:    c -= shock x share of the men lost in the step / quality
Strain:  c -= (strain x suppression + isolation x alone + flanks x threat) x (1 - leadership x led) x hours
Rest:    c += (ceiling - c) x (1 - exp(-rest x (1 + leadership x led) x hours)), out of contact;
         ceiling = 1 - lasting_loss x share ever lost
Rally:   rally_rate x (1 + leadership x led) an hour above the breakpoint, out of contact
Break:   hazard break_rate x ((breakpoint - c) / breakpoint)^2 an hour below the breakpoint
"""

from __future__ import annotations

import math

from khasan.kernels.compiling.decorators import rule
from khasan.kernels.state import parameters as p

QUIET_BELOW = 0.1
"""Suppression under which a unit is out of contact. Definition."""


FLANK_M = 500.0
"""Enemies known within this threaten from their side. Definition of the parameter `flanks`."""


@rule
def hourly_fear(alone, threat, parameters):
    """Cohesion lost an hour, in contact, by who stands alone (0 or 1) or has enemies on several sides (0..1).

    Form: ours, because two causes that are each absent at 0 add up. McQuie 1987 (Army, November) found more fights
    ended by envelopment and a neighbour gone than by losses.
    """
    return parameters[p.ISOLATION] * alone + parameters[p.FLANKS] * threat


@rule
def after_step(cohesion, share_lost, suppression, share_ever_lost, quality, fighting, fear, led, hours, parameters):
    """Cohesion after a step of that many hours; fear: lost an hour besides; led: 1 with its headquarters near.

    Form: ours, because losses and strain add up over any steps, rest closes on its ceiling by a share an hour, exactly
    over any step, and nothing leaves 0..1.
    """
    cohesion -= parameters[p.SHOCK] * share_lost / quality
    steadied = 1.0 - parameters[p.LEADERSHIP] * led
    cohesion -= (parameters[p.STRAIN] * suppression + fear) * steadied * hours
    if suppression < QUIET_BELOW and not fighting:
        ceiling = 1.0 - parameters[p.LASTING_LOSS] * share_ever_lost
        if cohesion < ceiling:
            quickened = parameters[p.REST] * (1.0 + parameters[p.LEADERSHIP] * led)
            cohesion += (ceiling - cohesion) * -math.expm1(-quickened * hours)
    return min(1.0, max(0.0, cohesion))


@rule
def break_hazard(cohesion, parameters):
    """Rate a second at which a unit breaks.

    Form: ours, because it must begin at 0 at the breakpoint without a jump, and rise ever faster. A hazard and no
    threshold: Clark 1954 (ORO-T-289) found no one loss at which battalions break.
    """
    point = parameters[p.BREAKPOINT]
    if cohesion >= point:
        return 0.0
    below = (point - cohesion) / point
    return parameters[p.BREAK_RATE] * below * below / 3600.0


@rule
def rally_hazard(cohesion, suppression, led, parameters):
    """Rate a second at which a broken unit rallies.

    Form: ours, because a steady rate needs no memory of how long a unit has run, and steps of any length compose.
    """
    if cohesion <= parameters[p.BREAKPOINT] or suppression >= QUIET_BELOW:
        return 0.0
    return parameters[p.RALLY_RATE] * (1.0 + parameters[p.LEADERSHIP] * led) / 3600.0
