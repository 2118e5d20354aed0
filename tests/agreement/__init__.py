"""Generated policies and histories, over which every engine must say the same.

Policies are made by `policies` (with `rules`, `grants`, `conditions`, `quantities`, `recall`, all
writing into a `world`) as trees whose meaning can be read back, and by `schemes` as texts that
use the whole language; people by `histories`. `people` puts them together and `reduction` makes
what fails small. What results must be is said several times over: by the interpreter, by laws of
ledgers, lots and statuses, by `versions` and withdrawals that come to the same as what was never
written, and by `meaning`, which reads the text of a policy without a machine. `strength` and
`strength_of_schemes` measure how much of all that is reached.
"""
