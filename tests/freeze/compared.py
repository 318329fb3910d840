"""What is frozen beside what is made now: readable differences, those that are meant, and entries that nothing needs any more."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

MOST_LINES = 80  # of one difference that is printed


class ListFault(Exception):
    """The list of intended differences cannot be read."""


@dataclass
class Intended:
    """A difference that is meant: in which frozen files, why, and the text that may become another.

    ``gone`` and ``new`` are for files that only one side has. ``used`` is whether anything needed it.
    """

    file: str
    reason: str
    old: str = ""
    new: str = ""
    regex: bool = False
    change: str = "text"
    used: bool = field(default=False, compare=False)

    def holds(self, name: str) -> bool:
        """Whether it is about this frozen file."""
        return fnmatchcase(name, self.file)

    def turned(self, text: str) -> str:
        """The frozen text as it is meant to be now."""
        made = re.sub(self.old, self.new, text, flags=re.MULTILINE) if self.regex else text.replace(self.old, self.new)
        self.used |= made != text
        return made


@dataclass(frozen=True)
class Difference:
    """One frozen file that is not as it was, and how."""

    name: str
    lines: Sequence[str]


def intended(path: Path) -> list[Intended]:
    """The entries of the list; none where there is no list.

    Raises:
        ListFault: an entry has no file, no reason, or says nothing of what changes.
    """
    if not path.is_file():
        return []
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get("intended", [])
        entries = [Intended(**one) for one in found]
    except (tomllib.TOMLDecodeError, TypeError) as why:
        raise ListFault(f"{path.name}: {why}") from why
    for at, one in enumerate(entries, 1):
        if not one.file or not one.reason.strip() or one.change not in ("text", "gone", "new"):
            raise ListFault(f"{path.name}, entry {at}: wants a file, a reason, and a change of text, gone or new.")
        if one.change == "text" and not one.old:
            raise ListFault(f"{path.name}, entry {at}: wants the old text that may change.")
    return entries


def compare(old: Mapping[str, str], new: Mapping[str, str], meant: Sequence[Intended]) -> list[Difference]:
    """Every file that differs and is not meant to. Entries that were needed are marked as used."""
    found = []
    for name in sorted({*old, *new}):
        mine = [one for one in meant if one.holds(name)]
        if name not in new or name not in old:
            change = "gone" if name not in new else "new"
            allowed = [one for one in mine if one.change == change]
            for one in allowed:
                one.used = True
            if not allowed:
                found.append(Difference(name, [f"{'- is not made any more' if change == 'gone' else '+ was not there before'}"]))
            continue
        if old[name] == new[name]:
            continue
        before = old[name]
        for one in mine:
            if one.change == "text":
                before = one.turned(before)
        if before != new[name]:
            found.append(Difference(name, _lines(before, new[name])))
    return found


def stale(meant: Sequence[Intended], compared: Sequence[str], known: Sequence[str]) -> list[Intended]:
    """Entries that nothing needed, of those about a group that was compared, and those about no group that there is.

    Groups are named as *samples/pages*; a frozen file's name begins with its group's.
    """
    return [one for one in meant if not one.used and (_about(one, compared) or not _about(one, known))]


def _about(one: Intended, groups: Sequence[str]) -> bool:
    wanted = "/".join(one.file.split("/")[:2])
    return any(fnmatchcase(group, wanted) for group in groups)


def _lines(before: str, now: str) -> list[str]:
    """A unified diff without its two headings."""
    return list(difflib.unified_diff(before.splitlines(), now.splitlines(), lineterm="", n=2))[2:]


def shown(difference: Difference, most: int = MOST_LINES) -> str:
    """A difference as it is printed; a long one is cut, and says so."""
    lines = [line if len(line) <= 400 else f"{line[:400]}…" for line in difference.lines[:most]]
    left = len(difference.lines) - len(lines)
    return "\n".join([f"=== {difference.name}", *lines, *([f"… and {left} lines more"] if left else [])])
