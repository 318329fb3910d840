"""Standings as plain records: what ``cli.py show`` prints and what a CSV holds. Figures unrounded, dates ISO."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import StringIO
from typing import Any

from data.model.counting_basis import counted_of
from data.model.indicator import Indicator, Unit
from data.model.observation import COMPARATORS, FigureRole
from data.model.period import Period, PeriodKind
from kpis import formats
from kpis.exports.tidy.significance_export import confidence_records
from kpis.figures.figure import Value
from kpis.forecast.forecast import Projection, heading
from kpis.forecast.line_forecast import LineProjection, line_heading
from kpis.forecast.target_progress import towards
from kpis.narrative.kpi_sentence import sentence
from kpis.signals.signals import Signal, signal
from kpis.standing import figure_sources, like_for_like, part_year
from kpis.standing.changes import JUDGED, ChangeSince
from kpis.standing.kpi_standing import Change, Standing
from kpis.standing.published_line import PublishedLine, published_line
from kpis.verdict.verdict import Verdict, verdict

_TYPED_START = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def standing_record(
    standing: Standing, findings: Sequence[Mapping[Any, Any]] = (), held: Mapping[tuple[str, int], float] | None = None
) -> dict[str, Any]:
    """One KPI as ``show --json`` gives it, with what the checks found of it. A legal standard is ``standard``, never ``target``.

    ``held`` is the counted share of ranges that held, by KPI and years ahead, for ``course``.
    """
    indicator, own = standing.indicator, standing.own
    standard = indicator.standard
    newest = standing.newest_comparators
    neighbours = _comparator(standing, FigureRole.NEIGHBOURS)
    return {
        "code": indicator.code, "section": indicator.section, "title": indicator.title, "unit": indicator.unit.value,
        "decimals": indicator.decimals, "polarity": indicator.polarity.value, "priorities": list(standing.priorities),
        "period": period_record(own.period) if own else None,
        "part_of_year": part_year.mark(standing) or None,
        "value": standing.value, "share": own.share if own else None, "missing": standing.missing.value if standing.missing else None,
        "raw": own.raw if own else None, "status": own.status if own else None, "origin": own.origin if own else None,
        "source": own.source if own else None, "load": own.load if own else None,
        "target": _target(standing, held or {}),
        "standard": {"value": standard.value if standard else None, "basis": standard.basis if standard else None},
        "statistical_neighbours": neighbours | _members(standing.comparators.get(FigureRole.NEIGHBOURS)),
        "region": _comparator(standing, FigureRole.REGION),
        "england": _comparator(standing, FigureRole.ENGLAND), "rate": rate_record(standing),
        "newest_comparators": {x.value.replace(" ", "_"): {"value": v.value, "period": period_record(v.period)} for x, v in newest.items()},
        "also": [_also(v) for v in standing.also],
        "change": _change(standing),
        "year_ago": _year_ago(standing.year_ago),
        "rag": standing.rating.record, "verdict": verdict_record(verdict(standing)), "age": age_record(standing),
        "published_line": _published(published_line(standing)),
        "doubts": [{"of": d.of.value, "what": d.what, "hint": d.hint, "check": d.check, "where": d.where} for d in standing.doubts],
        "answered_checks": _answered(standing),
        **signal_record(signal(standing)), **confidence_records(standing),
        "course": course_record(heading(standing, 1, held or {})), "line_course": line_record(line_heading(standing)),
        "sentence": sentence(standing),
        "printed": {p.kind.value: p.text for p in standing.printed}, "disagreements": standing.disagreements,
        "notice": standing.notice or None,
        "findings": [{"severity": f["severity"], "where": f["place"], "what": f["what"], "hint": f["hint"]} for f in findings],
    }  # fmt: skip


def _answered(standing: Standing) -> list[dict[str, Any]]:
    """Each check that a person answered: what it says, and who said when that the figure is right, because of what."""
    every = [(doubt, doubt.answer) for doubt in standing.answered]
    return [
        {"of": doubt.of.value, "what": doubt.what, "check": doubt.check, "who": said.who, "recorded": said.recorded.isoformat(),
         "because": said.because}
        for doubt, said in every if said is not None
    ]  # fmt: skip


def verdict_record(found: Verdict) -> dict[str, Any]:
    """A verdict: its phrase and words, what it comes to, how chance was judged and from which base; ``way`` is null where nothing was."""
    return {
        "phrase": found.phrase.value, "words": found.words, "sign": found.sign.value, "how": found.how or None, "base": found.base or None,
        "way": found.movement.way.value if found.movement else None,
    }  # fmt: skip


def age_record(standing: Standing) -> dict[str, Any]:
    """Whether the figure speaks for today, why not, and when the next is due; the last known figure where the newest is an absence."""
    last = standing.last_known
    known = {"value": last.value, "period": period_record(last.period)} if last else None
    return {"state": standing.age.state.value, "why": standing.age.why or None, "due": _iso(standing.age.due), "last_known": known}


def _published(line: PublishedLine | None) -> dict[str, Any] | None:
    """DfE's line beside the partnership's own: its newest figure and comparators, in its own unit; null where there is none."""
    if line is None:
        return None
    beside = {series.value.replace(" ", "_"): value.value for series, value in line.standing.comparators.items()}
    newest, indicator = line.newest, line.standing.indicator
    return {
        "title": indicator.title, "unit": indicator.unit.value, "near": line.near or None, "value": newest.value,
        "missing": newest.missing.value if newest.missing else None, "period": period_record(newest.period), "source": newest.source,
        "same_period": line.same.value if line.same else None, "comparators": beside,
        "verdict": verdict_record(verdict(line.standing)), "age": age_record(line.standing),
    }  # fmt: skip


def course_record(found: Projection) -> dict[str, Any]:
    """Where a yearly figure is heading a year on, unrounded; nulls with a ``reason`` where that cannot be said."""
    range_ = found.range
    return {
        "years": found.years, "middle": range_.middle if range_ else None, "low": range_.low if range_ else None,
        "high": range_.high if range_ else None, "held": found.held, "reason": found.why or None,
    }  # fmt: skip


def line_record(found: LineProjection | None) -> dict[str, Any] | None:
    """Where a monthly or termly line is heading, unrounded, with how many earlier figures such ranges held; None for others."""
    if found is None:
        return None
    range_ = found.range
    return {
        "from": period_record(found.last.period), "ahead": found.ahead, "middle": range_.middle if range_ else None,
        "low": range_.low if range_ else None, "high": range_.high if range_ else None, "held": found.held, "outcomes": found.outcomes,
        "more_needed": found.more or None, "reason": found.why or None,
    }  # fmt: skip


def signal_record(found: Signal) -> dict[str, Any]:
    """What chance explains and what the process can do, each as a value and in words; null with a ``reason`` where it is not judged."""
    variation, assurance = found.variation, found.assurance
    none = None if assurance else found.why.value if found.why else found.unassured
    return {
        "variation": {
            "value": variation.name.lower() if variation else None, "words": str(variation) if variation else found.words,
            "rule": found.rule or None, "period": period_record(found.newest.period) if variation and found.newest else None,
            "preset": found.preset.name, "provisional": bool(found.provisional), "reason": found.why.value if found.why else None,
        },
        "assurance": {
            "value": assurance.name.lower() if assurance else None, "words": str(assurance) if assurance else found.unassured,
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
    printed: dict[str, Any] = {"value": target.value if target else None, "basis": f"as printed in {target.source}" if target else None}
    if target is None or target.terms is None:
        return printed
    due = target.terms.due
    band = list(standing.band) if standing.band else None
    return printed | {"range": band, "words": standing.target_words, "due": _iso(due) if due else None, "undated": target.terms.undated}


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


def rate_record(standing: Standing) -> dict[str, Any] | None:
    """The rate that a count is compared by, on one whole for every place; None where the figure is no count, or no rate is loaded."""
    rate = like_for_like.rate_of(standing)
    if rate is None:
        return None
    others = {series.value: rate.of(series) for series in COMPARATORS}
    return {
        "basis": rate.basis, "words": rate.words, "unit": rate.indicator.unit.value, "decimals": rate.indicator.decimals,
        "period": period_record(rate.own.period), "value": rate.own.value, "source": rate.own.source,
        **{name: one.value if one else None for name, one in others.items()},
    }  # fmt: skip


def _comparator(standing: Standing, series: FigureRole) -> dict[str, Any]:
    """A comparator's figure; of a count it is ``total``, with no ``value`` to compare by, and ``why``."""
    value, whole = standing.comparators.get(series), standing.like_for_like
    if value is None:
        return {"value": None, "total": None, "why": None, "missing": "not given", "basis": None, "area": None, "source": None}
    missing = value.missing.value if value.missing else None
    return {
        "value": value.value if whole else None, "total": None if whole else value.value,
        "why": None if whole else "A count follows the size of a place: it is compared only as a rate or share.",
        "missing": missing, "basis": value.basis, "area": value.area, "source": value.source, "origin": value.origin,
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
    "england", "compared_as", "own_compared", "change", "rating", "why", "printed", "source", "load",
    "received", "origin", "neighbours_basis", "notice", "licence", "sources",
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
                *_compared(s),
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
                figure_sources.of_kpi(s),
            )
        )
    return to_csv(STANDING_COLUMNS, rows)


