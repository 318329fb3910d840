"""How much one file may cost to read: every limit, why it is what it is, and the environment variable that raises it.

A variable is looked at when a file is read, so that a council with a large file of its own need change no code.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

MB = 1_000_000
# 400,000 cells of 50 letters: ten times a scorecard of a hundred KPIs with a comment on every one of sixty months.
LETTERS = "SEND_READ_LETTERS"
MOST_LETTERS = 20_000_000
# Excel itself holds no more in one cell.
LONGEST_CELL = 32_767
# A row as wide as Excel's widest has 16,384 cells; each is some tags, and all of a row's stand in memory at once.
MOST_TAGS_IN_ROW = 200_000


@dataclass(frozen=True, slots=True)
class CostLimits:
    """What reading may cost at most: ``memory`` in bytes, the whole process's; ``seconds`` of a processor's work.

    Work is counted and not the clock on the wall, so that a busy computer refuses nothing that an idle one reads; waiting has its
    end too, ``WAITS`` times later. The environment variables named ``memory_by`` (in MB) and ``seconds_by`` come before both.
    """

    memory: int
    seconds: float
    memory_by: str
    seconds_by: str

    def in_force(self) -> CostLimits:
        """The same limits as the environment has them; a variable that holds no number above zero is as if it were not set."""
        memory, seconds = _number(self.memory_by, self.memory / MB) * MB, _number(self.seconds_by, self.seconds)
        return CostLimits(int(memory), seconds, self.memory_by, self.seconds_by)


WAITS = 5
# The largest file that is read, 400,000 figures, takes 460 MB and 22 s of work; a slow laptop three times as long. A month's scorecard
# takes 70 MB and a tenth of a second.
SPREADSHEET = CostLimits(1_000 * MB, 90, "SEND_READ_MEMORY_MB", "SEND_READ_SECONDS")
# DfE's files are streamed, 800,000 figures of them from several 100 MB. LAIT and all downloads in use take 360 MB and 20 s of work;
# DuckDB spreads a large one over every processor, which counts each, and takes memory that it gives back.
RELEASE = CostLimits(4_000 * MB, 1_800, "SEND_RELEASE_MEMORY_MB", "SEND_RELEASE_SECONDS")


def most_letters() -> int:
    """How many letters the cells of one file may hold together, each as often as it is repeated."""
    return int(_number(LETTERS, MOST_LETTERS))


def _number(name: str, otherwise: float) -> float:
    try:
        number = float(os.environ.get(name, ""))
    except ValueError:
        return otherwise
    return number if 0 < number < float("inf") else otherwise
