"""Policies that need an agenda, for many people at once.

A flat policy becomes a loop of its own (`compiler.columnar.kernel`). Any other becomes numbers:
tables of what it declares, and instructions for what it says. The `loops` that run them are the
same for all policies, so that they are compiled once.

| module        | what it writes                                                   |
|---------------|------------------------------------------------------------------|
| `assembly`    | numbers, and where things will lie                               |
| `places`      | cells and tables of what a policy declares                       |
| `memories`    | windows, counts, sums and caps                                   |
| `expressions` | instructions for an expression                                   |
| `effects`     | instructions for rules                                           |
| `following`   | instructions for what follows: occurrences, reactions, grants    |
| `beginnings`  | instructions for the first day, and for the day asked about      |
| `life`        | all of it                                                        |
| `text`        | the loops as one text, which is what is compiled                 |
"""
