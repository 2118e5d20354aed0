"""The loops that live through people: plain Python over integers, fit for `compiler.llvm`.

They know no policy. What a policy says is in `code`, a row of integers with its tables and its
instructions; what a person has come to is in `cells`, another. `numbers` lists what lies where.

| module      | what it does                                                         |
|-------------|----------------------------------------------------------------------|
| `numbers`   | instructions, cells, and columns of tables, by number                |
| `calendar`  | months, periods, anniversaries, seasons                              |
| `windows`   | which days a window covers                                           |
| `memories`  | counts and sums: what is taken in, and what it comes to in a window  |
| `caps`      | what caps leave of a change                                          |
| `lots`      | awards that remember when they run out                               |
| `clocks`    | quiet periods                                                        |
| `schedules` | the next day on which something is due                               |
| `effects`   | what rules do to scores, lots and statuses                           |
| `recalling` | instructions that look back                                          |
| `doing`     | instructions that change a person                                    |
| `steps`     | runs instructions                                                    |
| `moments`   | moments of events, those of one day in order                         |
| `days`      | a person's days, one due day after the other                         |
| `people`    | everybody                                                            |

Nothing here may fail: a person for whom there is no room, or whose numbers grow too large, is
marked (`GAVE_UP`) and left to the evaluator of one person.
"""
