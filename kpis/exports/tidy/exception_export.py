"""Exceptions and commentary as plain records, as a chase list for an e-mail, and as CSV. Figures unrounded, dates ISO."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from data.model.observation import FigureRole
from kpis import formats
from kpis.exports.tidy.standing_export import period_record, to_csv
from kpis.governance import agreed_ratings
from kpis.governance.exceptions import FIELDS, NO_LEAD, KpiException, PriorityAgreedRed, StandingCommentary, chase, headline, state_of
from kpis.standing.kpi_standing import Standing

CHASE_COLUMNS = (
    "area", "as_at", "lead", "lead_named_by", "code", "title", "period", "value", "target", "off_target", "red_since", "opened",
    "days_open", "state", "missing", "verdict", "notice",
)  # fmt: skip


def said_record(said: StandingCommentary | None, today: date) -> dict[str, Any] | None:
    """Commentary as JSON gives it; None where there is none."""
    if said is None:
        return None
    return {
        "period": said.period, **{name: said.text(name) or None for name in (*FIELDS, "lead")},
        "state": state_of(said, today).value, "missing": list(said.missing), "who": said.who, "recorded_at": said.recorded.isoformat(),
    }  # fmt: skip


def exceptions_record(
    area: str, today: date, found: Sequence[KpiException], agreed: Sequence[PriorityAgreedRed], others: Sequence[StandingCommentary]
) -> dict[str, Any]:
    """What ``exceptions --json`` prints: those that stand, priorities agreed red apart, and commentary on other figures."""
    return {
        "area": area, "as_at": today.isoformat(), "red": len(found), "exceptions": [_exception(one, today) for one in found],
        "chase": [{"lead": lead or None, "codes": [one.code for one in mine]} for lead, mine in chase(found).items()],
        "agreed_red": [{"priority": one.priority, "visit": one.when, "agreed": one.agreed, "by": one.by or None} for one in agreed],
        "commentary_on_other_figures": [{"code": one.code, **(said_record(one, today) or {})} for one in others],
    }  # fmt: skip


def _exception(one: KpiException, today: date) -> dict[str, Any]:
    standing = one.standing
    return {
        "code": one.code, "title": standing.indicator.title, "key": one.key,
        "period": period_record(standing.own.period) if standing.own else None, "value": standing.value,
        "target": standing.target.value if standing.target else None, "off_target": standing.gap(FigureRole.TARGET),
        "verdict": one.verdict.words, "why_red": standing.rating.why, "red_since": period_record(one.since.period),
        "at_least": one.at_least, "opened": one.opened.isoformat(),
        "days_open": one.days_open, "lead": one.lead or None, "lead_named_by": one.lead_from or None, "state": one.state.value,
        "missing": list(one.missing), "commentary": said_record(one.said, today), "source": standing.own.source if standing.own else None,
        "notice": standing.notice or None,
    }  # fmt: skip


def exceptions_words(
    area: str, today: date, found: Sequence[KpiException], agreed: Sequence[PriorityAgreedRed], standings: Sequence[Standing]
) -> str:
    """The same for a reader, a line each."""
    lines = [f"{area}, as at {formats.day(today)}. {headline(found, standings)}."]
    for one in found:
        lines.append(f"{_figure(one)} {_open(one)} Lead: {one.lead or NO_LEAD}. {one.words}.")
    lines += [
        f"Agreed {one.agreed} at {agreed_ratings.visit_words(one.when)} without a red KPI: priority {one.priority}." for one in agreed
    ]
    return "\n".join(lines)


def chase_text(area: str, today: date, found: Sequence[KpiException], notice: str = "") -> str:
    """The chase list as lines for an e-mail: a heading a lead, then what is wanted of whom; empty where nothing is wanting."""
    groups = chase(found)
    if not groups:
        return ""
    lines = [f"{area}: red KPIs whose commentary is still wanted, as at {formats.day(today)}"]
    for lead, mine in groups.items():
        lines += ["", lead or NO_LEAD.capitalize()]
        for one in mine:
            wanted = ", ".join(FIELDS[name].lower() for name in one.missing)
            lines.append(f"- {_figure(one)} {_open(one)} Wanted: {wanted}.")
    return "\n".join([*lines, *(["", notice] if notice else [])])


def chase_csv(area: str, today: date, found: Sequence[KpiException]) -> bytes:
    """One row an exception without complete words, in the order of the chase list."""
    rows = []
    for lead, mine in chase(found).items():
        for one in mine:
            s = one.standing
            rows.append((
                area, today.isoformat(), lead or NO_LEAD, one.lead_from, one.code, s.indicator.title,
                formats.period(s.own.period) if s.own else "", s.value, s.target.value if s.target else None, s.gap(FigureRole.TARGET),
                one.since_words, one.opened.isoformat(), one.days_open, one.state.value, "; ".join(one.missing),
                one.verdict.words, s.notice,
            ))  # fmt: skip
    return to_csv(CHASE_COLUMNS, rows)


def _figure(one: KpiException) -> str:
    s = one.standing
    when = formats.period(s.own.period) if s.own else formats.DASH
    return f"{one.code} {s.indicator.short}, {when}: {formats.figure(s.value, s.indicator, s.missing)}. {one.verdict.words}. {s.rating.why}"


def _open(one: KpiException) -> str:
    days = "received today" if one.days_open == 0 else f"known for {one.days_open:,} day{'s' * (one.days_open > 1)}"
    return f"Red since {one.since_words}, {days}."
