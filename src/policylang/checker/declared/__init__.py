"""What there is in a policy, and what is known of it so far.

- what is written: `declarations`, where blocks of used files give way (`overrides`), the `versions`
  of a block, the `origins` of a clause and how it reads with figures put in (`filled`);
- what has been found: the `book`, which every step reads and adds to; things in it by their names
  (`known`, `names`), as far as they may be read where one stands (`scope`);
- what has been said: `reporting`.
"""
