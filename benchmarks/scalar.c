/* Rongcheng by hand: one person after the other, a switch on the action. */
#include <stdint.h>

void rongcheng(int64_t people, const int64_t *offsets, const int32_t *days, const int32_t *codes,
               const int64_t *values, const int64_t *loans, int64_t ticks,
               const int64_t *due_days, const int64_t *due, const int64_t *year_ends,
               int64_t base, int64_t *scores, int64_t *counts, int64_t *money)
{
    for (int64_t p = 0; p < people; p++) {
        int64_t score = 1000, donated = 0, volunteered = 0, count = 0, paid = 0, next = 0;
        int64_t late_1 = -1000000, late_2 = -1000000, year_end = 0;
        for (int64_t e = offsets[p]; e < offsets[p + 1]; e++) {
            int64_t day = days[e], points;
            for (; next < ticks && due_days[next] <= day; next++)
                if (score >= 1050) {
                    count++;
                    paid += due[next] ? loans[p] / 100 : 5000;
                }
            if (day >= year_end) {
                year_end = year_ends[day - base];
                donated = volunteered = 0;
            }
            switch (codes[e]) {
            case 0: score -= 5; break;
            case 1: score += 30; break;
            case 2: score += 5; break;
            case 3:
                points = values[e] / 5000;
                if (points > 15 - donated) points = 15 - donated;
                donated += points;
                score += points;
                break;
            case 4:
                points = values[e] / 7200;
                if (points > 10 - volunteered) points = 10 - volunteered;
                volunteered += points;
                score += points;
                break;
            case 5:
                score -= late_2 > day - 365 ? 20 : 10;
                late_2 = late_1;
                late_1 = day;
                break;
            case 6: if (score > 849) score = 849; break;
            }
            if (score < 0) score = 0;
            if (score > 1300) score = 1300;
        }
        for (; next < ticks; next++)
            if (score >= 1050) {
                count++;
                paid += due[next] ? loans[p] / 100 : 5000;
            }
        scores[p] = score;
        counts[p] = count;
        money[p] = paid;
    }
}
