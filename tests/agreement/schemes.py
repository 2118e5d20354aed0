"""Policies as real schemes need them: moments, lots, statuses, clocks, tables, versions, limits.

Written as text, clause by clause, from the same choices as the other generator. They are looser:
what the checker refuses is thrown away, and a test holds the share of it down.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Final

import attrs

from tests.agreement.chooser import Chooser
from tests.agreement.world import ERA, TURNS

#: Bytes of choices that are enough for most schemes.
SCHEME_BYTES: Final = 2_000
#: Lengths of time: short enough that a generated history leaves them behind.
_LENGTHS: Final = (
    "30 days", "1 months", "2 months", "1 weeks", "3 days", "6 months", "1 years", "1 months 1 days",
    "(2 months when {condition} otherwise 10 days)", "level months", "(level) days",
)  # fmt: skip
_PERIODS: Final = ("day", "week", "month", "quarter", "year")
_EARLY: Final = (
    "DATE", "DATE", "licensed", "the first day of the month of {day}", "{day} - 2 months",
    "{day} + 10 days", "the day before {day}", "{day} + 1 months 3 days",
    "(licensed when agrees otherwise DATE)", "the last day of the quarter of {day}",
)  # fmt: skip


def scheme_of(choices: bytes) -> str:
    """The text of the policy that some choices make."""
    return _Author(Chooser(choices)).text()


@attrs.frozen
class _Deed:
    """An action: its name, its moments (none for a plain one), and what else it has."""

    name: str
    moments: tuple[str, ...] = ()
    derived: str | None = None
    #: Fields by what they are.
    points: str = "size"
    amount: str = "sum_paid"
    key: str = "stop"
    flag: str = "serious"

    @property
    def occasions(self) -> tuple[str, ...]:
        """How its moments are called elsewhere."""
        own = (*self.moments, *([self.derived] if self.derived else ()))
        return tuple(f"{moment} of {self.name}" for moment in own) or (self.name,)


@attrs.frozen
class _Score:
    """A score: its name, whether it keeps lots, whether it is worked out."""

    name: str
    lots: bool = False
    formula: bool = False


class _Author:
    """Writes one scheme."""

    def __init__(self, choose: Chooser) -> None:
        self.choose = choose
        self.rules: list[str] = [f"rule_{n}" for n in range(choose.how_many(10, 20, 30, 25, 15))]
        self.statuses = ["ban", "gold"][: choose.how_many(20, 45, 35)]
        self.scores = self._choose_scores()
        self.deeds = self._choose_deeds()
        self.graded = [each for each in self.scores if choose.chance(45)]
        self.has_table = choose.chance(50)
        self.has_period = choose.chance(45)
        self.reads_history = True

    def _choose_scores(self) -> list[_Score]:
        choose = self.choose
        scores = [_Score("trust", lots=choose.chance(55))]
        if choose.chance(45):
            scores.append(_Score("miles", lots=choose.chance(50)))
        if choose.chance(30):
            scores.append(_Score("total", formula=True))
        return scores

    def _choose_deeds(self) -> list[_Deed]:
        choose = self.choose
        deeds = [_Deed("visit")]
        if choose.chance(70):
            derived = "returned" if choose.chance(60) else None
            deeds.append(_Deed("offence", ("committed", "final"), derived))
        if choose.chance(40):
            deeds.append(_Deed("give", (), "counted" if choose.chance(60) else None))
        return deeds

    # --- the file ----------------------------------------------------------------------------

    def text(self) -> str:
        """All blocks."""
        blocks = [self._header(), self._person(), *self._declared()]
        blocks += [self._score(each) for each in self.scores]
        blocks += [block for deed in self.deeds for block in self._actions(deed)]
        blocks += [self._grades(each) for each in self.graded]
        blocks += [self._rule(name) for name in self.rules]
        blocks += [self._grant(n) for n in range(self.choose.how_many(20, 30, 30, 20))]
        if self.choose.chance(40):
            blocks.append(self._limit())
        return "\n\n".join(blocks) + "\n"

    def _block(self, opening: str, clauses: Iterable[str]) -> str:
        return "\n".join([f"{opening} {{", *(f"  {each}" for each in clauses if each), "}"])

    def _header(self) -> str:
        choose = self.choose
        clauses = ["currency USD"]
        if choose.chance(40):
            clauses.append(f"in force from {_date(choose.number(ERA[0] - 300, ERA[0] + 60))}")
            if choose.chance(30):
                clauses.append(f"in force until {_date(choose.number(ERA[1] - 90, ERA[1]))}")
        short = choose.among(("end on the last day", "run to the next day"))
        clauses += [f"short months {short}"]
        clauses += ["events may be withdrawn"] * choose.chance(10)
        return self._block("policy generated", clauses)

    def _person(self) -> str:
        choose = self.choose

        def changing() -> str:
            return ", may change" if choose.chance(30) else ""

        low, high = _date(ERA[0] - 500), _date(ERA[1])
        clauses = [
            f"licensed: date from {low} to {high} = {_date(choose.among(TURNS))}",
            f"level: number from 1 to 5 = 2{changing()}",
            f"class: one of {{minor, major}} = minor{changing()}",
            f"agrees: yes or no = yes{changing()}",
        ]
        clauses += ["begins on licensed"] * choose.chance(12)
        clauses += ["scored only while agrees"] * choose.chance(20)
        return self._block("person", clauses)

    def _declared(self) -> list[str]:
        choose = self.choose
        blocks = [self._block(f"status {name}", ['assumed "made up"']) for name in self.statuses]
        if self.has_table:
            blocks.append(
                self._block(
                    "table price",
                    [
                        "by height: number from 0 to 1000, weight: one of {minor, major}",
                        f"0 to {choose.number(0, 3)}, minor: {choose.number(0, 4)}",
                        f"any, major: {choose.number(0, 9)}",
                        f"from {choose.number(4, 9)}, any: {choose.number(0, 9)}",
                        f"otherwise: {choose.number(0, 2)}",
                    ],
                )
            )
        if self.has_period:
            start = choose.number(ERA[0], ERA[1] - 200)
            stretches = [f"from {_date(start)} to {_date(start + choose.number(0, 90))}"]
            if choose.chance(40):
                stretches.append(f"from {_date(start + 120)} to {_date(start + 150)}")
            if choose.chance(40):
                first, last = choose.among(
                    (
                        ("1 June", "31 August"),
                        ("1 December", "28 February"),
                        ("29 February", "3 March"),
                    )
                )
                stretches = [f"every year from {first} to {last}"]
            blocks.append(self._block("period summer", stretches))
        return blocks

    def _score(self, score: _Score) -> str:
        choose = self.choose
        if score.formula:
            self.reads_history = True
            value = choose.among(
                (
                    f"{self._count()} * 1 points + trust",
                    "(trust up to 20) + 3 points",
                    f"(5 points when {self._condition()} otherwise trust)",
                )
            )
            return self._block(f"score {score.name}", [f"is {value}", "stays within -100 to 100"])
        start = choose.among(
            ("0", "10", "12", "(6 when class is minor otherwise 12)", "level * 2 points")
        )
        high = choose.among(("12", "20", "30", "(15 when class is minor otherwise 20)"))
        low = choose.among(("0", "0", "-5", "0"))
        clauses = [f"starts at {start}", f"stays within {low} to {high}"]
        if score.lots:
            order = choose.among(
                ("", ", oldest first", ", newest first", ", soonest to expire first")
            )
            clauses.append(f"keeps lots{order}")
        return self._block(f"score {score.name}", clauses)

    # --- actions -----------------------------------------------------------------------------

    def _actions(self, deed: _Deed) -> list[str]:
        """The action, or two versions of it."""
        choose = self.choose
        fields = [
            f"{deed.points}: points from 0 to 6",
            f"{deed.amount}: money from 0 USD to 100 USD = 20 USD",
            f"{deed.key}: name",
            f"{deed.flag}: yes or no = no",
        ]
        if deed.moments:
            fields.append(f"moments {', '.join(deed.moments)}")
        if deed.derived:
            day = deed.moments[-1] if deed.moments else "the date"
            length = choose.among(("1 months", "10 days", "2 months 3 days"))
            value = choose.among(
                (f"{day} + {length}", f"the day after {day}", f"the last day of the month of {day}")
            )
            fields.append(f"{deed.derived} means {value}")
        if choose.chance(25):
            fields.append(f'refused when {self._condition(deed)} "not now"')
        body = [*fields, *self._effects(deed, choose.number(1, 3))]
        if not choose.chance(20):
            return [self._block(f"action {deed.name}", body)]
        turn = choose.among(TURNS[1:])
        past = ", also for the past" if choose.chance(40) else ""
        judged = f" judged by {deed.moments[0]}" if deed.moments and choose.chance(50) else ""
        first = [*body, f"in force until {_date(turn - 1)}{judged}"]
        second = [*self._effects(deed, 2), f"in force from {_date(turn)}{judged}{past}"]
        return [self._block(f"action {deed.name}", each) for each in (first, second)]

    def _effects(self, deed: _Deed | None, count: int) -> list[str]:
        choose, effects = self.choose, []
        for _ in range(count):
            moment = self._moment(deed)
            form = choose.weighted(always=35, once=35, chain=30)
            if form == "always":
                effects.append(self._effect(deed, moment, ""))
                continue
            effects.append(self._effect(deed, moment, f"when {self._condition(deed)}"))
            if form == "chain":
                if choose.chance(40):
                    other = f"otherwise when {self._condition(deed)}"
                    effects.append(self._effect(deed, moment, other))
                effects.append(self._effect(deed, moment, "otherwise"))
        return effects

    def _moment(self, deed: _Deed | None) -> str:
        if deed is None:
            return ""
        names = [*deed.moments, *([deed.derived] if deed.derived else ())]
        if not deed.moments:
            names.insert(0, "date")
        return f" on {self.choose.among(names)}" if len(names) > 1 else ""

    def _effect(self, deed: _Deed | None, moment: str, condition: str) -> str:
        choose = self.choose
        gathered = [each for each in self.scores if not each.formula]
        score = choose.among(gathered)
        name = f" {score.name}" if len(gathered) > 1 else ""
        change, capped = self._change(deed, score, name)
        lasts = self._lasts(change, score) if capped and score.lots and choose.chance(45) else ""
        caps = "".join(self._cap(deed, points=capped) for _ in range(choose.how_many(60, 28, 12)))
        if capped and deed is not None and choose.chance(12):
            caps += f", only the highest per {deed.key}"
        return f"{change}{moment} {condition}{caps}{lasts}"

    def _change(self, deed: _Deed | None, score: _Score, name: str) -> tuple[str, bool]:
        """The clause, and whether it has points of its own."""
        choose = self.choose
        status = choose.among(self.statuses) if self.statuses else None
        match choose.weighted(
            earns=30, loses=26, sets=6, raises=5, lowers=5, clears=4, multiplies=4,
            restores=8, begins=8, ends=4, drops=4,
        ):  # fmt: skip
            case "earns":
                return f"earns {self._amount(deed, name)}", True
            case "loses":
                return f"loses {self._amount(deed, name)}", True
            case "sets":
                return f"sets{name} to {choose.number(0, 12)}", False
            case "raises":
                return f"raises{name} to at least {choose.number(1, 9)}", False
            case "lowers":
                return f"lowers{name} to at most {choose.number(1, 9)}", False
            case "clears":
                return f"clears{name}", False
            case "multiplies":
                return f"multiplies{name} by 50% rounded down", False
            case "restores" if score.lots and deed is not None:
                return f"restores{name}", False
            case "begins" if status:
                length = self._filled(choose.among(_LENGTHS))
                end = choose.among(
                    (f" for {length}", f" for {length}", "", f" until {self._day(deed)}")
                )
                return f"begins {status}{end}", False
            case "ends" if status:
                return f"ends {status}", False
            case "drops" if score in self.graded:
                return f"drops{name} to grade {choose.among(self._grade_names(score))}", False
            case _:
                return f"earns {choose.number(1, 3)}{name}", True

    def _amount(self, deed: _Deed | None, name: str) -> str:
        choose = self.choose
        amount = str(choose.number(1, 6))
        if deed is not None and choose.chance(40):
            amount = deed.points
        elif deed is not None and choose.chance(30):
            return f"1{name} per 10 USD of {deed.amount}"
        elif self.has_table and choose.chance(40):
            amount = f"price of ({self._count()} up to 900, class)"
        elif choose.chance(20):
            amount = f"({amount} when {self._condition(deed)} otherwise {choose.number(0, 4)})"
        return f"{amount}{name}"

    def _lasts(self, change: str, score: _Score) -> str:
        choose = self.choose
        verb = "expires" if change.startswith("earns") else "comes back"
        after = f"after {self._filled(choose.among(_LENGTHS))}"
        if choose.chance(15):
            after += " from the date"
        if choose.chance(25):
            after += f" at the end of the {choose.among(_PERIODS)}"
        if verb == "expires" and choose.chance(10):
            after = f"on {self._day(None)} + 2 months"
        tail = ""
        if choose.chance(25):
            tail += f" unless {self._condition(None)}"
        if choose.chance(20):
            tail += f" not while {self._condition(None)}"
        return f", {verb} {after}{tail}"

    def _cap(self, deed: _Deed | None, *, points: bool) -> str:
        choose = self.choose
        per = [
            f"per calendar {choose.among(_PERIODS)}",
            "ever",
            "in any 30 days",
            "in any 2 months",
        ]
        per += ["per year from 1 March", "per year from licensed"]
        per += ["per summer"] * self.has_period
        chosen = choose.among(per)
        if deed is not None and choose.chance(25):
            chosen = f"per {deed.key}" if choose.chance(60) else f"per {deed.key} {chosen}"
        if not points or choose.chance(25):
            return f", at most {choose.number(1, 3)} times {chosen}"
        return f", at most {choose.number(2, 9)} {chosen}"

    # --- rules, perks, limits, grades ---------------------------------------------------------

    def _trigger(self) -> str:
        choose = self.choose
        match choose.weighted(
            dated=20, quiet=22, every=10, end=8, reaches=14, soon=8, upon=18
        ):  # fmt: skip
            case "dated":
                return choose.among(
                    (
                        "every month on day 31", "every year on 29 February",
                        "every month on the last day", f"once on {self._person_day()}",
                        f"once on {_date(choose.among(TURNS))}",
                    )
                )  # fmt: skip
            case "quiet":
                return self._quiet()
            case "every":
                step = choose.among(("1 months", "10 days", "1 years", "3 weeks", "2 months"))
                return f"every {step} from {self._person_day()}"
            case "end":
                return f"at the end of every {choose.among(_PERIODS[1:])}"
            case "reaches":
                verb = choose.among(("reaches", "falls to", "falls below", "exceeds"))
                gathered = [each.name for each in self.scores if not each.formula]
                return f"when {choose.among(gathered)} {verb} {choose.number(1, 11)}"
            case "soon":
                return f"as soon as {self._state_condition()}"
            case _:
                return f"on {self._occasion(rules=False)}"

    def _quiet(self) -> str:
        choose = self.choose
        every = choose.chance(30)
        text = "after every " if every else "after "
        text += choose.among(
            (
                "1 months",
                "10 days",
                "2 months 3 days",
                "(1 months when class is minor otherwise 20 days)",
            )
        )
        text += f" without {self._occasion()}"
        text += f" or {self._occasion()}" * choose.chance(25)
        text += f" since {self._occasion()}" * choose.chance(40)
        text += f" counting from {self._person_day()}" * choose.chance(30)
        return text

    def _occasion(self, *, rules: bool = True) -> str:
        options = [name for deed in self.deeds for name in deed.occasions]
        options += [
            f"the {edge} of {status}" for status in self.statuses for edge in ("start", "end")
        ]
        if rules and self.rules and self.choose.chance(30):
            return self.choose.among(self.rules)
        return self.choose.among(options)

    def _rule(self, name: str) -> str:
        trigger = self._trigger()
        seen = next((deed for deed in self.deeds if trigger.endswith(f"on {deed.name}")), None)
        if seen is not None and (seen.moments or seen.derived):
            seen = None
        effects = [
            each.replace(" on date", "") for each in self._effects(None, self.choose.number(1, 2))
        ]
        return self._block(f"rule {name}", [trigger, *effects, self._in_force()])

    def _in_force(self) -> str:
        choose = self.choose
        if not choose.chance(15):
            return ""
        past = ", also for the past" if choose.chance(30) else ""
        return f"in force from {_date(choose.among(TURNS))}{past}"

    def _grant(self, number: int) -> str:
        choose = self.choose
        perk = choose.chance(60)
        clauses = []
        if self.graded and choose.chance(50):
            score = choose.among(self.graded)
            of = f" of {score.name}" if len(self.graded) > 1 else ""
            reach = choose.among(("", " or better", " or worse"))
            clauses.append(f"for {choose.among(self._grade_names(score))}{reach}{of}")
        if choose.chance(50):
            clauses.append(f"when {self._condition(None)}")
        if choose.chance(75):
            clauses.append(self._trigger())
            verb = choose.among(("pays", "saves")) if perk else "costs"
            clauses.append(f"{verb} {choose.among(('50 USD', '1 USD per 2 of level', '3 USD'))}")
        else:
            clauses.append('grants "something"' if perk else 'imposes "something"')
        return self._block(f"{'perk' if perk else 'sanction'} grant_{number}", clauses)

    def _limit(self) -> str:
        choose = self.choose
        names = [deed.name for deed in self.deeds]
        gathered = [each.name for each in self.scores if not each.formula]
        what = choose.among(("", "gains of ", "losses of ", "gains and losses of "))
        score = f" in {choose.among(gathered)}" if len(gathered) > 1 else ""
        limit = f"at most {choose.number(2, 9)} {choose.among(('per calendar month', 'ever', 'per stop'))}"
        if choose.chance(20):
            limit = "only the highest per stop"
        return self._block("limit together", [f"covers {what}{', '.join(names)}{score}", limit])

    def _grade_names(self, score: _Score) -> tuple[str, ...]:
        return tuple(f"{score.name[0].upper()}{letter}" for letter in "ABC")

    def _grades(self, score: _Score) -> str:
        choose = self.choose
        best, middle, worst = self._grade_names(score)
        high = choose.number(8, 11)
        low = choose.number(1, high - 1)
        clauses = [f"{best} from {high}", f"{middle} from {low}", f"{worst} below"]
        if self.statuses and choose.chance(40):
            clauses.append(f"no better than {middle} while {choose.among(self.statuses)}")
        if not choose.chance(25):
            return self._block(f"grades of {score.name}", clauses)
        turn = choose.among(TURNS)
        past = ", also for the past" if choose.chance(30) else ""
        first = self._block(
            f"grades of {score.name}", [*clauses[:3], f"in force until {_date(turn - 1)}"]
        )
        rows = [f"{best} from {high + 1}", f"{middle} from {low}", f"{worst} below"]
        second = self._block(
            f"grades of {score.name}", [*rows, f"in force from {_date(turn)}{past}"]
        )
        return f"{first}\n\n{second}"

    # --- expressions -------------------------------------------------------------------------

    def _condition(self, deed: _Deed | None = None) -> str:
        choose = self.choose
        form = choose.weighted(count=24, score=14, state=14, date=14, field=14, ratio=8, both=12)
        if form == "both":
            joint = choose.among(("and", "or"))
            left, right = self._simple("count", deed), self._simple("date", deed)
            return (
                f"({left} {joint} not {right})"
                if choose.chance(40)
                else f"({left} {joint} {right})"
            )
        return self._simple(form, deed)

    def _simple(self, form: str, deed: _Deed | None) -> str:
        choose = self.choose
        if form == "field" and deed is not None:
            options = [
                deed.flag,
                f"{deed.points} >= {choose.number(1, 5)}",
                f"{deed.amount} > 20 USD",
            ]
            options += [f"{moment} is given" for moment in deed.moments[1:]]
            options += [f"count of {deed.name} where {deed.key} is this {deed.key} ever >= 2"] * (
                not deed.moments
            )
            for first in deed.moments[:1]:
                ago = choose.among(("1 months", "30 days"))
                earlier = f"{first} >= this {first} - {ago}"
                options.append(f"count of {first} of {deed.name} where {earlier} ever >= 2")
            return choose.among(options)
        if form == "score":
            return f"{choose.among(self.scores).name} >= {choose.number(1, 11)}"
        if form == "state":
            return self._state_condition()
        if form == "date":
            return self._date_condition(deed)
        if form == "ratio":
            part, whole = choose.among(self.deeds), choose.among(self.deeds)
            of_part = f"count of {part.occasions[0]} where {part.flag} {self._window(None)}"
            return f"{of_part} out of count of {whole.occasions[0]} {self._window(None)} >= 1 out of {choose.number(2, 4)}"
        return f"{self._count()} >= {choose.number(1, 3)}"

    def _state_condition(self) -> str:
        choose = self.choose
        options = [f"level >= {choose.number(2, 5)}", "class is major"]
        options += self.statuses * 2
        for score in self.graded:
            of = f" of {score.name}" if len(self.graded) > 1 else ""
            reach = choose.among(("", " or better", " or worse"))
            best, middle, _ = self._grade_names(score)
            grade = middle if reach != " or better" else choose.among((best, middle))
            options.append(f"grade{of} is {grade}{reach}")
        score = choose.among(self.scores)
        options.append(f"{score.name} < {choose.number(2, 11)}")
        return choose.among(options)

    def _date_condition(self, deed: _Deed | None) -> str:
        choose = self.choose
        options = [
            f"the date >= {self._day(deed)}",
            f"full months since licensed >= {choose.number(1, 14)}",
            f"days since the latest date of {self._occasion()} ever if none {_date(TURNS[0])} > {choose.number(1, 40)}",
            "full years since licensed >= 1",
        ]
        options += ["the date is in summer", "licensed is not in summer"] * self.has_period
        lots = [score.name for score in self.scores if score.lots]
        options += [f"{name} still counting on ({self._day(deed)}) >= 2" for name in lots]
        return choose.among(options)

    def _count(self) -> str:
        choose = self.choose
        deed = choose.among(self.deeds)
        match choose.weighted(occasion=40, filtered=25, pick=15, most=20):
            case "occasion":
                return f"count of {self._occasion()} {self._window(None)}"
            case "filtered":
                return f"count of {choose.among(deed.occasions)} where {deed.flag} {self._window(None)}"
            case _:
                return f"count of {choose.among(deed.occasions)} where {deed.points} >= {choose.number(1, 5)} {self._window(None)}"

    def _window(self, deed: _Deed | None) -> str:
        choose = self.choose
        options = [
            "ever", "in the last 30 days", "in the last 2 months", "within 2 months", "within 1 years",
            "in the last 1 weeks", f"this calendar {choose.among(_PERIODS)}",
            f"the previous calendar {choose.among(_PERIODS)}", "this year from 1 March",
            "the previous year from 1 March", "this year from licensed",
            "the previous year from licensed", f"since {self._occasion()}", "since licensed",
            f"from {self._day(deed)} to ({self._day(deed)} + 2 months)",
        ]  # fmt: skip
        options += ["this summer"] * self.has_period
        return choose.among(options)

    def _day(self, deed: _Deed | None) -> str:
        choose = self.choose
        if deed is not None and deed.moments and choose.chance(50):
            return choose.among(deed.moments)
        return self._filled(choose.among((*_EARLY, "the date")))

    def _person_day(self) -> str:
        return self.choose.among(
            ("licensed", "licensed", "licensed + 1 months", _date(self.choose.among(TURNS)))
        )

    def _filled(self, pattern: str) -> str:
        choose = self.choose
        day = choose.among(("licensed", _date(choose.among(TURNS))))
        text = pattern.replace("DATE", _date(choose.number(*ERA))).replace("{day}", day)
        return text.replace("{condition}", choose.among(("class is major", "level >= 3", "agrees")))


def _date(day: int) -> str:
    return datetime.date.fromordinal(day).isoformat()
