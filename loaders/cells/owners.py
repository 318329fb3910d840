"""Who answers for an action, as a cell of owners prints it: initials, names or a group, with the role and body beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from data.catalogue.plan_format import PlanDictionary
from data.model.plan import Owner
from data.text import plain

_INITIALS = r"[A-Z]{1,2}[A-Za-z]{0,2}[A-Z]"
_NAME = r"(?:[A-Z][\w'’.-]*\s+){1,3}[A-Z][\w'’-]*"
_ONE = re.compile(rf"(?:{_INITIALS}|{_NAME})(?:\s*\([^()]*\))?")
_SURE = re.compile(r"\s*[/;\n]\s*(?![^(]*\))")
_MAYBE = re.compile(r"\s*(?:,|&|\band\b)\s*(?![^(]*\))")
_BESIDE = re.compile(r"(?P<who>[^()]+?)\s*\((?P<beside>.+)\)")


def read_owners(text: str, layer: str, words: PlanDictionary) -> tuple[Owner, ...]:
    """The owners a cell prints in one layer. A comma or "and" parts two owners only where initials or names stand on both sides.

    What stands in brackets is an organisation where it is a word for the council or for health, else a role.
    """
    organisation = layer if layer in ("council", "health") else ""
    parts = [one for part in _SURE.split(text) for one in _parted(part)]
    owners = [_owner(part, "lead" if organisation else layer, organisation, words) for part in parts if plain(part)]
    return tuple(dict.fromkeys(owners))


def _parted(text: str) -> list[str]:
    parts = [part.strip() for part in _MAYBE.split(text)]
    return parts if len(parts) > 1 and all(_ONE.fullmatch(part) for part in parts) else [text.strip()]


def _owner(text: str, layer: str, organisation: str, words: PlanDictionary) -> Owner:
    found = _BESIDE.fullmatch(text)
    if found is None:
        return Owner(layer, text, "", organisation)
    who, beside = found["who"].strip(), found["beside"].strip()
    body = next((name for name in ("council", "health") if plain(beside) in words.sets[name]), "")
    return Owner(layer, who, "" if body else beside, organisation or body)


def resolved(owner: Owner, people: Mapping[str, tuple[str, str]]) -> Owner:
    """The owner with the role and organisation that the plan's own people table gives those initials; as printed where it does not."""
    role, organisation = people.get(owner.printed, ("", ""))
    return replace(owner, role=owner.role or role, organisation=owner.organisation or organisation)
