"""What is done, and when.

- where rules stand: `actions`, `reactions` (the author's `rule`), `grants` (perks and sanctions);
- when they are looked at: `triggers`;
- what they do: `chains` of choices, their `effects`, how long a lot lasts (`lasting`);
- how often, at most: `caps`, and `limits` that several rules share;
- what comes of it: `lowered`, for the proofs and lints; `numbering`, for the machine.
"""
