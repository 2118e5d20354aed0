"""Why a certificate is refused."""

from __future__ import annotations

from policylang.core.errors import PolicyLangError


class Refused(PolicyLangError):  # noqa: N818 - the verdict, not a defect
    """A certificate that proves nothing here; the message says why."""
