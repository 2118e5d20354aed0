"""A policy that has a little of everything, and somebody's history under it."""

from __future__ import annotations

from typing import Any

from tests.rooms.oracle import policy_of

DRIVING = policy_of("""
policy driving "Points of a driving licence" {
  title "Points of a driving licence"
  timezone "Europe/Paris"
  in force from 2018-01-01
  events may be withdrawn
}
person {
  licensed: date
  learner: yes or no = no, may change
  agrees: yes or no = yes, may change
  begins on licensed
  scored only while agrees
}
score licence "Points of the licence" {
  starts at (6 when learner otherwise 12)
  stays within 0 to 12
  keeps lots, oldest first
}
score standing "Standing" {
  is 2 * licence
  stays within 0 to 24
}
status banned "Ban" {
}
table price "Points an offence costs" {
  by over: number from 0 to 300
  0 to 19: 1
  20 to 39: 3
  otherwise: 6
}
period holidays {
  every year from 1 July to 31 August
}
action offence "Offence" {
  moments committed, final
  over "Kilometres an hour above the limit": number from 0 to 300
  place: name
  loses (1 points * price of over) licence on final,
    at most 8 points per place, comes back after 6 months
  begins banned for 3 months on final when over >= 100
}
action course "Course" {
  refused when banned "not while there is a ban"
  earns 4 licence when not (the date is in holidays), at most 1 times per calendar year
}
action letter "Letter" {
  loses 1 licence when licence > 11
}
rule clean "Nothing for two years" {
  after 2 years without committed of offence since committed of offence
  sets licence to 12
}
rule last_warning "Last points" {
  when licence falls to 3
  loses 1 licence
}
limit courses_and_more {
  covers gains of course in licence
  at most 8 points per calendar year
}
grades of licence {
  good from 10
  fair from 4
  poor below
  no better than fair while banned
}
grades of standing {
  high from 20
  low  below
}
perk letter_of_thanks "Letter of thanks" {
  for good of licence
  every year on 31 December
  grants "a letter"
}
ranking drivers {
  by licence, highest first
}
""")

PERSON: dict[str, Any] = {"licensed": "2018-01-15"}
STORY: list[dict[str, Any]] = [
    {"action": "offence", "committed": "2018-02-01", "final": "2018-03-01", "over": 25, "id": "a"},
    {"action": "offence", "committed": "2018-04-01", "final": "2018-05-01", "over": 120},
    {"action": "letter", "date": "2018-05-02"},
    {"action": "course", "date": "2018-06-01"},
    {"action": "course", "date": "2018-08-15"},
    {"action": "offence", "committed": "2018-09-01", "final": "2018-10-01", "over": 5, "id": "b"},
    {"action": "void", "date": "2018-11-01", "id": "b"},
]
