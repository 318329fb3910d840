"""Made states of an area: a few KPIs with drawn figures, targets and comparators, as a scorecard. Knows nothing of the product."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

AREA = "Oldham"
# Code, name as a scorecard prints it, which way is better (1 higher, -1 lower, 0 neither), whether it is a percentage, whether its
# years are calendar years. From the DfE-style KPI list of the scorecard of 2017, not from the product's catalogue.
KPIS = {
    "S5": ("New EHC plans issued within 20 weeks", 1, True, True),
    "S9": ("Number of new EHC plans", 0, False, True),
    "S11": ("Mediation cases", -1, False, True),
    "E1": ("KS2 expected standard, SEN support", 1, True, False),
    "E7": ("Suspensions, EHC plan", -1, False, False),
    "P1": ("NEET", -1, True, False),
    "P2": ("In employment", 1, True, False),
    "L1": ("Local Offer users", 1, False, False),
}
MONTHLY = ("S5", "S9", "P2", "L1")
NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True)
class MadeKpi:
    """One KPI of a state: (label, last day, figure) oldest first, the target printed for the newest, and England's figure of it."""

    code: str
    figures: tuple[tuple[str, date, float], ...]
    target: float | None = None
    england: float | None = None

    @property
    def newest(self) -> tuple[str, date, float]:
        return self.figures[-1]


@dataclass(frozen=True)
class MadeState:
    """A home's one scorecard: its KPIs, the day it came in, and the day looked at."""

    seed: int
    kpis: tuple[MadeKpi, ...]
    received: date
    looked_at: date
    text: str = field(repr=False)


def made(seed: int) -> MadeState:
    """The state of a seed, the same on every machine."""
    rng = random.Random(f"state {seed}")
    received = date(2026, rng.randint(1, 11), rng.randint(1, 27))
    kpis = tuple(_kpi(rng, code, received) for code in KPIS if rng.random() < 0.8) or (_kpi(rng, "S5", received),)
    later = rng.choice((0, 0, 0, 20, 60, 200, 900))
    looked_at = min(date.fromordinal(received.toordinal() + later), date(2026, 11, 30))
    return MadeState(seed, kpis, received, looked_at, _sheet(kpis))


def _kpi(rng: random.Random, code: str, received: date) -> MadeKpi:
    _, _, percent, calendar = KPIS[code]
    figures = []
    if code in MONTHLY and rng.random() < 0.75:
        behind, many = rng.choice((1, 1, 1, 2, 3, 14)), rng.choice((1, 2, 3, 13, 16, 24, 30))
        last = received.year * 12 + received.month - 1 - behind
        for n in range(many):
            year, month = divmod(last - many + 1 + n, 12)
            figures.append((f"{NAMES[month]}-{year % 100:02d}", _end(year, month + 1), 0.0))
    else:
        newest, many = received.year - rng.choice((0, 1, 1, 1, 2, 6)), rng.choice((1, 2, 3, 6))
        for year in range(newest - many + 1, newest + 1):
            figures.append((str(year), date(year, 12, 31), 0.0) if calendar else (f"{year - 1}/{year % 100:02d}", date(year, 8, 31), 0.0))
    level, slope, noise = rng.uniform(20, 80), rng.choice((0, 0, 0, 0.8, -0.8)), rng.choice((0.0, 0.4, 3.0))
    values = [min(99.0, max(1.0, level + slope * n + rng.uniform(-noise, noise))) for n in range(len(figures))]
    if rng.random() < 0.3:
        values[-1] = min(99.0, max(1.0, values[-1] + rng.choice((-15.0, 15.0, 0.04, -0.04))))
    values = [round(v, 2) if percent else float(round(v)) for v in values]
    found = tuple((label, day, value) for (label, day, _), value in zip(figures, values, strict=True))
    target = None if rng.random() < 0.4 else round(values[-1] + rng.choice((0.0, 0.04, -0.04, 2.0, -2.0, 15.0, -15.0)), 2)
    if target is not None and not percent:
        target = float(round(target))
    england = round(values[-1] + rng.uniform(-9, 9), 1) if percent and rng.random() < 0.5 else None
    return MadeKpi(code, found, target, england)


def _end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _sheet(kpis: tuple[MadeKpi, ...]) -> str:
    lines = [f"{AREA}: SEND scorecard", "Ref,Indicator,Period,Target,Actual,England"]
    for one in kpis:
        name, _, percent, _ = KPIS[one.code]
        sign = "%" if percent else ""
        for label, _, value in one.figures:
            newest = label == one.newest[0]
            target = f"{_plain(one.target)}{sign}" if newest and one.target is not None else ""
            england = f"{_plain(one.england)}%" if newest and one.england is not None else ""
            lines.append(f'{one.code},"{name}",{label},{target},{_plain(value)}{sign},{england}')
    return "\n".join(lines) + "\n"


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
