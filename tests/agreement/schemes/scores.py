"""Scores, their grades, and limits that several rules share."""

from __future__ import annotations

from tests.agreement.schemes import days, recall
from tests.agreement.schemes.conditions import condition
from tests.agreement.schemes.modifiers import per
from tests.agreement.schemes.setting import Score, Setting
from tests.agreement.world import TURNS


def score(setting: Setting, which: Score) -> str:
    """The block of a score."""
    choose = setting.choose
    kept = [f"keeps {which.decimals} decimals"] if which.decimals else []
    if which.formula:
        with setting.without_formulas():
            clauses = [f"is {_formula(setting)}", _WIDE, *kept]
        return setting.block(f"score {which.name}", clauses)
    starts = ("0", "10", "12", "(6 when class is minor otherwise 12)", "level * 2 points")
    high = choose.among(("12", "20", "30", "(15 when class is minor otherwise 20)"))
    low = choose.among(("0", "0", "-5", "0"))
    clauses = [*kept, f"starts at {choose.among(starts)}", f"stays within {low} to {high}"]
    if which.lots:
        orders = ("", ", oldest first", ", newest first", ", soonest to expire first")
        clauses.append(f"keeps lots{choose.among(orders)}")
    return setting.block(f"score {which.name}", clauses)


_WIDE = "stays within -100 to 100"


def _formula(setting: Setting) -> str:
    choose = setting.choose
    if setting.formulas_settled:
        return choose.among(
            ("((trust up to 20) + 3 points)", "(5 points when agrees otherwise trust)")
        )
    return choose.among(
        (
            f"{recall.amount(setting, None)} * 1 points + trust",
            f"(5 points when {condition(setting)} otherwise trust)",
        )
    )


def grades(setting: Setting, of: Score) -> list[str]:
    """The grades of a score: one version or two."""
    choose = setting.choose
    best, middle, worst = of.grades
    high = choose.number(8, 11)
    low = choose.number(5 if of.formula else 1, high - 1)
    rows = [f"{best} from {high}", f"{middle} from {low}", f"{worst} below"]
    hold = []
    if setting.statuses and choose.chance(40):
        hold = [f"no better than {middle} while {choose.among(setting.statuses)}"]
    opening = f"grades of {of.name}"
    if not choose.chance(25):
        return [setting.block(opening, [*rows, *hold])]
    turn = choose.among(TURNS)
    past = ", also for the past" if choose.chance(30) else ""
    later = [f"{best} from {high + 1}", *rows[1:], f"in force from {days.written(turn)}{past}"]
    first = [*rows, f"in force until {days.written(turn - 1)}"]
    return [setting.block(opening, each) for each in (first, later)]


def limit(setting: Setting) -> str | None:
    """A limit over what actions earn or lose; None where none does."""
    choose = setting.choose
    if not setting.points:
        return None
    name, verb, of = choose.among(sorted(setting.points))
    others = [deed.name for deed in setting.deeds if deed.name != name and choose.chance(60)]
    what = {"earns": ("", "gains of "), "loses": ("losses of ", "losses of ")}[verb]
    covers = choose.among((*what, "gains and losses of "))
    inside = f" in {of}" if len(setting.gathered) > 1 else ""
    counted = choose.among((per(setting), "per calendar month", "ever", "per stop"))
    caps = [f"at most {choose.number(2, 9)} {counted}"]
    if choose.chance(20):
        caps = ["only the highest per stop"]
    elif choose.chance(15):
        caps = [f"at most {choose.number(1, 3)} times {counted}"]
    covered = f"covers {covers}{', '.join([name, *others])}{inside}"
    return setting.block("limit together", [covered, *caps])
