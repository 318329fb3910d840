"""A release of published figures on the Sources page: a figure followed to its line, counts, findings, notes, and what it changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from data.model.period import Period, PeriodKind
from kpis import formats
from kpis.benchmark import release_text
from kpis.benchmark.revisions import Revision
from kpis.exports.csv_tables.published_csv import changed_csv
from kpis.markup import Markup, html, joined
from kpis.standing.area_view import AreaView
from pages.files import uploads
from pages.queries import area_view, load_ledger, published_figures, session
from pages.queries.area_view import AreaKey
from pages.queries.kept_once import kept_once
from pages.widgets import components
from pages.widgets.image_export import file_name
from pages.widgets.markdown_text import markdown

MOST = 12  # rows of each table; the CSV has them all


def facts(row: Mapping[Any, Any]) -> Markup:
    """A release's line in words: what it is, its files, and what became of its rows."""
    counts = release_text.counts(json.loads(row["cells"]), row["publication"])
    told = [("Release", f"{row['title']}, {row['edition']}".rstrip(", ")), ("Files", _named(row["file"])), ("What was read", f"{counts}.")]
    return components.fact_list(told, (18, 82))


def _named(files: str) -> str:
    """The files of a release, those of one zip as one."""
    counts = Counter(name.partition("/")[0] for name in files.split(", "))
    return ", ".join(f"{name} ({n} files)" if n > 1 else name for name, n in counts.items())


def received(row: Mapping[Any, Any], raw: Path) -> list[tuple[str, Path]]:
    """The files as received that are still kept, each with its name. The ledger names the files of a zip by the zip."""
    kept = row["kept_as"].split(", ")
    if len(kept) == 1 and not row["publication"]:
        names = [copy_name(row)]
    else:
        names = list(dict.fromkeys(name.partition("/")[0] for name in row["file"].split(", ")))
    names += [f"left-aside-{n}{Path(one).suffix}" for n, one in enumerate(kept[len(names) :], 1)]
    return [(name, raw / one) for name, one in zip(names, kept, strict=False) if one and (raw / one).exists()]


def is_copy(row: Mapping[Any, Any]) -> bool:
    """Whether a clean copy of a load's file is kept, and not the file itself."""
    return not row["publication"] and str(row["kept_as"]).partition(".")[0] != row["sha256"]


def copy_name(row: Mapping[Any, Any]) -> str:
    """The name under which what is kept of a load's file is handed out: a clean copy bears the ending of what it is."""
    return str(Path(row["file"]).with_suffix(Path(row["kept_as"]).suffix)) if is_copy(row) else str(row["file"])


def findings(held: AreaView, load: int) -> Markup:
    rows = [f for f in load_ledger.findings_of(area_view.key_of(held).place.on_any_day("-")).to_dict("records") if f["load"] == load]
    return components.heading(f"Findings of load {load}: {len(rows)}", level=2) + uploads.findings(rows)


def notes(held: AreaView, load: int) -> Markup:
    """DfE's notes on the area's figures, of this release."""
    found = published_figures.notes(area_view.key_of(held).place.on_any_day(), load)
    if not found:
        return Markup()
    by_words: dict[str, list[str]] = {}
    for note in found:
        by_words.setdefault(note.words, []).append(" ".join(filter(None, (note.measures.rstrip("/"), note.year))))
    body = joined(html("<p>{} <span class='quiet small'>{}</span></p>", words, ", ".join(where)) for words, where in by_words.items())
    return components.heading(f"DfE’s notes on {held.area.name}: {len(by_words)}", level=2) + body


def followed(held: AreaView, load: int, file: str, cell: str) -> Markup:
    """The figures that a link pointed at, as printed and as read."""
    rows = published_figures.printed(session.home(), held.build, load, (file, cell))
    where = f"{file}, {cell}" if file else cell
    if not rows:
        return html("<p role='status'>Load {} holds no figure at {}.</p>", load, where)
    areas = session.catalogue_of(session.home(), held.build).areas
    body = Markup()
    for row in rows:
        period = Period(row["label"], PeriodKind(row["kind"]), row["first"], row["last"])
        became = "a figure" if row["value"] is not None else "no figure"
        read = f"{row['value']:,.10g}" if row["value"] is not None else str(row["missing"])
        area = areas[row["area"]].name if row["area"] in areas else row["area"]
        firm = "" if row["status"] in ("as reported", "final") else f", {row['status']}"
        body += html(
            "<tr class='here'><td class='small'>{file}<br>{cell}</td><th scope='row'>{title}</th><td>{area}</td>"
            "<td>{period} <span class='quiet small'>printed ‘{label}’</span></td><td><code>{raw}</code></td>"
            "<td>{became}: {read}{firm}</td></tr>",
            file=row["file"], cell=row["cell"], title=row["title"], area=area, period=formats.period(period), label=row["label"],
            raw=row["raw"] or "(blank)", became=became, read=read.replace("-", formats.MINUS), firm=firm,
        )  # fmt: skip
    heads = (("File and place", ""), ("Measure", ""), ("Area", ""), ("Period", ""), ("As printed", ""), ("Read as", "last"))
    sub = "As it stands in the file, and as it was read; figures are exact here, rounded elsewhere."
    return (
        components.heading(f"{cell} of load {load}", sub, 2)
        + components.table(heads, body, (24, 28, 12, 16, 9, 11))
        + Markup("<div style='height:.6rem'></div>")
    )