def _compared(standing: Standing) -> tuple[float | str | None, ...]:
    """Neighbours, region and nation as they compare, what in (empty: the figure's own unit), and the own figure in that; of a count a rate
    or share."""
    beside = [like_for_like.beside(standing, x) for x in (FigureRole.NEIGHBOURS, FigureRole.REGION, FigureRole.ENGLAND)]
    found = [None if one.elsewhere else one.value for one in beside]  # a column has no room for another period
    own = standing.own
    if standing.like_for_like:
        return (*(v.value if v else None for v in found), "", None)
    if like_for_like.by_share(standing):
        return (*(v.share if v else None for v in found), f"% of {standing.indicator.share_of}", own.share if own else None)
    rate = like_for_like.rate_of(standing)
    if rate is None:
        return (None, None, None, "not compared: no rate is loaded", None)
    return (*(v.value if v else None for v in found), f"{rate.words}, {rate.own.period.label}", rate.own.value)


def _why(standing: Standing) -> str:
    """Why the rating is what it is, and that the figure is for part of a year where it is."""
    part = part_year.mark(standing)
    return f"{standing.rating.why} This figure is {part}.".replace("?.", "?") if part else standing.rating.why


SINCE_COLUMNS = (
    "area", "code", "title", "unit", "polarity", "since", "period_then", "value_then", "missing_then", "rating_then", "source_then",
    "load_then", "until", "period_now", "value_now", "missing_now", "rating_now", "source_now", "load_now", "change", "word", "judged_on",
    "period_year_before", "value_year_before", "change_on_year_before", "verdict_now", "notice", "licence",
)  # fmt: skip


