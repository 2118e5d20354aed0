"""The SQL of the store.

What a batch touches becomes one row for each person, in order of name, with lists of events: so it
is read in pages, and every table of the store is looked through once for a batch.
"""

from __future__ import annotations

from typing import Final

TABLES: Final = """
create table about (name varchar not null, value varchar);
create table batches (name varchar not null, digest varchar not null, summary varchar not null);
-- Attributes as JSON; how many events are held, and the day of the last of them.
create table people (person varchar not null, start varchar not null, changes varchar not null,
    events bigint not null, latest integer not null);
create table events (person varchar not null, day integer not null, arrival bigint not null,
    code integer not null, fields varchar not null, id varchar, known integer not null);
create table snapshots (person varchar not null, last integer not null, arrival bigint not null,
    state varchar not null);
"""

#: What a batch brings: rows, and the names of people whose attributes are given.
STAGED: Final = """
create or replace temp table arriving (person varchar, day integer, arrival bigint, code integer,
    fields varchar, id varchar, known integer, line bigint, text varchar);
create or replace temp table named (person varchar);
"""

#: Everybody a batch touches, with what arrived, and with the events held that have an id.
OFFERED: Final = """
create or replace temp table offered as
with touched as (
    select distinct person
    from (select person from arriving union all select person from named)
),
rows as (
    select person, list({
        'day': day, 'arrival': arrival, 'code': code, 'values': fields, 'id': id,
        'known': known, 'line': line, 'text': text
    } order by arrival) as list
    from arriving group by person
),
ids as (
    select person, list({
        'day': day, 'arrival': arrival, 'code': code, 'values': fields, 'id': id, 'known': known
    } order by arrival) as list
    from events semi join touched using (person) where id is not null group by person
),
known as (select * from people semi join touched using (person))
select row_number() over (order by touched.person) as n, touched.person, known.start,
    known.changes, coalesce(known.events, 0) as held, coalesce(known.latest, 0) as latest,
    coalesce(rows.list, []) as arriving, coalesce(ids.list, []) as ids
from touched
left join known using (person)
left join rows using (person)
left join ids using (person)
order by n
"""

#: What is accepted of it: events, and people as they are then.
ACCEPTED: Final = """
create or replace temp table accepted as select * from events limit 0;
create or replace temp table lives as
    select *, 0::bigint as before, false as changed from people limit 0;
"""

#: Those in `lives`, with what to go on from and the events after it; or with all of their events,
#: where everything is to be run again: nothing is saved, or what is saved has seen too much (an
#: event before it has come, or an earlier day is asked about), or attributes have changed.
DUE: Final = """
create or replace temp table due as
with news as (
    select person, min(day) as least, bool_or(known > day) as unheard
    from accepted group by person
),
saved as (select * from snapshots semi join lives using (person)),
who as (
    select lives.person, lives.start, lives.changes, lives.before, saved.last,
        saved.arrival as seen, saved.state,
        saved.last is null or not $goes_on or saved.last > $as_of or lives.changed
            or coalesce(news.least < saved.last or news.unheard, false) as again
    from lives left join saved using (person) left join news using (person)
),
after as (
    select events.person, list({
        'day': day, 'arrival': arrival, 'code': code, 'values': fields, 'id': id, 'known': known
    }) as list
    from events join who using (person)
    where who.again or events.day > who.last
        or (events.day = who.last and events.arrival > who.seen)
    group by events.person
)
select row_number() over (order by who.person) as n, who.*, coalesce(after.list, []) as events
from who left join after using (person)
order by n
"""
