"""How to read a chart, in a few lines made from what is drawn: a mark, a line or a series that is not there is not spoken of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.text import plain

HOLLOW = "A hollow mark is a figure that its source may still change: provisional, estimated, revised or projected."
GAP = "Where a line stops and starts again, a figure is missing or the method changed. Nothing is drawn across."
BREAK = "A dotted upright line says that the method changed there. Do not compare figures across it."
EVENT = "A thin upright line is an event that someone noted. That it stands there does not make it the cause."
LETTERS = " Its letter is explained below the chart."
ENDS = "Each line is named at its right end with its newest figure."
LIMITS = "Two dashed lines are the limits: nearly all figures fall between them while nothing but chance is at work."
ONE_LIMIT = "The dashed line is a limit: few figures pass it while nothing but chance is at work."
BANDS = ("low", "moderate", "high", "very high")
LEVELS = ("Mean", "Lower limit", "Upper limit", "Target")


@dataclass(frozen=True, slots=True)
class ChartContents:
    """What of a chart shows: its series with a figure, by name, and its marks, lines and words."""

    series: tuple[Mapping[str, Any], ...]
    shapes: tuple[Mapping[str, Any], ...]
    notes: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(str(one.get("name", "")) for one in self.series)

    @property
    def hollow(self) -> bool:
        """A hollow mark of a figure; of targets and the other origin's rings hollow is the usual form."""
        return any(
            "open" in symbol and size for one in self.series if one.get("name") not in ("Target", "DfE", "Scorecard")
            for symbol, size in _marks(one)
        )  # fmt: skip

    @property
    def cut(self) -> bool:
        """A line of figures with a place left empty between two of them."""
        lines = (one for one in self.series if "lines" in str(one.get("mode", "")) and one.get("name") not in LEVELS)
        return any(_cut(one.get("y") or ()) for one in lines)

    def upright(self, dash: str) -> bool:
        return any(
            one.get("type") == "line" and one.get("yref") == "paper" and one.get("x0") == one.get("x1") and one["line"].get("dash") == dash
            for one in self.shapes
        )

    def says(self, beginning: str) -> bool:
        return any(note.startswith(beginning) for note in self.notes)


def explain(kind: str, figure: Mapping[str, Any]) -> tuple[str, ...]:
    """The lines for a chart of this kind; ``figure`` is the chart as Plotly is given it. Empty where nothing is drawn."""
    layout = figure.get("layout") or {}
    series = tuple(one for one in figure.get("data") or () if _drawn(one))
    notes = tuple(str(one.get("text", "")).replace("<b>", "").replace("</b>", "") for one in layout.get("annotations") or ())
    seen = ChartContents(series, tuple(layout.get("shapes") or ()), notes)
    return tuple(line for line in (*OF[kind](seen), *_always(seen, kind)) if line) if series else ()


def grid(before: Sequence[str], after: Sequence[str], moved: int, unscored: int) -> tuple[str, ...]:
    """How to read the risks' grids: the bands that hold an open risk ``before`` and ``after`` mitigation, how many of the risks have
    ``moved`` to a lower score, and how many have no score after it. Empty where no risk is open."""
    if not before:
        return ()
    bands = [band for band in BANDS if band in (*before, *after)]
    told = [
        "A box each for a likelihood, upwards, and an impact, to the right, both from 1 to 5. The number in it is one times the other.",
        f"Letter and shade say the band; open risks stand in {_listed(bands)}. A risk’s number opens it.",
    ]
    if after:
        less = f" {moved} of them {'stand' if moved != 1 else 'stands'} lower there." if moved else " None of them stands lower there."
        told.append(f"The second grid is what is left after mitigation.{less}")
    if unscored:
        verbs = ("have", "stand") if unscored != 1 else ("has", "stands")
        told.append(f"{unscored} {verbs[0]} no score after mitigation and {verbs[1]} in the first grid alone.")
    return tuple(told)


def _always(seen: ChartContents, kind: str) -> Iterator[str]:
    """What any chart may hold."""
    if seen.hollow and kind in ("trend", "time", "side", "gap"):
        yield HOLLOW
    if seen.cut:
        yield GAP
    if seen.upright("dot"):
        yield BREAK
    if seen.upright("solid"):
        yield EVENT + (LETTERS if "A" in seen.notes else "")


