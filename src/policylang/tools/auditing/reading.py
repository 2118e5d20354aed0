"""The person, the baseline and the assumptions that an audit is given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from policylang.tools import failures

if TYPE_CHECKING:
    from policylang.api import Policy
    from policylang.auditor.baseline import Baseline


def person_of(policy: Policy, file: str | None, given: tuple[str, ...]) -> dict[str, object]:
    """The attributes from a people file, those of `--with` in their place."""
    person: dict[str, object] = {}
    if file is not None:
        from policylang.engine.person_file import read_attributes

        person.update(read_attributes(policy.encoder, file))
    for each in given:
        name, sign, value = each.partition("=")
        if not sign:
            raise click.UsageError(f'--with takes a name and a value: --with "{name}=..."')
        person[name.strip()] = value.strip()
    _check_complete(policy, person)
    return person


def _check_complete(policy: Policy, person: dict[str, object]) -> None:
    """Refuse a person who lacks attributes without a default, naming all of them.

    Raises:
        failures.Refusal: there are some.
    """
    from policylang.model.slots import given_values

    given = given_values(person)
    slots = policy.machine.attributes
    missing = [each.name for each in slots if each.default is None and each.name not in given]
    if not missing:
        return
    names = " and ".join(f"`{name}`" for name in missing)
    told = " ".join(f"--with {name}=..." for name in missing)
    raise failures.Refusal(
        f"{names} of the person {'is' if len(missing) == 1 else 'are'} not given, and "
        f"{'has' if len(missing) == 1 else 'have'} no default",
        f"write `{told}`, or `--person FILE` with a people file",
    )


def baseline_from(file: Path, policy: Policy) -> Baseline:
    """The baseline in a file.

    Raises:
        failures.Refusal: it is none, or of another policy.
        OSError: it cannot be read.
    """
    from policylang.auditor.baseline import MOST_BYTES, BadBaseline, read_baseline

    with file.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    try:
        return read_baseline(data, policy.machine)
    except BadBaseline as problem:
        raise failures.Refusal(
            f"the baseline `{file}` is refused: {problem}", "write it anew with --write-baseline"
        ) from None


def check_case_file(file: Path, policy: Path) -> str:
    """What a case file to be written calls its policy.

    Raises:
        failures.Refusal: it could not be run there.
    """
    from policylang.casebook.loopholes import Unplaced, check_place

    try:
        return check_place(file, policy)
    except Unplaced as problem:
        raise failures.Refusal(
            str(problem), f"for example `{policy.with_name('found.cases.yaml')}`"
        ) from None
