-- Everybody's next event in each step, until there are no more.

-- How many times such a day of December has come up to a date.
CREATE TEMP MACRO due(til, of_month) AS
    year(til) + (month(til) = 12 AND day(til) >= of_month)::BIGINT;
-- How many times it came after one date and up to another, for those at the top.
CREATE TEMP MACRO given(score, seen, til, of_month) AS
    (score >= 1050)::BIGINT * (due(til, of_month) - due(seen, of_month));
CREATE TEMP MACRO gift(value, donated) AS least(value // 5000, 15 - donated);
CREATE TEMP MACRO help(value, volunteered) AS least(value // 7200, 10 - volunteered);

WITH RECURSIVE lived AS (
    SELECT person, -1 AS rank, 1000::BIGINT AS score, 0::BIGINT AS donated,
           0::BIGINT AS volunteered, DATE '1900-01-01' AS late_1, DATE '1900-01-01' AS late_2,
           0::BIGINT AS discounts, 0::BIGINT AS terms, DATE '2013-12-31' AS seen
    FROM people
    UNION ALL
    SELECT person, rank,
           greatest(0, least(1300, CASE code
               WHEN 0 THEN score - 5
               WHEN 1 THEN score + 30
               WHEN 2 THEN score + 5
               WHEN 3 THEN score + gift(value, donated)
               WHEN 4 THEN score + help(value, volunteered)
               WHEN 5 THEN score - CASE WHEN late_2 > date - 365 THEN 20 ELSE 10 END
               ELSE least(score, 849) END)),
           donated + CASE code WHEN 3 THEN gift(value, donated) ELSE 0 END,
           volunteered + CASE code WHEN 4 THEN help(value, volunteered) ELSE 0 END,
           CASE code WHEN 5 THEN date ELSE late_1 END,
           CASE code WHEN 5 THEN late_1 ELSE late_2 END,
           discounts, terms, date
    FROM (
        SELECT e.person, e.rank, e.code, e.value, e.date, s.score, s.late_1, s.late_2,
               CASE WHEN year(e.date) = year(s.seen) THEN s.donated ELSE 0 END AS donated,
               CASE WHEN year(e.date) = year(s.seen) THEN s.volunteered ELSE 0 END AS volunteered,
               s.discounts + given(s.score, s.seen, e.date, 1) AS discounts,
               s.terms + given(s.score, s.seen, e.date, 31) AS terms
        FROM lived AS s JOIN events AS e ON e.person = s.person AND e.rank = s.rank + 1
    )
)
SELECT s.score,
       s.discounts + given(s.score, s.seen, DATE '2017-12-31', 1) AS discounts,
       s.terms + given(s.score, s.seen, DATE '2017-12-31', 31) AS terms
FROM lived AS s JOIN people AS p ON s.person = p.person AND s.rank = p.events - 1
ORDER BY s.person;
