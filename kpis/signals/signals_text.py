"""Sentences about what is chance and what is not. Every one follows from the judged line."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date

from data.text import first_capital
from kpis import formats
from kpis.signals.signals import PRESET_WORDS, REDRAW, Assurance, NoSignalReason, Signal, Variation, finer
from kpis.stats.spc import BASELINE, MDC

ASIDE = "seasonal, and limits know no season: the verdict leaves this aside"
COUNTED = {
    Variation.IMPROVEMENT: "{n} improvement", Variation.CONCERN: "{n} concern", Variation.HIGH: "{n} neutral (high)",
    Variation.LOW: "{n} neutral (low)",
}  # fmt: skip
NOT_JUDGED = {
    NoSignalReason.NOTHING: "without figures", NoSignalReason.YEARLY: "yearly", NoSignalReason.OVERLAPPING: "of overlapping periods",
    NoSignalReason.OTHER: "not monthly or termly",
    NoSignalReason.OWN_YEAR: "relative to their own year", NoSignalReason.FEW: "with too few values", NoSignalReason.ZEROS: "mostly zeros",
    NoSignalReason.NO_LIMITS: "without limits",
}  # fmt: skip


def title(found: Sequence[Signal]) -> str:
    """The finding over all KPIs, each against the limits of its own line: how many show special cause, of which kind, and how many are
    not judged. The title's one base is the newest figure against those limits.
    """
    counts = Counter(one.variation for one in found if one.variation)
    special = sum(n for variation, n in counts.items() if variation is not Variation.COMMON)
    refused = Counter(one.why for one in found if one.why)
    if not counts:
        return f"No KPI can be judged by statistical process control{_refusals(refused)}"
    kinds = ", ".join(words.format(n=counts[kind]) for kind, words in COUNTED.items() if counts[kind])
    verb = "show" if special != 1 else "shows"
    head = f"{special} KPI{'s' if special != 1 else ''} {verb} special cause: {kinds}" if special else "No KPI shows special cause"
    common = counts[Variation.COMMON]
    return f"{head}{f'; {common} common cause only' if common else ''}{_refusals(refused)}"


def verdicts_by(preset: str) -> str:
    """Which rules the verdicts beside the signals rest on."""
    usual = f"The verdict beside each is judged by the rules of {PRESET_WORDS[MDC.name]} and by its target"
    return f"{usual}." if preset == MDC.name else f"{usual}; with the rules chosen here a signal may differ from it."


def _refusals(refused: Counter[NoSignalReason]) -> str:
    if not refused:
        return ""
    yearly, every = refused[NoSignalReason.YEARLY], refused.total()
    if yearly == every:
        return f"; {every} {'are' if every != 1 else 'is'} yearly and not judged"
    return f"; {every} {'are' if every != 1 else 'is'} not judged" + (f", {yearly} of them yearly" if yearly else "")


def headline(found: Signal) -> str:
    """One KPI's finding: what the newest figure says, and what the limits say of the target."""
    indicator, newest = found.standing.indicator, found.newest
    if found.variation is None or newest is None:
        return f"{indicator.short}: not judged. {found.words}"
    figure = f"{formats.figure(newest.value, indicator)} in {formats.period(newest.period)}"
    moved = "within chance" if found.variation is Variation.COMMON else f"beyond chance ({found.rule})"
    told = f"{indicator.short}: {figure} is {'what every figure was' if found.constant else moved}"
    if found.assurance and found.target is not None:
        does = "is hit or miss against the target" if found.assurance is Assurance.MIXED else found.assurance
        told += f"; {'' if found.constant else 'by its limits '}the process {does} of {formats.figure(found.target, indicator)}"
        told += f", though this figure {found.despite}" if found.despite else ""
    return f"{told}; {redraw(found)}" if found.shift else told


def aside(found: Signal) -> str:
    """What is said beside a seasonal KPI's signal, which its verdict does not rest on; empty for every other and where none is judged."""
    return ASIDE if found.standing.seasonal and found.variation else ""


def redraw(found: Signal) -> str:
    """The prompt to redraw limits, as in: limits need to be redrawn first: the last 21 figures, since Nov 2024, lie above the mean."""
    one = found.shift
    if one is None:
        return ""
    where = "above" if one.above else "below"
    return f"{REDRAW}: the last {one.values} figures, since {formats.period(one.since)}, lie {where} the mean"


