"""What stands beside a benchmark's chart: the figure and its place, who it is compared with, and what to know before quoting it."""

from __future__ import annotations

from data.model.indicator import Polarity
from data.model.observation import COMPARATORS, FigureRole
from data.text import first_capital, is_web_address
from kpis import formats
from kpis.benchmark import benchmark_text, measure_text
from kpis.benchmark.benchmark import Benchmark
from kpis.figures.figure import Value
from kpis.markup import Markup, html, joined
from kpis.standing.kpi_standing import gap
from pages.queries import area_view, measure_figures, session
from pages.queries.kept_once import kept_once
from pages.queries.measure_figures import BenchmarkKey
from pages.widgets import components


@kept_once(256)
def facts(asked: BenchmarkKey) -> Markup:
    """The whole column, drawn once a build, area, day, list of neighbours, measure, basis and period."""
    b = measure_figures.standing(asked)
    return _hero(b) + _comparisons(asked, b) + _origin(asked, b) + _caution(asked, b)


def _hero(b: Benchmark) -> Markup:
    when = formats.period(b.period, long=True)
    firm = f", {b.own.firmness}" if b.own and b.own.firmness else ""
    absent = "" if b.value is not None else " absent"
    figure = (
        formats.figure(b.value, b.indicator, b.missing) if b.own is not None and b.own.missing else formats.figure(b.value, b.indicator)
    )
    figure = "No figure" if b.value is None and not any(c.isalpha() for c in figure) else figure
    quarter = measure_text.quarter(b)
    place = benchmark_text.place_words(b).partition(",")[0] if quarter else benchmark_text.place_words(b)
    told = joined(html("<p class='small'>{}.</p>", first_capital(words)) for words in (place, quarter) if words)
    head = html("<p class='quiet'>{}</p>", first_capital(when) + firm)
    return html("<div>{}<span class='hero{}'>{}</span></div><div>{}</div>", head, absent, figure, told)


def _comparisons(asked: BenchmarkKey, b: Benchmark) -> Markup:
    names = {
        FigureRole.NEIGHBOURS: "Neighbours’ mean", FigureRole.REGION: b.region_area.name if b.region_area else "Region",
        FigureRole.ENGLAND: b.england_area.name if b.england_area else "England",
    }  # fmt: skip
    if not b.like_for_like:
        return _count(asked, b)
    body = joined(
        _row(components.role(s, names[s]), b.comparator(s), b.gap(s), b)
        for s in COMPARATORS
        if not (s is FigureRole.NEIGHBOURS and not b.members)
    )
    if b.best is not None:
        body += _row(f"Best neighbour: {asked.areas[b.best.area].name}", b.best.value, gap(b.value, b.best.value), b)
    before = b.change.before if b.change else None
    name = f"Before, {formats.period(before.period)}" if before else "Period before"
    body += _row(name, before.value if before else None, b.change.value if b.change else None, b, "No change")
    heads = (("Compared with", ""), ("Figure", "n"), ("Difference", "n last"))
    notes = [f"Neighbours: {b.basis}.", f"Region: {b.region_note}." if b.region_note else ""]
    notes.append("Differences are worked before rounding." if b.value is not None else "")
    told = " ".join(filter(None, notes))
    return components.table(heads, body, (48, 24, 28)) + html("<p class='quiet small'>{}</p>", told)


def _count(asked: BenchmarkKey, b: Benchmark) -> Markup:
    """What stands beside a count: its own period before, and the way to the rates that compare."""
    before = b.change.before if b.change else None
    name = f"Before, {formats.period(before.period)}" if before else "Period before"
    body = _row(name, before.value if before else None, b.change.value if b.change else None, b, "No change")
    heads = (("Compared with", ""), ("Figure", "n"), ("Difference", "n last"))
    why = "A count follows the size of a place, so it is not ranked and not set beside neighbours, region or England."
    rates = measure_figures.rates(asked)
    links = joined(
        [components.link(basis, "benchmark", area=b.area.name, kpi=asked.kpi, basis=basis, **_chosen(asked)) for basis in rates], ", "
    )  # fmt: skip
    way = html("<p class='small'>Compare by: {}.</p>", links) if rates else html("<p class='small'>No rate of it is published here.</p>")
    return components.table(heads, body, (48, 24, 28)) + html("<p class='quiet small'>{}</p>", why) + way


