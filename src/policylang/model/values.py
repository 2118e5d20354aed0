"""Written values to held integers and back: the border between people and the machine."""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal
from typing import Final

from policylang.core import codes, limits
from policylang.core.diagnostics import Code, Diagnostic
from policylang.core.errors import HistoryError
from policylang.core.exact import EXACT
from policylang.core.suggest import suggest
from policylang.model.calendar import iso
from policylang.model.units import Denomination, Domain, Kind


class InputProblem(HistoryError):  # noqa: N818 - most become a rejected row, not an error
    """One thing wrong with a value, an event or a person. Readers add file and line.

    Args:
        what: what is wrong, for whoever sees the place of it.
        event: the number of the event it is about, counted from 1; `message` begins with it.
        name: of the field or attribute it is about, as it is declared or, if it is not, written.
    """

    def __init__(
        self,
        code: Code,
        what: str,
        help: str | None = None,
        *,
        event: int | None = None,
        name: str | None = None,
    ) -> None:
        self.code = code
        self.what = what
        self.help = help
        self.event = event
        self.name = name
        self.message = what if event is None else f"event {event:,}: {what}"
        super().__init__([Diagnostic(code, self.message, (), help)])


_NUMBER: Final = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?")
#: Digits of a number that are looked at, before and after the point, commas counted too.
_MOST_DIGITS: Final = 2 * limits.NUMBER_DIGITS
_CLOCK: Final = re.compile(r"(\d+):([0-5]\d)")
_YES: Final = {"yes": 1, "true": 1, "no": 0, "false": 0}
#: What may follow a number, per kind. Money is followed by the currency of the policy.
_UNIT_WORDS: Final = {
    Kind.POINTS: {"": 1, "points": 1, "point": 1},
    Kind.HOURS: {
        **dict.fromkeys(("", "hours", "hour", "h"), 3600),
        **dict.fromkeys(("minutes", "minute"), 60),
        **dict.fromkeys(("seconds", "second"), 1),
    },
    Kind.NUMBER: {"": 1},
    Kind.PERCENT: {"": 1, "%": 1},
}
_EXAMPLES: Final = {
    Kind.POINTS: "5",
    Kind.HOURS: "1.5",
    Kind.NUMBER: "3",
    Kind.PERCENT: "2.5",
    Kind.DATE: "2018-12-01",
    Kind.YES_NO: "yes",
    Kind.NAME: "B-104",
}


def example(domain: Domain, denomination: Denomination) -> str:
    """A value of a domain as a person would write it, for messages."""
    if domain.kind is Kind.CHOICE:
        return domain.choices[0]
    if domain.kind is Kind.MONEY:
        return f"250 {denomination.currency}"
    return _EXAMPLES[domain.kind]


def read_value(raw: object, domain: Domain, denomination: Denomination) -> int:
    """Held integer of a value as it came from a file or a caller.

    Args:
        raw: text such as `250`, `250.00 USD`, `1:30`, `yes`; or an int, Decimal, bool or date.
            A plain number counts whole units (`250` is 250 USD, not 250 cents).
        domain: what is declared.

    Raises:
        InputProblem: unreadable (PL408), no such day (PL406), outside the range (PL405).
    """
    if domain.kind is Kind.NAME:
        return _read_name(raw)
    held = _held(raw, domain, denomination)
    if not domain.low <= held <= domain.high:
        raise InputProblem(
            codes.OUT_OF_RANGE,
            f"`{shortened(raw)}` is outside the declared range {show_range(domain, denomination)}",
        )
    return held


def _held(raw: object, domain: Domain, denomination: Denomination) -> int:
    kind = domain.kind
    if kind is Kind.DATE:
        return read_date(raw).toordinal()
    if kind is Kind.YES_NO:
        return _read_yes_no(raw)
    if kind is Kind.CHOICE:
        return _read_choice(raw, domain)
    if isinstance(raw, str):
        return _read_quantity(raw, domain, denomination)
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw * denomination.scale(kind)
    if isinstance(raw, Decimal) and raw.is_finite():
        return _scaled(raw, denomination.scale(kind), raw, domain, denomination)
    if isinstance(raw, float):
        raise InputProblem(
            codes.UNREADABLE_VALUE,
            f"`{raw!r}` is a binary fraction, which is not exact",
            f"write it as text or as a Decimal: `{example(domain, denomination)}`",
        )
    raise _unreadable(raw, domain, denomination)


