"""The catalogue of diagnostic codes. Every code has a page in `docs/diagnostics/`.

A code never changes its meaning and a number is never used again. `CATALOGUE` maps numbers to
codes; a test holds it and the pages together.
"""

from __future__ import annotations

from typing import Final

from policylang.core.diagnostics import Code, Severity

CATALOGUE: Final[dict[str, Code]] = {}


def _code(number: str, slug: str, severity: Severity) -> Code:
    code = Code(number, slug, severity)
    if CATALOGUE.setdefault(number, code) is not code:
        raise ValueError(f"{number} is taken")
    return code


def _error(number: str, slug: str) -> Code:
    return _code(number, slug, Severity.ERROR)


def _warning(number: str, slug: str) -> Code:
    return _code(number, slug, Severity.WARNING)


# 0: syntax
UNEXPECTED: Final = _error("PL001", "unexpected-word")
INCOMPLETE: Final = _error("PL002", "incomplete-clause")
UNKNOWN_CLAUSE: Final = _error("PL003", "unknown-clause")
UNCLOSED_BLOCK: Final = _error("PL004", "unclosed-block")
STRAY_BRACE: Final = _error("PL005", "outside-any-block")
UNKNOWN_BLOCK: Final = _error("PL006", "unknown-block")
UNCLOSED_TEXT: Final = _error("PL007", "unclosed-text")
BAD_CHARACTER: Final = _error("PL008", "bad-character")
BAD_NUMBER: Final = _error("PL009", "bad-number")
NO_SUCH_DATE: Final = _error("PL010", "no-such-date")
NOT_TEXT: Final = _error("PL011", "not-text")
FILE_TOO_LARGE: Final = _error("PL012", "file-too-large")
NUMBER_TOO_LONG: Final = _error("PL013", "number-too-long")
NESTED_TOO_DEEPLY: Final = _error("PL014", "nested-too-deeply")
EMPTY_POLICY: Final = _error("PL015", "empty-policy")
NAME_TOO_LONG: Final = _error("PL016", "name-too-long")
USE_LEAVES_FOLDER: Final = _error("PL017", "use-leaves-folder")
USE_UNREADABLE: Final = _error("PL018", "use-unreadable")
USE_CYCLE: Final = _error("PL019", "use-cycle")
MISPLACED_CLAUSE: Final = _error("PL020", "misplaced-clause")
FOREIGN_SPELLING: Final = _error("PL021", "foreign-spelling")
REPEATED_CONDITION: Final = _error("PL022", "repeated-condition")

# 1: names
UNKNOWN_NAME: Final = _error("PL101", "unknown-name")
UNKNOWN_ACTION: Final = _error("PL102", "unknown-action")
UNKNOWN_GRADE: Final = _error("PL103", "unknown-grade")
UNKNOWN_FIELD: Final = _error("PL104", "unknown-field")
UNKNOWN_SCORE: Final = _error("PL105", "unknown-score")
DUPLICATE_NAME: Final = _error("PL106", "duplicate-name")
DUPLICATE_FIELD: Final = _error("PL107", "duplicate-field")
DUPLICATE_CLAUSE: Final = _error("PL108", "duplicate-clause")
HIDDEN_NAME: Final = _error("PL109", "hidden-name")
RESERVED_NAME: Final = _error("PL110", "reserved-name")
MISSING_BLOCK: Final = _error("PL111", "missing-block")
MISSING_CLAUSE: Final = _error("PL112", "missing-clause")
CIRCULAR_DEFINITION: Final = _error("PL113", "circular-definition")
# PL114 (second-score) is retired: a policy may keep several scores.
UNKNOWN_CURRENCY: Final = _error("PL115", "unknown-currency")
UNKNOWN_TIMEZONE: Final = _error("PL116", "unknown-timezone")
FIELD_OUT_OF_PLACE: Final = _error("PL117", "field-out-of-place")
DUPLICATE_BLOCK: Final = _error("PL118", "duplicate-block")
UNKNOWN_STATUS: Final = _error("PL119", "unknown-status")
UNKNOWN_MOMENT: Final = _error("PL120", "unknown-moment")
WHICH_EDGE: Final = _error("PL121", "which-edge")
UNKNOWN_PERIOD: Final = _error("PL122", "unknown-period")
UNKNOWN_TABLE: Final = _error("PL123", "unknown-table")
WHICH_GRADES: Final = _error("PL124", "which-grades")
NOTHING_BESIDE: Final = _error("PL125", "nothing-beside")
TIED_ALONE: Final = _error("PL126", "tied-alone")

# names of several scores, moments, statuses, versions and used files
WHICH_SCORE: Final = _error("PL140", "which-score")
WHICH_MOMENT: Final = _error("PL141", "which-moment")
OVERRIDES_NOTHING: Final = _error("PL143", "overrides-nothing")
OVERRIDES_ITSELF: Final = _error("PL144", "overrides-itself")
CIRCULAR_FORMULA: Final = _error("PL145", "circular-formula")
VERSIONS_DIFFER: Final = _error("PL146", "versions-differ")
JUDGED_OUT_OF_PLACE: Final = _error("PL147", "judged-out-of-place")
NOT_A_KEY: Final = _error("PL148", "not-a-key")

