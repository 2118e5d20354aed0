"""What lies where: instructions, the cells of a person, and the columns of a policy's tables."""

from __future__ import annotations

# --- cells that every person has ---------------------------------------------------------------

ZERO = 0  # always 0: a field or a day that is not there
TODAY = 1
AS_OF = 2
EVENT = 3  # number of the event being applied, NO_EVENT if there is none
GAVE_UP = 4  # not 0: this person is left to the evaluator of one person
STIRRED = 5  # whether a score or status has changed since held lots were looked at
OPENED = 6  # whether a day has been opened
DONE = 7  # whether an effect came to anything
ENTERED = 8  # whether a status was begun by somebody who was not in it
VERDICT = 9  # of a lot at its end: RUNS_OUT, STAYS or WAITS
GRANTED = 10  # the change that caps have left
ASKED = 11  # the change that was asked for
MADE_EVENT = 12  # of the lots that a change makes: event, day they run out, lifetime
MADE_UNTIL = 13
MADE_LIFE = 14
COMING = 15  # how many moments are to come
MONTHS = 16  # how long a turn of a clock is
DAYS = 17
DATE = 18  # a day that was asked for
FIRST = 19  # the days that a window covers
LAST = 20
NUMBER = 21  # which entry of a memory is looked at, whether any counted, what they come to
FOUND = 22
VALUE = 23
SHARED_CELLS = 24

# --- what code begins with ---------------------------------------------------------------------

CELLS_FIXED = 0  # so many cells have a value to begin with
IMAGE = 1  # where these values are
ATTRIBUTES = 2  # cell of the first attribute, and how many there are
ATTRIBUTE_COUNT = 3
WIDTH = 4  # how many fields an event has
PRESENT = 5  # cells of the event being applied: fields, and the day of its first moment
COUNTED = 6  # cells of an event that is looked back to
STACK = 7  # cells of the calls under way, and for how many there is room
STACK_ROOM = 8
COMING_AT = 9  # cells of the moments to come, and for how many there is room
COMING_ROOM = 10
OPENS = 11  # first and last day in force
CLOSES = 12
BEGINNING = 13  # instructions for the first day, and for the day asked about
ENDING = 14
LOOKING = 15  # instructions for whatever waits for a condition
SCORES = 16  # tables: where the rows begin, and how many there are
SCORE_COUNT = 17
STATUSES = 18
STATUS_COUNT = 19
DATED = 20
DATED_COUNT = 21
CLOSING = 22
CLOSING_COUNT = 23
CLOCKS = 24
CLOCK_COUNT = 25
ACTIONS = 26
RESULT = 27  # cells of the result, and how many there are
RESULT_COUNT = 28
SCRATCH = 29  # cells for what caps were asked
HEAD = 30  # so many numbers come before all others

# --- columns of tables -------------------------------------------------------------------------

# A score: its cell, its lots (NONE), instructions that work out its range, and the range.
SCORE_CELL, SCORE_LOTS, SCORE_RANGE, SCORE_LOW, SCORE_HIGH, SCORE_ROW = 0, 1, 2, 3, 4, 5
# Lots: first cell, room, cell of how many and of the next age; order of spending; where what has
# run out is remembered (NONE): first cell, room, cell of how many.
LOTS_AT, LOTS_ROOM, LOTS_COUNT, LOTS_AGE, LOTS_ORDER = 0, 1, 2, 3, 4
GONE_AT, GONE_ROOM, GONE_COUNT, LOTS_ROW = 5, 6, 7, 8
# A lot.
LOT_AGE, LOT_LEFT, LOT_EXPIRES, LOT_LIFE, LOT_EVENT, LOT_SIZE = 0, 1, 2, 3, 4, 5
# A lifetime: instructions that come to a verdict, and whether it may change by itself.
LIFE_VERDICT, LIFE_RESTLESS, LIFE_ROW = 0, 1, 2
# A status: cells of whether the person is in it, since when, until when; what its end does.
STATUS_IN, STATUS_SINCE, STATUS_UNTIL, STATUS_END, STATUS_ROW = 0, 1, 2, 3, 4
# A consequence: what it does, its clock (NONE), its schedule, the cell of its next day.
DUE_FIRES, DUE_CLOCK, DUE_SCHEDULE, DUE_CELL, DUE_ROW = 0, 1, 2, 3, 4
# A schedule: its kind, three numbers, and instructions that work out its date (NONE).
SCHEDULE_KIND, SCHEDULE_A, SCHEDULE_B, SCHEDULE_C, SCHEDULE_DATE, SCHEDULE_ROW = 0, 1, 2, 3, 4, 5
# A clock: its first cell, instructions for its length and its start (NONE), how it turns.
CLOCK_CELL, CLOCK_LENGTH, CLOCK_START, CLOCK_REPEATS, CLOCK_NEXT_DAY, CLOCK_ROW = 0, 1, 2, 3, 4, 5
# Cells of a clock: how it runs, when it is due, and how it will run from a day to come.
RUN_START, RUN_MONTHS, RUN_DAYS, RUN_DUE, OPENING_START, OPENING_MONTHS, OPENING_DAYS = range(7)
CLOCK_CELLS = 7
# An action: instructions for when it comes, how many moments it has, and their instructions.
ACTION_ARRIVES, ACTION_MOMENTS, ACTION_ROW = 0, 1, 2
# A moment to come; then the fields of its event, and the day of its first moment.
NEXT_DAY, NEXT_EVENT, NEXT_MOMENT, NEXT_ACTION, NEXT_FIELDS = 0, 1, 2, 3, 4
# A memory: first cell, room, size of an entry, cell of the first entry and of how many there are;
# how values become one, what an empty one comes to, its window; of a cap its limit and measure.
MEMORY_AT, MEMORY_ROOM, MEMORY_SIZE, MEMORY_FIRST, MEMORY_COUNT = 0, 1, 2, 3, 4
MEMORY_FOLD, MEMORY_EMPTY, MEMORY_WINDOW, MEMORY_LIMIT, MEMORY_MEASURE = 5, 6, 7, 8, 9
# An entry of a memory: its heap, its value, and then its key or the fields of its event.
ENTRY_HEAP, ENTRY_VALUE, ENTRY_REST = 0, 1, 2
# A window: its kind, and three numbers.
WINDOW_KIND, WINDOW_A, WINDOW_B, WINDOW_C, WINDOW_ROW = 0, 1, 2, 3, 4
# A rule: score, sign, lifetime (NONE), how many caps; and of each its memory, key and anchor.
RULE_SCORE, RULE_SIGN, RULE_LIFE, RULE_CAPS, RULE_ROW = 0, 1, 2, 3, 4
CAP_MEMORY, CAP_KEY, CAP_ANCHOR, CAP_ROW = 0, 1, 2, 3

