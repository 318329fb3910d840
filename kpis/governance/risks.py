"""The risk register, the dependencies between workstreams and "You said, we did": scores, bands, order, counts, what changed.

Bodies are what the journal keeps of one thing. The bands are a rule of this dashboard, not DfE's or NHS England's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kpis import formats

Body = Mapping[str, Any]
BANDS = ((15, "very high"), (10, "high"), (5, "moderate"), (1, "low"))  # the lowest score of each, worst first
BAND_NAMES = tuple(name for _, name in BANDS)
LETTERS = {"very high": "V", "high": "H", "moderate": "M", "low": "L"}
RULE = (
    "Score: likelihood × impact, each from 1 to 5. Low 1–4, moderate 5–9, high 10–14, very high 15–25. "
    "The bands are this dashboard’s own rule. A risk is ranked by its score after mitigation where it has one, else by the one before."
)
TREND = {"rising": "↑ rising", "steady": "→ steady", "falling": "↓ falling"}
NOT_AFTER = "not scored after mitigation"
LIKELIHOOD = {1: "1 very unlikely", 2: "2 unlikely", 3: "3 possible", 4: "4 likely", 5: "5 very likely"}
IMPACT = {1: "1 very small", 2: "2 small", 3: "3 medium", 4: "4 large", 5: "5 very large"}
FIELDS = {
    "text": "risk", "mitigation": "mitigation", "likelihood_before": "likelihood before mitigation",
    "impact_before": "impact before mitigation", "likelihood_after": "likelihood after mitigation",
    "impact_after": "impact after mitigation", "owner": "owner", "trend": "trend", "escalation_route": "escalation route",
    "escalation_level": "level reached", "priorities": "priorities", "actions": "actions", "status": "status",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Score:
    """Likelihood and impact, each from 1 to 5."""

    likelihood: int
    impact: int

    @property
    def value(self) -> int:
        return self.likelihood * self.impact

    @property
    def band(self) -> str:
        return band(self.value)

    @property
    def words(self) -> str:
        return f"{self.value} {self.band}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """One risk. ``after`` is None unless both its numbers were given; ``trend`` and ``reached`` are empty where not stated."""

    key: str
    text: str
    mitigation: str
    before: Score
    after: Score | None
    owner: str
    trend: str
    route: tuple[str, ...]
    reached: str
    priorities: tuple[int, ...]
    actions: tuple[str, ...]
    open: bool

    @property
    def ranked(self) -> Score:
        """The score after mitigation where there is one, else the one before."""
        return self.after or self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """What one workstream waits for from another; ``giver`` is whom it depends on (``to``), ``waiting`` who depends (``from``)."""

    key: str
    text: str
    waiting: str
    giver: str
    owner: str
    due: date | None
    priorities: tuple[int, ...]
    met: bool

    def late(self, today: date) -> bool:
        """Open, and its day has passed; the day itself is not late."""
        return not self.met and self.due is not None and self.due < today


@dataclass(frozen=True, slots=True, kw_only=True)
class YouSaid:
    """What people said on a day; ``did`` is empty where nothing is recorded yet."""

    key: str
    day: date
    who: str
    said: str
    did: str
    priorities: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RiskStep:
    """One entry of a thing's history: what it changed, in words; ``score`` is the risk's ranked score from then on, where it moved."""

    at: datetime
    who: str
    words: str
    score: str


def band(score: int) -> str:
    """The band of a score from 1 to 25."""
    return next(name for low, name in BANDS if score >= low)


def risks(bodies: Mapping[str, Body | None]) -> tuple[Risk, ...]:
    """Every risk that stands: open before closed, then worst first, then by number. One whose status is not given is open."""
    return ordered(_risk(key, body) for key, body in bodies.items() if body)


def ordered(found: Iterable[Risk]) -> tuple[Risk, ...]:
    return tuple(sorted(found, key=lambda r: (not r.open, -r.ranked.value, -r.before.value, _number(r.key))))


def dependencies(bodies: Mapping[str, Body | None]) -> tuple[Dependency, ...]:
    """Every dependency that stands: open before met, then by due date, those without one last."""
    found = [
        Dependency(
            key=key, text=body["text"], waiting=body["from"], giver=body["to"], owner=body.get("owner") or "", due=_day(body.get("due")),
            priorities=tuple(body.get("priorities") or ()), met=body.get("status") == "met",
        )
        for key, body in bodies.items() if body
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda d: (d.met, d.due or date.max, _number(d.key))))


def you_said(bodies: Mapping[str, Body | None]) -> tuple[YouSaid, ...]:
    """Everything said, newest day first."""
    found = [
        YouSaid(
            key=key, day=date.fromisoformat(body["date"]), who=body["who"], said=body["said"], did=body.get("did") or "",
            priorities=tuple(body.get("priorities") or ()),
        )
        for key, body in bodies.items() if body
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda y: (-y.day.toordinal(), _number(y.key))))


def headline(found: Sequence[Risk]) -> str:
    """The finding over the register, of open risks alone; one not scored after mitigation is counted as that."""
    still = [r for r in found if r.open]
    closed = len(found) - len(still)
    if not still:
        return f"No open risks; {closed} closed" if closed else "No risks recorded"
    scored = [r for r in still if r.after]
    worst = sum(r.after is not None and r.after.band == "very high" for r in still)
    told = [f"{len(still)} open risk{'s' * (len(still) != 1)}"]
    if scored:
        told.append(f"{worst or 'none'} very high after mitigation")
    if missing := len(still) - len(scored):
        told.append(f"{missing if scored else 'none'} {'not scored' if scored else 'scored'} after mitigation")
    if rising := sum(r.trend == "rising" for r in still):
        told.append(f"{rising} rising")
    return ", ".join(told)


def waiting_headline(found: Sequence[Dependency], today: date) -> str:
    still, late = sum(not d.met for d in found), sum(d.late(today) for d in found)
    if not still:
        return f"No open dependencies; {len(found)} met" if found else "No dependencies recorded"
    return f"{still} open dependenc{'y' if still == 1 else 'ies'}, {late or 'none'} overdue"


def said_headline(found: Sequence[YouSaid]) -> str:
    if not found:
        return "Nothing said is recorded"
    silent = sum(not y.did for y in found)
    told = f"nothing done is recorded yet for {silent}" if silent else "what changed is recorded for each"
    return f"You said, we did: {len(found)} thing{'s' * (len(found) != 1)} said, {told}"


def counts(found: Sequence[Risk]) -> dict[str, int]:
    """Open and closed risks; of the open ones, how many are in each band after mitigation, how many not scored then, how many rise."""
    still = [r for r in found if r.open]
    banded = {name: sum(r.after is not None and r.after.band == name for r in still) for name in BAND_NAMES}
    return {"open": len(still), "closed": len(found) - len(still), **banded, NOT_AFTER: sum(r.after is None for r in still),
            "rising": sum(r.trend == "rising" for r in still)}  # fmt: skip


def grid(found: Sequence[Risk], *, after: bool) -> dict[tuple[int, int], tuple[str, ...]]:
    """The open risks' numbers by (likelihood, impact); after mitigation only those that are scored then."""
    cells: dict[tuple[int, int], tuple[str, ...]] = {}
    for risk in sorted((r for r in found if r.open), key=lambda r: _number(r.key)):
        score = risk.after if after else risk.before
        if score:
            cells[score.likelihood, score.impact] = (*cells.get((score.likelihood, score.impact), ()), risk.key)
    return cells


