"""Values with a unit and bounds, before anything has a name.

- `bounded`: a machine expression with the least and greatest value it can take; `days` of the
  calendar in the same way;
- `typed`: a bounded value with its unit; `missing`: with the condition under which it is there.
"""
