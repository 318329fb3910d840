"""DfE's data guidance: the release's title and edition, the labels of its columns, and its notes on named authorities."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from data.catalogue.catalogue import Catalogue
from data.model.publication import Footnote

_EDITION = re.compile(r"(?:Reporting|Academic|Calendar|Financial) year\s+(\S+)", re.IGNORECASE)
_VARIABLE = re.compile(r"(\S+)\s+\|\s+(.+)")
_NOTE = re.compile(r"\d+\.\s+(.+)")
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z])")
_YEAR = re.compile(r"\b(?:19|20)\d{2}(?:[/-]\d{2})?\b")


@dataclass(slots=True)
class FileGuide:
    """What the guidance says of one file; labels are by heading in lower case."""

    title: str = ""
    summary: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Guidance:
    """A data-guidance.txt; ``files`` by stem in lower case. All empty where a download has none."""

    title: str = ""
    edition: str = ""
    files: dict[str, FileGuide] = field(default_factory=dict)


def read_guidance(text: str) -> Guidance:
    lines = [line.strip() for line in text.splitlines()]
    said = [line for line in lines if line]
    found = Guidance(title=said[0] if said else "")
    if len(said) > 1 and (edition := _EDITION.fullmatch(said[1])):
        found.edition = edition[1]
    current, before, in_notes = None, "", False
    for line in lines:
        name, _, rest = line.partition(":")
        if name.lower() == "filename":
            current = found.files.setdefault(rest.strip().lower().removesuffix(".csv"), FileGuide(before))
            in_notes = False
        elif current is not None and name.lower() == "content summary":
            current.summary = rest.strip()
        elif current is not None and name.lower() == "footnotes":
            in_notes = True
        elif current is not None and in_notes and (note := _NOTE.fullmatch(line)):
            current.notes.append(note[1])
        elif current is not None and not in_notes and (variable := _VARIABLE.fullmatch(line)) and not line.startswith("Variable name"):
            current.labels[variable[1].lower()] = variable[2].strip()
        before = line or before
    return found


def footnotes_of(guide: FileGuide, file: str, labels: set[str], catalogue: Catalogue) -> list[Footnote]:
    """The whole note for each authority it names, on all of the file's measures.

    The year is given only where the sentence that names the authority names exactly one period of the file: a note may also speak
    of the year of collection.
    """
    found: dict[tuple[str, str], Footnote] = {}
    for note in guide.notes:
        for sentence in _SENTENCE.split(note):
            years = {year for year in _YEAR.findall(sentence) if year in labels}
            year = next(iter(years)) if len(years) == 1 else ""
            for area in catalogue.reporters_named_in(sentence):
                if any(re.search(rf"\b{re.escape(name)}\b", sentence) for name in (area.name, *area.aliases)):
                    found.setdefault((area.code, note), Footnote(area.code, f"{file}/", year, note))
    return list(found.values())
