"""What every block that does nothing by itself declares, a module for each kind of block.

- the policy itself: `header`;
- who it is about: `persons`; `rankings` of several of them;
- what is kept of a person: `scores`, `statuses`, and the grades of a score (`gradings`);
- what expressions name: `fields` of events and persons, figures and definitions (`meanings`), named
  `periods`, `tables` with their holes (`boxes`) and `overlaps`;
- what it asserts of itself: `claims`.
"""
