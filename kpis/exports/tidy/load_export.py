"""Loads as plain records: what ``cli.py load`` prints of a file that was read, refused, or published."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from data.model.area import Area
from data.model.loaded_file import Loaded
from data.model.publication import Release
from data.model.questions import Question
from kpis.exports.tidy.standing_export import period_record
from kpis.standing.kpi_standing import RevisedFigure
from kpis.verdict.load_effect import VerdictChange, figure_words


def refused_record(file: str, why: str) -> dict[str, Any]:
    stop = {"severity": "stop", "where": file, "what": why, "hint": "", "code": None}
    return {
        "id": None, "file": file, "format": None, "published": False, "refused": why, "area": None, "cells": {}, "observations": 0,
        "missing": 0, "changes": [], "findings": [stop], "questions": [],
    }  # fmt: skip


def load_record(loaded: Loaded) -> dict[str, Any]:
    with_value = sum(o.value is not None for o in loaded.observations)
    findings = [{"severity": f.severity.value, "where": f.where, "what": f.what, "hint": f.hint, "code": f.indicator or None}
                for f in loaded.findings]  # fmt: skip
    return {
        "id": None, "file": loaded.file, "format": loaded.format, "published": False, "area": loaded.reporter, "cells": loaded.counts(),
        "observations": with_value, "missing": len(loaded.observations) - with_value, "findings": findings,
        "questions": [question_record(q) for q in loaded.questions],
    }  # fmt: skip


def release_record(release: Release, load: int | None, new: bool, build: str) -> dict[str, Any]:
    """A release of published figures as ``load --json`` gives it."""
    found = [{"severity": f.severity.value, "where": f.where, "what": f.what, "hint": f.hint, "code": f.indicator or None}
             for f in release.findings]  # fmt: skip
    record: dict[str, Any] = {
        "id": load, "file": ", ".join(release.files), "format": release.publication.partition(":")[0], "published": new,
        "publication": release.publication, "title": release.title, "edition": release.edition, "area": None, "cells": dict(release.counts),
        "observations": release.counts.get("figures", 0), "missing": release.counts.get("missing", 0), "changes": [], "findings": found,
        "questions": [], "neighbours": [x.edition for x in release.lists], "build": build,
    }  # fmt: skip
    if load is not None and not new:
        record["unchanged"] = f"These files are already loaded, as load {load}. Nothing was changed."
    return record


def moved_record(moved: RevisedFigure) -> dict[str, Any]:
    """A figure that a load changes, as ``load --json`` gives it."""
    return {
        "code": moved.indicator, "series": moved.series.value, "measure": moved.measure.value, "period": period_record(moved.period),
        "withheld": moved.withheld, "was": moved.was[0], "was_missing": moved.was[1].value if moved.was[1] else None, "now": moved.now[0],
        "now_missing": moved.now[1].value if moved.now[1] else None, "was_load": moved.load, "was_source": moved.source,
    }  # fmt: skip


def effect_record(change: VerdictChange) -> dict[str, Any]:
    """A KPI whose rating or verdict a load changes, as ``load --json`` gives it; ``was_verdict`` is null where nothing was held of it."""
    return {
        "code": change.after.indicator.code, "was_rating": change.rating_before.value, "rating": change.after.rating.status.value,
        "was_verdict": change.was.words if change.was else None, "verdict": change.would_be.words,
        "was": figure_words(change.before), "now": figure_words(change.after),
    }  # fmt: skip


def question_record(question: Question) -> dict[str, Any]:
    """One question of a file as a plain record."""
    asks = {
        "column": f"What does the column ‘{question.printed}’ hold?",
        "kpi": f"Which KPI is ‘{question.printed}’?",
        "scale": f"Are {question.printed} shares, 0.9 for 90%, or per cent? One answer for the table",
        "period": f"Of which period are the figures under ‘{question.printed}’?",
    }[question.kind]
    return {
        "kind": question.kind, "key": question.key, "printed": question.printed, "asks": asks, "where": question.where,
        "likely": list(question.likely), "seen": list(question.seen),
    }  # fmt: skip


def _release_in_words(result: Mapping[str, Any]) -> list[str]:
    state = result.get("unchanged") or (f"Published as load {result['id']}." if result["published"] else "Read, not kept.")
    counts = ", ".join(f"{count:,} {what}" for what, count in result["cells"].items() if count)
    lists = f" Neighbours: {', '.join(result['neighbours'])}." if result["neighbours"] else ""
    return [f"{result['title']}, {result['edition']}: {state}", f"  {counts}.{lists}"]


def _effect_in_words(result: Mapping[str, Any]) -> list[str]:
    return [
        f"  rating: {one['code']}: {one['was']}, {one['was_rating']}, {one['was_verdict'] or 'nothing held'} → {one['now']}, "
        f"{one['rating']}, {one['verdict']}"
        for one in result.get("effect", ())
    ]


INWARD = ("entry", "reader", "rereads", "since")  # how a build holds a load; a load read again says so in its reason


def ledger_records(rows: Sequence[Mapping[Any, Any]], areas: Mapping[str, Area]) -> list[dict[str, Any]]:
    """Every load of the ledger as ``loads --json`` gives it."""
    return [
        {**{key: value for key, value in row.items() if key not in INWARD},
         "recorded_at": f"{row['recorded_at'].isoformat()}Z", "received": row["received"].isoformat(),
         "withdrawn": bool(row["withdrawn"]), "decided_at": f"{row['decided_at'].isoformat()}Z" if row["decided_at"] else None,
         "cells": json.loads(row["cells"]), "area": areas[row["area"]].name if row["area"] in areas else None}
        for row in rows
    ]  # fmt: skip


def ledger_line(row: Mapping[str, Any]) -> str:
    """One load of the ledger as a line of text."""
    counts = f"{row['observations']} figures, {row['missing']} without"
    counts += f", withdrawn: {row['decided_why']}" if row["withdrawn"] else ""
    return f"{row['id']:>4}  received {row['received']}  {row['area'] or row['title']:<24}{row['file']:<36}{counts}, by {row['who']}"


def _plan_in_words(result: Mapping[str, Any]) -> list[str]:
    state = result.get("unchanged") or ("Kept as a version of the plan." if result["published"] else "Read, not kept.")
    return [f"{result['file']}: {state}", f"  {result['title']}: {result['actions']} actions, {result['dated']} with a due date."]


def load_in_words(result: Mapping[str, Any]) -> list[str]:
    """Lines about one loaded file, from its record: what became of it, what it changes, findings, questions."""
    lines: list[str] = []
    if "refused" not in result:
        cells = result["cells"]
        if "publication" in result:
            return [
                *_release_in_words(result),
                *_effect_in_words(result),
                *(f"  {f['severity']}: {f['where']}: {f['what']} {f['hint']}" for f in result["findings"]),
            ]
        if "actions" in result:
            return [*_plan_in_words(result), *(f"  {f['severity']}: {f['where']}: {f['what']} {f['hint']}" for f in result["findings"])]
        state = result.get("unchanged") or (f"Published as load {result['id']}." if result["published"] else "Read, not kept.")
        kinds = ", ".join(f"{cells[kind]} {kind}" for kind in cells if kind != "non_empty")
        lines += [
            f"{result['file']}: {state}",
            f"  {cells['non_empty']} cells: {kinds}. {result['observations']} figures, {result['missing']} without one.",
        ]
        for change in result["changes"]:
            was, now = (change[k] if change[k] is not None else f"({change[f'{k}_missing']})" for k in ("was", "now"))
            place = f"{change['code']} {change['series']}, {change['period']['label']}"
            if change["withheld"]:
                lines.append(f"  withholds: {place}: no longer shown, nor what load {change['was_load']} gave")
                continue
            lines.append(f"  changes: {place}: {was} in load {change['was_load']}, now {now}")
        lines += _effect_in_words(result)
        lines += [f"  {f['severity']}: {f['where']}: {f['what']} {f['hint']}" for f in result["findings"]]
    for question in result["questions"]:
        likely = f" Likeliest: {', '.join(question['likely'])}." if question["likely"] else ""
        lines.append(f"  asks: {question['asks']} ({question['where']}){likely}")
    if result["questions"]:
        lines.append("  Answer on the Load page, or write them to a file with --ask FILE, fill it in, and load with --map FILE.")
    return lines
