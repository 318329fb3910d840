"""Runs changed copies by class and counts what became of them. Seeded: the same copies every time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from time import perf_counter

from tests.attack import damage, layouts, traps, values
from tests.attack.batch import BATCHES
from tests.attack.oracle import EXACT, EXCEPTION, REFUSED, TOLD, WRONG, Base, Copy, Outcome, judge
from tests.attack.samples import BURY, WESTMERE, bases

FORMATS = ("as csv", "as ods")
GROUPS = {
    "layout": (*layouts.LAYOUTS, *FORMATS),
    "value": (*values.VALUES, values.FILLED),
    "damage": tuple(damage.DAMAGE),
    "trap": tuple(traps.TRAPS),
    "batch": tuple(BATCHES),
}
SOON = 3.0  # seconds that one copy may take, read twice: once as it was and once by the oracle
SAMPLES = (BURY, WESTMERE)


@dataclass
class Count:
    """What became of the copies of one class and sample."""

    group: str
    name: str
    sample: str
    copies: int = 0
    slow: int = 0
    kinds: dict[str, int] = field(default_factory=lambda: dict.fromkeys((EXACT, TOLD, REFUSED, WRONG, EXCEPTION), 0))
    faults: list[str] = field(default_factory=list)

    def add(self, outcome: Outcome, seed: str) -> None:
        self.copies += 1
        self.kinds[outcome.kind] += 1
        if outcome.kind in (WRONG, EXCEPTION):
            self.faults.append(f"{seed}: {outcome.what or '; '.join(outcome.faults)}")

    @property
    def loaded(self) -> float:
        """The share of copies that were loaded, whole or with cells left out aloud."""
        return (self.kinds[EXACT] + self.kinds[TOLD]) / self.copies


def copy_of(name: str, base: Base, rng: Random) -> Copy:
    if name in layouts.LAYOUTS:
        return layouts.made(name, base, rng)
    if name in FORMATS:
        return layouts.other_format(base, rng, name.removeprefix("as "))
    if name in damage.DAMAGE:
        return damage.made(name, base, rng)
    if name in traps.TRAPS:
        return traps.made(name, base, rng)
    return values.made(name, base, rng)


def run(group: str, name: str, sample: str, copies: int) -> Count:
    """One class over one sample; the files of the sample take turns."""
    count, files = Count(group, name, sample), bases(sample)
    for n in range(copies):
        seed = f"{name}, {sample}, {n}"
        base, rng = files[n % len(files)], Random(seed)
        began = perf_counter()
        count.add(BATCHES[name](base, rng) if name in BATCHES else judge(copy_of(name, base, rng), base.catalogue), seed)
        count.slow += perf_counter() - began > SOON
    return count


def classes() -> Iterator[tuple[str, str, str]]:
    """(group, class, sample) of every class; the batches load by command, which knows Bury alone."""
    for group, names in GROUPS.items():
        for name in names:
            for sample in SAMPLES if group != "batch" else (BURY,):
                yield group, name, sample
