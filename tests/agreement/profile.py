"""How much the tests of this folder generate: a little in `ci`, ten times as much in `long`."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

#: Histories for each policy.
HISTORIES = 5


def examples(ci: int) -> settings:
    """Settings for a test that draws so many examples in the `ci` profile.

    Policies are large and take their time, which is meant. What fails is made small by
    `reduction`, not by Hypothesis.
    """
    factor = 10 if settings.get_current_profile_name() == "long" else 1
    return settings(
        max_examples=ci * factor,
        deadline=None,
        report_multiple_bugs=False,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
    )
