"""The risk register, dependencies and "You said, we did" as plain records and as words: what the command line prints. Dates ISO."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kpis import formats
from kpis.governance import risks
from kpis.governance.risks import Body, Risk, Score

Bodies = Mapping[str, Body | None]


def record(area: str, today: date, kept: Mapping[str, Bodies]) -> dict[str, Any]:
    """Everything that stands on a day; ``kept`` is the bodies of each kind (risk, dependency, you_said) by key."""
    return {
        "area": area, "as_at": today.isoformat(), "rule": risks.RULE,
        "risks": [_risk(one) for one in risks.risks(kept["risk"])],
        "dependencies": [
            {"key": d.key, "from": d.waiting, "to": d.giver, "text": d.text, "due": d.due.isoformat() if d.due else None,
             "owner": d.owner or None, "priorities": list(d.priorities), "status": "met" if d.met else "open", "overdue": d.late(today)}
            for d in risks.dependencies(kept["dependency"])
        ],
        "you_said": [
            {"key": y.key, "date": y.day.isoformat(), "who": y.who, "said": y.said, "did": y.did or None, "priorities": list(y.priorities)}
            for y in risks.you_said(kept["you_said"])
        ],
    }  # fmt: skip


def words(area: str, today: date, kept: Mapping[str, Bodies]) -> str:
    """The same as lines of text."""
    found, waits, said = risks.risks(kept["risk"]), risks.dependencies(kept["dependency"]), risks.you_said(kept["you_said"])
    lines = [f"{area}, as at {formats.day(today)}: {risks.headline(found)}."]
    for r in found:
        trend = f", {r.trend}" if r.trend else ""
        reached = f", reached {r.reached}" if r.reached else ""
        after = f"{r.after.words} after mitigation" if r.after else risks.NOT_AFTER
        state = "" if r.open else " (closed)"
        lines.append(f"{r.key}{state}: {r.text} ({r.before.words} before, {after}{trend}; owner {r.owner}{reached})")
    lines += ["", f"{risks.waiting_headline(waits, today)}."]
    for d in waits:
        due = f"due {formats.day(d.due)}" if d.due else "no due date"
        state = "met" if d.met else "overdue" if d.late(today) else "open"
        lines.append(f"{d.key}: {d.waiting} waits for {d.giver}: {d.text} ({due}, {state}{f', owner {d.owner}' if d.owner else ''})")
    lines += ["", f"{risks.said_headline(said)}."]
    lines += [f"{y.key}, {formats.day(y.day)}, {y.who}: {y.said} We did: {y.did or 'nothing recorded yet'}" for y in said]
    return "\n".join(lines)


def _risk(one: Risk) -> dict[str, Any]:
    return {
        "key": one.key, "text": one.text, "mitigation": one.mitigation or None, "before": _score(one.before), "after": _score(one.after),
        "owner": one.owner, "trend": one.trend or None, "escalation_route": list(one.route), "escalation_level": one.reached or None,
        "priorities": list(one.priorities), "actions": list(one.actions), "status": "open" if one.open else "closed",
        "in_words": risks.ranked_words(one),
    }  # fmt: skip


def _score(one: Score | None) -> dict[str, Any] | None:
    return {"likelihood": one.likelihood, "impact": one.impact, "score": one.value, "band": one.band} if one else None
