"""The typed words of the folder a reader looks at: read from its journal, and written to it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from datetime import date
from typing import Any

from data.model.finding import Refused
from data.model.record import Record
from data.records.journal import ReadableJournal
from data.records.sample_records import JUDGEMENTS, area_of, sample_judgements
from kpis.governance import agreed_ratings
from kpis.governance.agreed_ratings import PriorityAtVisit
from kpis.standing.area_view import AreaView
from kpis.targets.rag import RagStatus
from pages.queries import area_view, homes, session
from pages.queries.area_view import standings_of

JUDGEMENT = "judgement"


def journal(where: str) -> ReadableJournal:
    """What was typed in one folder, to be read."""
    return homes.reader(where).records


def latest(kind: str, area: str, as_at: date | None = None, *, gone: bool = False) -> dict[str, Record]:
    """What stands of one kind, by key, as recorded by a day; ``gone`` also those taken away, whose body is None."""
    found = journal(session.home()).latest(kind, area, until=as_at)
    return {key: entry for key, entry in found.items() if gone or entry.body is not None}


def past(kind: str, area: str, key: str, as_at: date | None = None) -> tuple[Record, ...]:
    """Everything ever typed of one thing, oldest first."""
    return journal(session.home()).entries(kind=kind, area=area, key=key, until=as_at)


def keep(kind: str, area: str, key: str, body: Mapping[str, Any] | None, seen: int | None) -> Record:
    """Keeps typed words, or takes them away with None, if nobody else changed them since ``seen``."""
    return homes.writer(session.home()).record(kind, area, key, body, seen=seen)


def keep_evidence(name: str, content: bytes, *, no_child: str = "") -> tuple[str, str]:
    """Keeps a file that belongs to typed words, once it is looked through: its SHA-256, and its name made safe. ``no_child`` is why a name
    in it is no child's."""
    from loaders import ReadingBox  # what reads files is loaded when there is a file to read, not before the first page

    with closing(ReadingBox()) as box:
        return homes.writer(session.home()).keep_evidence(name, content, box.look_through, no_child=no_child)


def next_key(kind: str, area: str, prefix: str) -> str:
    """The next number of a kind, never one that was used before: R1, R2 …"""
    used = [key[len(prefix) :] for key in journal(session.home()).latest(kind, area) if key.startswith(prefix)]
    return f"{prefix}{max((int(one) for one in used if one.isdecimal()), default=0) + 1}"


def judgements(area: str, as_at: date | None) -> dict[str, Record]:
    """What stands of an area's judgements, by key; with ``as_at``, of those recorded by that day."""
    return journal(session.home()).latest(JUDGEMENT, area, until=as_at)


def history(held: AreaView, standing: Mapping[str, Record], priority: int) -> tuple[PriorityAtVisit, ...]:
    """One priority at every visit, beside its KPIs on the figures received by then."""
    codes = measured_by(held, priority)

    def rated(day: date, _: int) -> list[RagStatus]:
        then = standings_of(area_view.key_of(held).on(day)) if codes else ()
        return [s.rating.status for s in then if s.indicator.code in codes]

    mine = {key: entry.body for key, entry in standing.items() if key.endswith(f"/{priority}")}
    return agreed_ratings.at_visits(mine, rated, held.as_at)


def measured_by(held: AreaView, priority: int) -> tuple[str, ...]:
    """The codes of the KPIs that a plan sets beside a priority; none where there is no plan."""
    plan = session.catalogue().plan_of(held.area.code)
    return tuple(next((p.indicators for p in plan.priorities if p.number == priority), ()) if plan else ())


def record(area: str, key: str, body: Mapping[str, Any], seen: int | None) -> Record:
    """Keeps a judgement, if nobody else changed it since ``seen``."""
    return keep(JUDGEMENT, area, key, body, seen)


def undo(entry: Record) -> Record:
    return homes.writer(session.home()).undo_record(entry)


def on_offer(area: str, standing: Mapping[str, Record]) -> bool:
    """Whether a real document's judgements of this area are shipped and not all brought in, for the partnership's own folder."""
    return not session.illustrative() and area == area_of(JUDGEMENTS) and any(key not in standing for key in sample_judgements())


def bring_in(area: str) -> str:
    """Keeps every shipped judgement that is not in the journal yet; says what stopped it, or nothing."""
    standing = judgements(area, None)
    try:
        for key, body in sample_judgements().items():
            if key not in standing:
                record(area, key, body, None)
    except Refused as why:
        return str(why)
    return ""
