"""What is typed, and what is kept as evidence, says nothing of a single child: refused at the journal's door, and no value is echoed.

A number of a pupil or a patient, and rows about children, are refused whatever anybody says. A name or a day of birth may be an
officer's or a place's: whoever types it may say why it is no child's, and that is kept beside the words under their name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from data.model.child_sign import SURE, ChildSign
from data.model.record import RecordFault
from data.personal.signs import in_words, kinds_in, kinds_in_name

NO_CHILD = "no_child"  # the field of every kind that says why a name in it is no child's
LONGEST_REASON = 300
LookThrough = Callable[[str, bytes], Sequence[ChildSign]]
# Fields where people of the partnership are named: their names are no sign.
_OFFICERS = frozenset({
    "lead", "owner", "owners", "member", "contact", "checked_by", "by", "who", "issued_by", "organisation", "role", "printed", "name",
    "initials", "escalation_route", "escalation_level", "from", "to", "layer", "ids", "logo_name", "accent", "backups", NO_CHILD,
})  # fmt: skip
_DOCUMENT = "plan_version"  # a file that was read: its cells were looked through when it was
_WAY = "Write it without, in numbers or in general words. Nothing was changed."


class MayNameChild(RecordFault):
    """Words or a file that may name a child. They are kept where ``no_child`` says why they do not."""


def refuse_words(kind: str, key: str, body: Mapping[str, Any] | None, stood: Mapping[str, Any] | None = None) -> None:
    """Refuses typed words about a single child; those that ``stood`` before are let through as they stood.

    Raises:
        RecordFault: a field holds a child's number.
        MayNameChild: a field may name a child or give a day of birth, and the body does not say why it does not.
    """
    before = set(_texts(stood or {}, ""))
    told = [("key", key), *(one for one in _texts(body or {}, "") if one not in before)]
    signs = [
        ChildSign(field or "key", sign)
        for field, text in told
        for sign in kinds_in(text, names=kind != _DOCUMENT and not _OFFICERS & set(field.replace("[", ".").split(".")))
        if kind != _DOCUMENT or sign in SURE
    ]
    reason = str((body or {}).get(NO_CHILD) or "").strip()
    for sign in sorted(signs, key=lambda one: not one.sure):
        refuse_signs([sign], "seems to hold", sign.where, reason)


def refuse_file(name: str, signs: Sequence[ChildSign], no_child: str) -> None:
    """Refuses a file by what it bears, and by its name, which is not said then.

    Raises:
        RecordFault: it is about single children.
        MayNameChild: it may be, and nobody said why it is not.
    """
    refuse_signs([ChildSign("file", kind) for kind in kinds_in_name(name)], "was not kept: its name holds", "file", no_child)
    refuse_signs(signs, f"{name} was not kept: it holds", "file", no_child)


def refuse_signs(signs: Sequence[ChildSign], says: str, field: str, no_child: str) -> None:
    """Refuses what bears any of these signs, in one sentence.

    Raises:
        RecordFault: one of them is children's data for sure.
        MayNameChild: they may be, and nobody said why they are not.
    """
    sure = [one for one in signs if one.sure]
    if sure:
        raise RecordFault(field, f"{says} {_told(sure, field)}. {_WAY}")
    if signs and not no_child.strip():
        raise MayNameChild(field, f"{says} {_told(signs, field)}. {_WAY}")


def _told(signs: Sequence[ChildSign], field: str) -> str:
    return str(signs[0].kind) if len(signs) == 1 and signs[0].where == field else in_words(signs)


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Every text of a body with the field that it stands in."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _texts(one, f"{where}.{name}" if where else str(name))
    elif isinstance(value, list | tuple):
        for at, one in enumerate(value, 1):
            yield from _texts(one, f"{where}[{at}]")