def _chosen(asked: BenchmarkKey) -> dict[str, str]:
    ids = {"neighbours": asked.among, "as_at": asked.as_at.isoformat() if asked.as_at else ""}
    return {key: one for key, one in ids.items() if one}


def _row(name: str, other: float | None, difference: float | None, b: Benchmark, level: str = "Level") -> Markup:
    shown, apart = formats.figure(other, b.indicator), formats.difference(difference, b.indicator, level=level)
    return html(
        "<tr><th scope='row'>{}</th><td class='n'>{}</td><td class='n last'>{}</td></tr>",
        name, components.quiet(shown), components.quiet(apart),
    )  # fmt: skip


def _origin(asked: BenchmarkKey, b: Benchmark) -> Markup:
    """The cell, how the series differs from the KPI, and what the scorecard itself says."""
    known, own = asked.found(), b.own
    assert known is not None
    told: list[str] = []
    if own is not None:
        way = components.link(f"{own.file}, {own.cell}", "sources", area=b.area.name, load=own.load, sheet=own.sheet, cell=own.cell)
        printed = f": printed ‘{own.raw}’" if own.raw and not _same(own) else ""
        told.append(html("{}{}.", way, printed))
    told += measure_text.differs(known.feed, b)
    if known.feed is not None:
        held = area_view.held_of(asked.place.view((asked.among, "", "")))
        local = measure_figures.local(held, asked.kpi)
        if local is not None:
            indicator = session.catalogue_of(asked.home, asked.build).indicators[asked.kpi]
            told.append(measure_text.scorecard(known.feed, b, local, indicator))
        told.append(components.link(f"{asked.kpi} on its own page", "kpi", area=b.area.name, kpi=asked.kpi))
    return _part("Where it comes from", told)


def _same(value: Value) -> bool:
    """Whether the printed text is nothing but the figure, as in a file that holds numbers rather than texts."""
    try:
        return float(value.raw) == value.value
    except ValueError:
        return False


def _caution(asked: BenchmarkKey, b: Benchmark) -> Markup:
    """What checks found in these figures, what DfE notes of the area, and what changed since the release before."""
    told = [f"{period}: {what} {hint}" for period, what, hint in measure_figures.findings(asked)[:4]]
    told += measure_figures.notes(asked)
    told += measure_figures.revised(asked)[:4]
    if b.indicator.polarity is Polarity.NEUTRAL:
        told.append("Neither way is better: the order is of size, not of merit.")
    return _part("Before you quote it", told)


def _part(title: str, told: list[str]) -> Markup:
    lines = joined(html("<p class='small'>{}</p>", words) for words in told)
    return html("<div><h2>{}</h2>{}</div>", title, lines) if told else Markup()


@kept_once(64)
def about(asked: BenchmarkKey) -> Markup:
    """What the measure is, in the publisher's words, and where it is published."""
    known, b = asked.found(), measure_figures.standing(asked)
    assert known is not None
    held = measure_figures.measures(asked.home, asked.build, asked.as_at)
    feed = known.feed
    told = [("Published as", feed.title), ("Basis", feed.basis), ("Differs from the KPI", feed.near)] if feed else []
    better = {"higher": "higher", "lower": "lower", "neutral": "neither: never ranked or called better"}[b.indicator.polarity]
    drawn = components.fact_list([*told, ("Better is", better)], (22, 78))
    for id in asked.ids:
        if row := held.get(id):
            link = html("<p><a href='{}'>{}</a></p>", row["link"], row["link"]) if is_web_address(str(row["link"])) else Markup()
            words = [("Definition", row["description"]), ("How DfE works it out", row["method"]), ("Topic", row["topic"]),
                     ("Over", row["over"]), ("Year", row["year_type"]), ("Owner", row["owner"]), ("Updated", row["updated"]),
                     ("Next update", row["next_update"]), ("Name in the file", id), ("Release", row["edition"])]  # fmt: skip
            plain = [(name, " ".join(str(text or "").split())) for name, text in words]
            drawn += components.heading(row["title"], level=2) + components.fact_list(plain, (22, 78)) + link
    return drawn
