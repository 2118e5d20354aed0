"""Why a certificate is refused."""

from __future__ import annotations

from policylang.core.errors import PolicyLangError
from policylang.model.assumptions import Assumptions


class Refused(PolicyLangError):  # noqa: N818 - the verdict, not a defect
    """A certificate that proves nothing here; the message says why."""


def check_assumed(digest: str, assumptions: Assumptions | None) -> None:
    """Refuse a certificate that rests on another assumptions file than the one given."""
    if assumptions is None and digest:
        raise Refused("it rests on an assumptions file: give that with --assume")
    if assumptions is not None and digest != assumptions.digest:
        raise Refused(f"it does not rest on the assumptions file `{assumptions.file}` as it is")
