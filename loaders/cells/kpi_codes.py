"""Which KPIs a success measure cites, by where a code stands; what its words alone suggest is only offered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.text import plain

_DASH = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_NUMBER = r"\d{1,3}[a-z]?(?![A-Za-z0-9])"
_CODE = re.compile(
    rf"(?<![A-Za-z0-9])(?P<al>[A-Z]{{1,3}})(?P<an>{_NUMBER})"
    rf"(?:(?:\s*[{_DASH}]\s*|\s+(?:to|through)\s+)(?P<bl>[A-Z]{{1,3}})(?P<bn>{_NUMBER})"
    rf"|[{_DASH}](?P<cn>{_NUMBER})(?!%)|(?P<open>\s*[{_DASH}]\s*$))?"
)
_LOWER = re.compile(r"(?<![A-Za-z0-9])[a-z]{1,3}\d{1,3}(?![A-Za-z0-9])")
_SMALL = re.compile(r"(?<![A-Za-z0-9])[a-z]{1,3}(?=\d)")
_PRIORITY = re.compile(r"\bpriorit(?:y|ies)\s*$", re.IGNORECASE)
_NEAR = 40  # letters before a code in which "priority" is looked for: never all of a long text for each of its codes
_CLAUSE = re.compile(r"[\n;,•●▪]")
_MARK = re.compile("\x02(\\d+)\x03")


@dataclass(frozen=True, slots=True)
class CitedKpis:
    """Codes in the order printed, each once; ``faults`` are what could not be read of them, in words.

    ``clauses`` are the words of each part of the text and the codes that stand beside them.
    """

    kpis: tuple[str, ...]
    faults: tuple[str, ...]
    clauses: tuple[tuple[str, tuple[str, ...]], ...]


def read_cited(text: str, codes: Sequence[str]) -> CitedKpis:
    """The KPI codes in ``text``. A range runs in the order of ``codes``, both ends included; hyphen, dash, spaces or a broken line join it.

    A range with an end that is no KPI, that runs backwards or from one letter to another is a fault: only its known ends are taken.
    A shape whose letters no code has, such as KS2, is left as words.
    """
    order = {code: at for at, code in enumerate(codes)}
    letters = {re.sub(r"\d.*", "", code) for code in codes}
    found: list[tuple[str, ...]] = []
    faults: list[str] = []

    def taken(match: re.Match[str]) -> str:
        if match["al"] not in letters or _PRIORITY.search(text[max(0, match.start() - _NEAR) : match.start()]):
            return match[0]
        first = match["al"] + match["an"]
        last = match["bl"] + match["bn"] if match["bn"] else match["al"] + match["cn"] if match["cn"] else ""
        got, why = _between(first, last, order)
        if match["open"] and not last:
            why = (*why, f"‘{_shown(match[0])}’ begins a range that has no end")
        found.append(got)
        faults.extend(why)
        return f"\x02{len(found) - 1}\x03"

    marked = _CODE.sub(taken, text.replace("\x02", " ").replace("\x03", " "))
    clauses = []
    for part in _CLAUSE.split(marked):
        beside = tuple(code for at in _MARK.findall(part) for code in found[int(at)])
        words = plain(_MARK.sub(" ", part))
        if words or beside:
            clauses.append((words, beside))
    return CitedKpis(tuple(dict.fromkeys(code for got in found for code in got)), tuple(dict.fromkeys(faults)), tuple(clauses))


def typed_codes(text: str, codes: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes that a person typed in a box for codes alone, in either case, ranges too, and what could not be read of them, in words."""
    cited = read_cited(_SMALL.sub(lambda found: found[0].upper(), text), codes)
    strange = [word for words, _ in cited.clauses for word in words.upper().split() if word not in ("AND", "&")]
    return cited.kpis, (*cited.faults, *(f"{word} is not a KPI" for word in dict.fromkeys(strange)))


def _between(first: str, last: str, order: Mapping[str, int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    ends = tuple(code for code in dict.fromkeys((first, last)) if code in order)
    strange = [f"{code} is not a KPI" for code in dict.fromkeys((first, last)) if code and code not in order]
    if not last or strange:
        return ends, tuple(f"{what}, so ‘{first} - {last}’ was not filled in" if last else what for what in strange)
    if re.sub(r"\d.*", "", first) != re.sub(r"\d.*", "", last):
        return ends, (f"‘{first} - {last}’ runs from one letter to another and was not filled in",)
    if order[first] > order[last]:
        return ends, (f"‘{first} - {last}’ runs backwards and was not filled in",)
    return tuple(code for code in order if order[first] <= order[code] <= order[last]), ()


def phrases(cited: Iterable[CitedKpis]) -> dict[str, tuple[str, ...]]:
    """What codes a plan puts beside each phrase of its measures; a phrase with different codes in different places is left out."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for clause, beside in (clause for one in cited for clause in one.clauses):
        if beside and len(clause.split()) > 1:
            found.setdefault(clause, set()).add(beside)
    return {words: next(iter(codes)) for words, codes in found.items() if len(codes) == 1}


def offered(text: str, cited: CitedKpis, known: Mapping[str, tuple[str, ...]], codes: Sequence[str]) -> tuple[str, ...]:
    """Codes that the words suggest and nobody printed there: the plan's own phrase with codes elsewhere, or a code in small letters."""
    suggested = [code for words, beside in cited.clauses if not beside for code in known.get(words, ())]
    suggested += [small.upper() for small in _LOWER.findall(text)]
    return tuple(code for code in dict.fromkeys(suggested) if code in codes and code not in cited.kpis)


def _shown(text: str) -> str:
    return " ".join(text.split())
