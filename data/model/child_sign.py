"""A sign of children's data: what kind it is and where it stands, never what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SignKind(StrEnum):
    """What was seen, as a sentence says it."""

    PUPIL_NUMBER = "a pupil number"
    NHS_NUMBER = "an NHS number"
    ROWS = "rows about single children"
    FAMILY = "how to reach a child’s family"
    BIRTH = "a date of birth"
    NAME = "what may be a child’s name"
    NAMES = "what may be a list of children’s names"
    UNSEEN = "something that cannot be looked through"


SURE = frozenset({SignKind.PUPIL_NUMBER, SignKind.NHS_NUMBER, SignKind.ROWS, SignKind.FAMILY})


@dataclass(frozen=True, slots=True, order=True)
class ChildSign:
    """One sign, and the place where it stands, in words: "Sheet1 A3", "a cell note"."""

    where: str
    kind: SignKind

    @property
    def sure(self) -> bool:
        """Whether it is children's data whatever anybody says; a name or a birthday may be somebody else's."""
        return self.kind in SURE
