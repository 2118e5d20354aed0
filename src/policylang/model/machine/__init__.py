"""The machine: a checked policy as a transition system over integers.

Every engine is a reading of this one form. The state of a person is a number for each score (with
its lots, where it keeps them), a tally for each history term, a counter for each cap, the statuses
the person is in and the clocks that run; a moment of an event, a change of another part or a day of
the calendar updates it. How a machine is run is specified in `docs/language.md` and done, most
plainly, in `runtime.interpreter`.

Each module rests on those above it:

| module         | what it holds                                                                |
|----------------|------------------------------------------------------------------------------|
| `occurrences`  | what can be counted, waited for and looked back to                           |
| `windows`      | stretches of time, and history terms (`Tally`) that are counted in them      |
| `origin`       | where a part stands in the policy, and how it reads there                    |
| `rules`        | one effect with its caps (`Rule`), lots that run out, choices among rules    |
| `triggers`     | schedules, clocks, conditions that become true, occurrences                  |
| `declarations` | actions with their fields and moments, scores, statuses, definitions         |
| `grades`       | brackets of a score, their versions, and what keeps a grade down             |
| `consequences` | the author's `rule` (`Reaction`), perks and sanctions (`Grant`)              |
| `tables`       | tables and named periods                                                     |
| `rankings`     | orders of several persons                                                    |
| `notes`        | what documents alone show: figures and claims                                |
| `machine`      | the whole of it (`Machine`), and what the policy is (`Header`)               |

All of them are imported from here.
"""

from policylang.model.machine.consequences import Grant, Reaction
from policylang.model.machine.declarations import (
    Action,
    Cost,
    Definition,
    Moment,
    Refusal,
    Score,
    Slot,
    Spending,
    Status,
)
from policylang.model.machine.grades import Brackets, Grade, Grading, Hold
from policylang.model.machine.machine import Header, Machine
from policylang.model.machine.notes import Claim, Figure
from policylang.model.machine.occurrences import Occurrence, OfMoment, OfReaction, OfStatus
from policylang.model.machine.origin import Origin
from policylang.model.machine.rankings import Ranking, RankingKey
from policylang.model.machine.rules import (
    Arm,
    Begin,
    Cap,
    Change,
    Choice,
    Effect,
    End,
    Lifetime,
    Move,
    Restore,
    Rule,
    read_by,
    rules_of,
)
from policylang.model.machine.tables import NamedPeriod, Table, TableRow
from policylang.model.machine.triggers import (
    DATED,
    Becomes,
    EndOf,
    Monthly,
    Once,
    OnDay,
    Quiet,
    Recurring,
    Schedule,
    Trigger,
    Upon,
    Yearly,
)
from policylang.model.machine.windows import (
    Anchored,
    Between,
    Calendar,
    CapWindow,
    Ever,
    Shifted,
    Since,
    Sliding,
    SlidingMonths,
    Stretch,
    Tally,
    Window,
    Within,
)

__all__ = [
    "DATED",
    "Action",
    "Anchored",
    "Arm",
    "Becomes",
    "Begin",
    "Between",
    "Brackets",
    "Calendar",
    "Cap",
    "CapWindow",
    "Change",
    "Choice",
    "Claim",
    "Cost",
    "Definition",
    "Effect",
    "End",
    "EndOf",
    "Ever",
    "Figure",
    "Grade",
    "Grading",
    "Grant",
    "Header",
    "Hold",
    "Lifetime",
    "Machine",
    "Moment",
    "Monthly",
    "Move",
    "NamedPeriod",
    "Occurrence",
    "OfMoment",
    "OfReaction",
    "OfStatus",
    "OnDay",
    "Once",
    "Origin",
    "Quiet",
    "Ranking",
    "RankingKey",
    "Reaction",
    "Recurring",
    "Refusal",
    "Restore",
    "Rule",
    "Schedule",
    "Score",
    "Shifted",
    "Since",
    "Sliding",
    "SlidingMonths",
    "Slot",
    "Spending",
    "Status",
    "Stretch",
    "Table",
    "TableRow",
    "Tally",
    "Trigger",
    "Upon",
    "Window",
    "Within",
    "Yearly",
    "read_by",
    "rules_of",
]
