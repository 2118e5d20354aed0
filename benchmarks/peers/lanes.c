/* Rongcheng by hand, sixteen people side by side: every action is worked out for all lanes, and
   masks say whom it is about. */
#include <stdint.h>

enum { LANES = 16 };
typedef int32_t lanes __attribute__((vector_size(4 * LANES)));
typedef int64_t halves __attribute__((vector_size(4 * LANES)));

static inline lanes all(int32_t value) { return (lanes){0} + value; }
static inline lanes pick(lanes mask, lanes then, lanes otherwise)
{
    return (mask & then) | (~mask & otherwise);
}
static inline lanes least(lanes a, lanes b) { return pick(a < b, a, b); }
static inline lanes most(lanes a, lanes b) { return pick(a > b, a, b); }
static inline int any(lanes mask)
{
    halves h = (halves)mask;
    int64_t found = 0;
    for (int n = 0; n < LANES / 2; n++) found |= h[n];
    return found != 0;
}

void rongcheng(int64_t people, const int64_t *offsets, const int32_t *days, const int32_t *codes,
               const int64_t *values, const int64_t *loans, int64_t ticks,
               const int64_t *due_days, const int64_t *due, const int64_t *year_ends,
               int64_t base, int64_t *scores, int64_t *counts, int64_t *money)
{
    for (int64_t first = 0; first < people; first += LANES) {
        int64_t here = people - first < LANES ? people - first : LANES;
        int64_t longest = 0, shortest = here < LANES ? 0 : INT64_MAX;
        lanes count = {0};
        for (int n = 0; n < here; n++) {
            count[n] = (int32_t)(offsets[first + n + 1] - offsets[first + n]);
            if (count[n] > longest) longest = count[n];
            if (count[n] < shortest) shortest = count[n];
        }
        lanes score = all(1000), donated = {0}, volunteered = {0}, year_end = {0}, next = {0};
        lanes late_1 = all(-1000000), late_2 = late_1, discounts = {0}, terms = {0};
        lanes when = all(ticks > 0 ? (int32_t)due_days[0] : INT32_MAX);
        lanes is_loan = all(ticks > 0 ? -(int32_t)due[0] : 0);
        for (int64_t k = 0; k <= longest; k++) {
            lanes day = all(INT32_MAX), code = all(-1), value = {0}, ends = {0};
            lanes active = all((int32_t)k) < count;
            if (k < shortest) /* everybody has another one, so nothing has to be asked */
                for (int n = 0; n < LANES; n++) {
                    int64_t e = offsets[first + n] + k;
                    day[n] = days[e];
                    code[n] = codes[e];
                    value[n] = (int32_t)values[e];
                    ends[n] = (int32_t)year_ends[days[e] - base];
                }
            else
                for (int n = 0; n < here; n++)
                    if (k < count[n]) {
                        int64_t e = offsets[first + n] + k;
                        day[n] = days[e];
                        code[n] = codes[e];
                        value[n] = (int32_t)values[e];
                        ends[n] = (int32_t)year_ends[days[e] - base];
                    }
            for (;;) { /* what is due before this event, or after the last */
                lanes falls = (when <= day) & (when != all(INT32_MAX));
                if (!any(falls)) break;
                lanes top = falls & (score >= 1050);
                discounts -= top & ~is_loan;
                terms -= top & is_loan;
                next -= falls;
                for (int n = 0; n < LANES; n++) {
                    when[n] = next[n] < ticks ? (int32_t)due_days[next[n]] : INT32_MAX;
                    is_loan[n] = next[n] < ticks ? -(int32_t)due[next[n]] : 0;
                }
            }
            lanes turned = active & (day >= year_end);
            year_end = pick(turned, ends, year_end);
            donated &= ~turned;
            volunteered &= ~turned;
            lanes gift = (code == 3) & least(value / 5000, 15 - donated);
            lanes help = (code == 4) & least(value / 7200, 10 - volunteered);
            donated += gift;
            volunteered += help;
            lanes late = code == 5;
            lanes fine = pick(late_2 > day - 365, all(20), all(10));
            score += gift + help + ((code == 1) & 30) + ((code == 2) & 5);
            score -= ((code == 0) & 5) + (late & fine);
            late_2 = pick(late, late_1, late_2);
            late_1 = pick(late, day, late_1);
            score = pick(code == 6, least(score, all(849)), score);
            score = pick(active, most(all(0), least(all(1300), score)), score);
        }
        for (int n = 0; n < here; n++) {
            scores[first + n] = score[n];
            counts[first + n] = discounts[n] + terms[n];
            money[first + n] = 5000 * (int64_t)discounts[n] + loans[first + n] / 100 * terms[n];
        }
    }
}
