"""Standings as plain records: what ``cli.py show`` prints and what a CSV holds. Figures unrounded, dates ISO."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import StringIO
from typing import Any

from data.model.indicator import Unit
from data.model.observation import FigureRole
from data.model.period import Period, PeriodKind
from kpis import formats
from kpis.exports.tidy.significance_export import confidence_records
from kpis.figures.figure import Value
from kpis.forecast.forecast import Projection, heading
from kpis.forecast.target_progress import towards
from kpis.narrative.kpi_sentence import sentence
from kpis.signals.signals import Signal, signal
from kpis.standing import part_year
from kpis.standing.changes import ChangeSince
from kpis.standing.kpi_standing import Change, Standing

_TYPED_START = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def standing_record(
    standing: Standing, findings: Sequence[Mapping[Any, Any]] = (), held: Mapping[tuple[str, int], float] | None = None
) -> dict[str, Any]:
    """One KPI as ``show --json`` gives it, with what the checks found of it. A legal standard is ``standard``, never ``target``.

    ``held`` is the counted share of ranges that held, by KPI and years ahead, for ``course``.
    """
    indicator, own = standing.indicator, standing.own
    standard = indicator.standard
    neighbours = _comparator(standing.comparators.get(FigureRole.NEIGHBOURS))
    return {
        "code": indicator.code, "section": indicator.section, "title": indicator.title, "unit": indicator.unit.value,
        "polarity": indicator.polarity.value, "priorities": list(standing.priorities),
        "period": period_record(own.period) if own else None,
        "part_of_year": part_year.mark(standing) or None,
        "value": standing.value, "share": own.share if own else None, "missing": standing.missing.value if standing.missing else None,
        "raw": own.raw if own else None, "status": own.status if own else None, "origin": own.origin if own else None,
        "source": own.source if own else None, "load": own.load if own else None,
        "target": _target(standing, held or {}),
        "standard": {"value": standard.value if standard else None, "basis": standard.basis if standard else None},
        "statistical_neighbours": neighbours | _members(standing.comparators.get(FigureRole.NEIGHBOURS)),
        "region": _comparator(standing.comparators.get(FigureRole.REGION)),
        "england": _comparator(standing.comparators.get(FigureRole.ENGLAND)),
        "also": [_also(v) for v in standing.also],
        "change": _change(standing),
        "year_ago": _year_ago(standing.year_ago),
        "rag": standing.rating.record,
        **signal_record(signal(standing)), **confidence_records(standing),
        "course": course_record(heading(standing, 1, held or {})), "sentence": sentence(standing),
        "printed": {p.kind.value: p.text for p in standing.printed}, "disagreements": standing.disagreements,
        "notice": standing.notice or None,
        "findings": [{"severity": f["severity"], "where": f["place"], "what": f["what"], "hint": f["hint"]} for f in findings],
    }  # fmt: skip


def course_record(found: Projection) -> dict[str, Any]:
    """Where a yearly figure is heading a year on, unrounded; nulls with a ``reason`` where that cannot be said."""
    range_ = found.range
    return {
        "years": found.years, "middle": range_.middle if range_ else None, "low": range_.low if range_ else None,
        "high": range_.high if range_ else None, "held": found.held, "reason": found.why or None,
    }  # fmt: skip


def signal_record(found: Signal) -> dict[str, Any]:
    """What chance explains and what the process can do, each as a value and in words; null with a ``reason`` where it is not judged."""
    variation, assurance = found.variation, found.assurance
    none = None if assurance else found.why.value if found.why else "no target or no limits"
    return {
        "variation": {
            "value": variation.name.lower() if variation else None, "words": str(variation) if variation else found.words,
            "rule": found.rule or None, "period": period_record(found.newest.period) if variation and found.newest else None,
            "preset": found.preset.name, "provisional": bool(found.provisional), "reason": found.why.value if found.why else None,
        },
        "assurance": {
            "value": assurance.name.lower() if assurance else None, "words": str(assurance) if assurance else found.words or "none",
            "target": found.target if assurance else None, "reason": none,
        },
    }  # fmt: skip


def _target(standing: Standing, held: Mapping[tuple[str, int], float]) -> dict[str, Any]:
    """The target that judges the figure: its value, or its range in words, and whether a sheet prints it or people agreed it."""
    target, aim = standing.target, standing.aim
    if aim is not None:
        asked = standing.due(standing.own.period) if standing.own else None
        told = asked.words or asked.why if asked else ""
        return {"value": target.value if target else None, "range": [aim.low, aim.high] if aim.banded else None,
                "words": standing.target_words, "basis": f"agreed: {told} {aim.receipt}", "end": _end(standing, held)}  # fmt: skip
    return {"value": target.value if target else None, "basis": f"as printed in {target.source}" if target else None}


def _end(standing: Standing, held: Mapping[tuple[str, int], float]) -> dict[str, Any] | None:
    """The end target of an agreed trajectory: how the figure stands to it, and whether it is on course."""
    found = towards(standing, held)
    if found is None:
        return None
    return {
        "value": found.end.value, "by": _iso(found.end.day), "status": found.rating.status.value, "why": found.rating.why,
        "course": found.verdict, "reason": found.why, "needed_a_year": found.needed,
    }  # fmt: skip


def _change(standing: Standing) -> dict[str, Any]:
    """The change from the adjoining period in the KPI's own unit, points for a percentage; nulls where there is none."""
    found = standing.change
    if found is None:
        return {"value": None, "unit": None, "word": None, "before": None, "from": None}
    unit = "points" if standing.indicator.unit is Unit.PERCENT else standing.indicator.unit.value
    before = found.before
    return {"value": found.value, "unit": unit, "word": found.word, "before": before.value, "from": period_record(before.period)}