def _trend(seen: ChartContents) -> Iterator[str]:
    own = max(seen.series, key=lambda one: float((one.get("line") or {}).get("width", 0)))
    others = [name for name in seen.names if name not in (own.get("name"), "Target", "DfE")]
    thin = f"; {_listed(others)} {'are' if len(others) > 1 else 'is'} thinner" if others else ""
    yield f"Time runs from left to right. {own.get('name')} is the thick line{thin}. {ENDS}"
    if "Target" in seen.names:
        yield "The target is drawn in steps: each step counts from its own day until the next."
    if seen.says("Legal standard"):
        yield "The line straight across is the legal standard: what the law asks, whatever target was agreed."
    if "DfE" in seen.names:
        yield "The dashed line with crosses is what DfE publishes for the same area. It is another source and joined to no other line."
    if "c" in seen.notes:
        yield "The letter c at the foot is a figure hidden for small numbers. It is not zero."


def _bars(seen: ChartContents) -> Iterator[str]:
    if "All" in seen.names:
        yield "The pale bar is the whole, 100%. The dark bar on it is the part."
        return
    names = list(seen.names)
    yield f"A bar each for {_listed(names)}, for one period, from zero. The figure stands at its end."
    if seen.says("Target"):
        yield "The upright line named target is what the partnership set."
    if seen.says("Legal standard"):
        yield "The dotted upright line is the legal standard: what the law asks."
    if any("a total, not drawn" in note for note in seen.notes):
        yield "A count for a whole region or country is told in words only: drawn, it would dwarf one area’s."


MARKS = {
    "special cause: improvement": "A diamond is special cause, improvement: more than chance, and the right direction.",
    "special cause: concern": "A square is special cause, concern: more than chance, and the wrong direction.",
    "special cause: neutral, high": "A triangle that points up is special cause, high; for this KPI neither direction is right.",
    "special cause: neutral, low": "A triangle that points down is special cause, low; for this KPI neither direction is right.",
    "common cause": "A dot is common cause: what chance alone would give.",
    "left out of the limits": "A hollow ring was left out of the limits on purpose, for a reason on record.",
    "value": "A dot is a figure. There are too few of them for limits, so none is judged.",
}


def _xmr(seen: ChartContents) -> Iterator[str]:
    if "Mean" in seen.names:
        limits = {"Lower limit", "Upper limit"} & set(seen.names)
        yield " ".join(("The line across the middle is the mean.", *([LIMITS if len(limits) == 2 else ONE_LIMIT] if limits else [])))
        if any(one.get("name") == "Mean" and _cut(one.get("y") or ()) for one in seen.series):
            yield "Where the mean and the limits step, they are worked anew from there on."
    yield from (MARKS[name] for name in seen.names if name in MARKS)
    if "Target" in seen.names:
        yield "The dotted line in steps is the target. While both limits lie on one side of it, it is met, or missed, whatever chance does."


def _ranked(seen: ChartContents) -> Iterator[str]:
    own = [name for name in seen.names if name not in ("Other authorities", "Neighbours")]
    yield "Each bar is one authority, in order, and the order alone is no judgement: small differences swap places by chance."
    if own:
        yield f"The darkest bar is {_listed(own)}."
    if "Neighbours" in seen.names:
        yield "Bars with a letter are its neighbours; the letters are named at the right."
    lines = [note.split(" ", 1)[1].rsplit(" ", 1)[0] for note in seen.notes if note.startswith(("··· ", "— "))]
    lines += [note.removeprefix("– – ").rsplit(" ", 1)[0] for note in seen.notes if note.startswith("– – ")]
    if lines:
        yield f"{'A line' if len(lines) == 1 else 'Lines'} across, named at the right: {_listed(lines)}."


def _spread(seen: ChartContents) -> Iterator[str]:
    yield "A period each: the thin bar runs from the lowest authority to the highest, the wide bar holds the middle half of them."
    yield "The short line across is the middle one: half of the authorities are above it."
    if own := [name for name in seen.names if name not in ("Lowest to highest", "Middle half", "Middle")]:
        yield f"The dot is {_listed(own)}. In the wide bar it is like most."


def _regions(seen: ChartContents) -> Iterator[str]:
    yield "A bar a region, the best first. Those named in bold are the area, its own region and the country, where they compare."


