"""Who leads a plan: its leads as printed beside the people known by their initials, and what is not resolved."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.model.plan import Action

INITIALS = re.compile(r"[A-Z][A-Za-z]{0,5}")
SIDES = ("council", "health")  # the side of the partnership that a column stands for: it names no organisation


@dataclass(frozen=True, slots=True)
class Person:
    """Someone known by initials; the name may be left out, the role may not."""

    initials: str
    role: str
    name: str = ""
    organisation: str = ""

    @property
    def words(self) -> str:
        """Who it is in one line: name, role and organisation, as far as they are given."""
        return ", ".join(filter(None, (self.name, self.role, self.organisation)))


@dataclass(frozen=True, slots=True)
class PlanOwner:
    """Initials, or a name or group, as a plan prints them of its owners: in which layers, on which actions, and the person if known.

    ``clash`` says where the plan itself tells them otherwise: two people of the same initials are told, never merged.
    """

    printed: str
    layers: tuple[str, ...]
    actions: tuple[str, ...]
    person: Person | None
    clash: str

    @property
    def initials(self) -> bool:
        return INITIALS.fullmatch(self.printed) is not None and sum(letter.isupper() for letter in self.printed) > 1


def named(actions: Sequence[Action], people: Mapping[str, Person]) -> tuple[PlanOwner, ...]:
    """Everyone the plan names as an owner, in the order of the letters, initials before longer names."""
    layers: dict[str, dict[str, None]] = {}
    codes: dict[str, dict[str, None]] = {}
    roles: dict[str, dict[str, None]] = {}
    sides: dict[str, dict[str, None]] = {}
    for action in actions:
        for owner in action.owners:
            layers.setdefault(owner.printed, {})[owner.layer] = None
            codes.setdefault(owner.printed, {})[action.code] = None
            side = owner.organisation.casefold() in SIDES
            organisation = "" if side else owner.organisation
            if side:
                sides.setdefault(owner.printed, {})[owner.organisation.casefold()] = None
            if told := ", ".join(filter(None, (owner.role, organisation))):
                roles.setdefault(owner.printed, {})[told] = None
    found = [
        PlanOwner(
            one, tuple(layers[one]), tuple(codes[one]), people.get(one),
            _clash(one, list(roles.get(one, ())) or list(sides.get(one, ())), people.get(one) if one in roles else None),
        )
        for one in sorted(codes)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: not one.initials))


def _clash(printed: str, roles: Sequence[str], person: Person | None) -> str:
    if len(roles) > 1:
        return f"The plan gives {printed} as {' and as '.join(roles)}: two people may share the initials, or one has two roles."
    known = ", ".join(filter(None, (person.role, person.organisation))) if person else ""
    if roles and person and roles[0].casefold() not in (known.casefold(), person.role.casefold()):
        return f"The plan gives {printed} as {roles[0]}; here {printed} is {known}: two people may share the initials."
    return ""


def said(printed: str, people: Mapping[str, Person]) -> str:
    """A lead with the role, where the initials are known: "KD, Director of Children's Services"."""
    person = people.get(printed)
    return f"{printed}, {person.words}" if person else printed
