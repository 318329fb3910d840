"""Corrections of known misprints: each holds the text it expects, and complains once that is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.catalogue.catalogue import Catalogue
from data.checks.comparison import said
from data.model.finding import Finding, Severity
from data.model.observation import CellPart, Observation
from data.model.reading_rules import Correction
from data.text import first_capital, plain


def correct(observations: Sequence[Observation], file: str, catalogue: Catalogue) -> tuple[list[Observation], list[Finding]]:
    """The observations of ``file`` with the catalogue's corrections applied, and a finding per correction that speaks of the file.

    A correction of another file, or of another partnership, is silent. The printed text stays beside the corrected figure.
    """
    found, kept = [], list(observations)
    reporters = {o.reporter for o in observations}
    for correction in catalogue.corrections:
        if correction.source.strip().casefold() != file.strip().casefold() or correction.area not in reporters:
            continue
        at = next((n for n, o in enumerate(kept) if _is_of(correction, o)), None)
        if at is None:
            what = f"A correction expects ‘{correction.printed}’ for {_what(correction)}, but the file holds no such figure."
            found.append(_expired(file, what, correction))
        elif kept[at].raw.strip() != correction.printed.strip():
            what = f"A correction expects ‘{correction.printed}’ here, but the cell says ‘{kept[at].raw}’. Nothing was changed."
            found.append(_expired(kept[at].source, what, correction))
        else:
            kept[at], told = _apply(correction, kept[at], catalogue)
            found.append(told)
    return kept, found


def _is_of(correction: Correction, o: Observation) -> bool:
    named = (o.reporter, o.indicator, o.series, o.measure) == (correction.area, correction.indicator, correction.series, CellPart.FIGURE)
    return named and plain(o.period.label) == plain(correction.period)


def _apply(correction: Correction, o: Observation, catalogue: Catalogue) -> tuple[Observation, Finding]:
    value = said(correction.value, catalogue.indicators[o.indicator].unit)
    words = f"printed ‘{o.raw}’, corrected to {value}: {correction.reason}"
    mended = replace(o, value=correction.value, missing=None, basis=f"{o.basis}; {words}" if o.basis else words)
    what = first_capital(words)
    hint = "The correction is kept in corrections.toml. Ask for the source to be corrected, then remove it."
    return mended, Finding(Severity.CHECK, o.source, what if what.endswith(".") else f"{what}.", hint, "correction", indicator=o.indicator)


def _expired(where: str, what: str, correction: Correction) -> Finding:
    hint = "The correction has expired: remove it from corrections.toml."
    return Finding(Severity.CHECK, where, what, hint, "correction expired", indicator=correction.indicator)


def _what(correction: Correction) -> str:
    return f"{correction.indicator}, {correction.series.value}, {correction.period}"
