"""The borough's story, KPI by KPI: levels through time, the targets set, and what people typed in single cells."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import NamedTuple

FLAT = (1.0,) * 12


@dataclass(frozen=True, slots=True)
class SampleCourse:
    """How one KPI runs. Levels and targets are written "month:number", and levels run straight between their months.

    ``apart`` is how far single neighbours stand from their level; ``off`` the region's and the nation's distance from it.
    """

    rhythm: str
    levels: str
    noise: float = 0.0
    _: KW_ONLY
    targets: str = ""
    peers: str = ""
    apart: float = 0.0
    off: tuple[float, float] = (0.0, 0.0)
    season: tuple[float, ...] = FLAT


# Factors from January to December: requests fall in August, appeals do not follow the school year, suspensions have none in August.
_REQUESTS = (1.0, 1.05, 1.2, 0.85, 1.1, 1.15, 1.1, 0.45, 0.85, 1.1, 1.15, 0.95)
_PLANS = (0.95, 1.0, 1.15, 0.95, 1.0, 1.1, 1.15, 0.8, 0.85, 1.0, 1.1, 0.95)
_WEBSITE = (1.05, 1.0, 1.05, 0.9, 0.95, 1.0, 0.95, 0.8, 1.2, 1.15, 1.05, 0.8)

COURSES: dict[str, SampleCourse] = {
    "S1": SampleCourse("census", "2018-01:30870 2021-01:31240 2024-01:31020 2026-01:30610", 40),
    "S2": SampleCourse("census", ""),
    "S3": SampleCourse("census", "2018-01:12.6 2021-01:12.9 2024-01:14.3 2026-01:15.1", 0.1, peers="2018-01:12.1 2026-01:14.3", apart=1.4),
    "S4": SampleCourse("census", "2018-01:3.1 2020-01:3.5 2023-01:4.7 2026-01:5.9", 0.05, peers="2018-01:3 2026-01:5.5", apart=0.6),
    "S5": SampleCourse(
        "month",
        "2018-09:86 2019-10:84 2020-03:77 2020-09:58 2021-05:39 2021-10:28 2022-02:23 2022-05:25 2023-01:38 2024-01:54 2024-09:61"
        " 2025-06:68 2026-08:74",
        3.2,
        targets="2018-01:90 2021-09:30 2022-09:40 2023-04:50 2023-09:60 2024-09:70 2025-09:80",
        peers="2018-09:60 2021-06:57 2023-06:51 2026-08:55",
        off=(1.6, -2.2),
    ),
    "S6": SampleCourse("month", "2018-09:1246 2020-03:1420 2021-09:1655 2023-09:2050 2025-03:2330 2026-08:2489", 3),
    "S7": SampleCourse("ended", ""),
    "S8": SampleCourse("ended", ""),
    "S9": SampleCourse("month", "2018-09:17 2020-02:20 2021-01:16 2022-03:19 2023-06:31 2025-01:36 2026-08:34", 4, season=_PLANS),
    "S10": SampleCourse("month", "2018-09:26 2020-02:31 2020-06:22 2021-03:38 2022-09:49 2024-06:60 2026-08:66", 5, season=_REQUESTS),
    "S11": SampleCourse("month", "2018-09:3 2020-06:4 2021-12:9 2023-03:12 2024-06:9 2026-08:6", 2),
    "S12": SampleCourse(
        "quarter", "2018-04:4 2020-04:6 2022-02:15 2023-08:21 2025-01:16 2026-08:12", 2, targets="2018-04:5 2021-09:12 2024-09:14"
    ),
    "S13": SampleCourse(
        "month", "2018-09:61 2021-03:74 2023-03:97 2023-04:109 2024-12:118 2026-08:112", 1, targets="2018-04:60 2021-04:85 2024-04:110"
    ),
    "E1": SampleCourse(
        "year",
        "2018-06:25.4 2019-06:24.1 2022-06:17.6 2023-06:19.3 2024-06:21.0 2025-06:22.7",
        0.2,
        targets="2017-09:27 2021-09:20 2023-09:22 2024-09:24",
        peers="2018-06:24.2 2019-06:25 2022-06:20.4 2025-06:24",
        apart=3,
        off=(0.7, 0.4),
    ),
    "E2": SampleCourse(
        "year",
        "2018-06:9.1 2019-06:8.6 2022-06:6.2 2023-06:6.9 2024-06:7.6 2025-06:8.3",
        0.2,
        targets="2017-09:10 2021-09:8",
        peers="2018-06:8.8 2019-06:9 2022-06:7.1 2025-06:8.7",
        apart=1.6,
        off=(0.3, 0.1),
    ),
    "E3": SampleCourse(
        "year",
        "2018-06:32.6 2019-06:32.1 2022-06:31.0 2023-06:30.1 2024-06:31.2 2025-06:32.0",
        0.2,
        targets="2017-09:34 2021-09:32 2023-09:33",
        peers="2018-06:32.2 2019-06:32.6 2022-06:34.5 2023-06:33.2 2025-06:33.3",
        apart=2.2,
        off=(0.4, 0.2),
    ),
    "E4": SampleCourse(
        "year",
        "2018-06:13.9 2019-06:13.6 2022-06:13.2 2023-06:12.8 2024-06:13.3 2025-06:14.0",
        0.2,
        targets="2017-09:15 2021-09:14",
        peers="2018-06:13.6 2019-06:13.8 2022-06:14.4 2025-06:14.3",
        apart=1.8,
        off=(0.2, 0.1),
    ),
    "E5": SampleCourse(
        "year", "2018-06:-0.47 2019-06:-0.52 2022-06:-0.58 2024-06:-0.49", 0.02, peers="2018-06:-0.43 2024-06:-0.46", apart=0.1
    ),
    "E6": SampleCourse(
        "year", "2018-06:-1.11 2019-06:-1.16 2022-06:-1.31 2024-06:-1.18", 0.03, peers="2018-06:-1.09 2024-06:-1.14", apart=0.2
    ),
    "E7": SampleCourse(
        "term",
        "2018-06:44 2019-11:52 2020-05:9 2021-02:21 2021-11:56 2023-06:88 2026-05:94",
        7,
        targets="2018-04:45 2021-09:55 2023-09:80",
    ),
    "E8": SampleCourse(
        "term",
        "2018-06:168 2019-11:181 2020-05:26 2021-02:70 2021-11:196 2023-06:288 2026-05:271",
        15,
        targets="2018-04:160 2021-09:200 2023-09:260",
    ),
    "E9": SampleCourse("term", "2018-06:2 2019-11:3 2020-05:0 2021-11:3 2023-06:5 2026-05:3", 2, targets="2018-04:0"),
    "E10": SampleCourse(
        "term",
        "2018-06:7 2019-11:8 2020-05:1 2021-11:8 2023-06:14 2026-05:10",
        3.5,
        targets="2018-04:6 2021-09:8",
    ),
    "P1": SampleCourse(
        "month",
        "2018-09:9.6 2020-03:8.6 2021-03:8.2 2022-08:6.4 2022-09:8.9 2026-08:8.8",
        0.5,
        targets="2018-04:8 2021-04:7 2022-09:8.5",
        peers="2018-09:8.4 2022-08:7.7 2022-09:8.7 2026-08:8.5",
        off=(0.3, -0.4),
    ),
    "P2": SampleCourse(
        "once",
        "2018-06:7.2 2020-06:6.1 2022-06:6.6 2025-06:8.1",
        0.2,
        targets="2017-09:8",
        peers="2018-06:6.9 2025-06:7.4",
        apart=0,
        off=(0.2, -0.3),
    ),
    "P3": SampleCourse(
        "census",
        "2018-01:1.1 2021-01:1.3 2024-01:2.4 2026-01:3.1",
        0.1,
        targets="2018-01:2 2024-01:3",
        peers="2018-01:1.5 2026-01:2.9",
        apart=0.5,
        off=(0.1, -0.2),
    ),
    "P4": SampleCourse("term", "2018-06:31 2020-05:24 2022-05:33 2026-05:47", 3, targets="2018-04:30 2021-09:36 2024-09:45"),
    "P5": SampleCourse("once", "2018-06:58 2020-06:47 2025-06:66", 3),
    "P6": SampleCourse("once", "2018-06:36 2020-06:19 2025-06:41", 3),
    "P7": SampleCourse("once", "2018-06:388 2021-06:431 2025-06:556", 8, targets="2017-09:400 2021-09:450 2023-09:520"),
    "P8": SampleCourse("quarter", "2018-05:232 2020-05:121 2021-08:214 2023-06:276 2026-05:318", 9),
    "P9": SampleCourse("day", "2018-03:64 2021-03:57 2026-03:41", 1, targets="2018-01:65 2022-01:60"),
    "P10": SampleCourse("month", "2018-09:38 2026-08:38", 6, targets="2018-04:35"),
    "L1": SampleCourse(
        "month",
        "2018-09:940 2020-03:1120 2021-06:1480 2023-06:2050 2026-08:2890",
        110,
        targets="2018-04:1000 2021-04:1500 2023-04:2000 2025-04:2500",
        season=_WEBSITE,
    ),
    "L2": SampleCourse(
        "quarter", "2018-05:46 2020-05:18 2021-06:74 2023-06:112 2026-05:131", 9, targets="2018-04:50 2021-04:90 2023-04:120"
    ),
}
PUPILS = {"region": "2018-01:486300 2022-01:493900 2026-01:489200", "nation": "2018-01:3912400 2022-01:3978800 2026-01:3941500"}
UNDER_REGION = {"S3": (0.3, 0.1), "S4": (0.1, 0.0), "E5": (0.02, 0.03), "E6": (0.02, 0.04)}

# Of what a count is a share: all suspensions, or all exclusions, of which the KPI named here makes up a part running so.
WHOLES = {
    **dict.fromkeys(("E7", "E8"), ("E8", "2018-06:0.315 2026-05:0.352")),
    "E10": ("E10", "2018-06:0.36 2026-05:0.41"),
}

# Months whose figure the story fixes.
FIXED = {
    ("S5", "2018-11"): 90.3,
    ("S5", "2022-02"): 21.7,
    ("S5", "2023-05"): 45.2,
    ("S5", "2026-08"): 74.3,
    ("L1", "2024-03"): 6120.0,
    ("S9", "2023-03"): 34.0,
}
# Years for which a KPI has no figure, by the summer they end in.
NOT_PUBLISHED: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("E1", "E2", "E3", "E4"), (2020, 2021)),
    **dict.fromkeys(("E5", "E6"), (2020, 2021, 2025)),
}


class LateFigure(NamedTuple):
    """A monthly figure that the next month's workbook gives again, on its second sheet."""

    code: str
    month: str
    first: str
    mark: str
    why: str


