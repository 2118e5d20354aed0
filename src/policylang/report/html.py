"""HTML as plain text pieces: every text from outside is escaped here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NewType

from policylang.report.visible import visible

#: Text that may stand in a page as it is.
Html = NewType("Html", str)


def text(given: str) -> Html:
    """Text from outside: marks of HTML and hidden characters show as what they are."""
    return Html(escape(visible(given)))


def joined(parts: Iterable[Html], between: str = "") -> Html:
    """Pieces one after the other."""
    return Html(between.join(parts))


def element(name: str, *inside: Html, **attributes: str) -> Html:
    """An element; `class_` and `for_` lose their underscore, other underscores become hyphens."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value)}"' for key, value in attributes.items()
    )
    return Html(f"<{name}{given}>{''.join(inside)}</{name}>")


def table(
    caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int]
) -> Html:
    """A table whose first column names its rows. `right` are the columns of numbers."""
    head = joined(
        element("th", text(each), scope="col", class_=_side(place, right))
        for place, each in enumerate(headings)
    )
    body = joined(
        (
            element(
                "tr",
                joined(
                    element("td", text(cell), class_=_side(place, right))
                    if place
                    else element("th", text(cell), scope="row")
                    for place, cell in enumerate(row)
                ),
            )
            for row in rows
        ),
        "\n",
    )
    whole = element(
        "table",
        element("caption", text(caption)),
        element("thead", element("tr", head)),
        element("tbody", Html("\n"), body),
    )
    # On a narrow screen a wide table scrolls, not the page; so it can take the keyboard.
    return element("div", whole, class_="wide", tabindex="0", role="region", aria_label=caption)


def _side(place: int, right: Sequence[int]) -> str:
    return "number" if place in right else "words"
