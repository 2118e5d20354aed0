"""How much the tests of this folder generate: a little in `ci`, ten times as much in `long`."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

#: Histories for each policy.
HISTORIES = 5


#: Of a whole policy that fails, Hypothesis would shrink the bytes it was made from.
_NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


def examples(ci: int, *, whole_policies: bool = True) -> settings:
    """Settings for a test that draws so many examples in the `ci` profile.

    Whole policies are large and take their time, which is meant. What fails with them is made
    small by `reduction`, not by Hypothesis.
    """
    factor = 10 if settings.get_current_profile_name() == "long" else 1
    return settings(
        max_examples=ci * factor,
        deadline=None,
        report_multiple_bugs=False,
        phases=_NO_SHRINKING if whole_policies else tuple(Phase),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
    )