def _year_ago(change: Change | None) -> dict[str, Any]:
    """The figure of the same period last year, and the change from it; nulls where the two do not compare."""
    if change is None:
        return {"value": None, "change": None, "word": None, "period": None}
    return {"value": change.before.value, "change": change.value, "word": change.word, "period": period_record(change.before.period)}


def period_record(period: Period) -> dict[str, Any]:
    """A period as printed, with its two dates; ``doubt`` says why it is not sure."""
    return {
        "label": period.label, "kind": period.kind.value, "first": _iso(period.first), "last": _iso(period.last),
        "doubt": period.doubt or None, "shown": formats.period(period),
    }  # fmt: skip


def _comparator(value: Value | None) -> dict[str, Any]:
    if value is None:
        return {"value": None, "missing": "not given", "basis": None, "area": None, "source": None}
    missing = value.missing.value if value.missing else None
    return {
        "value": value.value, "missing": missing, "basis": value.basis, "area": value.area, "source": value.source, "origin": value.origin,
        "share": value.share,
    }  # fmt: skip


def _members(value: Value | None) -> dict[str, Any]:
    """How many neighbours a mean used, of how many, from which edition; nulls for a printed one, whose members nobody stated."""
    found = value.members if value else None
    if found is None:
        return {"used": None, "of": None, "edition": None}
    return {"used": found.used, "of": found.of, "edition": found.edition, "absent": list(found.missing)}


def _also(value: Value) -> dict[str, Any]:
    """The other origin's figure: local beside published, or the reverse."""
    return {
        "value": value.value, "missing": value.missing.value if value.missing else None, "period": period_record(value.period),
        "origin": value.origin, "source": value.source, "load": value.load, "received": _iso(value.received), "basis": value.basis or None,
    }  # fmt: skip


def _iso(when: date | None) -> str | None:
    return when.isoformat() if when else None


STANDING_COLUMNS = (
    "area", "code", "title", "unit", "polarity", "period", "value", "share", "missing", "target", "statistical_neighbours", "region",
    "england", "change", "rating", "why", "printed", "source", "load", "received", "origin", "neighbours_basis", "notice", "licence",
)  # fmt: skip


def standings_csv(standings: Iterable[Standing], area: str, notice: str, licence: str) -> bytes:
    """One row a KPI with its comparators and where it came from, as UTF-8 CSV that Excel opens; unrounded figures."""
    rows = []
    for s in standings:
        own = s.own
        rows.append(
            (
                area,
                s.indicator.code,
                s.indicator.title,
                s.indicator.unit.value,
                s.indicator.polarity.value,
                own.period.label if own else "",
                s.value,
                own.share if own else None,
                s.missing.value if s.missing else "",
                s.target.value if s.target else None,
                *(s.comparator(x) for x in (FigureRole.NEIGHBOURS, FigureRole.REGION, FigureRole.ENGLAND)),
                s.change.value if s.change else None,
                s.rating.status.value,
                _why(s),
                own.raw if own else "",
                own.source if own else "",
                own.load if own else None,
                _iso(own.received) if own else "",
                own.origin if own else "",
                s.comparators[FigureRole.NEIGHBOURS].basis if FigureRole.NEIGHBOURS in s.comparators else "",
                notice,
                licence,
            )
        )
    return to_csv(STANDING_COLUMNS, rows)


def _why(standing: Standing) -> str:
    """Why the rating is what it is, and that the figure is for part of a year where it is."""
    part = part_year.mark(standing)
    return f"{standing.rating.why} This figure is {part}.".replace("?.", "?") if part else standing.rating.why


SINCE_COLUMNS = (
    "area", "code", "title", "unit", "polarity", "since", "period_then", "value_then", "missing_then", "rating_then", "source_then",
    "load_then", "until", "period_now", "value_now", "missing_now", "rating_now", "source_now", "load_now", "change", "word", "notice",
    "licence",
)  # fmt: skip


