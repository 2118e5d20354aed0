"""Generated policies and histories, over which every engine must say the same.

Policies are made by `policies` (with `rules`, `grants`, `conditions`, `quantities`, `recall`, all
writing into a `world`), people by `histories`; `people` puts them together and `reduction` makes
what fails small. What results must be is said three times over: by the interpreter, by `laws` of
the ledger, and by `meaning`, which reads the text of a policy without a machine.
"""
