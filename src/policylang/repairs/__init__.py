"""Repairs: the smallest changes of a policy's text that close what an audit found.

| module       | what it does                                                                  |
|--------------|-------------------------------------------------------------------------------|
| `draft.py`   | a policy file as text, and the same with some of it replaced                  |
| `sites.py`   | where the text can be changed for a finding, and from mild to harsh           |
| `reaudits.py`| a changed policy checked and audited once more                                |
| `burden.py`  | what a change costs those whose histories are given                           |
| `repair.py`  | the least change of each place that closes a finding, in order                |
"""
