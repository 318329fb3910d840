"""Workbooks in the manner of two councils' published tables, with figures of our own: what the loader has to ask about."""

from __future__ import annotations

from typing import Any

from tests.conftest import sheet_bytes

MONTHS = ("Apr-22", "May-22", "Jun-22", "Jul-22", "Aug-22", "Sep-22", "Oct-22", "Nov-22", "Dec-22", "Jan-23", "Feb-23", "Mar-23")
LATER = ("May-22", "Jun-22", "Jul-22", "Aug-22", "Sep-22", "Oct-22", "Nov-22", "Dec-22", "Jan-23", "Feb-23", "Mar-23", "Apr-23")
TIMELY = "Percentage of EHCPs issued within 20 weeks"
APPEALS = "Number of appeals to the Tribunal lodged"
SUSPENDED = "Suspensions of pupils with an EHCP, rate per 100"
SURVEY = "Parents who feel listened to (survey)"


def in_the_manner_of_devon(*, later: bool = False) -> bytes:
    """No codes; baseline, target, then milestone and actual per date; notes and periods inside cells."""
    dates = ["Nov 23", "Mar 24", "Jul 24"]
    heads = [
        "KPI",
        "Baseline",
        "Target",
        *(f"{word} {date}" for date in dates for word in ("Milestone", "Actual")),
        "Actual Nov 24",
        "RAG note",
    ]
    rows: list[list[Any]] = [
        [TIMELY, "30.8% (2022)", "60%", "35%", "33.1%", "42%", "40.5%", "50%", "48.9% (provisional)", "52.0%", "steady"],
        [APPEALS, 118, 90, None, 101, None, 97, None, "TBC", "88 (projected end of year)", "fewer"],
        [SUSPENDED, "18.59 (academic year 21/22)", 15, None, 14.48, None, 37.16, None, 54.05, 3.7, "-"],
        [SURVEY, "41%", "60%", None, "44%", None, None, None, "47%", None, "twice a year"],
    ]
    if later:
        heads.insert(-1, "Actual Mar 25")
        for row, value in zip(rows, ("55.5%", 84, 21.3, "50%"), strict=True):
            row.insert(-1, value)
    return sheet_bytes([["Devon: accelerated progress plan, key performance indicators"], [], heads, *rows], name="KPIs")


def in_the_manner_of_kent(*, later: bool = False) -> bytes:
    """Own codes; polarity H, L or T; R12M, MS or YTD; twelve months across; printed rating and direction."""
    months = LATER if later else MONTHS
    heads = ["Ref", "Indicator description", "Polarity", "Data Period", "QPR", *months, "Latest Month", "Target 22/23", "RAG 22/23", "DOT",
             "Previous Year", "South East", "England", "Comments"]  # fmt: skip
    timely: list[Any] = [45.1, 44.0, 43.2, 42.9, 41.7, 41.0, 40.2, 39.9, 38.8, 38.1, 37.5, 36.9]
    appeals: list[Any] = [4, 9, 15, 22, 28, 35, 41, 47, 55, 60, 68, 77]
    plans: list[Any] = [17701, 17755, 17810, 17866, 17920, 17981, 18044, 18101, 18163, 18220, 18281, 18340]
    if later:
        timely, appeals, plans = [*timely[1:], 36.0], [*appeals[1:], 5], [*plans[1:], 18402]
    printed: list[list[Any]] = [
        [60, "RED", "↓", 45.1 if later else 51.2, 49.0, 49.2, "Recovery plan agreed"], [70, "AMBER", "↑", None, None, None, None],
        [None, None, "↑", None, None, None, None],
    ]  # fmt: skip
    rows = [
        ["SEND10", "Percentage of EHCPs issued within 20 weeks - rolling 12 months", "H", "R12M", "Y", *timely, timely[-1], *printed[0]],
        ["SEND12", "Appeals to the SEND Tribunal registered", "L", "YTD", None, *appeals, appeals[-1], *printed[1]],
        ["SEND14", "Children and young people with an EHCP", "T", "MS", "Y", *plans, plans[-1], *printed[2]],
    ]
    return sheet_bytes([["Kent: SEND performance scorecard, 2022/23"], ["Updated monthly"], heads, *rows], name="SEND KPIs")
