"""What else is declared: the person, statuses, tables, periods, figures, rankings, claims."""

from __future__ import annotations

from tests.agreement.schemes import days, recall
from tests.agreement.schemes.setting import Setting
from tests.agreement.world import ERA, TURNS

_SEASONS = (
    ("1 June", "31 August"),
    ("1 December", "28 February"),
    ("29 February", "3 March"),
)


def header(setting: Setting) -> str:
    """The block of the policy."""
    choose = setting.choose
    clauses = ["currency USD"]
    if choose.chance(40):
        clauses.append(f"in force from {days.written(choose.number(ERA[0] - 300, ERA[0] + 60))}")
        if choose.chance(30):
            clauses.append(f"in force until {days.written(choose.number(ERA[1] - 90, ERA[1]))}")
    short = choose.among(("end on the last day", "run to the next day"))
    clauses += [f"short months {short}"]
    clauses += ["events may be withdrawn"] * choose.chance(10)
    return setting.block("policy generated", clauses)


def person(setting: Setting) -> str:
    """The attributes of a person."""
    choose = setting.choose

    def changing() -> str:
        return ", may change" if choose.chance(30) else ""

    low, high = days.written(ERA[0] - 500), days.written(ERA[1])
    clauses = [
        f"licensed: date from {low} to {high} = {days.written(choose.among(TURNS))}",
        f"level: number from 1 to 5 = 2{changing()}",
        f"class: one of {{minor, major}} = minor{changing()}",
        f"agrees: yes or no = yes{changing()}",
        f"home: name{changing()}",
        "loan: money from 0 USD to 1,000 USD = 100 USD",
        f"quota: percent from 0% to 10% = 2%{changing()}",
    ]
    clauses += ["begins on licensed"] * choose.chance(12)
    clauses += ["scored only while agrees"] * choose.chance(20)
    return setting.block("person", clauses)


def declared(setting: Setting) -> list[str]:
    """Statuses, tables, periods, figures and definitions."""
    blocks = [setting.block(f"status {name}", ()) for name in setting.statuses]
    blocks += [_TABLES[name](setting) for name in setting.tables]
    if setting.has_period:
        blocks.append(_period(setting))
    if setting.figures:
        values = {"most_points": f"{setting.choose.number(2, 9)}", "stride": "10 USD"}
        clauses = [f"{name} = {values[name]}" for name in setting.figures]
        blocks.append(setting.block(setting.choose.among(('assumed "x"', "reported")), clauses))
    meanings = {
        "busy": f"{recall.amount(setting, None)} >= {setting.choose.number(1, 3)}",
        "seasoned": "full months since licensed >= 6 or class is major",
        "twice": "level * 2",
    }
    for name in setting.definitions:
        blocks.append(setting.block(f"define {name}", [f"means {meanings[name]}"]))
    return blocks


def _price(setting: Setting) -> str:
    choose = setting.choose
    rows = [
        "by height: number from 0 to 1000, weight: one of {minor, major}",
        f"0 to {choose.number(0, 3)}, minor: {choose.number(0, 4)}",
        f"any, major: {choose.number(0, 9)}",
        f"from {choose.number(4, 9)}, any: {choose.number(0, 9)}",
        f"otherwise: {choose.number(0, 2)}",
    ]
    return setting.block("table price", rows)


def _toll(setting: Setting) -> str:
    choose = setting.choose
    edge = choose.number(2, 4)
    last = choose.among((f"from {edge + 1}: 3", "otherwise: 5"))
    rows = ["by speed: number from 1 to 5", f"below {edge}: 1", f"{edge}: {choose.number(0, 6)}"]
    return setting.block("table toll", [*rows, last])


def _season(setting: Setting) -> str:
    turn = setting.choose.among(TURNS)
    rows = [
        f"by when_it_is: date from {days.written(ERA[0] - 2000)} to 2999-12-31",
        f"below {days.written(turn)}: {setting.choose.number(0, 4)}",
        f"{days.written(turn)} to {days.written(turn + 40)}: 2",
        "otherwise: 1",
    ]
    return setting.block("table season", rows)


_TABLES = {"price": _price, "toll": _toll, "season": _season}


def _period(setting: Setting) -> str:
    choose = setting.choose
    start = choose.number(ERA[0], ERA[1] - 200)
    last = start + choose.number(0, 90)
    stretches = [f"from {days.written(start)} to {days.written(last)}"]
    if choose.chance(40):
        stretches.append(f"from {days.written(start + 120)} to {days.written(start + 150)}")
    if choose.chance(40):
        first, end = choose.among(_SEASONS)
        stretches = [f"every year from {first} to {end}"]
    return setting.block("period summer", stretches)


def ranking(setting: Setting) -> str:
    """An order of several people by two keys or three."""
    choose = setting.choose
    of = choose.among(setting.deeds)
    name = choose.among(of.occasions)
    high = f"{choose.among(setting.gathered).name} >= {choose.number(3, 11)}"
    first = (
        f"(1 points when {high} otherwise 0 points)",
        f"count of {name} where serious ever up to {choose.number(1, 2)}",
        "level",
    )
    later = (
        f"count of {name} where stop is tied ever",
        f"sum of size of {name} where stop is tied ever - sum of size of {name} ever",
        f"the latest date of {name} ever if none {days.turn(setting)}",
        choose.among(setting.scores).name,
    )
    orders = ("highest first", "lowest first")
    keys = [f"by {choose.among(first)}, {choose.among(orders)}"]
    keys += [
        f"then {choose.among(later)}, {choose.among(orders)}" for _ in range(choose.number(1, 2))
    ]
    return setting.block("ranking league", keys)


def claim(setting: Setting) -> str:
    """Something the policy asserts."""
    choose = setting.choose
    form = choose.among(
        ("gain", "splitting", "grades") if setting.graded else ("gain", "splitting")
    )
    if form == "splitting":
        said = f"splitting {choose.among(setting.deeds).name} never pays"
    elif form == "grades":
        best, middle, worst = setting.graded[0].grades
        length = choose.among(("2 years", "6 months", "90 days"))
        most = choose.among(
            ("", " for at most 200 USD", " for at most 100 hours a year and 50 USD")
        )
        said = f"from {worst} to {choose.among((best, middle))} within {length}{most}"
    else:
        length = choose.among(("3 years", "10 days", "6 months"))
        operator = choose.among(("<=", "<"))
        said = f"within {length}, gain from perks {operator} cost of actions"
    return setting.block("claim fair", [said])
