"""The whole file: what there is, written in the order in which one part needs another."""

from __future__ import annotations

from typing import Final

from policylang.checker.check import check
from policylang.core.source import SourceFile
from policylang.model.machine import Machine
from policylang.syntax import parse
from tests.agreement.chooser import Chooser
from tests.agreement.schemes import declarations, scores
from tests.agreement.schemes.actions import EXTRA, action
from tests.agreement.schemes.reactions import grant, rule
from tests.agreement.schemes.setting import Deed, Score, Setting

#: Bytes of choices that are enough for most schemes.
SCHEME_BYTES: Final = 3_000


def scheme_of(choices: bytes) -> str:
    """The text of the policy that some choices make."""
    setting = _setting(Chooser(choices))
    choose = setting.choose
    blocks = [declarations.header(setting), declarations.person(setting)]
    blocks += declarations.declared(setting)
    blocks += [scores.score(setting, each) for each in setting.scores]
    blocks += [block for each in setting.graded for block in scores.grades(setting, each)]
    reacting = [rule(setting, name) for name in setting.rules]
    reacting += [grant(setting, n) for n in range(choose.how_many(20, 30, 30, 20))]
    # in the first action everything begins that nothing else does, so it is written last
    acting = [block for deed in reversed(setting.deeds) for block in action(setting, deed)]
    limit = scores.limit(setting) if choose.chance(40) else None
    blocks += [*acting, *reacting] if choose.chance(50) else [*reacting, *acting]
    blocks += [limit] if limit else []
    blocks += [declarations.ranking(setting)] if choose.chance(30) else []
    blocks += [declarations.claim(setting)] if choose.chance(10) else []
    return "\n\n".join(blocks) + "\n"


def machine_of_scheme(text: str) -> Machine | None:
    """The machine of a scheme; None where the checker refuses it."""
    parsed = parse(SourceFile("generated.policy", text))
    assert parsed.tree is not None, (parsed.diagnostics, text)
    return check(parsed.tree).machine


def _setting(choose: Chooser) -> Setting:
    decimals = choose.among((0, 0, 0, 1, 2))  # the same for all scores of a policy
    gathered = [Score("trust", lots=choose.chance(65), decimals=decimals)]
    if choose.chance(45):
        gathered.append(Score("miles", lots=choose.chance(50), decimals=decimals))
    worked_out = [Score("total", formula=True, decimals=decimals)] if choose.chance(30) else []
    all_scores = [*gathered, *worked_out]
    return Setting(
        choose,
        scores=all_scores,
        deeds=_deeds(choose),
        statuses=["ban", "gold"][: choose.how_many(20, 45, 35)],
        rules=[f"rule_{n}" for n in range(choose.how_many(10, 20, 30, 25, 15))],
        graded=[each for each in all_scores if choose.chance(45)],
        tables=[name for name in ("price", "toll", "season") if choose.chance(35)],
        has_period=choose.chance(45),
        figures=[name for name in ("most_points", "stride") if choose.chance(20)],
        definitions=[name for name in ("busy", "seasoned", "twice") if choose.chance(20)],
        formulas_settled=choose.chance(40),
    )


def _deeds(choose: Chooser) -> list[Deed]:
    def extra() -> tuple[str, ...]:
        return tuple(name for name in EXTRA if choose.chance(15))

    deeds = [Deed("visit", extra=extra())]
    if choose.chance(70):
        derived = "returned" if choose.chance(60) else None
        deeds.append(Deed("offence", ("committed", "final"), derived, extra()))
    if choose.chance(40):
        deeds.append(Deed("give", (), "counted" if choose.chance(60) else None, extra()))
    return deeds
