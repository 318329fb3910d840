"""Boards and visits: those of the calendar and those typed, when the next is due, what was promised at one and what came of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.model.loaded_file import Meeting
from data.model.period import months_on
from kpis import formats
from kpis.narrative.standing_text import change_line
from kpis.standing.changes import ChangeSince, Move
from kpis.standing.kpi_standing import Standing, of_one_kind

BOARD, VISIT = "board", "visit"
CALLED = {BOARD: "Board", VISIT: "Visit"}
MONTHS = {"monthly": 1, "bi-monthly": 2, "quarterly": 3}
NOW, BY_THIS = "now", "by this meeting"
CAME_TO = ("met", "in part", "not met")
_VISIT = re.compile(r"\b(visit|monitoring|dfe|nhs ?e(ngland)?|stocktake|deep dive|review)\b", re.IGNORECASE)
_ON = re.compile(r"\d{4}-\d{2}-\d{2}")
SYNTAX = "what was agreed | KPI or action, or both as S5 & 1.2.3 | what is wanted | by when | met, in part or not met"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedMeasure:
    """What was agreed for the next period. ``came_to`` is empty until somebody says what came of it."""

    text: str
    kpi: str
    action: str
    wanted: str
    by_when: date | None
    came_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDay:
    """One board or visit. ``received`` is the day by which its papers had been received, ``closed`` that or its own day, if later: words
    recorded up to then belong to it. ``typed`` where words of it are kept."""

    key: str
    kind: str
    day: date
    name: str
    received: date
    rhythm: str
    agenda: tuple[str, ...]
    decisions: tuple[str, ...]
    measures: tuple[PromisedMeasure, ...]
    letters: tuple[Mapping[str, Any], ...]
    typed: bool

    @property
    def title(self) -> str:
        return f"{self.name or CALLED[self.kind]}, {formats.day(self.day)}"

    @property
    def closed(self) -> date:
        return max(self.received, self.day)


def meetings(held: Sequence[Meeting], bodies: Mapping[str, Mapping[str, Any] | None]) -> tuple[MeetingDay, ...]:
    """Every board and visit, newest first: those of the calendar, joined by kind and day with those typed.

    A meeting of the calendar is a visit where its name says so (visit, monitoring, DfE, NHS England, stocktake, review), else a board.
    """
    found: dict[str, MeetingDay] = {}
    for one in held:
        kind = VISIT if _VISIT.search(one.name) else BOARD
        found[key_of(kind, one.day)] = MeetingDay(
            key=key_of(kind, one.day), kind=kind, day=one.day, name=one.name, received=one.day, rhythm="", agenda=(), decisions=(),
            measures=(), letters=(), typed=False,
        )  # fmt: skip
    for key, body in bodies.items():
        if body is not None:
            known = found.get(key)
            found[key] = _typed(key, body, known.name if known else "")
    return tuple(sorted(found.values(), key=lambda met: (met.day, met.kind), reverse=True))


def key_of(kind: str, day: date) -> str:
    return f"{kind}/{day.isoformat()}"


def _typed(key: str, body: Mapping[str, Any], name: str) -> MeetingDay:
    day = date.fromisoformat(body["date"])
    received = date.fromisoformat(body["received"]) if body.get("received") else day
    measures = tuple(
        PromisedMeasure(text=m["text"], kpi=m.get("kpi") or "", action=m.get("action") or "", wanted=m.get("wanted") or "",
                by_when=date.fromisoformat(m["by_when"]) if m.get("by_when") else None, came_to=m.get("came_to") or "")
        for m in body.get("measures") or ()
    )  # fmt: skip
    agenda, decisions = (tuple(map(str, body.get(name) or ())) for name in ("agenda", "decisions"))
    return MeetingDay(
        key=key, kind=body["type"], day=day, name=body.get("name") or name, received=received, rhythm=body.get("rhythm") or "",
        agenda=agenda, decisions=decisions, measures=measures, letters=tuple(body.get("letters") or ()), typed=True,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """When a kind of meeting comes round next: a planned day, or the day its rhythm gives after the last one held."""

    kind: str
    day: date
    planned: bool
    rhythm: str


def coming(found: Sequence[MeetingDay], today: date, usual: str = "") -> tuple[NextMeeting, ...]:
    """For boards and for visits: the first planned after ``today``; else, where the newest held names a rhythm, the day that gives,
    which may have passed. Boards none of which names one have the ``usual`` rhythm, where there is one. A month later than the 31st is
    the last day of a shorter month."""
    made = []
    for kind in (BOARD, VISIT):
        mine = [met for met in found if met.kind == kind]
        planned = min((met.day for met in mine if met.day > today), default=None)
        last = next((met for met in mine if met.day <= today and met.rhythm), None)
        if planned is not None:
            made.append(NextMeeting(kind, planned, True, ""))
        elif rhythm := last.rhythm if last is not None else usual * (kind == BOARD):
            newest = next((met for met in mine if met.day <= today), None)
            made += [NextMeeting(kind, months_on(newest.day, MONTHS[rhythm]), False, rhythm)] if newest is not None else []
    return tuple(made)


def coming_words(one: NextMeeting, today: date) -> str:
    if one.planned:
        return f"Next {one.kind}: {formats.day(one.day)}."
    late = ", which has passed" if one.day < today else ""
    return f"Next {one.kind} by its {one.rhythm} rhythm: {formats.day(one.day)}{late}."


def chosen(found: Sequence[MeetingDay], today: date, asked: str = "") -> MeetingDay | None:
    """The meeting of a key, None where there is none; without a key the newest held, else the first planned."""
    if asked:
        return next((met for met in found if met.key == asked), None)
    return next((met for met in found if met.day <= today), found[-1] if found else None)


def looked_at(met: MeetingDay, today: date) -> tuple[date, str]:
    """(the day up to which a meeting looks back, the words for it): the end of its day or of its papers, or today if that is earlier."""
    return (today, NOW) if met.closed >= today else (met.closed, BY_THIS)


def before(found: Sequence[MeetingDay], met: MeetingDay) -> MeetingDay | None:
    """The meeting of the same kind before this one."""
    return next((one for one in found if one.kind == met.kind and one.day < met.day), None)


def carried(found: Sequence[MeetingDay], met: MeetingDay) -> tuple[tuple[MeetingDay, PromisedMeasure], ...]:
    """What a meeting has to look back on: every measure agreed at the one before, and those of earlier ones of its kind that nobody
    has yet said to be met, newest first."""
    last = before(found, met)
    return tuple(
        (one, measure)
        for one in found if one.kind == met.kind and one.day < met.day
        for measure in one.measures if one is last or measure.came_to != "met"
    )  # fmt: skip


def happened(row: ChangeSince | None, when: str = NOW) -> str:
    """What a KPI did between two days, in words; only what the figures allow. ``when`` says the later day, as ``now``."""
    if row is None:
        return "This KPI is not one of this area’s."
    indicator, then, now = row.now.indicator, row.then.own, row.now.own
    if row.move is Move.KEPT and then is not None:
        return f"{formats.figure(then.value, indicator)} for {formats.period(then.period)}; no newer figure since."
    if now is None or now.value is None:
        return f"No figure {when}."
    is_now = f"{formats.figure(now.value, indicator)} for {formats.period(now.period)}"
    if then is None or then.value is None:
        return f"No figure then; {when} {is_now}."
    was = f"{formats.figure(then.value, indicator)} for {formats.period(then.period)}"
    if row.change is None:
        return f"{was} then, {is_now} {when}: {row.word}."
    moved = formats.moved(row.change, indicator)
    moved = "no change" if moved == formats.NO_CHANGE else moved
    if row.seasonal:
        year = row.now.year_ago
        told = f"seasonal, so set against a year before: {change_line(year, row.now)}" if year else row.word
        return f"{was} then, {is_now} {when}: {moved} since; {told}."
    return f"{was} then, {is_now} {when}: {moved if moved == 'no change' else f'{row.word}, {moved}'}."


def by_then(standing: Standing | None, by_when: date) -> str:
    """A KPI's newest figure whose period had ended by the day a measure was promised for; empty where there is none."""
    points = of_one_kind(standing).points if standing else ()
    found = [v for v in points if v.value is not None and v.period.last is not None and v.period.last <= by_when]
    if standing is None or not found:
        return ""
    last = found[-1]
    return f" By {formats.day(by_when)}: {formats.figure(last.value, standing.indicator)} for {formats.period(last.period)}."