# ``first`` is what the month's own workbook says: TBC, or the figure before it was revised.
LATES = (
    LateFigure("S10", "2020-01", "TBC", "", "January's count was not ready for last month's scorecard."),
    LateFigure("P1", "2024-07", "TBC", "", "Tracking return came after last month's scorecard closed."),
    LateFigure("S9", "2023-03", "31", " (Rev)", "Three plans of March were entered late: 34, not 31."),
)


class SampleText(NamedTuple):
    """What stands in the Actual cell of one workbook instead of the plain figure; {} is the figure as printed."""

    code: str
    file: str
    text: str
    comment: str = ""


TYPED = (
    SampleText("P4", "2019-01", "TBC", "College return due in February."),
    SampleText("S5", "2019-08", "{} (estimate)", "Two plans still to be checked."),
    SampleText("P8", "2020-07", "-", "System change; figure next month."),
    SampleText("L2", "2021-01", "TBC"),
    SampleText("S5", "2021-04", "{} (estimate)", "Estimate while the case system is moved."),
    SampleText("S6", "2022-10", "{}†", "† Includes 14 plans moved in from other areas this month."),
    SampleText("P7", "2023-11", "{}*", "* Two colleges only."),
    SampleText("P9", "2024-05", "TBC", "Adult care to confirm."),
    SampleText("P8", "2025-01", "TBC"),
)
# Whole periods for which the borough's own cell gives a reason: (KPI, period) to the cell's text.
REASONS = {("P3", "Jan-20"): "c", ("P6", "2019/20"): "-", ("P5", "2020/21"): "TBC"}
MISPRINT = ("S5", "2023-05")
# Files in which the printed RAG is kinder than the rule: (KPI, first file, last file, what is printed).
KINDER = (("S13", "2022-12", "2023-03", "Amber"), ("S12", "2023-10", "2023-12", "Amber"))
COMMENTS = (
    ("S5", "2018-09", "2018-11", "Most plans on time; two late on health advice."),
    ("S5", "2020-04", "2020-07", "Advice from schools and health delayed by closures."),
    ("S5", "2020-10", "2021-01", "Three of eight educational psychologist posts vacant."),
    ("S5", "2021-06", "2021-08", "Backlog of 140 cases over 20 weeks."),
    ("S5", "2021-11", "2022-03", "Oldest cases are being finished first, which lowers this figure."),
    ("S5", "2022-07", "2022-10", "Locum psychologists in post; backlog down to 95."),
    ("S5", "2023-08", "2023-09", "Recovery continues; case officers at full strength."),
    ("S5", "2024-04", "2024-06", "Backlog cleared. Steady month-on-month gains."),
    ("S5", "2025-09", "2025-11", "Below the agreed trajectory; health advice is the main delay."),
    ("S5", "2026-06", "2026-08", "Best summer since 2019."),
    ("S6", "2021-09", "2021-10", "Growth is above the forecast used for the budget."),
    ("S6", "2025-01", "2025-02", "Annual reviews now end plans on time at age 25."),
    ("S9", "2022-11", "2022-12", "More plans finished as the backlog falls."),
    ("S10", "2021-04", "2021-06", "Requests well above last year's."),
    ("S10", "2024-06", "2024-07", "Most requests from parents are for pupils in years 5 and 6."),
    ("S11", "2023-02", "2023-04", "Half the cases are about refusals to assess."),
    ("S12", "2022-04", "2022-06", "Appeals about the school named in the plan."),
    ("S12", "2023-10", "2023-12", "Working group set up with the parent carer forum."),
    ("S13", "2022-10", "2023-01", "Local special schools are full."),
    ("S13", "2023-04", "2023-06", "Specialist post-16 settings counted from April 2023."),
    ("S13", "2025-09", "2025-10", "New 60-place school opened in September."),
    ("E1", "2020-10", "2020-12", "No tests this year."),
    ("E1", "2022-10", "2023-01", "First results since 2019."),
    ("E3", "2024-10", "2024-12", "Smaller gap to neighbours in two of seven schools."),
    ("E7", "2023-09", "2023-11", "Three schools make up half of all incidents."),
    ("E8", "2020-09", "2020-10", "Schools were closed to most pupils."),
    ("E8", "2024-09", "2024-11", "Outreach offer started in four schools."),
    ("E9", "2021-01", "2021-02", "Small numbers are not shown."),
    ("P1", "2022-09", "2022-11", "Counting changed: not known is now included."),
    ("P3", "2024-07", "2024-09", "Two employers joined."),
    ("P9", "2025-05", "2025-07", "Two schemes closed; new tenancies expected next year."),
    ("P10", "2019-10", "2019-11", "Catch-up clinics planned."),
    ("L1", "2020-04", "2020-05", "Closure information brought people to the site."),
    ("L1", "2024-03", "2024-04", "March: automated visits, to be filtered out."),
    ("L2", "2020-07", "2020-09", "Training paused."),
    ("L2", "2022-01", "2022-02", "Sessions now online."),
)