def _read_quantity(raw: str, domain: Domain, denomination: Denomination) -> int:
    text = raw.strip()
    if domain.kind is Kind.HOURS and len(text) <= 24 and (clock := _CLOCK.fullmatch(text)):
        return int(clock[1]) * 3600 + int(clock[2]) * 60
    found = _NUMBER.match(text)
    if not found:
        raise _unreadable(raw, domain, denomination)
    if found.end() > _MOST_DIGITS:
        raise InputProblem(codes.UNREADABLE_VALUE, f"`{shortened(raw)}` has too many digits")
    scale = _unit_scale(text[found.end() :].strip(), domain, denomination)
    if scale is None:
        raise _unreadable(raw, domain, denomination)
    number = Decimal(f"{found[1]}{found[2].replace(',', '')}.{found[3] or '0'}")
    return _scaled(number, scale, raw, domain, denomination)


def _unit_scale(word: str, domain: Domain, denomination: Denomination) -> int | None:
    scale = denomination.scale(domain.kind)
    if domain.kind is Kind.MONEY:
        return scale if word in ("", denomination.currency) else None
    if domain.kind is Kind.HOURS:
        return _UNIT_WORDS[Kind.HOURS].get(word)
    return scale if word in _UNIT_WORDS[domain.kind] else None


def _scaled(
    number: Decimal, scale: int, raw: object, domain: Domain, denomination: Denomination
) -> int:
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or not -_MOST_DIGITS <= exponent <= _MOST_DIGITS - len(digits):
        raise InputProblem(codes.UNREADABLE_VALUE, f"`{shortened(raw)}` has too many digits")
    numerator, denominator = number.as_integer_ratio()
    if numerator * scale % denominator:
        raise InputProblem(
            codes.UNREADABLE_VALUE,
            f"`{shortened(raw)}` is finer than {_finest(domain.kind, denomination)}",
        )
    return numerator * scale // denominator


def _finest(kind: Kind, denomination: Denomination) -> str:
    match kind:
        case Kind.MONEY:
            return f"the smallest coin of {denomination.currency}"
        case Kind.HOURS:
            return "a second"
        case Kind.POINTS:
            return f"the {denomination.decimals} decimals the score keeps"
        case Kind.PERCENT:
            return "the 4 decimals a percentage keeps"
        case _:
            return "a whole number"


def _read_yes_no(raw: object) -> int:
    if isinstance(raw, bool):
        return int(raw)
    if isinstance(raw, str) and (held := _YES.get(raw.strip().casefold())) is not None:
        return held
    raise InputProblem(
        codes.UNREADABLE_VALUE, f"`{shortened(raw)}` is neither yes nor no", "write `yes` or `no`"
    )


def _read_choice(raw: object, domain: Domain) -> int:
    text = composed(raw.strip()) if isinstance(raw, str) else shortened(raw)
    if text in domain.choices:
        return domain.choices.index(text)
    listed = ", ".join(f"`{choice}`" for choice in domain.choices[:12])
    raise InputProblem(
        codes.UNREADABLE_VALUE,
        f"`{shortened(text)}` is not one of {listed}",
        suggest(text, domain.choices),
    )


def _read_name(raw: object) -> int:
    text = str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw
    if not isinstance(text, str):
        message = f"`{shortened(raw)}` is not a name"
        raise InputProblem(codes.UNREADABLE_VALUE, message, "write it as text")
    text = composed(text.strip())
    if len(text) > limits.NAME_LENGTH:
        message = f"`{shortened(text)}` is longer than {limits.NAME_LENGTH} characters"
        raise InputProblem(codes.UNREADABLE_VALUE, message, "give names, not descriptions")
    if not text.isprintable():
        message = f"`{shortened(text)}` holds characters that cannot be printed"
        raise InputProblem(codes.UNREADABLE_VALUE, message)
    return held_name(text)


def held_name(text: str) -> int:
    """A name as one integer: its bytes in UTF-8 as the digits of a number; 0 for the empty one."""
    return int.from_bytes(text.encode(), "big")


