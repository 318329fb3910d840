"""The table of each view of a benchmark: the chart's equal in words, every absence named."""

from __future__ import annotations

from collections.abc import Sequence

from data.model.area import ranked_beside
from data.model.observation import FigureRole
from kpis import formats
from kpis.benchmark import benchmark_series
from kpis.benchmark.benchmark import Benchmark, bands, neighbour_values, numbers, rank
from kpis.figures.figure import Value
from kpis.markup import Markup, html, joined
from kpis.standing.kpi_standing import gap
from pages.queries import measure_figures
from pages.queries.kept_once import kept_once
from pages.queries.measure_figures import BenchmarkKey
from pages.widgets import components

MOST_PERIODS = 12


@kept_once(64)
def table(asked: BenchmarkKey, view: str, others: tuple[str, ...]) -> Markup:
    """The table of one view, drawn once."""
    b = measure_figures.standing(asked)
    near = [code for code, _ in b.members]
    wide = [a.code for a in (b.region_area, b.england_area) if a is not None]
    if view == "ranked":
        return _every(asked, b)
    if view == "time" and not b.like_for_like:
        return _periods(asked, b, [asked.area], mean=False)
    if view == "time":
        return _periods(asked, b, [asked.area, *wide, *near], mean=bool(near))
    if view == "spread":
        return _spread(asked, b)
    if view == "regions":
        return _regions(asked, b)
    return _periods(asked, b, [asked.area, *others], mean=False)


def _every(asked: BenchmarkKey, b: Benchmark) -> Markup:
    """One row an authority in the chart's order, then those without a figure, then regions and the nation."""
    held = benchmark_series.ranked(b.authorities, asked.areas, b.indicator.polarity)
    places, quarters = _standings(b)
    silent = sorted((v for v in b.authorities.values() if v.value is None), key=lambda v: asked.areas[v.area].name)
    wider = sorted((v for code, v in b.field.at(b.period).items() if code not in b.authorities and code in asked.areas),
                   key=lambda v: (asked.areas[v.area].level.role is not FigureRole.REGION, asked.areas[v.area].name))  # fmt: skip
    near = dict(b.members)

    def row(value: Value) -> Markup:
        area = asked.areas[value.area]
        who = FigureRole.OWN if value.area == b.area.code else FigureRole.NEIGHBOURS if value.area in near else None
        name = components.role(who, area.name) if who else area.name
        region = asked.areas[area.region].name if area.level.ranked and area.region in asked.areas else ""
        here = Markup(" class='here'") if who is FigureRole.OWN else Markup()
        return html(
            "<tr{here}><td class='n'>{place}</td><th scope='row'>{name}</th><td>{region}</td><td class='n'>{figure}</td><td>{quarter}</td>"
            "<td>{cell}</td></tr>",
            here=here, place=places.get(value.area, ""), name=name, region=region,
            figure=formats.figure(value.value, b.indicator, value.missing), quarter=quarters.get(value.area, ""), cell=value.cell,
        )  # fmt: skip

    place, quarter = ("Place", "Quarter") if places else ("", "")
    heads = ((place, "n"), ("Area", ""), ("Region", ""), ("Figure", "n"), (quarter, ""), ("In the file", ""))
    body = joined(row(v) for v in (*held, *silent, *wider))
    return components.table(heads, body, (7, 29, 23, 13, 10, 18), f"{b.indicator.short}, every area")


def _standings(b: Benchmark) -> tuple[dict[str, int], dict[str, str]]:
    values = numbers(b.authorities)
    return rank(values, b.indicator), bands(values, b.indicator, quartiles=b.field.quartiles)


