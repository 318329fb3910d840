"""Every reason for a rating, a missing rating or a missing target is driven by a case that it is true of; one undriven fails."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.catalogue.catalogue import read
from data.model.observation import FigureRole
from data.model.period import Break, Period
from data.model.rating_rule import RatingRule, RuleKind
from kpis.figures.figure import PublishedSeries
from kpis.standing import kpi_standing
from kpis.standing.kpi_records import KpiRecords
from kpis.standing.kpi_standing import Standing
from kpis.targets import kpi_target
from kpis.targets.kpi_target import TargetVersion
from tests.factories.periods import month
from tests.factories.published_standings import series
from tests.factories.standings import NOT_STATED, OWN, row, year

KNOWN = read()
TARGETS = Path(__file__).parents[4] / "kpis" / "targets"
LEGENDS = {"RULE", "RANGE_RULE", "CLOSE_RULE"}  # what colours mean at all, which is of no case
NO_REASONS = {"wrong", "said"}  # what a form refuses, and a target in words whatever the period
THEN, BEFORE = year(2023), year(2022)
Rows = list[dict[str, Any]]


def own(code: str, value: float, period: Period = THEN) -> Rows:
    return [row(code, value, period)]


def aim(code: str, value: float, period: Period = THEN, raw: str = "", **parts: float) -> Rows:
    """A printed target, with what its cell says besides: at_most=3.0, due=20231231."""
    more: dict[str, Any] = {"raw": raw or str(value), "cell": "E9"}
    beside = [row(code, v, period, "target", **more | {"measure": name.replace("_", " ")}) for name, v in parts.items()]
    return [row(code, value, period, "target", **more), *beside]


def span(code: str, low: float, high: float, raw: str) -> Rows:
    ends = (("at least", low), ("at most", high))
    return [row(code, end, THEN, "target", measure=measure, raw=raw, cell="E9") for measure, end in ends]


def none(code: str, raw: str, reason: str, period: Period = THEN) -> Rows:
    return [row(code, None, period, "target", missing=reason, raw=raw)]


def agreed(since: str, code: str, **body: Any) -> TargetVersion:
    return kpi_target.agreed(f"{code}/{since}", {"since": since, **body}, "MK", date(2023, 1, 31))


def feed_of(near: bool) -> PublishedSeries:
    found = series(KNOWN, {2023: 87.8})
    return replace(found, feed=next(f for f in KNOWN.feeds if f.kpi == "P2")) if near else replace(found, alone=True)


def relative(rule: str, value: float = 1.0, **more: Any) -> TargetVersion:
    return agreed("2023-01-01", "S5", kind="relative", to="england", rule=rule, value=value, **more)


ENGLAND = [row("S5", 40.0, BEFORE, "england"), row("S5", 45.0, THEN, "england")]
PAIR = [*own("S5", 50.0, BEFORE), *own("S5", 60.0)]
GROWN = {"baseline_on": "2022-06-30"}
CUT = (Break(("S5",), date(2023, 1, 1), "counted anew", "made up"),)
STEP = [{"day": "2023-02-28", "value": 40}]
LATER = agreed("2024-01-01", "S5", kind="fixed", value=80.0)
# (KPI, what is in force, what was agreed, what the rating says)
CASES: list[tuple[str, Rows, tuple[TargetVersion, ...], str]] = [
    ("S5", own("S5", 60.0), (), "No target is set."),
    ("S9", own("S9", 60.0), (), "Neutral: a bigger or smaller number is not better or worse."),
    ("S9", own("S9", 60.0) + aim("S9", 40.0, raw="<40", below=40.0), (), "Neutral: a bigger or smaller number is not better or worse."),
    ("S7", own("S7", 60.0) + aim("S7", 40.0), (), "This measure ended on 31 Mar 2018."),
    ("S7", own("S7", 60.0) + span("S7", 40, 50, "40-50"), (), "This measure ended on 31 Mar 2018."),
    ("S5", own("S5", 90.0) + aim("S5", 80.0), (), "On or ahead of the target of 80.0%."),
    ("S5", own("S5", 79.96) + aim("S5", 80.0), (), "0.04 points below the target of 80.0%, within the tolerance of 10.0 points."),
    ("S5", own("S5", 60.0) + aim("S5", 80.0), (), "20.0 points below the target of 80.0%, more than the tolerance of 10.0 points."),
    ("S5", own("S5", 60.0) + aim("S5", 80.0, year(2025)), (), "The target of 80.0% is for 2025, not for this period."),
    ("S12", own("S12", 60.0, month(2023, 4)) + aim("S12", 25.0), (),
     "The target of 25 is for 2023, and a count for part of it is not rated against it."),
    ("S5", own("S5", 60.0, NOT_STATED) + aim("S5", 80.0), (),
     "The figure’s period is not stated, so the target of 80.0% for 2023 is not set against it."),
    ("S5", own("S5", 60.0) + none("S5", "as agreed", "unreadable"), (), "The target printed for this period, ‘as agreed’, cannot be read."),
    ("S5", own("S5", 60.0) + none("S5", "see plan", "unreadable", BEFORE), (), "The target printed for 2022, ‘see plan’, cannot be read."),
    ("S5", own("S5", 60.0) + none("S5", "TBC", "to be confirmed"), (), "The scorecard gives no target for this period: to be confirmed."),
    ("S5", own("S5", 60.0) + aim("S5", 90.0, raw="90% by Mar 25", due=20250331), (),
     "The target, 90% by Mar 25, is due on 31 Mar 2025, after this period."),
    ("S12", own("S12", 4) + aim("S12", 3, raw="≥ 3", at_least=3), (),
     "The target, ≥ 3, runs against the KPI, where a lower number is better."),
    ("S5", own("S5", 60) + aim("S5", 70, raw="<70%", below=70), (),
     "The target, <70%, runs against the KPI, where a higher number is better."),
    ("S12", own("S12", 40) + aim("S12", 40, raw="<40", below=40), (), "At 40, and the target is to be below it: within the tolerance."),
    ("S5", own("S5", 90) + aim("S5", 90, raw=">90%", above=90), (), "At 90.0%, and the target is to be above it: within the tolerance."),
    ("S10", own("S10", 55) + span("S10", 50, 60, "50-60"), (), "Within the target, between 50 and 60."),
    ("S10", own("S10", 90) + span("S10", 50, 60, "50-60"), (), "30 above the target, between 50 and 60, more than the tolerance of 6."),
    ("S5", own("S5", 60.0), (LATER,), "The agreed target counts from 1 Jan 2024, after this period."),
    ("S5", own("S5", 60.0, NOT_STATED), (LATER,), "The figure’s period is not stated, so the agreed target is not set against it."),
    ("S12", own("S12", 28), (agreed("2023-01-01", "S12", kind="fixed", value=2.0, each="month"),),
     "The target is for one month, not for this kind of period."),
    ("S5", own("S5", 60.0, month(2023, 1)), (agreed("2023-01-01", "S5", kind="milestones", milestones=STEP),),
     "The first milestone, 40.0%, is due on 28 Feb 2023."),
    ("S5", PAIR, (relative("level"),), "The target is relative to England, and no figure of England is held for 2023."),
    ("S5", PAIR + ENGLAND[1:], (relative("growth", **GROWN),),
     "Growth is counted from the baseline, and a figure of our own and of England for it are not both held."),
]  # fmt: skip


def held(code: str, rows: Rows, versions: tuple[TargetVersion, ...], *, breaks: tuple[Break, ...] = (),
         series_of: PublishedSeries | None = None) -> Standing:  # fmt: skip
    found = kpi_standing.standings(
        pd.DataFrame(rows, dtype=object), KNOWN.indicators, {}, breaks, place=OWN, kept=KpiRecords({code: versions}),
        published={code: series_of} if series_of else None,
    )  # fmt: skip
    return next(s for s in found if s.indicator.code == code)


def test_the_rating_of_the_newest_figure_says_what_is_so() -> None:
    for code, rows, versions, why in CASES:
        assert held(code, rows, versions).rating.why == why


@pytest.mark.parametrize(("code", "rows", "versions", "why"), CASES, ids=[why[:60] for *_, why in CASES])
def test_the_same_period_asked_for_later_gives_the_same_rating(
    code: str, rows: Rows, versions: tuple[TargetVersion, ...], why: str
) -> None:  # fmt: skip
    one = held(code, rows, versions)
    assert one.own is not None
    assert one.rate(one.own) == one.rating


def others() -> Iterator[tuple[str, str]]:
    """(what is said, what it is to be) of cases that a newest figure alone does not show."""
    near = held("P2", aim("P2", 60.0), (), series_of=feed_of(near=True))
    yield near.rating.why, "DfE’s series is only near this KPI, so no target is set for it."
    assert near.own is not None
    yield near.rate(near.own).why, "DfE’s series is only near this KPI, so no target is set for it."
    alone = held("S5", aim("S5", 60.0), (), series_of=feed_of(near=False))
    yield alone.rating.why, "These figures are on another basis than the KPI’s own, so its target is not set against them."
    broken = held("S5", PAIR + ENGLAND, (relative("growth", **GROWN),), breaks=CUT)
    yield broken.rating.why, "Growth is not counted across a break: counted anew (Jan 2023)."
    count = agreed("2023-01-01", "S12", kind="relative", to="england", rule="level", value=1.0)
    yield held("S12", own("S12", 5.0), (count,)).rating.why, "A count cannot be set relative to other places: they differ in size."
    score = agreed("2023-01-01", "E5", kind="relative", to="england", rule="growth", value=1.0, **GROWN)
    yield held("E5", [*own("E5", 0.1), row("E5", 0.2, THEN, "england")], (score,)).rating.why, kpi_target.GROWTHLESS
    strict = replace(KNOWN.indicators["S12"], rules=(RatingRule(RuleKind.UNIT, 0.0),))
    frame = pd.DataFrame(own("S12", 40) + aim("S12", 40, raw="<40", below=40), dtype=object)
    (none_allowed,) = kpi_standing.standings(frame, {"S12": strict}, {}, place=OWN)
    yield none_allowed.rating.why, "At 40, and the target is to be below it: and no tolerance is allowed."
    for version, working in (
        (agreed("2023-01-01", "S5", kind="fixed", value=80.0), "Target of 80.0%."),
        (agreed("2023-01-01", "S5", kind="milestones", milestones=STEP), "End target of 40.0%, due on 28 Feb 2023."),
        (relative("level"), "1.0 points above England: 45.0% + 1.0 = 46.0%."),
        (relative("ratio", 1.1), "1.1 times England: 45.0% × 1.1 = 49.5%."),
        (relative("growth", **GROWN), "As growth: 50.0% then, +5.0 pts that England changed since 2022, +1.0 pts more = 56.0%."),
    ):  # fmt: skip
        target = held("S5", PAIR + ENGLAND, (version,)).target
        yield target.basis if target else "", working
    band = agreed("2023-01-01", "S10", kind="floor and ceiling", low=50.0, high=60.0)
    yield held("S10", own("S10", 55.0), (band,)).rating.why, "Between 50 and 60."


def test_what_a_newest_figure_alone_does_not_show_is_so_too() -> None:
    for said, expected in others():
        assert said == expected


def test_a_typed_target_for_another_kind_of_period_leaves_a_printed_one_that_fits() -> None:
    """28 appeals in 2025, a printed target of 25 for the year, and a typed one of 2 for each month."""
    monthly = agreed("2023-01-01", "S12", kind="fixed", value=2.0, each="month")
    one = held("S12", own("S12", 28) + aim("S12", 25), (monthly,))
    assert (one.target_words, one.rating.why, one.aim) == ("25", "3.0 above the target of 25, more than the tolerance of 2.5.", None)
    both = held("S12", [*own("S12", 28), *own("S12", 3, month(2024, 2)), *aim("S12", 25)], (monthly,))
    assert [both.rate(p).why for p in both.points] == [
        "3.0 above the target of 25, more than the tolerance of 2.5.", "1 above the target of 2, more than the tolerance of 0.2.",
    ]  # fmt: skip
    assert [t.value for t in both.others[FigureRole.TARGET]] == [25.0, 2.0]


def sentences(tree: ast.Module) -> Iterator[str]:
    """Every sentence that a module writes, its fields as ``{}``, but for its docstrings, its legends and what gives no reason."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and isinstance(node.body[0], ast.Expr):
            skipped.add(id(node.body[0].value))
        legend = isinstance(node, ast.Assign) and LEGENDS & {one.id for one in node.targets if isinstance(one, ast.Name)}
        if legend or (isinstance(node, ast.FunctionDef) and node.name in NO_REASONS):
            skipped |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in ast.walk(node) if part is not node}
    for node in (node for node in ast.walk(tree) if id(node) not in skipped):
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if isinstance(node, ast.JoinedStr):
            text = "".join(part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "{}" for part in node.values)
        if text.endswith(".") and " " in text:
            yield text


def undriven(modules: dict[str, str]) -> list[str]:
    """The sentences of modules that none of the cases makes."""
    driven = [why for *_, why in CASES] + [expected for _, expected in others()]
    every = [text for source in modules.values() for text in sentences(ast.parse(source))]
    shapes = {text: re.compile(re.escape(text).replace(r"\{\}", ".*")) for text in every}
    return [text for text, shape in shapes.items() if not any(shape.fullmatch(why) for why in driven)]


def test_every_reason_is_driven() -> None:
    modules = {path.name: path.read_text(encoding="utf-8") for path in TARGETS.glob("*.py")}
    assert sum(1 for source in modules.values() for _ in sentences(ast.parse(source))) > 25
    assert undriven(modules) == []


def test_a_planted_reason_that_nobody_drives_is_reported() -> None:
    planted = 'def why(day):\n    """Says why. A sentence."""\n    return f"The moon was full on {day}." if day else "No target is set."\n'
    assert undriven({"moon.py": planted}) == ["The moon was full on {}."]
