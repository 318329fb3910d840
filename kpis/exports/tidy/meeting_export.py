"""Boards and visits as plain records and as words: what the command line prints. Figures unrounded, dates ISO."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from data.model.finding import Refused
from data.model.loaded_file import Meeting
from kpis import formats
from kpis.exports.tidy.standing_export import period_record
from kpis.governance import meeting_review, meetings
from kpis.governance.meeting_review import Bodies, MeetingPapers
from kpis.governance.meetings import MeetingDay, PromisedMeasure
from kpis.governance.promise_answer import PromiseAnswer
from kpis.standing.changes import ChangeSince, Move
from kpis.standing.kpi_standing import Standing
from kpis.verdict.verdict import verdict

YEAR_BEFORE = "same period a year before"
Said = Callable[[str, date | None], Bodies]  # bodies of a kind by key, as recorded by the end of a day


def record(
    area: str,
    today: date,
    calendar: Sequence[Meeting],
    said: Said,
    papers: Callable[[date], MeetingPapers],
    *,
    as_at: date | None,
    asked: str,
    usual: str = "",
) -> dict[str, Any]:
    """Every board and visit, and one whole: that of the key ``asked``, else the newest held, else the first planned.

    ``usual`` is the rhythm of boards none of which names one.

    Raises:
        Refused: ``asked`` is the key of no meeting.
    """
    found = meetings.meetings(calendar, said("meeting", as_at))
    met = meetings.chosen(found, today, asked)
    if asked and met is None:
        known = ", ".join(one.key for one in found) or "none"
        raise Refused(f"‘{asked}’ is no meeting of {area}. Recorded: {known}.")
    return {
        "area": area, "as_at": today.isoformat(),
        "next": [
            {"type": one.kind, "date": one.day.isoformat(), "planned": one.planned, "rhythm": one.rhythm or None,
             "in_words": meetings.coming_words(one, today)}
            for one in meetings.coming(found, today, usual)
        ],
        "meetings": [_listed(one) for one in found],
        "meeting": _whole(found, met, today, said, papers) if met else None,
        "recommendations": [{"key": key, **body} for key, body in said("recommendation", as_at).items() if body],
    }  # fmt: skip


def _listed(met: MeetingDay) -> dict[str, Any]:
    return {
        "key": met.key, "type": met.kind, "name": met.name or None, "date": met.day.isoformat(), "received": met.received.isoformat(),
        "rhythm": met.rhythm or None, "typed": met.typed,
    }  # fmt: skip


def _whole(
    found: Sequence[MeetingDay], met: MeetingDay, today: date, said: Said, papers: Callable[[date], MeetingPapers]
) -> dict[str, Any]:
    (until, when), last = meetings.looked_at(met, today), meetings.before(found, met)
    carried = meetings.carried(found, met)
    stood = {day: papers(day) for day in {until, *(min(one.received, until) for one in [one for one, _ in carried] + [last or met])}}
    return _listed(met) | {
        "headline": meetings.headline(found, met, len(carried), today), "agenda": list(met.agenda), "decisions": list(met.decisions),
        "measures": [_measure(one) for one in met.measures], "letters": [dict(one) for one in met.letters],
        "promised": [
            _measure(one) | {
                "agreed_at": at.key, "then": min(at.received, until).isoformat(), "until": until.isoformat(),
                "happened": meeting_review.came_of(one, stood[min(at.received, until)], stood[until], when),
                "by_its_figure": _state(meeting_review.answered(one, stood[min(at.received, until)], stood[until])),
            }
            for at, one in carried
        ],
        "since_last": _since(last, stood, until, said) if last else None,
    }  # fmt: skip


def _state(found: PromiseAnswer | None) -> str | None:
    return found.state.value if found else None


def _measure(one: PromisedMeasure) -> dict[str, Any]:
    return {
        "text": one.text, "kpi": one.kpi or None, "action": one.action or None, "wanted": one.wanted or None,
        "by_when": one.by_when.isoformat() if one.by_when else None, "came_to": one.came_to or None,
    }  # fmt: skip


def _since(last: MeetingDay, stood: Mapping[date, MeetingPapers], until: date, said: Said) -> dict[str, Any] | None:
    if last.received >= until:
        return None
    then, now = stood[last.received], stood[until]
    rows = [row for row in meeting_review.moved(then, now) if row.move not in (Move.LEVEL, Move.KEPT, Move.SILENT)]
    chances = {code: what for what, codes in meeting_review.chance(rows).items() for code in codes}
    words = ({kind: said(kind, day) for kind in meeting_review.KINDS} for day in (min(last.closed, until), until))
    return {
        "meeting": last.key, "then": then.day.isoformat(), "until": until.isoformat(),
        "figures": [_moved(row, chances.get(row.now.indicator.code)) for row in rows],
        **meeting_review.changed(then, now, *words),
    }  # fmt: skip


def _moved(row: ChangeSince, chance: str | None) -> dict[str, Any]:
    return {
        "code": row.now.indicator.code, "move": row.move.value, "then": _figure(row.then), "now": _figure(row.now), "change": row.change,
        "word": row.word, "judged_on": YEAR_BEFORE if row.seasonal else "figure then", "chance": chance,
        "verdict": verdict(row.now).words,
    }  # fmt: skip


def _figure(standing: Standing) -> dict[str, Any] | None:
    own = standing.own
    missing = standing.missing.value if standing.missing else None
    return {"value": own.value, "missing": missing, "period": period_record(own.period), "source": own.source} if own else None


def _line(one: Mapping[str, Any]) -> str:
    base = f", set against the {one['judged_on']}" if one["judged_on"] == YEAR_BEFORE else ""
    return f"{one['code']}: {', '.join(filter(None, (one['word'], one['chance'])))}{base}. {one['verdict']}."


def words(found: Mapping[str, Any]) -> str:
    """The same for a reader, a line each."""
    area, met = found["area"], found["meeting"]
    if met is None:
        return f"No meeting of {area} is recorded yet. Load a calendar, or record one on the Meetings page."
    lines = [
        f"{area}, as at {formats.day(date.fromisoformat(found['as_at']))}. {met['headline']}.",
        *(one["in_words"] for one in found["next"]),
    ]
    for one in met["promised"]:
        lines.append(f"Promised at {one['agreed_at']}: {one['text']}. {one['happened']} Came to: {one['came_to'] or 'not said yet'}.")
    if since := met["since_last"]:
        lines.append(f"Since {since['meeting']}:")
        lines += [f"  {_line(one)}" for one in since["figures"]]
        lines += [] if since["figures"] else ["  No figure moved."]
        lines += [f"  {line}" for name, nothing in meeting_review.NOTHING.items() for line in since[name] or [nothing]]
    lines.append(f"{len(found['meetings'])} meetings, {len(found['recommendations'])} recommendations.")
    return "\n".join(lines)
