"""A KPI that turns red opens an exception for its accountable lead; which words belong to which figure. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from data.model.loaded_file import RemarkKind
from data.model.observation import FigureRole
from data.model.period import Period, PeriodKind
from kpis import formats
from kpis.figures.figure import PUBLISHED, Value, same_period
from kpis.figures.periods import adjoins, crosses, dating, year_before
from kpis.governance import agreed_ratings
from kpis.standing.figure_history import FigureVersion
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RagStatus
from kpis.verdict.verdict import Verdict, verdict

FIELDS = {"what": "What happened", "why": "Why", "so_what": "So what", "next": "What next", "by_when": "By when"}
TEXTS = ("what", "why", "so_what", "next")
RULE = (
    "Stockport’s rule: what happened, why, so what, what next, by when. An exception stands while the newest figure is red, "
    "and its words stay with their period. A figure out of date, ended, not finished or questioned by a check is not rated, "
    "so nothing is chased for it."
)
NO_LEAD = "no lead named"
_NOBODY = ("Not stated on the scorecard", "To be confirmed")  # the catalogue's words for an owner that no source names


def commentary_key(code: str, period: Period) -> str:
    """The key under which commentary on one figure is kept: the KPI and its period as readers write it, as ``S5/2016``."""
    return f"{code}/{formats.period(period)}"


class ExceptionState(StrEnum):
    """How far an exception is explained, worst first."""

    SILENT = "no commentary yet"
    PART = "in part"
    PASSED = "by-when date passed"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class StandingCommentary:
    """The commentary that stands under one key, who typed it and when (UTC)."""

    key: str
    body: Mapping[str, Any]
    who: str
    recorded: datetime

    def text(self, name: str) -> str:
        return str(self.body.get(name) or "").strip()

    @property
    def code(self) -> str:
        return self.key.partition("/")[0]

    @property
    def period(self) -> str:
        """The period as readers write it."""
        return self.key.partition("/")[2]

    @property
    def by_when(self) -> date | None:
        return date.fromisoformat(found) if (found := self.text("by_when")) else None

    @property
    def lead(self) -> str:
        return self.text("lead")

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields of the rule that hold nothing, by name."""
        return tuple(name for name in FIELDS if not self.text(name))

    @property
    def paragraphs(self) -> tuple[tuple[str, str], ...]:
        """(label, words) of every field that says something, in the rule's order; the lead last."""
        day = self.by_when
        told = [(FIELDS[name], formats.day(day) if name == "by_when" and day else self.text(name)) for name in FIELDS]
        return tuple((label, words) for label, words in (*told, ("Lead", self.lead)) if words)

    @property
    def receipt(self) -> str:
        return f"recorded {formats.day(self.recorded.date())} by {self.who}"


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiException:
    """One KPI whose newest figure counts today and is red. ``since`` is the first figure of the unbroken run of red ones, ``opened`` the
    day it came in; ``at_least`` where no green or amber figure bounds the run, so that it may have been red before.

    ``lead`` is empty where nobody is named; ``lead_from`` says who names it: the commentary, the scorecard or the catalogue.
    """

    standing: Standing
    key: str
    since: Value
    at_least: bool
    opened: date
    days_open: int
    lead: str
    lead_from: str
    said: StandingCommentary | None
    state: ExceptionState

    @property
    def code(self) -> str:
        return self.standing.indicator.code

    @property
    def verdict(self) -> Verdict:
        return verdict(self.standing)

    @property
    def since_words(self) -> str:
        """The first red period; "at least" where it may have been red before."""
        return f"{formats.period(self.since.period)}{' at least' if self.at_least else ''}"

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields of the rule that hold nothing yet, by name."""
        return self.said.missing if self.said else tuple(FIELDS)

    @property
    def words(self) -> str:
        """The state in words: what is missing, or when the date passed."""
        if self.state is ExceptionState.PART:
            return f"In part: no {_listed([FIELDS[name].lower() for name in self.missing])}"
        if self.state is ExceptionState.PASSED and self.said and self.said.by_when:
            return f"By-when date passed: {formats.day(self.said.by_when)}"
        return self.state.capitalize()


@dataclass(frozen=True, slots=True)
class PriorityAgreedRed:
    """A priority agreed red or amber/red at the newest visit that records a rating, while none of its KPIs is red."""

    priority: int
    when: str
    agreed: str
    by: str


def exceptions(
    standings: Sequence[Standing],
    said: Mapping[str, StandingCommentary],
    today: date,
    givens: Mapping[str, Sequence[FigureVersion]] | None = None,
) -> tuple[KpiException, ...]:
    """Every exception that stands on a day, in the catalogue's order.

    ``said`` is commentary by its key; ``givens`` every figure ever given of a KPI, by which a figure that later files print again
    keeps the day it first came in.
    """
    found = []
    for standing in standings:
        if (run := red_run(standing)) and standing.own is not None:
            key = commentary_key(standing.indicator.code, standing.own.period)
            words = said.get(key)
            opened = _first_given(standing, run[0], (givens or {}).get(standing.indicator.code, ()))
            lead, named_by = lead_of(standing, words)
            found.append(KpiException(
                standing=standing, key=key, since=run[0], at_least=not bounded(standing, run), opened=opened,
                days_open=max((today - opened).days, 0), lead=lead, lead_from=named_by, said=words, state=state_of(words, today),
            ))  # fmt: skip
    return tuple(found)


def state_of(said: StandingCommentary | None, today: date) -> ExceptionState:
    """How far commentary explains its figure. The by-when day itself has not passed; words in part stay in part whatever the day."""
    if said is None:
        return ExceptionState.SILENT
    if said.missing:
        return ExceptionState.PART if any(said.text(name) for name in TEXTS) else ExceptionState.SILENT
    return ExceptionState.PASSED if said.by_when is not None and said.by_when < today else ExceptionState.COMPLETE


def lead_of(standing: Standing, said: StandingCommentary | None) -> tuple[str, str]:
    """(accountable lead, who names it): the commentary's, else the owner that the scorecard prints, else the catalogue's, else nobody."""
    printed = next((one.text.strip() for one in standing.printed if one.kind is RemarkKind.OWNER), "")
    owner = standing.indicator.owner if standing.indicator.owner not in _NOBODY else ""
    for lead, source in ((said.lead if said else "", "commentary"), (printed, "scorecard"), (owner, "catalogue")):
        if lead:
            return lead, source
    return "", ""


def red_run(standing: Standing) -> tuple[Value, ...]:
    """The newest figure and those before it while each is red and adjoins the next, oldest first; empty where the newest is not red.

    The run is of one source's line. A period without a figure ends it, since nothing is known of it, and so does a break. Figures of
    one day adjoin a year apart. Years to date begin anew each year.
    """
    if standing.own is None or standing.rating.status is not RagStatus.RED or not standing.counted:
        return ()
    run = [standing.own]
    while (before := _before(standing, run[0])) is not None and _red(standing, before):
        run.insert(0, before)
    return tuple(run)


def bounded(standing: Standing, run: Sequence[Value]) -> bool:
    """Whether the figure just before a run of red ones is known to be green or amber."""
    before = _before(standing, run[0])
    return before is not None and _rated(standing, before) in (RagStatus.GREEN, RagStatus.AMBER)


def _before(standing: Standing, after: Value) -> Value | None:
    """The figure just before another, with no gap and no break between; for figures of one day, that of a year before."""
    basis = dating(standing.indicator, standing.points)
    yearly = after.period.kind is PeriodKind.DAY
    return next(
        (p for p in reversed(standing.points)
         if p.value is not None and p.origin == after.origin
         and (adjoins(p.period, after.period, basis) or (yearly and year_before(p.period, after.period)))
         and not crosses(standing.breaks, p.period, after.period)), None,
    )  # fmt: skip


def _red(standing: Standing, value: Value) -> bool:
    return _rated(standing, value) is RagStatus.RED


def _rated(standing: Standing, value: Value) -> RagStatus:
    return standing.rate(value).status


def _first_given(standing: Standing, first: Value, givens: Sequence[FigureVersion]) -> date:
    """The day on which the period's figure came in, as far back as it was red; ``givens`` are newest received first."""
    opened = first.received
    if first.origin == PUBLISHED:
        return opened
    for one in givens:
        if same_period(one.value.period, first.period) and not one.withdrawn:
            if not _red(standing, one.value):
                break
            opened = min(opened, one.value.received)
    return opened