def since_csv(rows: Iterable[ChangeSince], days: tuple[date, date], area: str, notice: str, licence: str) -> bytes:
    """One row a KPI as it stood at the end of each of two days, with what became of it; unrounded figures.

    ``change`` is from the figure then; ``word`` is of that change, or, where ``judged_on`` says so, of the change on the year before.
    """
    found = []
    for row in rows:
        i = row.now.indicator
        then, now = ((_iso(day), *_stood(s)) for day, s in zip(days, (row.then, row.now), strict=True))
        year = row.now.year_ago
        before = (year.before.period.label, year.before.value, year.value) if year else ("", None, None)
        base = ("same period a year before" if row.seasonal else "figure then") if row.move in JUDGED else ""
        found.append((
            area, i.code, i.title, i.unit.value, i.polarity.value, *then, *now, row.change, str(row.word), base, *before,
            verdict(row.now).words, notice, licence,
        ))  # fmt: skip
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
        key = (row["area"], row["series"], row["measure"], row["origin"], counted_of(row["basis"] or ""), *dates)
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


def in_words(record: Mapping[str, Any], decimals_of: Mapping[str, Indicator], nation: str = "England") -> str:
    """One line of ``show`` without ``--json``, in the unit that the record says: a published series may have another than its KPI."""
    indicator = replace(decimals_of[record["code"]], unit=Unit(record["unit"]), decimals=record["decimals"])
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
    if (line := record.get("published_line")) is not None and line["value"] is not None:
        unit = replace(indicator, unit=Unit(line["unit"]))
        others = ", ".join(filter(None, (others, f"DfE {formats.figure(line['value'], unit)} ({line['period']['shown']})")))
    others = "; ".join(filter(None, (others, _rate_in_words(record.get("rate"), indicator, nation))))
    period = record["period"]["shown"] if record["period"] else ""
    return f"{record['code']:<3} {indicator.short:<34}{value:>19}  {period:<40}{record['rag']['status']:<11}{others}".rstrip()


def _rate_in_words(rate: Mapping[str, Any] | None, indicator: Indicator, nation: str) -> str:
    """As in: 5.1 per 1,000 EHC plans (2024), neighbours 6.0, region 7.2, England 7.1; empty where there is no rate."""
    if rate is None:
        return ""
    unit = replace(indicator, unit=Unit(rate["unit"]), decimals=rate["decimals"])
    names = (("neighbours", FigureRole.NEIGHBOURS), ("region", FigureRole.REGION), (nation, FigureRole.ENGLAND))
    others = [f"{name} {formats.figure(rate[series.value], unit)}" for name, series in names if rate[series.value] is not None]
    return ", ".join((f"{formats.figure(rate['value'], unit)} {rate['words']} ({rate['period']['shown']})", *others))
