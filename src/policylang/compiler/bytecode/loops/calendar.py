"""Months, periods and seasons, as `model.calendar` and `model.periods` have them.

A day is its proleptic Gregorian ordinal; 0 is one that is not given.
"""

from __future__ import annotations

from policylang.compiler.bytecode.loops import numbers as n

LAST_DAY_THERE_IS = 3_652_059
LAST_YEAR_THERE_IS = 9_999
#: More months than there are.
_MONTHS_THERE_ARE = 12 * 10_000


def date_of(day: int) -> int:
    """A day as 20240229. Years are reckoned from 1 March, so leap days come last."""
    shifted = day + 305
    era = shifted // 146_097
    of_era = shifted - era * 146_097
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    day_of_month = of_year - (153 * month + 2) // 5 + 1
    year += era * 400
    if month < 10:
        return year * 10_000 + (month + 3) * 100 + day_of_month
    return (year + 1) * 10_000 + (month - 9) * 100 + day_of_month


def year_of(date: int) -> int:
    """The year of a date such as 20240229."""
    return date // 10_000


def month_of(date: int) -> int:
    """The month of it."""
    return date // 100 % 100


def day_of(year: int, month: int, day_of_month: int) -> int:
    """The ordinal of a date."""
    shifted = year if month > 2 else year - 1
    from_march = month - 3 if month > 2 else month + 9
    era = shifted // 400
    of_era = shifted - era * 400
    of_year = (153 * from_march + 2) // 5 + day_of_month - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 305


def last_of(year: int, month: int) -> int:
    """The last day of a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month == 4 or month == 6 or month == 9 or month == 11 else 31


def day_in_month(year: int, month: int, day_of_month: int) -> int:
    """That day of a month, or the last day of the month where it is shorter."""
    return day_of(year, month, min(day_of_month, last_of(year, month)))


def months_later(day: int, months: int, next_day: int) -> int:
    """The same day of the month, so many months later."""
    if day < 1:
        return 0
    months = min(max(months, -_MONTHS_THERE_ARE), _MONTHS_THERE_ARE)
    date = date_of(min(day, LAST_DAY_THERE_IS))
    day_of_month = date % 100
    number = year_of(date) * 12 + month_of(date) - 1 + months
    year = number // 12
    month = number - year * 12 + 1
    if year < 1:
        return 1
    if year > LAST_YEAR_THERE_IS:
        return LAST_DAY_THERE_IS
    last = last_of(year, month)
    if day_of_month > last:
        return day_of(year, month, last) + (1 if next_day else 0)
    return day_of(year, month, day_of_month)


def months_from_to(first: int, last: int, next_day: int) -> int:
    """How many full months lie between two days."""
    if not 0 < first <= last:
        return 0
    first = min(first, LAST_DAY_THERE_IS)
    last = min(last, LAST_DAY_THERE_IS)
    one, other = date_of(first), date_of(last)
    months = (year_of(other) - year_of(one)) * 12 + month_of(other) - month_of(one)
    return months if months_later(first, months, next_day) <= last else months - 1


def first_day_of(day: int, period: int) -> int:
    """First day of the period that holds a day."""
    if period == n.DAY or day < 1:
        return max(day, 0)
    if period == n.WEEK:
        return day - (day - 1) % 7
    date = date_of(min(day, LAST_DAY_THERE_IS))
    length = 1 if period == n.MONTH else 3 if period == n.QUARTER else 12
    return day_of(year_of(date), (month_of(date) - 1) // length * length + 1, 1)


def last_day_of(day: int, period: int) -> int:
    """Last day of the period that holds a day."""
    if day < 1:
        return 0
    if period == n.DAY:
        return day
    if period == n.WEEK:
        return day - (day - 1) % 7 + 6
    date = date_of(min(day, LAST_DAY_THERE_IS))
    length = 1 if period == n.MONTH else 3 if period == n.QUARTER else 12
    number = year_of(date) * 12 + (month_of(date) - 1) // length * length + length
    if number // 12 > LAST_YEAR_THERE_IS:
        return LAST_DAY_THERE_IS
    return day_of(number // 12, number % 12 + 1, 1) - 1


def year_start(day: int, month: int, day_of_month: int) -> int:
    """First day of the year that begins on a day of a month and holds `day`."""
    year = year_of(date_of(day))
    start = day_in_month(year, month, day_of_month)
    if start <= day:
        return start
    return 0 if year == 1 else day_in_month(year - 1, month, day_of_month)


def anniversary(anchor: int, day: int, next_day: int) -> int:
    """The latest anniversary of a day that is not after another; 0 before the first."""
    if day < anchor:
        return 0
    years = months_from_to(anchor, day, next_day) // 12
    return months_later(anchor, 12 * years, next_day)


def stretch_end(code: list[int], period: int, day: int, last: int) -> int:
    """One end of the stretch of a named period that holds a day; `NONE` outside.

    Args:
        period: where it stands in `code`: how many stretches, their ends, whether there is a
            season, and its ends.
        last: 0 for the first day, 1 for the last.
    """
    count = code[period]
    at = period + 1
    for _ in range(count):
        if code[at] <= day <= code[at + 1]:
            return code[at + last]
        at += 2
    if code[at] == 0 or not 0 < day <= LAST_DAY_THERE_IS:
        return n.NONE
    over = 0
    if code[at + 3] * 100 + code[at + 4] < code[at + 1] * 100 + code[at + 2]:
        over = 1
    year = year_of(date_of(day))
    for start in range(year - over, year + 1):
        if start >= 1 and start + over <= LAST_YEAR_THERE_IS:
            first_day = day_in_month(start, code[at + 1], code[at + 2])
            last_day = day_in_month(start + over, code[at + 3], code[at + 4])
            if first_day <= day <= last_day:
                return last_day if last else first_day
    return n.NONE
