"""For whom an output is made: what may be shown of an area differs by it."""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """Who reads an output. The room is the partnership itself, which sees every figure that it holds."""

    ROOM = "room"
