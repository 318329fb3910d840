"""How a target may be set, and what each way needs to be given."""

from __future__ import annotations

from enum import StrEnum


class TargetKind(StrEnum):
    """How a target is set."""

    FIXED = "fixed"
    MILESTONES = "milestones"
    RELATIVE = "relative"
    BAND = "floor and ceiling"
    NEAR = "stay close to"

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields without which a target of this kind says nothing, in the order in which a form asks for them."""
        return _NEEDS[self]


_NEEDS = {
    TargetKind.FIXED: ("value",),
    TargetKind.MILESTONES: ("milestones",),
    TargetKind.RELATIVE: ("value", "to", "rule"),
    TargetKind.BAND: ("low", "high"),
    TargetKind.NEAR: ("value", "allowance"),
}