def _periods(asked: BenchmarkKey, b: Benchmark, codes: Sequence[str], *, mean: bool) -> Markup:
    """One row an area, one column a period, the newest twelve; every absence has its name."""
    known = asked.found()
    assert known is not None
    periods = list(known.periods().values())[:MOST_PERIODS][::-1]
    roles = {b.area.code: FigureRole.OWN} | {
        a.code: s for a, s in ((b.region_area, FigureRole.REGION), (b.england_area, FigureRole.ENGLAND)) if a
    }
    rows = [(components.role(roles[c], asked.areas[c].name) if c in roles else asked.areas[c].name, b.field.values.get(c, ()))
            for c in codes]  # fmt: skip
    if mean:
        near = [code for code, _ in b.members]
        rows.insert(
            1, (components.role(FigureRole.NEIGHBOURS, "Neighbours’ mean"), neighbour_values(b.field, near, b.edition, asked.areas))
        )
    body = Markup()
    for name, values in rows:
        by = {(v.period.kind, v.period.first, v.period.last, v.period.label if v.period.first is None else ""): v for v in values}
        cells = Markup()
        for p in periods:
            value = by.get((p.kind, p.first, p.last, p.label if p.first is None else ""))
            words = formats.figure(value.value, b.indicator, value.missing) if value else formats.DASH
            absent = Markup(" style='white-space:normal'") if value is None or value.value is None else Markup()
            cells += html("<td class='n'{}>{}</td>", absent, components.quiet(words))
        body += html("<tr><th scope='row'>{}</th>{}</tr>", name, cells)
    heads = [("Area", ""), *((formats.period(p), "n") for p in periods)]
    left = 22
    return components.table(heads, body, (left, *[(100 - left) / len(periods)] * len(periods)), f"{b.indicator.short} over time")


def _spread(asked: BenchmarkKey, b: Benchmark) -> Markup:
    """One row a period: how the authorities lie, and the area's own figure and place among them."""
    body, ranked = Markup(), ranked_beside(b.area, asked.areas)
    for spread in reversed(benchmark_series.spreads(b.field, b.area, asked.areas)):
        here = {c: v for c, v in b.field.at(spread.period).items() if c in ranked}
        own = here.get(b.area.code)
        place = rank(numbers(here), b.indicator).get(b.area.code)
        edges = spread.quantiles or (None,) * 5
        cells = joined(html("<td class='n'>{}</td>", components.quiet(formats.figure(edge, b.indicator))) for edge in edges)
        figure = formats.figure(own.value, b.indicator, own.missing) if own else formats.DASH
        body += html(
            "<tr><th scope='row'>{}</th>{}<td class='n big'>{}</td><td class='n last'>{}</td></tr>",
            formats.period(spread.period), cells, components.quiet(figure),
            f"{place} of {spread.of}" if place else f"{spread.of} with a figure",
        )  # fmt: skip
    place_or_all = "Place" if b.indicator.polarity != "neutral" else "Authorities"
    heads = (("Period", ""), ("Lowest", "n"), ("A quarter below", "n"), ("Middle", "n"), ("A quarter above", "n"), ("Highest", "n"),
             (components.role(FigureRole.OWN, b.area.name), "n"), (place_or_all, "n last"))  # fmt: skip
    return components.table(heads, body, (16, 11, 13, 11, 13, 11, 12, 13), f"{b.indicator.short}, spread of authorities")


def _regions(asked: BenchmarkKey, b: Benchmark) -> Markup:
    """One row a region and the nation, with the difference from the area where figures compare."""
    values = [*benchmark_series.regions(b, asked.areas), *([b.england] if b.england else [])]
    body = Markup()
    for v in values:
        apart = formats.difference(gap(b.value, v.value), b.indicator) if b.like_for_like else formats.DASH
        figure = formats.figure(v.value, b.indicator, v.missing)
        body += html(
            "<tr><th scope='row'>{}</th><td class='n'>{}</td><td class='n'>{}</td><td class='last'>{}</td></tr>",
            asked.areas[v.area].name, figure, components.quiet(apart), v.cell,
        )  # fmt: skip
    heads = (("Region", ""), ("Figure", "n"), (f"{b.area.name} is", "n"), ("In the file", "last"))
    return components.table(heads, body, (40, 20, 20, 20), f"{b.indicator.short}, regions")
