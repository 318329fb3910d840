"""What may tell of a single child, by kind, and what is said of each. A sign names where it stands and never what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.model.child_sign import ChildSign, SignKind
from data.personal.identifiers import birth_date, nhs_number, pupil_number
from data.personal.names import full_names, is_person, names_a_child

MOST_NAMES = 4  # in one text; more are a list
SHORTEST = 7  # letters of the shortest sign there is: "boy Eva"
_LETTER = re.compile(r"[^\W\d_]")
_PARTS = re.compile(r"[_.\-\s]+")
_MET = re.compile(
    r"\b(?:present|attend\w*|apologies|chair\w*|officers?|leads?|members?|owners?|councillors?|cllr|governors?|contacts?)\b", re.IGNORECASE
)


def kinds_in(text: str, *, names: bool = True) -> list[SignKind]:
    """What one text holds; ``names=False`` where officers' names may stand."""
    found: list[SignKind] = []
    if len(text) < SHORTEST:
        return found
    if not _LETTER.search(text):
        return [SignKind.NHS_NUMBER] if nhs_number(text) else found
    if pupil_number(text):
        found.append(SignKind.PUPIL_NUMBER)
    if nhs_number(text):
        found.append(SignKind.NHS_NUMBER)
    if birth_date(text):
        found.append(SignKind.BIRTH)
    if names and names_a_child(text):
        found.append(SignKind.NAME)
    if names and not _MET.search(text) and len({one[0] for one in full_names(text)}) > MOST_NAMES:
        found.append(SignKind.NAMES)
    return found


def kinds_in_name(file: str) -> list[SignKind]:
    """What the name of a file says, however its words are parted."""
    words = _PARTS.sub(" ", file.rpartition(".")[0] or file).strip()
    return kinds_in(file) or kinds_in(words) or ([SignKind.NAME] if is_person(words) else [])


def in_words(signs: Iterable[ChildSign], most: int = 3) -> str:
    """Signs as a clause: "a pupil number (Sheet1 A3) and 2 more signs"."""
    found = list(dict.fromkeys(signs))
    told = [f"{one.kind} ({one.where})" for one in found[:most]]
    if len(found) > most:
        told.append(f"{len(found) - most} more sign{'s' * (len(found) - most != 1)} of children’s data")
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