def name_of(held: int) -> str:
    """The name that an integer holds."""
    return held.to_bytes((held.bit_length() + 7) // 8, "big").decode()


_ISO_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def read_date(raw: object) -> datetime.date:
    """A calendar date: `2018-12-01` or a `datetime.date`.

    Raises:
        InputProblem: it does not exist, or is not written as a date (PL406).
    """
    if isinstance(raw, datetime.date) and not isinstance(raw, datetime.datetime):
        return _sensible(raw, raw)
    if isinstance(raw, str) and (found := _ISO_DATE.fullmatch(raw.strip())):
        try:
            date = datetime.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            raise InputProblem(
                codes.BAD_DATE, f"there is no day `{raw.strip()}` in the calendar"
            ) from None
        return _sensible(date, raw)
    raise InputProblem(
        codes.BAD_DATE,
        f"`{shortened(raw)}` is not a date",
        "write year, month and day: `2018-12-01`",
    )


def _sensible(date: datetime.date, raw: object) -> datetime.date:
    if limits.FIRST_YEAR <= date.year <= limits.LAST_YEAR:
        return date
    raise InputProblem(
        codes.BAD_DATE,
        f"`{shortened(raw)}` is not between the years {limits.FIRST_YEAR} and {limits.LAST_YEAR}",
    )


def local_date(raw: object, zone: datetime.tzinfo) -> datetime.date:
    """The day, in the policy's time zone, of a date or of a timestamp with its zone.

    Raises:
        InputProblem: not a date (PL406), or a time of day without a zone (PL407).
    """
    moment = raw
    if isinstance(raw, str) and len(text := raw.strip()) > 10 and text[10:11] in ("T", "t", " "):
        read_date(text[:10])
        try:
            moment = datetime.datetime.fromisoformat(text if len(text) <= 40 else "")
        except ValueError:
            raise InputProblem(
                codes.BAD_DATE,
                f"`{shortened(raw)}` is not a time of day that exists",
                "write it as `2018-12-01T14:30:00+08:00`",
            ) from None
    if not isinstance(moment, datetime.datetime):
        return read_date(moment)
    if moment.utcoffset() is None:
        raise InputProblem(
            codes.TIMESTAMP_WITHOUT_ZONE,
            f"`{shortened(raw)}` does not say which time zone it is in",
            "add the zone (`2018-12-01T14:30:00+08:00`) or give only the date",
        )
    try:
        return _sensible(moment.astimezone(zone).date(), raw)
    except OverflowError:
        raise InputProblem(codes.BAD_DATE, f"`{shortened(raw)}` is too far away") from None


def _unreadable(raw: object, domain: Domain, denomination: Denomination) -> InputProblem:
    noun = {Kind.MONEY: f"an amount of {denomination.currency}", Kind.NUMBER: "a whole number"}
    return InputProblem(
        codes.UNREADABLE_VALUE,
        f"`{shortened(raw)}` is not {noun.get(domain.kind, f'a value in {domain.kind}')}",
        f"write it like `{example(domain, denomination)}`",
    )


#: Most characters a name has before its letters are composed.
_LONGEST_NAME: Final = 4 * limits.NAME_LENGTH


def composed(text: str) -> str:
    """A name as Unicode composes it, like the names of a policy: an accented letter is one sign."""
    if text.isascii() or len(text) > _LONGEST_NAME:  # no name is so long, and it would take long
        return text
    return unicodedata.normalize("NFC", text)


def shortened(raw: object) -> str:
    """What somebody wrote, fit for a message: at most 60 characters, none that moves a cursor."""
    text = raw if isinstance(raw, str) else _written(raw)
    text = "".join(c if c.isprintable() else "?" for c in text[:61])
    return text if len(text) <= 60 else text[:57] + "..."


def _written(raw: object) -> str:
    try:
        return str(raw)
    except ValueError:  # Python writes out no integer of thousands of digits
        return "a number of very many digits"


def decimal_of(held: int, scale: int) -> Decimal:
    """Exact decimal of a held integer whose scale is a power of ten."""
    digits = len(str(scale)) - 1
    return EXACT.scaleb(Decimal(held), -digits) if digits else Decimal(held)


def show_number(held: int, scale: int) -> str:
    """A held integer in written digits, with thousands separated: `1,234.50`."""
    return f"{decimal_of(held, scale):,f}"


def show_value(held: int, domain: Domain | Kind, denomination: Denomination) -> str:
    """A held integer as a person would write it, with its unit: `250.00 USD`, `1.5 hours`."""
    kind = domain if isinstance(domain, Kind) else domain.kind
    match kind:
        case Kind.MONEY:
            return f"{show_number(held, denomination.scale(kind))} {denomination.currency}"
        case Kind.HOURS:
            return _show_hours(held)
        case Kind.PERCENT:
            return f"{decimal_of(held, denomination.scale(kind)).normalize():f}%"
        case Kind.DATE:
            return iso(held) if held > 0 else "not given"
        case Kind.YES_NO:
            return "yes" if held else "no"
        case Kind.NAME:
            return name_of(held) if held else "not given"
        case Kind.CHOICE if isinstance(domain, Domain):
            return domain.choices[held]
        case _:
            return show_number(held, denomination.scale(kind))


def _show_hours(seconds: int) -> str:
    hundredths, rest = divmod(seconds, 36)
    if rest:
        return f"{seconds // 60} minutes" if seconds % 60 == 0 else f"{seconds} seconds"
    text = f"{Decimal(hundredths).scaleb(-2):,f}".rstrip("0").rstrip(".")
    return f"{text} hour" if text == "1" else f"{text} hours"


def show_range(domain: Domain, denomination: Denomination) -> str:
    """`from 0.00 USD to 1,000.00 USD`."""
    low = show_value(domain.low, domain, denomination)
    high = show_value(domain.high, domain, denomination)
    return f"from {low} to {high}"
