"""For whom an output is made: what may be shown of an area differs by it."""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """Who reads an output. The room is the partnership itself, which sees every figure that it holds and that no file withholds.

    The working group are the few who prepare the figures on the laptop: they alone may look at what a later file withholds.
    """

    ROOM = "room"
    WORKING_GROUP = "working group"