def measures_text(measures: Iterable[Mapping[str, Any]] | None) -> str:
    """Measures as lines to be edited, in the form that ``SYNTAX`` says."""
    rows = []
    for m in measures or ():
        day = show_day(m.get("by_when"))
        codes = " & ".join(filter(None, (m.get("kpi"), m.get("action"))))
        cells = [m["text"], codes, m.get("wanted") or "", day, m.get("came_to") or ""]
        rows.append(" | ".join(cells).rstrip(" |"))
    return "\n".join(rows)


def measures_of(text: str, codes: Iterable[str]) -> list[dict[str, Any]] | None:
    """The measures that lines hold, None for none. A code of the catalogue is a KPI, any other word in its place an action; ``S5 & 1.2.3``
    names one of each.

    A day that is none, and words past the last place, are kept as typed, so that what checks the words can name them.
    """
    known = {code.upper(): code for code in codes}
    made = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if not any(cells):
            continue
        first, code, wanted, by_when, *came_to = [*cells, "", "", ""]
        one, _, other = code.partition("&")
        kpi = known.get(one.strip().upper(), "")
        action = other.strip() if kpi else code
        fields = {"text": first, "kpi": kpi, "action": action, "wanted": wanted, "by_when": iso_day(by_when),
                  "came_to": " | ".join(filter(None, came_to)).lower()}  # fmt: skip
        made.append({name: value for name, value in fields.items() if value or name == "text"})
    return made or None