# --- kinds -------------------------------------------------------------------------------------

# Of windows.
SLIDING, SLIDING_MONTHS, CALENDAR, SHIFTED, ANCHORED, WITHIN, BETWEEN, EVER = range(8)
# Of periods.
DAY, WEEK, MONTH, QUARTER, YEAR = range(5)
# Of schedules.
ONCE, YEARLY, MONTHLY, END_OF, ON_DAY, RECURRING = range(6)
# How values become one.
TOTAL, LATEST, EARLIEST, MOST, LEAST_OF = range(5)
# What a cap counts.
POINTS, TIMES, NET, HIGHEST = range(4)
# Which lots a loss takes from.
OLDEST, NEWEST, SOONEST = range(3)
# What becomes of a lot at its end.
RUNS_OUT, STAYS, WAITS = range(3)

NONE = -1
#: The key of what has no keys.
UNKEYED = -(2**62)
NO_EVENT = -1
NEVER = 2**62
#: No number that is added up may grow beyond.
GREATEST = 2**61

# --- instructions ------------------------------------------------------------------------------

# An instruction is its number and what it is about: cells, rows of tables, places in the code.
# Where to go on.
RETURN = 0
CALL = 1  # to
JUMP = 2  # to
IF_NOT = 3  # cell, to
BEGIN_BLOCK = 4  # nothing in it has been applied
APPLIED = 5  # something in it has
UNLESS_APPLIED = 6  # to, if nothing was; the block ends
COPY = 7  # result, cell
# Numbers.
ADD = 8  # result, two cells
SUBTRACT = 9
MULTIPLY = 10
LEAST = 11
GREATEST_OF = 12
BELOW = 13
AT_MOST = 14
SAME = 15
DIFFERENT = 16
NEGATE = 17  # result, cell
NOT = 18
DIVIDE_DOWN = 19  # result, cell, divisor
DIVIDE_UP = 20
DIVIDE_TRUNCATED = 21
DIVIDE_TO_NEAREST = 22
LOOK_UP = 23  # result, rows, how many keys, their cells
RANK = 24  # result, cell of a balance, versions of grades
HOLD_DOWN = 25  # result, cell of a condition, rank
# Days.
MONTHS_LATER = 26  # result, day, months, whether short months run over
MONTHS_FROM_TO = 27  # result, two days, whether short months run over
FIRST_DAY_OF = 28  # result, day, period
LAST_DAY_OF = 29
LIES_IN = 30  # result, day, named period
# The past.
RECALL = 31  # result, memory, cells of its anchor, first and last day
COUNTING = 32  # result, lots, day
EACH = 33  # memory, cells of its anchor, first and last day
EACH_NEXT = 34  # memory, to, when there are no more
EACH_TAKEN = 35  # memory
TAKE = 36  # memory, cells of value and anchor
CLEAR = 37  # memory
STOP_CLOCK = 38  # clock
START_CLOCK = 39
# Effects.
SETTLE = 40  # lots, cell of the score
CHANGE = 41  # rule, cells of the amount and the day it runs out
MOVE = 42  # rule, cell of the target
FORGET = 43  # lots
RESTORE = 44  # rule
APPLY = 45  # score
TAKE_BACK = 46  # score
ENTER = 47  # rule, status, cell of its end
HAPPENS = 48  # rule
LEAVE = 49  # status
RISES = 50  # cells of what was and of what is, to if nothing rises
AWARD = 51  # cells of the count, of the money and of the worth
WILL_COME = 52  # action, moment, cell of the day