def revised(held: AreaView, load: int) -> None:
    """What a release says otherwise than the one before it: by measure, and this area's largest movements."""
    _, rank, before = published_figures.rank_of(session.home(), held.build, load)
    if rank and before is not None:
        of = area_view.key_of(held).place.on_any_day()
        components.write(_revised(of, load))
        found = published_figures.revised(of, load)
        if found:
            days, name = (before["received"], published_figures.received(session.home(), held.build, load)), held.area.name
            st.download_button(
                markdown("Download the {} changed figures of {}", len(found), name), lambda: changed_csv(found, name, days, session.OGL),
                f"{file_name(held.area.name)}-changed-by-load-{load}.csv", "text/csv", on_click="ignore", key="revised_csv",
            )  # fmt: skip


@kept_once(32)
def _revised(of: AreaKey, load: int) -> Markup:
    """The revision report, drawn once a build, area and load."""
    _, _, before = published_figures.rank_of(of.home, of.build, load)
    assert before is not None
    counts, found = published_figures.revised_counts(of.home, of.build, load), published_figures.revised(of, load)
    name = session.catalogue_of(of.home, of.build).areas[of.area].name
    was, day = formats.day(before["received"]), formats.day(published_figures.received(of.home, of.build, load))
    total = sum(row["figures"] for row in counts)
    sub = f"Against {before['title']}, {before['edition']}, received {was} (load {before['load']}); this one was received {day}. "
    sub += "Figures that only one of the two holds are not counted."
    head = components.heading("What this release changed", sub, 2)
    if not total:
        return head + Markup("<p>Every figure that both hold is the same.</p>")
    rows = joined(
        html("<tr><th scope='row'>{}</th><td class='n'>{:,}</td><td class='n'>{:,}</td><td class='n last'>{}</td></tr>",
             row["title"], row["figures"], row["areas"], _spell(row))
        for row in counts[:MOST]
    )  # fmt: skip
    heads = (("Measure", ""), ("Figures", "n"), ("Areas", "n"), ("Gained, lost a number", "n wrap last"))
    more = html("<p class='quiet small'>And {} more measures.</p>", len(counts) - MOST) if len(counts) > MOST else Markup()
    told = html("<p>{:,} figures of {:,} measures changed; {:,} of them are {}’s.</p>", total, len(counts), len(found), name)
    return head + told + components.table(heads, rows, (58, 14, 12, 16), "Changed figures by measure") + more + _largest(found, name)


def _spell(row: Mapping[Any, Any]) -> str:
    return f"{row['gained']}, {row['lost']}" if row["gained"] or row["lost"] else formats.DASH


def _largest(found: tuple[Revision, ...], name: str) -> Markup:
    if not found:
        return Markup()
    body = Markup()
    for one in found[:MOST]:
        was, now = (formats.figure(value, one.indicator, why) for value, why in (one.was, one.now))
        by = components.quiet(formats.difference(one.by, one.indicator, level="Less than shown"))
        body += html(
            "<tr><th scope='row'>{title}</th><td>{period}</td>"
            "<td class='n'>{was}</td><td class='n big'>{now}</td><td class='n last'>{by}</td></tr>",
            title=one.indicator.title, period=formats.period(one.period), was=was, now=now, by=by,
        )  # fmt: skip
    heads = (("Measure", ""), ("Period", ""), ("Was", "n"), ("Is now", "n"), ("By", "n last"))
    title = f"{name}: the largest movements, for the size of the figure"
    gap = Markup("<div style='height:.7rem'></div>")
    return gap + components.heading(title, level=2) + components.table(heads, body, (46, 14, 13, 13, 14), title)
