"""A policy as bytecode: tables of what it declares, and instructions for what it says.

A flat policy becomes a loop of its own (`compiler.columnar`). For any other policy the `loops` that
live through people are the same, so that they are compiled once for all of them.

| module        | what it writes                                                   |
|---------------|------------------------------------------------------------------|
| `assembly`    | numbers, and where things will lie                               |
| `places`      | cells and tables of what a policy declares                       |
| `memories`    | windows, counts, sums and caps                                   |
| `expressions` | instructions for an expression                                   |
| `following`   | instructions for what follows: occurrences, clocks, conditions   |
| `effects`     | instructions for rules                                           |
| `days`        | instructions for what is due, and what is given                  |
| `bytecode`    | all of it                                                        |
| `loop_text`   | the loops as one text, which is what is compiled                 |
"""
