"""What a gain is, in words: perks, sanctions that do not come, or acts that pay by themselves."""

from __future__ import annotations

from policylang.auditor.inquiry import Inquiry, date
from policylang.auditor.witnesses.replay import Replay


def title_of(inquiry: Inquiry, replay: Replay, gain: str) -> str:
    """What a history gains over doing nothing, as the title of a finding."""
    nothing = inquiry.replay((), until=replay.until)
    if replay.gains > nothing.gains:
        return f"perks are worth {gain} more than they cost"
    if replay.losses < nothing.losses:
        return f"the sanctions that are avoided come to {gain} more than it costs to avoid them"
    return f"what is done brings {gain} more than it costs"


def beside_the_best(inquiry: Inquiry, shown: Replay, best: Replay) -> list[str]:
    """A note where the simplest history, which is shown, is not the best: what that comes to."""
    brings = [f"perks of {inquiry.money(best.gains)}"] if best.gains else []
    brings += [f"sanctions of {inquiry.money(best.losses)}"] if best.losses else []
    brought = " and ".join(brings) or "neither perks nor sanctions"
    if shown.rows == best.rows:
        if (shown.gains, shown.losses) == (best.gains, best.losses):
            return []
        return [f"up to {date(best.until)} the same events bring {brought}, which is the most"]
    costs = [inquiry.money(best.money)] if best.money or not best.hours else []
    costs += [inquiry.hours(best.hours)] if best.hours else []
    note = f"this is the simplest history found to gain; the best costs {' and '.join(costs)}"
    return [f"{note} and brings {brought} by {date(best.until)}"]
