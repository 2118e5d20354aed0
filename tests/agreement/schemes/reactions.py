"""Rules with a trigger of their own; perks and sanctions."""

from __future__ import annotations

from tests.agreement.schemes import days
from tests.agreement.schemes.conditions import condition
from tests.agreement.schemes.effects import effects
from tests.agreement.schemes.setting import Deed, Setting
from tests.agreement.schemes.triggers import Trigger, dated, set_off, trigger


def rule(setting: Setting, name: str) -> str:
    """A rule.

    INVARIANT: rules that changes set off never go round in a circle. Each leaves alone what it
    waits for itself, and what those before it wait for.
    """
    choose = setting.choose
    chosen = set_off(setting) if setting.made and choose.chance(70) else trigger(setting)
    count = choose.number(1, 2)
    spared = setting.awaited | chosen.awaits if chosen.awaits else frozenset()
    written = effects(setting, chosen.deed, count, spared=spared)
    if written:
        setting.awaited |= chosen.awaits
        if chosen.awaits:
            setting.made |= {move for each in written for move in each.moves}
    else:
        chosen = dated(setting)
        written = effects(setting, None, count)
    if chosen.deed is not None:
        setting.upon.append((name, chosen.text.removeprefix("on ")))
    texts = [each.text for each in written]
    return setting.block(f"rule {name}", [chosen.text, *texts, _in_force(setting)])


def _in_force(setting: Setting) -> str:
    choose = setting.choose
    if not choose.chance(15):
        return ""
    past = ", also for the past" if choose.chance(30) else ""
    return f"in force from {days.turn(setting)}{past}"


def grant(setting: Setting, number: int) -> str:
    """A perk or a sanction."""
    choose = setting.choose
    perk = choose.chance(60)
    clauses = []
    if setting.graded and choose.chance(50):
        clauses.append(_for_grades(setting))
    chosen = trigger(setting) if choose.chance(75) else None
    if choose.chance(50):
        # before the trigger: a `when` is told from one that waits by what stands before it
        clauses.append(f"when {condition(setting, chosen.deed if chosen else None)}")
    if chosen:
        clauses.append(chosen.text)
        clauses.append(_worth(setting, perk, chosen))
    else:
        clauses.append('grants "something"' if perk else 'imposes "something"')
    clauses.append(_in_force(setting))
    return setting.block(f"{'perk' if perk else 'sanction'} grant_{number}", clauses)


def _for_grades(setting: Setting) -> str:
    choose = setting.choose
    score = choose.among(setting.graded)
    if choose.chance(20):
        return f"for {', '.join(score.grades[:2])}{setting.of_score(score)}"
    reach = choose.among(("", " or better", " or worse"))
    return f"for {choose.among(score.grades)}{reach}{setting.of_score(score)}"


def _worth(setting: Setting, perk: bool, chosen: Trigger) -> str:
    choose = setting.choose
    verb = choose.among(("pays", "saves")) if perk else "costs"
    return f"{verb} {choose.among(_amounts(chosen.deed))}"


def _amounts(deed: Deed | None) -> list[str]:
    amounts = ["50 USD", "1 USD per 2 of level", "3 USD", "1% of loan rounded down"]
    amounts += ["quota of loan rounded up", "(5 USD when class is major otherwise 2 USD)"]
    return amounts + (["sum_paid", "10% of sum_paid rounded to nearest"] if deed else [])