def history(entries: Sequence[tuple[datetime, str, Body | None]], names: Mapping[str, str] = FIELDS) -> tuple[RiskStep, ...]:
    """What each entry changed, oldest first; ``names`` are the fields' words."""
    steps: list[RiskStep] = []
    before: Body | None = None
    for at, who, body in entries:
        if body is None:
            said = "taken away"
        elif before is None:
            said = "recorded" if not steps else "brought back"
        else:
            said = "; ".join(_differs(before, body, names)) or "saved with no change"
        score, was = _scored(body), _scored(before)
        steps.append(RiskStep(at, who, said, score if score != was else ""))
        before = body
    return tuple(steps)


def between(then: Mapping[str, Body | None], now: Mapping[str, Body | None]) -> tuple[tuple[str, str], ...]:
    """What changed in the register from one day to a later one: (number, what) for new, gone, closed, reopened and re-scored risks."""
    old, new = ({r.key: r for r in risks(bodies)} for bodies in (then, now))
    found: list[tuple[str, str]] = []
    for key in sorted({*old, *new}, key=_number):
        was, is_now = old.get(key), new.get(key)
        if was is None or is_now is None:
            found.append((key, f"new, {ranked_words(is_now)}" if is_now else "taken away"))
            continue
        if was.open != is_now.open:
            found.append((key, "reopened" if is_now.open else "closed"))
        if was.before != is_now.before:
            found.append((key, f"before mitigation {was.before.words}, now {is_now.before.words}"))
        if was.after != is_now.after:
            found.append((key, f"after mitigation {_after(was)}, now {_after(is_now)}"))
        if was.trend != is_now.trend and is_now.trend:
            found.append((key, f"now {is_now.trend}"))
    return tuple(found)