# 2: types and units
WRONG_UNIT: Final = _error("PL201", "wrong-unit")
UNLIKE_COMPARISON: Final = _error("PL202", "unlike-comparison")
UNLIKE_ARITHMETIC: Final = _error("PL203", "unlike-arithmetic")
MISSING_UNIT: Final = _error("PL204", "missing-unit")
NOT_A_CONDITION: Final = _error("PL205", "not-a-condition")
FOREIGN_CURRENCY: Final = _error("PL206", "foreign-currency")
TOO_MANY_DECIMALS: Final = _error("PL207", "too-many-decimals")
UNLIKE_STEP: Final = _error("PL208", "unlike-step")
ROUNDING_MISSING: Final = _error("PL209", "rounding-missing")
UNKNOWN_CHOICE: Final = _error("PL210", "unknown-choice")
RANGE_MISSING: Final = _error("PL211", "range-missing")
NEGATIVE_AMOUNT: Final = _error("PL212", "negative-amount")
RANGE_REVERSED: Final = _error("PL213", "range-reversed")
DEFAULT_OUTSIDE_RANGE: Final = _error("PL214", "default-outside-range")
CAP_WITHOUT_POINTS: Final = _error("PL215", "cap-without-points")
NOT_A_FIGURE: Final = _error("PL216", "not-a-figure")
POSSIBLE_OVERFLOW: Final = _error("PL217", "possible-overflow")
EMPTY_STEP: Final = _error("PL218", "empty-step")
WORTH_WITHOUT_DATE: Final = _error("PL219", "worth-without-date")
EXPRESSION_TOO_LARGE: Final = _error("PL220", "expression-too-large")
WHICH_PERIOD: Final = _error("PL221", "which-period")
NOT_COUNTABLE: Final = _error("PL222", "sum-of-uncountable")
EMPTY_LENGTH: Final = _error("PL223", "empty-length")
RATIO_ALONE: Final = _error("PL224", "ratio-alone")
KEY_OUTSIDE_TABLE: Final = _error("PL225", "key-outside-table")
WRONG_KEYS: Final = _error("PL226", "wrong-keys")
LOTS_NOT_KEPT: Final = _error("PL227", "lots-not-kept")
CHANGING_ATTRIBUTE: Final = _error("PL228", "changing-attribute")
LEAVES_CALENDAR: Final = _error("PL229", "leaves-calendar")

# what scores, lots and caps can do
FORMULA_CHANGED: Final = _error("PL251", "formula-changed")
LASTS_WITHOUT_POINTS: Final = _error("PL252", "lasts-without-points")
FORMULA_WITH_MORE: Final = _error("PL253", "formula-with-more")
TRIGGER_READS_TOO_MUCH: Final = _error("PL254", "trigger-reads-too-much")
UNLIKE_DECIMALS: Final = _error("PL255", "unlike-decimals")

# 3: the rules as a set
GRADES_OUT_OF_ORDER: Final = _error("PL301", "grades-out-of-order")
GRADES_OVERLAP: Final = _error("PL302", "grades-overlap")
GRADE_UNREACHABLE: Final = _error("PL303", "grade-unreachable")
NEVER_HOLDS: Final = _error("PL304", "never-holds")
ALWAYS_HOLDS: Final = _warning("PL305", "always-holds")
RULE_NEVER_FIRES: Final = _error("PL306", "rule-never-fires")
CAP_NEVER_BINDS: Final = _warning("PL307", "cap-never-binds")
ATTRIBUTE_UNUSED: Final = _warning("PL308", "attribute-unused")
FIELD_UNUSED: Final = _warning("PL309", "field-unused")
ACTION_WITHOUT_EFFECT: Final = _warning("PL310", "action-without-effect")
START_OUTSIDE_RANGE: Final = _error("PL311", "start-outside-range")
GRADES_LEAVE_GAP: Final = _error("PL312", "grades-leave-gap")
NAME_UNUSED: Final = _warning("PL313", "name-unused")
OTHERWISE_ALONE: Final = _error("PL314", "otherwise-alone")
OPENING_DATE_MISSING: Final = _warning("PL315", "opening-date-missing")
SHORT_MONTH: Final = _warning("PL316", "short-month")
CHANGES_NOTHING: Final = _warning("PL317", "changes-nothing")
IN_FORCE_REVERSED: Final = _error("PL318", "in-force-reversed")
OTHERWISE_UNCLEAR: Final = _warning("PL319", "otherwise-unclear")
SET_OUTSIDE_RANGE: Final = _error("PL320", "set-outside-range")
SCHEDULE_OUT_OF_FORCE: Final = _warning("PL321", "schedule-out-of-force")
GRADE_REPEATED: Final = _warning("PL322", "grade-repeated")
TABLE_HOLE: Final = _error("PL323", "table-hole")
ROW_NEVER_APPLIES: Final = _error("PL324", "row-never-applies")
STRETCHES_OVERLAP: Final = _error("PL325", "stretches-overlap")
SEASON_AND_STRETCHES: Final = _error("PL326", "season-and-stretches")

