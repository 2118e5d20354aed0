"""Every limit on untrusted input, in one place.

A limit is reached with a diagnostic that names it, never with a crash. Each has a test.
"""

from typing import Final

#: Largest policy file, in bytes.
POLICY_BYTES: Final = 4 * 1024 * 1024
#: Most words, numbers and signs in a policy file: each takes memory while the file is parsed.
POLICY_WORDS: Final = 1_000_000
#: Files one policy may be put together from with `use`.
POLICY_FILES: Final = 50
#: Longest name an author may give to anything, in characters.
NAME_LENGTH: Final = 64
#: Most digits in one number of a policy or a data file.
NUMBER_DIGITS: Final = 18
#: Deepest nesting of brackets, and of expressions in each other: `not`, a sum in a comparison.
NESTING: Final = 40
#: Most parts one expression may have once its definitions are put in.
EXPRESSION_PARTS: Final = 2_000
#: Most parts that definitions may add to a policy, wherever they are used, all together.
POLICY_PARTS: Final = 100_000
#: Deepest nesting of one expression once its definitions are put in.
EXPRESSION_DEPTH: Final = 100
#: Most steps in proving that the rows of a table leave no hole: thousands of rows of one key.
TABLE_STEPS: Final = 1_000_000
#: Most times that rules can go off one because of the other within one moment of one person.
CHAIN: Final = 1_000
#: Most diagnostics reported at once; errors come before warnings.
DIAGNOSTICS: Final = 100
#: Most events one person's history may hold. Overflow proofs rely on it.
EVENTS_PER_PERSON: Final = 1_000_000
#: Largest line of a CSV or JSON Lines file, in bytes.
DATA_LINE_BYTES: Final = 1024 * 1024
#: Largest YAML file, in bytes: YAML is read whole.
YAML_BYTES: Final = 16 * 1024 * 1024
#: Largest case file, in bytes: it is kept as a tree, so that places in it can be pointed at.
CASE_FILE_BYTES: Final = 1024 * 1024
#: Most events that the repetitions of one case file come to.
CASE_REPETITIONS: Final = 100_000
#: Largest depth of a YAML or JSON value.
DATA_NESTING: Final = 20
#: Bounds of a signed 64-bit integer, which every value of a checked policy stays inside.
INT64_LOW: Final = -(2**63)
INT64_HIGH: Final = 2**63 - 1
#: First and last year a date may lie in.
FIRST_YEAR: Final = 1800
LAST_YEAR: Final = 2999
