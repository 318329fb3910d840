"""Judgements and recommendations of real documents, read from data/samples and checked whole."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data.model.record import AgreedRating, Judgement, Recommendation, RecordFault, Visit
from data.records.plan_codec import day
from data.records.record_schemas import one_line

SAMPLES = Path(__file__).parents[1] / "samples"
JUDGEMENTS, RECOMMENDATIONS = SAMPLES / "oldham_2018_judgements.toml", SAMPLES / "oxfordshire_recommendations.toml"
LINE = 300


def judgements(path: Path = JUDGEMENTS) -> tuple[Judgement, ...]:
    """One for each visit and priority, in that order; a visit that the document gives no rating of is not recorded.

    Raises:
        RecordFault: the file holds what it should not, or leaves out what it should hold.
    """
    found = _fields(_read(path), path.name, ("area", "source", "by", "visit", "priority"))
    visits = [_visit(one, f"visit {at}") for at, one in enumerate(_tables(found["visit"], "visit"), 1)]
    if [one.when for one in visits] != sorted({one.when for one in visits}):
        raise RecordFault("visit", "should stand once each, in order of date.")
    priorities = [
        _fields(one, f"priority {at}", ("number", "title", "ratings", "printed"), ("elsewhere",))
        for at, one in enumerate(_tables(found["priority"], "priority"), 1)
    ]
    made = []
    for at, one in enumerate(priorities, 1):
        _number(one["number"], at, f"priority {at}")
        if unknown := sorted({*one["ratings"]} - {visit.when for visit in visits if visit.held}):
            raise RecordFault(f"priority {at}.ratings", f"{unknown[0]} is no visit that was held.")
        for visit in visits:
            rag = _rag(one["ratings"].get(visit.when, AgreedRating.NOT_RECORDED), f"priority {at}.ratings.{visit.when}")
            given = rag is not AgreedRating.NOT_RECORDED
            written = f"{_line(found['source'], 'source')}: ‘{_line(one['printed'], 'printed')}’" if given else ""
            by = _line(found["by"], "by") if given else ""
            title, elsewhere = _line(one["title"], f"priority {at}.title"), one.get("elsewhere", "") if given else ""
            made.append(Judgement(visit=visit, priority=at, title=title, rag=rag, by=by, written=written, elsewhere=elsewhere))
    return tuple(sorted(made, key=lambda one: (one.visit.when, one.priority)))


def sample_judgements(path: Path = JUDGEMENTS) -> dict[str, dict[str, Any]]:
    """The judgements of the visits that were held, as the journal keeps them; each says that it is from the document."""
    source = _line(_read(path).get("source"), "source")
    made = {}
    for one in judgements(path):
        if one.visit.held:
            none = f"From the document. It names the visit of {one.visit.printed} and prints no rating of it. {source}"
            told = f"From the document. {one.written}" if one.written else none
            body = {"rag": one.rag.value, "by": one.by, "written": f"{told}. {one.elsewhere}." if one.elsewhere else told}
            made[f"{one.visit.when}/{one.priority}"] = {name: text for name, text in body.items() if text}
    return made


def recommendations(path: Path = RECOMMENDATIONS) -> tuple[Recommendation, ...]:
    """Each recommendation in order, with its response.

    Raises:
        RecordFault: the file holds what it should not, or leaves out what it should hold.
    """
    found = _fields(_read(path), path.name, ("area", "source", "recommendation"))
    made = []
    for at, given in enumerate(_tables(found["recommendation"], "recommendation"), 1):
        where = f"recommendation {at}"
        one = _fields(given, where, ("number", "paragraph", "issued_by", "text", "response"))
        _number(one["number"], at, where)
        text, response, by = (_line(one[name], f"{where}.{name}") for name in ("text", "response", "issued_by"))
        made.append(
            Recommendation(
                number=at,
                text=text,
                response=response,
                issued_by=by,
                place=f"paragraph {one['paragraph']}",
                source=_line(found["source"], "source"),
            )
        )
    return tuple(made)


def area_of(path: Path) -> str:
    """The code of the area that a sample is about."""
    return _line(_read(path).get("area"), "area")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as why:
        raise RecordFault(path.name, f"cannot be read: {why}.") from why


def _fields(given: Any, where: str, needed: tuple[str, ...], other: tuple[str, ...] = ()) -> Mapping[str, Any]:
    if not isinstance(given, Mapping) or (missing := [name for name in needed if name not in given]):
        raise RecordFault(where, f"should hold {', '.join(needed)}." if not isinstance(given, Mapping) else f"{missing[0]} is missing.")
    if unknown := sorted({*given} - {*needed, *other}):
        raise RecordFault(f"{where}.{unknown[0]}", "is not a field here.")
    return given


def _tables(given: Any, where: str) -> list[Any]:
    if not isinstance(given, list) or not given:
        raise RecordFault(where, "should be there at least once.")
    return given


def _visit(given: Any, where: str) -> Visit:
    one = _fields(given, where, ("when", "printed", "held"))
    when = _line(one["when"], f"{where}.when")
    day(when if len(when) > 7 else f"{when}-01", f"{where}.when")
    if not isinstance(one["held"], bool):
        raise RecordFault(f"{where}.held", "should be true or false.")
    return Visit(when, _line(one["printed"], f"{where}.printed"), one["held"])


def _rag(given: Any, where: str) -> AgreedRating:
    try:
        return AgreedRating(given)
    except ValueError:
        raise RecordFault(where, f"should be one of: {', '.join(AgreedRating)}.") from None


def _number(given: Any, wanted: int, where: str) -> None:
    if given != wanted or isinstance(given, bool):
        raise RecordFault(f"{where}.number", f"should be {wanted}: they run from 1 without a gap.")


def _line(given: Any, where: str) -> str:
    return one_line(where, given, LINE)
