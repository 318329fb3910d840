"""What a report is made from: figures, ratings agreed, actions and typed words of one area on one day, as their plain bodies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from data.model.finding import Refused
from data.model.loaded_file import Meeting
from data.model.plan import Action, Plan, PlanVersion, Priority
from kpis.exports.document.provenance import PackWords
from kpis.governance.agreed_ratings import STEPS, PriorityAtVisit
from kpis.governance.meetings import MeetingDay, before
from kpis.governance.meetings import meetings as known_meetings
from kpis.plan import plan_text
from kpis.standing.changes import usual_day
from kpis.standing.kpi_standing import Standing

KINDS = ("commentary", "risk", "dependency", "evidence", "you_said", "meeting")


class RecordLike(Protocol):
    """An entry of typed words, as far as a report reads it."""

    @property
    def body(self) -> dict[str, Any] | None: ...
    @property
    def recorded_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """A body that stands, and the day on which it was recorded (UTC)."""

    body: Mapping[str, Any]
    recorded: date

    def text(self, name: str) -> str:
        """A field as text; empty where it is not given."""
        return str(self.body.get(name) or "").strip()

    def day(self, name: str) -> date | None:
        return date.fromisoformat(str(self.body[name])) if self.body.get(name) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """Everything a report may say. ``then`` are the standings at the end of ``since``; ``before`` are the plan's actions on that day.

    ``version`` is None where no plan is kept, ``before`` where none was kept by then. ``words`` holds each kind's bodies by their keys.
    """

    pack: PackWords
    since: date
    priorities: tuple[Priority, ...]
    standings: tuple[Standing, ...]
    then: tuple[Standing, ...]
    judged: tuple[PriorityAtVisit, ...] = ()
    version: PlanVersion | None = None
    before: tuple[Action, ...] | None = None
    words: Mapping[str, Mapping[str, ReportRecord]] = field(default_factory=dict)
    met: MeetingDay | None = None  # the meeting that a pack is for: its agenda gives the order

    @property
    def actions(self) -> tuple[Action, ...]:
        return self.version.actions if self.version else ()

    @property
    def notice(self) -> str:
        """The marks of the figures and of the plan."""
        plan = plan_text.dated(self.version, self.pack.as_at) if self.version else ""
        return " · ".join(filter(None, (self.pack.notice, plan)))

    def of(self, kind: str) -> Mapping[str, ReportRecord]:
        return self.words.get(kind, {})


def gather(
    pack: PackWords,
    plan: Plan | None,
    *,
    words: Mapping[str, Mapping[str, ReportRecord]],
    meetings: Iterable[Meeting],
    received: Iterable[date],
    planned: Callable[[date | None], PlanVersion | None],
    standings: Callable[[date | None], Sequence[Standing]],
    judged: Sequence[PriorityAtVisit],
    as_at: date | None,
    meeting: str = "",
) -> ReportFacts:
    """The facts of one area on one day, ``as_at``, None for today; ``planned`` and ``standings`` give what stood at the end of a day.

    The priorities and their KPIs are the catalogue's ``plan``; where it has none, those of the plan that is kept, without KPIs.
    ``meeting`` is the key of the meeting that the pack is for; what moved is then counted from the one before it.

    Raises:
        Refused: ``meeting`` is the key of no meeting.
    """
    day, held, typed = pack.as_at, tuple(meetings), words.get("meeting", {})
    met, last = met_of(held, typed, meeting, pack) if meeting else (None, None)
    since = last_meeting(held, typed, [one for one in received if one <= day], day)
    since = min(last.received, day) if last else since
    version, then = planned(as_at), planned(since)
    own = tuple(Priority(number, title, ()) for number, title in version.priorities) if version else ()
    return ReportFacts(
        pack=pack, since=since, priorities=plan.priorities if plan else own, standings=tuple(standings(as_at)),
        then=tuple(standings(since)), judged=tuple(judged), version=version, before=then.actions if then else None, words=words, met=met,
    )  # fmt: skip


def met_of(
    calendar: Sequence[Meeting], typed: Mapping[str, ReportRecord], key: str, pack: PackWords
) -> tuple[MeetingDay, MeetingDay | None]:
    """(the meeting of a key, the one of its rhythm before it).

    Raises:
        Refused: there is none of that key.
    """
    found = known_meetings(calendar, {name: one.body for name, one in typed.items()})
    met = next((one for one in found if one.key == key), None)
    if met is None:
        raise Refused(f"‘{key}’ is no meeting of {pack.area}. Newest: {', '.join(one.key for one in found[:6]) or 'none'}.")
    return met, before(found, met)


def kept(entries: Mapping[str, RecordLike]) -> dict[str, ReportRecord]:
    """Each entry that stands, by its key; those taken away are left out."""
    return {key: ReportRecord(one.body, one.recorded_at.date()) for key, one in entries.items() if one.body is not None}


def last_meeting(meetings: Iterable[Meeting], typed: Mapping[str, ReportRecord], received: Iterable[date], today: date) -> date:
    """The day that a report counts from: the last meeting, of the calendar or typed, after which figures came, else half a year before."""
    more = [Meeting(day, key) for key, one in typed.items() if (day := one.day("date"))]
    return usual_day([*meetings, *more], received, today)


def newest_meeting(typed: Mapping[str, ReportRecord], today: date) -> tuple[str, date, ReportRecord] | None:
    """(name, day, body) of the newest meeting held by a day; None before any."""
    held = [(day, key, one) for key, one in typed.items() if (day := one.day("date")) is not None and day <= today]
    if not held:
        return None
    day, key, one = max(held, key=lambda found: (found[0], found[1]))
    return one.text("name") or key.partition("/")[0].capitalize(), day, one


def agreed_last(judged: Sequence[PriorityAtVisit], priority: int) -> PriorityAtVisit | None:
    """The newest visit at which a rating of the priority was recorded; None before any."""
    return next((one for one in reversed(judged) if one.priority == priority and one.agreed in STEPS), None)
