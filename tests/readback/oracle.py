"""Rules by which texts that were read back are judged. Shares no code and no data with the product."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tests.readback.made_states import KPIS, MadeKpi, MadeState

# The closed list as an officer was promised it.
PHRASES = (
    "On target and improving", "On target and holding", "On target but worsening", "On target, changed beyond chance",
    "On target, chance not tested", "Improving, not yet at target", "Off target, no change beyond chance", "Off target, chance not tested",
    "Off target, changed beyond chance", "Worsening, off target", "Improving, no target to meet",
    "No change beyond chance, no target to meet", "Worsening, no target to meet", "Higher beyond chance", "Lower beyond chance",
    "Higher than a year before, chance not tested", "Lower than a year before, chance not tested", "Level with a year before",
    "Higher than the period before, chance not tested", "Lower than the period before, chance not tested", "Level with the period before",
    "Cannot say",
)  # fmt: skip
_ANY = re.compile("|".join(re.escape(one) for one in sorted(PHRASES, key=len, reverse=True)), re.IGNORECASE)
# Better and worse are words of an interval beside others, of a column that says which way is better, and of nothing else.
_ALLOWED = re.compile(
    r"not always better for|better when\b|(higher|lower) is better|neither (?:way )?is better|not better or worse|better is\b"
    r"|which way is better|no verdict of better or worse"
    r"|(?:better|worse|similar) (?:than|to|beside) (?:england|the region|the neighbours|neighbours|region|statistical neighbours)[^.;]*"
    r"|do(?:es)? better than|the better way|called better or worse",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\b(better|worse)\b", re.IGNORECASE)
_CHANGE = re.compile(r"\b(up|down) ([\d,.]+)(?: points)? on ([^();]+?) \((right|wrong) direction\)")
_TITLE = re.compile(r"(\d+) of (\d+) KPIs? (?:is|are) on target, (\d+) off target")
DAYS_OLD = 900  # no line of figures is current for longer than this, whatever its rhythm


def phrases(text: str, short: str) -> set[str]:
    """The verdicts that a text gives a KPI, by its short name: the phrase that follows the name before the next KPI's sentence."""
    found = set()
    for at in re.finditer(rf"{re.escape(short)}:? ", text):
        rest = text[at.end() : at.end() + 160]
        if (one := _ANY.match(rest)) is not None:
            found.add(one.group(0).capitalize())
    return found


def rows(table: Iterable[Iterable[str]], code: str) -> set[str]:
    """The verdicts in the rows of a table that begin with a KPI's code."""
    found = set()
    for row in table:
        cells = list(row)
        if cells and cells[0].strip() == code:
            found |= {one.group(0).capitalize() for cell in cells[1:] if (one := _ANY.search(cell)) is not None}
    return found


def loose_words(text: str) -> list[str]:
    """Where a text says better or worse outside the list, with what stands round it."""
    bare = _ALLOWED.sub(" ", text)
    return [bare[max(0, at.start() - 40) : at.end() + 25] for at in _WORDS.finditer(bare)]


def faults_of(kpi: MadeKpi, state: MadeState, said: Mapping[str, set[str]]) -> list[str]:
    """What is wrong with the verdicts that the surfaces give one KPI on one day. ``said`` has the phrases by surface."""
    every = set().union(*said.values()) if said else set()
    if len(every) > 1:
        return [f"{kpi.code}: {sorted((where, sorted(what)) for where, what in said.items() if what)}"]
    return [f"{kpi.code}: {phrase}: {why}" for phrase in every if (why := _wrong(kpi, state, phrase))]


def _wrong(kpi: MadeKpi, state: MadeState, phrase: str) -> str:
    """Why a phrase cannot be true of the drawn figures; empty where it can."""
    _, way, _, _ = KPIS[kpi.code]
    _, last, value = kpi.newest
    values = [figure for _, _, figure in kpi.figures]
    if phrase == "Cannot say":
        return ""
    if last > state.received:
        return "its period was not over when it was received"
    if (state.looked_at - last).days > DAYS_OLD:
        return "its newest figure is years old"
    on, off = (
        phrase.startswith("On target"),
        phrase.startswith("Off target") or phrase in ("Improving, not yet at target", "Worsening, off target"),
    )
    if kpi.target is None and (on or off):
        return "it has no target"
    if kpi.target is not None and way:
        met = (value - kpi.target) * way >= 0
        if (on and not met) or (off and met):
            return f"{value} against a target of {kpi.target}"
    rest = values[:-1]
    if way and rest and "mproving" in phrase and all((value - other) * way <= 0 for other in rest):
        return "no earlier figure is worse"
    if way and rest and "orsening" in phrase and all((value - other) * way >= 0 for other in rest):
        return "no earlier figure is better"
    if phrase.startswith("Higher than") and rest and value <= min(rest):
        return "no earlier figure is lower"
    if phrase.startswith("Lower than") and rest and value >= max(rest):
        return "no earlier figure is higher"
    return ""


def changes_of(kpi: MadeKpi, text: str, short: str) -> list[str]:
    """Changes that a KPI's sentence tells and that the drawn figures do not bear."""
    _, way, _, _ = KPIS[kpi.code]
    found = []
    for at in re.finditer(rf"{re.escape(short)}: ", text):
        sentence = text[at.end() : at.end() + 420].partition("¶")[0]
        if (change := _CHANGE.search(sentence)) is None:
            continue
        up, size, good = change.group(1) == "up", float(change.group(2).replace(",", "")), change.group(4) == "right"
        if way and good is not (up == (way > 0)):
            found.append(f"{kpi.code}: {change.group(0)}: the wrong word")
        if not any(abs(abs(kpi.newest[2] - other) - size) <= 0.11 or abs(round(kpi.newest[2]) - round(other)) == size
                   for _, _, other in kpi.figures[:-1]):  # fmt: skip
            found.append(f"{kpi.code}: {change.group(0)}: no two figures lie so far apart")
        if not way:
            found.append(f"{kpi.code}: {change.group(0)}: neither way is better")
    return found


def title_faults(text: str, verdicts: Mapping[str, str]) -> list[str]:
    """Whether a title counts the verdicts that stand under it, of the KPIs with any."""
    found = []
    on = sum(one.startswith("On target") for one in verdicts.values())
    off = sum("off target" in one.lower() or "not yet at target" in one for one in verdicts.values())
    for at in _TITLE.finditer(text):
        if (int(at.group(1)), int(at.group(3))) != (on, off):
            found.append(f"‘{at.group(0)}’ over {on} on and {off} off target")
    return found
