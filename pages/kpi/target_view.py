"""The Targets view of a KPI: what is agreed, how each period is judged by it, where the end target stands, and the form to set one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from data.catalogue.forecast_coverage import read_held
from data.model.indicator import Indicator, Unit
from data.model.record import Record, RecordFault
from data.model.target_kind import TargetKind
from data.records.kpi_records import TARGET
from data.text import first_capital
from kpis import formats
from kpis.figures.figure import same_period
from kpis.forecast import target_progress
from kpis.markup import Markup, html, joined
from kpis.standing.area_view import AreaView
from kpis.standing.kpi_standing import Standing
from kpis.targets import kpi_target, printed_target, rag
from kpis.targets.kpi_target import TargetVersion
from pages.context.page_context import PageContext
from pages.queries import area_view, records, session
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.records import record_form
from pages.records.record_form import FormBox, FormSubject
from pages.widgets import components

SHOWN = 13  # periods in the table of how each is judged
KINDS = {
    TargetKind.FIXED: "One figure",
    TargetKind.MILESTONES: "Dated milestones",
    TargetKind.RELATIVE: "Relative to England, region or neighbours",
    TargetKind.BAND: "Floor and ceiling",
    TargetKind.NEAR: "Stay close to a figure",
}
TO = {"england": "England", "region": "Region", "neighbours": "Neighbours"}
RULES = {"level": "So much above (minus: below) their figure", "growth": "So much more change than theirs since the baseline",
         "ratio": "So many times their figure"}  # fmt: skip
LINE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\s*[:=,;]?\s*(-?\d+(?:\.\d+)?)\s*%?")


def view(frame: PageContext, s: Standing) -> None:
    """The whole view."""
    held = frame.held
    assert held is not None
    by = area_view.key_of(held)
    components.write(_drawn(by, s.indicator.code, held.as_at or session.today()), rows=True)
    kept = {key: one for key, one in records.latest(TARGET, held.area.code, held.as_at).items() if key.startswith(f"{s.indicator.code}/")}
    if held.as_at is None:
        _forms(held, s, kept)
    components.write(components.foot(held, s.notice, shown=[s]))


@kept_once(64)
def _drawn(by: ViewKey, code: str, day: date) -> Markup:
    """What the view says, drawn once a build, area, day and set of typed targets."""
    s = area_view.held_of(by).of(code)
    i, aim = s.indicator, s.aim
    title = f"Agreed target: {_lower(kpi_target.said(aim, i, s.nation))}" if aim else _printed(s)
    body = Markup("<div>") + components.heading(title.rstrip("."), first_capital(aim.receipt) if aim else "", level=2)
    body += html("<p>{}</p>", s.rating.why)
    if found := target_progress.towards(s, read_held()):
        body += html("<p>{}</p>", target_progress.words(found, s))
    if aim and (beside := _beside(s)):
        body += html("<p class='small'>{}</p>", beside)
    if i.standard:
        body += html(
            "<p>Legal standard, shown beside and never the target: {}. {}.</p>", formats.figure(i.standard.value, i), i.standard.basis
        )
    if aim and aim.milestones:
        body += Markup("</div><div>") + components.heading("The agreed trajectory", level=2) + _trajectory(s, aim, day)
    body += Markup("</div><div>") + components.heading("How each period is judged", level=2) + _judged(s)
    if s.agreed:
        body += Markup("</div><div>") + components.heading("Versions", level=2) + _versions(s)
    return body + Markup("</div>")


def _printed(s: Standing) -> str:
    """The heading where nothing typed judges the figure."""
    if s.target and printed_target.known(s.target):
        return f"Target as the scorecard prints it: {s.target_words}"
    held = s.agreed or any(printed_target.known(one) for one in s.printed_targets)
    return "No target stands for this figure’s period" if held else "No target is set for this figure"


def _beside(s: Standing) -> str:
    """What the scorecard prints for a period that an agreed target judges, where it prints anything."""
    if s.own is None:
        return ""
    printed = next((v for v in reversed(s.printed_targets) if v.value is not None and same_period(v.period, s.own.period)), None)
    if printed is None or printed.value is None:
        return ""
    return f"The scorecard prints {formats.figure(printed.value, s.indicator)} ({printed.source}); the agreed target stands over it."


def _trajectory(s: Standing, aim: TargetVersion, today: date) -> Markup:
    """Baseline and milestones: what was due by when, the newest figure by then, and its rating."""
    i, body = s.indicator, Markup()
    if aim.baseline is not None:
        on = formats.day(aim.baseline_on) if aim.baseline_on else formats.DASH
        body += html(
            "<tr><th scope='row'>Baseline</th><td>{}</td><td class='n'>{}</td><td></td><td></td></tr>", on, formats.figure(aim.baseline, i)
        )
    kind = aim.each if i.unit in kpi_target.EACH else None
    held = [p for p in s.points if p.value is not None and p.period.last and kind in (None, p.period.kind)]
    for n, mark in enumerate(aim.milestones, 1):
        name = "End target" if mark is aim.end else f"Milestone {n}"
        actual = next((p for p in reversed(held) if p.period.last and p.period.last <= mark.day), None)
        reached = any(p.period.last and p.period.last >= mark.day for p in held)
        if mark.day > today or actual is None or not reached:
            told, rated = html("<span class='quiet'>{}</span>", "not due yet" if mark.day > today else "no figure for it yet"), Markup()
        else:
            told = html("{} <span class='quiet small'>({})</span>", formats.figure(actual.value, i), formats.period(actual.period))
            due = kpi_target.TargetDue(mark.value, "")
            rated = components.badge(kpi_target.rating(aim, due, actual, i).status)
        body += html(
            "<tr><th scope='row'>{name}</th><td>{day}</td><td class='n big'>{figure}</td><td class='n'>{told}</td><td>{rated}</td></tr>",
            name=name, day=formats.day(mark.day), figure=formats.figure(mark.value, i), told=told, rated=rated,
        )  # fmt: skip
    heads = (("", ""), ("Due", ""), ("Agreed", "n"), ("Actual by then", "n"), ("Rating", ""))
    return components.table(heads, body, (20, 20, 16, 26, 18), f"Agreed trajectory of {i.code}")


def _judged(s: Standing) -> Markup:
    i, body = s.indicator, Markup()
    for point in [p for p in reversed(s.points) if p.period.last][:SHOWN]:
        asked, found, one = s.due(point.period), s.rate(point), s.version_for(point.period)
        printed = None if one else s.target_at(point.period)
        if asked is not None and one is not None:
            aim = kpi_target.range_words(one, i) if one.banded else formats.figure(asked.value, i)
            basis = asked.words or asked.why
        else:
            aim = printed_target.words(printed, i) if printed else formats.figure(None, i)
            basis = f"Printed in {printed.source}" if printed and printed_target.known(printed) else found.why
        body += html(
            "<tr><th scope='row'>{period}</th><td class='n big'>{figure}</td><td class='n'>{aim}</td><td>{badge}</td>"
            "<td class='small'>{basis}</td></tr>",
            period=formats.period(point.period), figure=formats.figure(point.value, i, point.missing), aim=components.quiet(aim),
            badge=components.badge(found.status), basis=basis,
        )  # fmt: skip
    if not body:
        return Markup("<p class='quiet'>There is no dated figure to judge.</p>")
    heads = (("Period", ""), ("Figure", "n"), ("Target then", "n"), ("Rating", ""), ("By which rule", ""))
    return components.table(heads, body, (17, 13, 17, 14, 39), f"How each period of {i.code} is judged")


def _versions(s: Standing) -> Markup:
    body = joined(
        html(
            "<tr><th scope='row'>{since}</th><td>{said}</td><td>{by}, {recorded}</td><td>{reason}</td></tr>",
            since=formats.day(one.since), said=kpi_target.said(one, s.indicator, s.nation), by=one.who,
            recorded=formats.day(one.recorded), reason=one.reason or formats.DASH,
        )
        for one in reversed(s.agreed)
    )  # fmt: skip
    heads = (("In force from", ""), ("Target", ""), ("Recorded", ""), ("Why", ""))
    return components.table(heads, body, (16, 36, 22, 26), f"Versions of the target of {s.indicator.code}")


def _forms(held: AreaView, s: Standing, kept: Mapping[str, Record]) -> None:
    """Setting a new target, and changing or taking away one that stands."""
    i = s.indicator
    with st.expander("Set a target", expanded=False):
        kind = st.selectbox("Kind of target", list(KINDS), format_func=KINDS.__getitem__, key=f"aim_kind_{i.code}")
        thing = FormSubject(TARGET, held.area.code, always=_always(kind, s), of=f"{i.code}-{kind}-", named=f"the target of {i.code}")
        record_form.form(thing, boxes(kind, i), save="Set target", keyed=lambda body: f"{i.code}/{body['since']}",
                   wrong=lambda body: _wrong(body, i))  # fmt: skip
        components.write(
            html(
                "<p class='quiet small'>{} A period is judged by the version in force on its last day, "
                "so an earlier period keeps its own.</p>{}",
                UNDER[kind], record_form.made_up(),
            )
        )  # fmt: skip
    if not kept:
        return
    with st.expander("Change or take away a target", expanded=False):
        key = st.selectbox("Target in force from", sorted(kept, reverse=True), format_func=_from, key=f"aim_pick_{i.code}")
        entry = kept[key]
        kind = TargetKind((entry.body or {})["kind"])
        thing = FormSubject(TARGET, held.area.code, key, entry, always={"kind": kind.value}, named=f"the target of {i.code}, {_from(key)}")
        fixed = [box for box in boxes(kind, i) if box.name != "since"]
        record_form.form(thing, fixed, save="Save changes", wrong=lambda body: _wrong(body, i))
        record_form.remove(thing, "Take this target away")


UNDER = {
    TargetKind.FIXED: "The figure to reach in every period.",
    TargetKind.MILESTONES: "One milestone a line: its day and figure, as 31/03/2027 80. The last one is the end target; "
    "each is due on its day and stands until the next.",
    TargetKind.RELATIVE: "Worked for each period from the comparator’s figure of that very period; where there is none, nothing is rated.",
    TargetKind.BAND: rag.RANGE_RULE,
    TargetKind.NEAR: rag.CLOSE_RULE,
}


def boxes(kind: TargetKind, i: Indicator) -> list[FormBox]:
    """The boxes of one kind of target, in the KPI's own unit."""
    unit = "%" if i.unit is Unit.PERCENT else i.unit.value
    points = "points" if i.unit is Unit.PERCENT else "the same unit"
    since = record_form.day("since", "In force from")
    own = {
        TargetKind.FIXED: [record_form.number("value", f"Target ({unit})")],
        TargetKind.MILESTONES: [
            record_form.number("baseline", f"Baseline ({unit})"),
            record_form.day("baseline_on", "Baseline’s day"),
            record_form.parsed("milestones", "Milestones, one a line: 31/03/2027 80", _written, _read, 120),
        ],
        TargetKind.RELATIVE: [
            record_form.choice("to", "Relative to", list(TO), TO.__getitem__),
            record_form.choice("rule", "Rule", list(RULES), RULES.__getitem__),
            record_form.number("value", f"How much ({points}), or how many times"),
            record_form.day("baseline_on", "Baseline’s day (growth only)"),
        ],
        TargetKind.BAND: [record_form.number("low", f"Floor ({unit})"), record_form.number("high", f"Ceiling ({unit})")],
        TargetKind.NEAR: [record_form.number("value", f"Figure ({unit})"), record_form.number("allowance", f"Close is within ({points})")],
    }[kind]
    return [
        since,
        *own,
        record_form.number("tolerance", f"Tolerance for amber ({points}), if not the KPI’s"),
        record_form.line("reason", "Why", 1000),
    ]