def _time(seen: ChartContents) -> Iterator[str]:
    faint = any(one.get("opacity") == 0.55 for one in seen.series)
    bold = [note for note in seen.notes if note and any(note.startswith(f"{name} ") for name in seen.names)]
    yield f"Time runs from left to right. {ENDS}" if bold else "Time runs from left to right."
    if faint:
        yield "The thin pale lines are the neighbours one by one; the thicker one of their colour is their mean."


def _side(seen: ChartContents) -> Iterator[str]:
    many = f"{len(seen.series)} areas" if len(seen.series) > 1 else "One area"
    yield f"{many}, each with a colour, a dash and a mark of its own. {ENDS}"


def _years(seen: ChartContents) -> Iterator[str]:
    newest = seen.names[-1]
    earlier = " Earlier years are thinner, each with a dash and a mark of its own." if len(seen.series) > 1 else ""
    yield f"The months, terms or quarters of a year from left to right, a line a year. {newest} is the thick line.{earlier}"
    if len(seen.series) > 1:
        yield "Look up and down at one month: that compares like with like where the time of year matters."


def _rolling(seen: ChartContents) -> Iterator[str]:
    yield "Each place on the line is a whole year that ends there. Neighbouring places share eleven months, so it moves slowly and late."


def _gap(seen: ChartContents) -> Iterator[str]:
    yield f"How much worse pupils with SEN do than those without, in points, for {_listed(list(seen.names))}. {ENDS}"
    yield "A line that falls is a gap that closes."


def _interval(seen: ChartContents) -> Iterator[str]:
    if "95% interval" in seen.names:
        yield "The line with two ends is the 95% interval: how far chance alone may have moved the figure. Small numbers make it wide."
        if len(seen.series) > 3:
            yield "Another figure beyond its ends is called better or worse; one between them is similar."


def _funnel(seen: ChartContents) -> Iterator[str]:
    yield "Each mark is an authority: the further right the bigger its numbers, the further up the higher its figure."
    if any(name[:2].isdigit() for name in seen.names):
        yield "The curves are the limits of chance: wide for small numbers, narrow for big ones."
    said = {
        "Inside the limits": "A hollow mark lies inside the limits.",
        "Outside the limits": "A filled one lies outside: more than chance.",
    }
    if told := " ".join(words for name, words in said.items() if name in seen.names):
        yield told
    own = [name for name in seen.names if name not in ("Inside the limits", "Outside the limits") and not name[:2].isdigit()]
    if own:
        yield f"The biggest mark is {_listed(own)}."


OF: dict[str, Callable[[ChartContents], Iterator[str]]] = {
    "trend": _trend, "bars": _bars, "xmr": _xmr, "ranked": _ranked, "spread": _spread, "regions": _regions, "time": _time, "side": _side,
    "years": _years, "rolling": _rolling, "gap": _gap, "interval": _interval, "funnel": _funnel,
}  # fmt: skip


def _drawn(one: Mapping[str, Any]) -> bool:
    """Whether a series has a figure anywhere; a bar that lies has it to the right, all others upwards."""
    across = one.get("type") == "bar" and one.get("orientation") == "h"
    return any(value is not None for value in one.get("x" if across else "y") or ())


def _marks(one: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Each mark's symbol and size; the same for all where one is given, and none where the series has only a line."""
    if "markers" not in str(one.get("mode", "")):
        return
    marker, many = one.get("marker") or {}, len(one.get("y") or ())
    symbols, sizes = marker.get("symbol", "circle"), marker.get("size", 6)
    every = [symbols] * many if isinstance(symbols, str) else list(symbols)
    wide = [sizes] * many if isinstance(sizes, int | float) else list(sizes)
    yield from ((str(symbol), float(size or 0)) for symbol, size in zip(every, wide, strict=False))


def _cut(values: Sequence[Any]) -> bool:
    known = [at for at, value in enumerate(values) if value is not None]
    return bool(known) and known[-1] - known[0] + 1 > len(known)


def _listed(names: Sequence[str]) -> str:
    """Names in a sentence, each once; a name that differs only in marks counts once."""
    once = list({plain(name): name for name in names if name}.values())
    return once[0] if len(once) == 1 else f"{', '.join(once[:-1])} and {once[-1]}" if once else ""