def since_csv(rows: Iterable[ChangeSince], days: tuple[date, date], area: str, notice: str, licence: str) -> bytes:
    """One row a KPI as it stood at the end of each of two days, with what became of it; unrounded figures."""
    found = []
    for row in rows:
        i = row.now.indicator
        then, now = ((_iso(day), *_stood(s)) for day, s in zip(days, (row.then, row.now), strict=True))
        found.append((area, i.code, i.title, i.unit.value, i.polarity.value, *then, *now, row.change, str(row.word), notice, licence))
    return to_csv(SINCE_COLUMNS, found)


def _stood(standing: Standing) -> tuple[Any, ...]:
    own, missing = standing.own, standing.missing
    return (
        own.period.label if own else "", standing.value, missing.value if missing else "", standing.rating.status.value,
        own.source if own else "", own.load if own else None,
    )  # fmt: skip


SERIES_COLUMNS = (
    "code",
    "title",
    "series",
    "period",
    "first",
    "last",
    "value",
    "missing",
    "printed",
    "source",
    "load",
    "origin",
    "basis",
    "notice",
    "licence",
)


def series_csv(standing: Standing, notice: str, licence: str) -> bytes:
    """One row a figure of one KPI: own area, target and comparators, every period, unrounded."""
    indicator = standing.indicator
    named: list[tuple[str, Sequence[Value]]] = [("own area", standing.points)]
    named += [("own area, the other source", standing.alongside)] if standing.alongside else []
    named += [(series.value, values) for series, values in standing.others.items()]
    rows = [
        (indicator.code, indicator.title, name, v.period.label, _iso(v.period.first), _iso(v.period.last), v.value,
         v.missing.value if v.missing else "", v.raw, v.source, v.load, v.origin, v.basis, notice, licence)
        for name, values in named for v in values
    ]  # fmt: skip
    return to_csv(SERIES_COLUMNS, rows)


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as UTF-8 CSV with a byte-order mark; typed text that a spreadsheet would take for a formula is made plain."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """Text that starts like a formula gets an apostrophe, so that no spreadsheet runs it; a plain number is left alone."""
    stripped = text.lstrip()
    if text == "%":  # the unit
        return text
    if not (stripped.startswith(_TYPED_START) or text.startswith(_TYPED_START)):
        return text
    try:
        float(stripped)
    except ValueError:
        return f"'{text}"
    return text


def series_records(rows: Iterable[Mapping[Any, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """One record an area and period. ``rows`` come oldest received first; where several partnerships print a figure for one area
    (England's, say), the newest is the record and the others are in its ``also``.
    """
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        record = _series_record(row, names)
        period = record["period"]
        dates = (period["kind"], period["first"] or period["label"], period["last"])
        key = (row["area"], row["series"], row["measure"], row["origin"], *dates)
        if (before := found.get(key)) is not None:
            earlier = {k: before[k] for k in ("value", "missing", "raw", "reporter", "source", "load")}
            record["also"] = [*before["also"], earlier]
        found[key] = record
    return sorted(found.values(), key=lambda r: (r["area"], r["period"]["first"] or "", r["load"]))


def _series_record(row: Mapping[Any, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "area": names.get(row["area"], row["area"]), "area_code": row["area"], "reporter": row["reporter"],
        "series": row["series"], "measure": row["measure"],
        "period": {"label": row["period"], "kind": row["period_kind"], "first": _iso(row["first"]), "last": _iso(row["last"]),
                   "doubt": row["period_doubt"] or None, "shown": _shown(row)},
        "value": row["value"], "missing": row["missing"], "raw": row["raw"], "status": row["status"], "origin": row["origin"],
        "source": "!".join(filter(None, (row["file"], row["sheet"], row["cell"]))), "load": row["load"], "basis": row["basis"] or None,
        "also": [],
    }  # fmt: skip


def _shown(row: Mapping[Any, Any]) -> str:
    return formats.period(Period(row["period"], PeriodKind(row["period_kind"]), row["first"], row["last"], row["period_doubt"]))


def in_words(record: Mapping[str, Any], decimals_of: Mapping[str, Any], nation: str = "England") -> str:
    """One line of ``show`` without ``--json``."""
    indicator = decimals_of[record["code"]]
    value = formats.figure(record["value"], indicator) if record["value"] is not None else f"({record['missing']})"
    value += f" ({formats.share(record['share'])})" if record["share"] is not None else ""
    others = ", ".join(
        f"{name} {formats.figure(record[key]['value'], indicator)}"
        for name, key in (
            ("target", "target"),
            ("neighbours", "statistical_neighbours"),
            ("region", "region"),
            (nation, "england"),
        )
        if record[key]["value"] is not None
    )
    if record["target"].get("range"):  # a floor and a ceiling are no one figure
        others = ", ".join(filter(None, (f"target {record['target']['words']}", others)))
    period = record["period"]["shown"] if record["period"] else ""
    return f"{record['code']:<3} {indicator.short:<34}{value:>19}  {period:<40}{record['rag']['status']:<11}{others}".rstrip()