def _always(kind: TargetKind, s: Standing) -> dict[str, Any]:
    """What the form sets without asking: a count's or rate's target is for one period of the kind that the scorecard gives."""
    each = s.own.period.kind if s.indicator.unit in (Unit.COUNT, Unit.RATE) and s.own else None
    return {"kind": kind.value} | ({"each": each.value} if each else {})


def _wrong(body: Mapping[str, Any], i: Indicator) -> str:
    if not body.get("since"):
        return "Say from which day it is in force."
    return kpi_target.wrong(body, i)


def _from(key: str) -> str:
    return formats.day(date.fromisoformat(key.rpartition("/")[2]))


def _written(value: Any) -> str:
    return "\n".join(f"{date.fromisoformat(one['day']):%d/%m/%Y} {one['value']:g}" for one in value or ())


def _read(value: Any) -> list[dict[str, Any]] | None:
    """Milestones typed a line each."""
    found = []
    for line in filter(None, map(str.strip, str(value or "").splitlines())):
        match = LINE.fullmatch(line)
        try:
            if match is None:
                raise ValueError
            day, month, year, figure = match.groups()
            found.append({"day": date(int(year), int(month), int(day)).isoformat(), "value": float(figure)})
        except ValueError:
            raise RecordFault("milestones", f"‘{line}’ should be a day and a figure, as 31/03/2027 80.") from None
    return found or None


def _lower(words: str) -> str:
    return words if words[:2].isupper() or not words[:1].isalpha() else f"{words[:1].lower()}{words[1:]}"
