"""A clinic's own spreadsheet of 24 months and three measures, made for the tests; not the demo.

Every value was worked out by hand from its two counts, so were the medians and signals.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

from openpyxl import Workbook

FIRST = dt.date(2024, 7, 1)
BASELINE = 12


@dataclass(frozen=True)
class Counted:
    """A measure in the sheet: counts by month, the values that they make, and what is found."""

    key: str
    name: str
    months: tuple[tuple[int, int, float], ...]
    median: float
    median_words: str
    signals: tuple[str, ...]
    run_values: tuple[str, ...]


# 100 * top / bottom. The first twelve sorted: 15 16 18 20 20 22 | 24 25 25 26 28 30, so the
# median is (22 + 24) / 2 = 23. July 2025 (22) is below; the 11 months from August are above: a
# shift. From November 2025 to April 2026 six values rise (35 48 52 54 56 58), then 55: a trend,
# noticed with its fifth point. 24 useful points, 7 below and 17 above, make 10 runs: - + -- ++ --
# + - ++ - +... is within what luck does. The longest run (11) is over round(log2 24) + 3 = 8,
# so the stricter test agrees that this chart shows a change.
SHARED_PLAN = Counted(
    "shared-plan",
    "Shared plan of care",
    (
        (10, 50, 20), (12, 50, 24), (9, 50, 18), (11, 50, 22), (13, 50, 26), (10, 40, 25),
        (8, 50, 16), (12, 60, 20), (14, 50, 28), (9, 60, 15), (12, 40, 30), (11, 44, 25),
        (11, 50, 22), (15, 60, 25), (18, 60, 30), (20, 50, 40), (21, 60, 35), (24, 50, 48),
        (26, 50, 52), (27, 50, 54), (28, 50, 56), (29, 50, 58), (22, 40, 55), (31, 50, 62),
    ),
    23,
    "23%",
    (
        "A shift of 11 points above the median, August 2025 to June 2026",
        "A rising trend of 6 points, November 2025 to April 2026",
    ),
    (
        "25%, 30%, 40%, 35%, 48%, 52%, 54%, 56%, 58%, 55%, 62%",
        "35%, 48%, 52%, 54%, 56%, 58%",
    ),
)  # fmt: skip

# 1000 * top / bottom. The first twelve sorted: 38 40 44 46 48 50 | 50 52 54 56 60 62, so the
# median is 50. Three months lie on it (July and August 2024, September 2025) and do not count.
# The other 21, from September 2024 on, 10 above and 11 below, change sides 17 times: 18 runs, where 7 to 16 are usual.
EMERGENCY = Counted(
    "emergency-visits",
    "Emergency visits",
    (
        (25, 500, 50), (20, 400, 50), (22, 500, 44), (14, 250, 56), (24, 500, 48), (26, 500, 52),
        (23, 500, 46), (27, 500, 54), (16, 400, 40), (24, 400, 60), (19, 500, 38), (31, 500, 62),
        (21, 500, 42), (29, 500, 58), (25, 500, 50), (22, 400, 55), (18, 400, 45), (32, 500, 64),
        (15, 400, 37.5), (0, 250, 0), (28, 500, 56), (17, 400, 42.5), (12, 250, 48), (26, 500, 52),
    ),
    50,
    "50",
    ("Too many runs about the median, September 2024 to June 2026",),
    ("judged on 21 points",),
)  # fmt: skip

# top / bottom, and fewer days are better. The first twelve sorted: 14.5 15 15.5 16 16.5 17 |
# 17.5 18 19 19.5 20 21, so the median is (17 + 17.5) / 2 = 17.25. July to December 2025 lie above
# (a shift of exactly six). From September 2025 (22) to February 2026 (16) values fall; October and
# November are equal (20.5), which counts once: a trend of exactly five. 13 above and 11 below make
# 14 runs, which is usual; the longest run (6) is not over 8, so the stricter test does not agree.
DAYS = Counted(
    "days-to-appointment",
    "Days to third next appointment",
    (
        (72, 4, 18), (64, 4, 16), (80, 4, 20), (68, 4, 17), (60, 4, 15), (76, 4, 19),
        (66, 4, 16.5), (84, 4, 21), (58, 4, 14.5), (70, 4, 17.5), (78, 4, 19.5), (62, 4, 15.5),
        (74, 4, 18.5), (70, 4, 17.5), (88, 4, 22), (82, 4, 20.5), (82, 4, 20.5), (76, 4, 19),
        (68, 4, 17), (64, 4, 16), (72, 4, 18), (60, 4, 15), (66, 4, 16.5), (56, 4, 14),
    ),
    17.25,
    "17.3",
    (
        "A shift of 6 points above the median, July to December 2025",
        "A falling trend of 5 points, September 2025 to February 2026",
    ),
    ("18.5, 17.5, 22, 20.5, 20.5, 19", "22, 20.5, 19, 17, 16"),
)  # fmt: skip

MEASURES = (SHARED_PLAN, EMERGENCY, DAYS)


def months() -> list[dt.date]:
    """July 2024 to June 2026."""
    return [dt.date(2024 + (6 + n) // 12, (6 + n) % 12 + 1, 1) for n in range(24)]


def workbook(changes: dict[str, object] | None = None) -> bytes:
    """The sheet as a clinic keeps it: a title, heads in two rows, real dates, a last row of sums.

    `changes` puts other values into single cells, such as {"B7": 70}.
    """
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Counts"
    sheet.append(["Delta Pines: what we count"])
    sheet.append([])
    sheet.append(["", *(words for one in MEASURES for words in (one.name, ""))])
    sheet.append(["Month", *(["Numerator", "Denominator"] * len(MEASURES))])
    for number, month in enumerate(months()):
        counts = [count for one in MEASURES for count in one.months[number][:2]]
        sheet.append([month, *counts])
    sums = [sum(one.months[n][part] for n in range(24)) for one in MEASURES for part in (0, 1)]
    sheet.append(["Total", *sums])
    for place, value in (changes or {}).items():
        sheet[place] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