# versions, thresholds, lots, limits, rankings
VERSIONS_OVERLAP: Final = _error("PL335", "versions-overlap")
CHAIN_REPEATS: Final = _error("PL336", "chain-repeats")
EXPIRES_AT_ONCE: Final = _error("PL337", "expires-at-once")
QUIET_WITHOUT_OCCASION: Final = _error("PL338", "quiet-without-occasion")
LIMIT_WITHOUT_POINTS: Final = _error("PL339", "limit-without-points")
RANKING_WITHOUT_KEYS: Final = _error("PL340", "ranking-without-keys")
STATUS_UNUSED: Final = _warning("PL341", "status-unused")
SHORT_MONTHS_UNSAID: Final = _warning("PL343", "short-months-unsaid")
VERSIONS_LEAVE_GAP: Final = _error("PL344", "versions-leave-gap")
STATUS_NEVER_BEGUN: Final = _warning("PL345", "status-never-begun")
CHAIN_TOO_LONG: Final = _error("PL346", "chain-too-long")
ROWS_OVERLAP: Final = _warning("PL347", "rows-overlap")
JUDGED_TOO_LATE: Final = _error("PL348", "judged-too-late")

# 4: data and replay
EVENTS_OUT_OF_ORDER: Final = _error("PL401", "events-out-of-order")
NO_SUCH_ACTION: Final = _error("PL402", "no-such-action")
FIELD_MISSING: Final = _error("PL403", "field-missing")
NO_SUCH_FIELD: Final = _error("PL404", "no-such-field")
OUT_OF_RANGE: Final = _error("PL405", "out-of-range")
BAD_DATE: Final = _error("PL406", "bad-date")
TIMESTAMP_WITHOUT_ZONE: Final = _error("PL407", "timestamp-without-zone")
UNREADABLE_VALUE: Final = _error("PL408", "unreadable-value")
COLUMN_MISSING: Final = _error("PL409", "column-missing")
DATA_NOT_TEXT: Final = _error("PL410", "data-not-text")
DATA_EMPTY: Final = _error("PL411", "data-empty")
LINE_TOO_LONG: Final = _error("PL412", "line-too-long")
ATTRIBUTE_MISSING: Final = _error("PL413", "attribute-missing")
PERSON_REPEATED: Final = _error("PL414", "person-repeated")
UNSAFE_YAML: Final = _error("PL415", "unsafe-yaml")
TOO_MANY_EVENTS: Final = _error("PL416", "too-many-events")
NOT_IN_FORCE: Final = _error("PL417", "not-in-force")
MALFORMED_DATA: Final = _error("PL418", "malformed-data")
STATE_MISMATCH: Final = _error("PL419", "state-mismatch")
AS_OF_TOO_EARLY: Final = _error("PL420", "as-of-too-early")
RAGGED_ROW: Final = _error("PL421", "ragged-row")
UNKNOWN_FORMAT: Final = _error("PL422", "unknown-format")
NO_SUCH_ATTRIBUTE: Final = _error("PL423", "no-such-attribute")
NO_SUCH_PERSON: Final = _error("PL424", "no-such-person")
DATA_TOO_LARGE: Final = _error("PL425", "data-too-large")
EVENT_BEFORE_PERSON: Final = _error("PL426", "event-before-person")
MOMENTS_OUT_OF_ORDER: Final = _error("PL427", "moments-out-of-order")
WITHDRAWAL_NOT_ALLOWED: Final = _error("PL428", "withdrawal-not-allowed")
NOTHING_TO_WITHDRAW: Final = _error("PL429", "nothing-to-withdraw")
WITHDRAWN_WRONGLY: Final = _error("PL430", "withdrawn-wrongly")
ID_REPEATED: Final = _error("PL431", "id-repeated")
ATTRIBUTE_CHANGED_TWICE: Final = _error("PL432", "attribute-changed-twice")
ATTRIBUTE_FIXED: Final = _error("PL433", "attribute-fixed")
NO_SUCH_RANKING: Final = _error("PL434", "no-such-ranking")
DATABASE_UNUSABLE: Final = _error("PL435", "database-unusable")
NO_SUCH_TABLE: Final = _error("PL436", "no-such-table")

# 4: case files
CASE_FORMAT: Final = _error("PL450", "case-format")
CASE_KEY_UNKNOWN: Final = _error("PL451", "case-key-unknown")
CASE_KEY_MISSING: Final = _error("PL452", "case-key-missing")
CASE_VALUE: Final = _error("PL453", "case-value")
CASE_REPEATED: Final = _error("PL454", "case-repeated")
CASE_EXPECTS_NOTHING: Final = _error("PL455", "case-expects-nothing")
CASE_NAME_UNKNOWN: Final = _error("PL456", "case-name-unknown")
CASE_POLICY_MISSING: Final = _error("PL457", "case-policy-missing")
CASE_EVENT: Final = _error("PL458", "case-event")
CASE_FAILED: Final = _error("PL460", "case-failed")