def matched(standings: Sequence[Standing], said: Mapping[str, StandingCommentary]) -> dict[str, StandingCommentary]:
    """The commentary that belongs to each KPI's newest figure, by KPI: that of exactly its period, and no other."""
    keys = {s.indicator.code: commentary_key(s.indicator.code, s.own.period) for s in standings if s.own is not None}
    return {code: said[key] for code, key in keys.items() if key in said}


def others(standings: Sequence[Standing], said: Mapping[str, StandingCommentary]) -> tuple[StandingCommentary, ...]:
    """Commentary that belongs to no standing exception: on earlier periods, and on figures that are not red; last recorded first."""
    red = {commentary_key(s.indicator.code, s.own.period) for s in standings if s.own and red_run(s)}
    return tuple(sorted((one for key, one in said.items() if key not in red), key=lambda one: one.recorded, reverse=True))


def agreed_red(bodies: Mapping[str, Mapping[str, Any] | None], standings: Sequence[Standing]) -> tuple[PriorityAgreedRed, ...]:
    """Priorities agreed red or amber/red at the newest visit that records a rating, without a red KPI. ``bodies`` are judgements by key."""
    newest: dict[int, tuple[date, str, Mapping[str, Any]]] = {}
    for key, body in bodies.items():
        when, _, number = key.partition("/")
        if body is not None and body.get("rag") in agreed_ratings.STEPS:
            one = (agreed_ratings.last_day(when), when, body)
            newest[int(number)] = max(newest.get(int(number), one), one, key=lambda found: found[:2])
    red = {number for s in standings if red_run(s) for number in s.priorities}
    return tuple(
        PriorityAgreedRed(number, when, str(body["rag"]), str(body.get("by") or ""))
        for number, (_, when, body) in sorted(newest.items())
        if body["rag"] in ("red", "amber/red") and number not in red
    )


