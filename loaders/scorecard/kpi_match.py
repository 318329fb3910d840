"""Which KPI a row is: by its code, else by its name, else by what was answered; what is only likely is offered, never applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from data.catalogue.catalogue import Catalogue
from data.model.indicator import Indicator
from data.model.questions import LEAVE_OUT, Answers
from data.text import plain

OFFERED = 3
READS_LIKE, UNLIKE = 0.75, 0.25


@dataclass(frozen=True, slots=True)
class KpiMatch:
    """The KPI a row is, and how it was known where that was not by its code; or that it was left out; or neither."""

    indicator: Indicator | None = None
    told: str = ""
    left_out: bool = False


def key(code: str, title: str) -> str:
    """What an answer about a row is remembered under."""
    return plain(f"{code} {title}")


def which(catalogue: Catalogue, answers: Answers, area: str, code: str, title: str) -> KpiMatch:
    """The KPI of a row with this code and name, of those shipped and those of ``area``'s own."""
    answered = answers.kpis.get(key(code, title))
    if answered == LEAVE_OUT:
        return KpiMatch(left_out=True)
    mine = {i.code.upper(): i for i in catalogue.indicators.values() if i.area in ("", area)}
    if answered is not None and (found := mine.get(answered.upper())) is not None:
        return KpiMatch(found, "as answered for files of this shape")
    if (found := mine.get(code.strip().rstrip(" -–:.").upper())) is not None:
        return KpiMatch(found)
    word = plain(title)
    same = [i for i in mine.values() if word and word in _names(i)]
    return KpiMatch(same[0], "by its name") if len(same) == 1 else KpiMatch()


def likely(catalogue: Catalogue, area: str, title: str) -> tuple[str, ...]:
    """Codes of the KPIs whose names read most like a title, likeliest first."""
    mine = [i for i in catalogue.indicators.values() if i.area in ("", area)]
    ranked = sorted(mine, key=lambda i: -(likeness(title, i) + _common(title, i)))
    return tuple(i.code for i in ranked[:OFFERED])


def doubtful(catalogue: Catalogue, indicator: Indicator, title: str) -> str:
    """What is wrong with a name beside a code: it reads like another KPI's, or like nothing of this one; else empty."""
    if plain(title) in _names(indicator):
        return ""
    own = likeness(title, indicator)
    best = max((i for i in catalogue.indicators.values() if i.area in ("", indicator.area)), key=lambda i: likeness(title, i))
    if likeness(title, best) > own and likeness(title, best) >= READS_LIKE:
        return f"The code is {indicator.code}, but the name reads like {best.code}, {best.short}."
    if own < UNLIKE and not _common(title, indicator) and len(plain(title)) > 8:
        return f"The code is {indicator.code}, {indicator.short}, but the name ‘{title[:80]}’ shares no word with it."
    return ""


def is_name(indicator: Indicator, title: str) -> bool:
    """Whether a title is one of a KPI's own names."""
    return plain(title) in _names(indicator)


def likeness(title: str, indicator: Indicator) -> float:
    """How alike a title is to the nearest of a KPI's names, 0 to 1."""
    return max(_ratio(plain(title), name) for name in _names(indicator))


@lru_cache(maxsize=1024)
def _names(indicator: Indicator) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(plain, (indicator.printed, indicator.title, indicator.short))))


@lru_cache(maxsize=65536)
def _ratio(one: str, other: str) -> float:
    """SequenceMatcher's ratio; its quick upper bound where that is already too low to matter."""
    found = SequenceMatcher(None, one, other)
    bound = found.real_quick_ratio()
    if bound < UNLIKE or (bound := found.quick_ratio()) < 0.5:
        return bound / 2
    return found.ratio()


def _common(title: str, indicator: Indicator) -> float:
    """The share of a title's words that stand among a KPI's names and definition."""
    words = set(_telling(plain(title)))
    known = set(_telling(" ".join((*_names(indicator), plain(indicator.definition)))))
    return len(words & known) / len(words) if words else 0.0


def _telling(text: str) -> Iterator[str]:
    text = text.replace("ehcps", "ehc plans").replace("ehcp", "ehc plan").replace("cyp", "children young people")
    return (word.removesuffix("s") for word in text.split() if len(word) > 2 and word not in _COMMON)


_COMMON = frozenset(
    ("the", "and", "for", "with", "number", "percentage", "rate", "per", "cent", "who", "are", "that", "have", "from", "all")
)