def how_to_redraw(found: Signal) -> str:
    """What to do about a sustained shift, in sentences; empty where there is none. Nothing is redrawn by itself."""
    one = found.shift
    if one is None or one.since.first is None:
        return ""
    known = f"Recorded at that time: {one.event}. If that is why" if one.event else "Ask first what changed then. If it is known and lasts"
    told = redraw(found)
    do = f"begin the limits anew on {formats.day(one.since.first)}; until then they say nothing of the target"
    return f"{first_capital(told)}. {known}, {do}."


def method(found: Signal) -> list[str]:
    """Lines of what stands under the chart: the rules, how many values, the phases' limits, and what is not settled."""
    values = sum(row.value is not None for row in found.rows)
    last = found.phases[-1]
    since = next((row.given for row in found.rows[last.first :] if row.given), None)
    phases = f", {last.values} of them since {formats.period(since.period)}" if len(found.phases) > 1 and since else ""
    told = [f"Rules: {found.preset.name} ({PRESET_WORDS[found.preset.name]}). {values} values{phases}."]
    if math.isfinite(found.limits.lower):
        told.append(
            "Limits are not clipped." if len(found.phases) == 1 else "Mean and limits begin anew at each break; they are not clipped."
        )
    told += process(found)
    told.append(how_to_redraw(found))
    told.append(f"{first_capital(aside(found))}." if aside(found) else "")
    lost = sum(row.given is not None and row.value is None and not row.ghost for row in found.rows)
    told.append(f"{lost} missing or suppressed, which take{'s' if lost == 1 else ''} part in nothing." if lost else "")
    soft = list(dict.fromkeys(row.given.firmness for row in found.rows if row.given and row.given.firmness and row.value is not None))
    told.append(f"Some figures are {' or '.join(soft)}." if soft else "")
    told += [found.provisional, found.words if found.why else ""]
    return [told[0], *filter(None, [" ".join(filter(None, told[1:]))])]


def process(found: Signal) -> list[str]:
    """How people had the limits worked: rebases with their reasons, the locked baseline, the periods left out, and who recorded it.

    What was asked for and cannot be is said as that.
    """
    one = found.standing.process
    if one is None:
        return []
    firsts = [row.given.period.first for row in found.rows if row.given and row.given.period.first]
    told = [
        f"Limits begin anew at {formats.day(b.day)}: {b.reason}." if firsts[0] < b.day <= firsts[-1]
        else f"The figures have no other side of {formats.day(b.day)} ({b.reason}), so nothing begins anew there."
        for b in one.rebases
    ] if firsts else []  # fmt: skip
    told += [_locked(found, one.lock)] if one.lock and not found.why else []
    left = [formats.period(row.given.period) for row in found.rows if row.ghost and row.given]
    told += [f"Left out of the limits: {', '.join(left)}."] if left else []
    held = [row.given.period for row in found.rows if row.ghost and row.given]
    none = [formats.day(day) for day in one.ghosts if not any(p.first and p.last and p.first <= day <= p.last for p in held)]
    told += [f"No figure to leave out on {', '.join(none)}."] if none else []
    reason = f"{one.reason.rstrip('.')}: " if one.reason else ""
    said = f"{reason}{one.receipt}."
    return [*told, first_capital(said)]


def _locked(found: Signal, lock: date) -> str:
    """Whether the newest phase has its baseline by that day: only then are its limits worked from that alone."""
    last, day = found.phases[-1], formats.day(lock)
    by = sum(row.value is not None and row.day <= lock for row in found.rows[last.first : last.past])
    if by >= BASELINE:
        return f"Limits are worked from figures up to {day}."
    if last.first and last.first < len(found.rows) and found.rows[last.first].day > lock:
        return f"The baseline up to {day} is of an earlier phase; the newest is worked from all of its figures."
    return f"The baseline up to {day} is not locked: it has {by} of the {BASELINE} values that it needs, so all figures count."


def limits(found: Signal) -> str:
    """The newest phase's limits as a range; a dash where there are none."""
    one, indicator = found.limits, finer(found.standing.indicator)
    if found.why or not math.isfinite(one.lower):
        return formats.DASH
    return f"{formats.figure(one.lower, indicator)} to {formats.figure(one.upper, indicator)}"