def unknown(measures: Iterable[Mapping[str, Any]] | None, actions: Iterable[str], before: Iterable[Mapping[str, Any]] | None) -> str:
    """What to say of the first measure that names neither a KPI nor an action of the plan; one that already stood so is let be."""
    known = {*actions, *(m.get("action") for m in before or ())}
    for m in measures or ():
        if m.get("action") and m["action"] not in known:
            return f"‘{m['action']}’ is neither a KPI’s code nor the code of an action of the plan. Leave its place empty for words only."
    return ""


def iso_day(text: str) -> str:
    """A day typed 31/03/2026, 31.3.2026 or 2026-03-31 as ISO; anything else as typed."""
    found = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text)
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else text


def show_day(iso: str | None) -> str:
    if not iso or not _ON.fullmatch(iso):
        return iso or ""
    return f"{iso[8:]}/{iso[5:7]}/{iso[:4]}"


def letters_text(letters: Iterable[Mapping[str, Any]] | None) -> str:
    """Letters as lines: title | web address | date."""
    return "\n".join(" | ".join([one["title"], one.get("link") or "", show_day(one.get("date"))]).rstrip(" |") for one in letters or ())


def letters_of(text: str, kept: Iterable[Mapping[str, Any]] | None = None) -> list[dict[str, Any]] | None:
    """The letters that lines hold; a title without an address keeps the file that it had."""
    files = {one["title"]: one["file"] for one in kept or () if one.get("file")}
    made = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if any(cells):
            title, link, *day = [*cells, "", ""]
            fields = {
                "title": title,
                "link": link,
                "date": iso_day(" | ".join(filter(None, day))),
                "file": "" if link else files.get(title, ""),
            }
            made.append({name: value for name, value in fields.items() if value or name == "title"})
    return made or None


def headline(found: Sequence[MeetingDay], met: MeetingDay | None, looked_back: int, today: date) -> str:
    """The finding of the page: the meeting looked at and how many measures it has to look back on."""
    if met is None:
        return "No meeting is recorded yet"
    when = "is planned for" if met.day > today else "was held on"
    many = f"{looked_back} measure{'s' * (looked_back != 1)} to look back on" if looked_back else "no measure to look back on"
    agreed = f", {len(met.measures)} agreed for the next period" if met.measures else ""
    return f"{met.name or CALLED[met.kind]} {when} {formats.day(met.day)}: {many}{agreed}"