def ranked_words(risk: Risk) -> str:
    """The score a risk is ranked by, and which of the two it is."""
    return f"{risk.after.words} after mitigation" if risk.after else f"{risk.before.words} before mitigation, {NOT_AFTER}"


def wrong(body: Body) -> str:
    """What stops a risk from being kept although each field is as it should be; empty where nothing does."""
    if (body.get("likelihood_after") is None) != (body.get("impact_after") is None):
        return "After mitigation: give both likelihood and impact, or neither."
    reached, route = body.get("escalation_level"), body.get("escalation_route") or ()
    if reached and reached not in route:
        steps = f"one of the steps: {', '.join(route)}" if route else "a step of the escalation route, and the route is not given"
        return f"The level reached should be {steps}."
    return ""


def _risk(key: str, body: Body) -> Risk:
    likelihood, impact = body.get("likelihood_after"), body.get("impact_after")
    return Risk(
        key=key, text=body["text"], mitigation=body.get("mitigation") or "", before=Score(body["likelihood_before"], body["impact_before"]),
        after=Score(likelihood, impact) if likelihood is not None and impact is not None else None, owner=body["owner"],
        trend=body.get("trend") or "", route=tuple(body.get("escalation_route") or ()), reached=body.get("escalation_level") or "",
        priorities=tuple(body.get("priorities") or ()), actions=tuple(body.get("actions") or ()), open=body.get("status") != "closed",
    )  # fmt: skip


def _after(risk: Risk) -> str:
    return risk.after.words if risk.after else "not scored"


def _scored(body: Body | None) -> str:
    return ranked_words(_risk("", body)) if body and body.get("likelihood_before") else ""


def _differs(before: Body, body: Body, names: Mapping[str, str]) -> list[str]:
    changed = [name for name in dict.fromkeys((*names, *before, *body)) if (before.get(name) or None) != (body.get(name) or None)]
    return [f"{names.get(name, name)} {_value(before.get(name))} → {_value(body.get(name))}" for name in changed]


def _value(value: Any) -> str:
    if value is None or value in ("", [], ()):
        return "not given"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return formats.day(date.fromisoformat(value))
    return str(value)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(key: str) -> tuple[str, int, str]:
    """A key's order: R2 before R10."""
    found = re.match(r"(\D*)(\d{0,9})(.*)", key, re.DOTALL)
    return (found[1], int(found[2] or 0), found[3]) if found else (key, 0, "")