def chase(found: Sequence[KpiException]) -> dict[str, tuple[KpiException, ...]]:
    """Exceptions without complete words by lead, oldest first; those that nobody leads stand last, under ""."""
    wanting = sorted(
        (one for one in found if one.state in (ExceptionState.SILENT, ExceptionState.PART)), key=lambda one: (one.opened, one.code)
    )
    leads = sorted({one.lead for one in wanting}, key=lambda lead: (not lead, lead.casefold()))
    return {lead: tuple(one for one in wanting if one.lead == lead) for lead in leads}


def headline(found: Sequence[KpiException], standings: Sequence[Standing]) -> str:
    """How many KPIs are red, and what is most wanting of their words."""
    rated = sum(s.rating.status in (RagStatus.RED, RagStatus.AMBER, RagStatus.GREEN) for s in standings)
    if not found:
        return f"No KPI is red: {rated} {'is' if rated == 1 else 'are'} rated" if rated else "No KPI is red: none is rated against a target"
    many = f"{len(found)} KPI{'s are' if len(found) > 1 else ' is'} red"
    wanting = (
        (ExceptionState.SILENT, "no commentary yet"),
        (ExceptionState.PART, "commentary only in part"),
        (ExceptionState.PASSED, "a by-when date that has passed"),
    )
    for state, words in wanting:
        if count := sum(one.state is state for one in found):
            who = "all" if count == len(found) > 2 else "both" if count == len(found) == 2 else str(count)
            return f"{many}: {'it has' if len(found) == 1 else f'{who} has' if count == 1 else f'{who} have'} {words}"
    return f"{many}: {'its commentary is complete' if len(found) == 1 else 'all have complete commentary'}"


def off(one: KpiException) -> str:
    """How far the figure is off its target, signed, in the KPI's own unit."""
    return formats.difference(one.standing.gap(FigureRole.TARGET), one.standing.indicator)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
