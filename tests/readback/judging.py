"""Made states loaded, rendered, read back and judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import cli
from tests.readback import surfaces
from tests.readback.made_states import AREA, MadeState, made
from tests.readback.oracle import changes_of, faults_of, loose_words, phrases, rows, title_faults
from tests.readback.surfaces import FORMS, ReadBack

BATCH = 10
# The short names that stand on screens, as read off them.
SHORTS = {
    "S5": "New EHC plans in 20 weeks", "S9": "New EHC plans", "S11": "Mediation cases", "E1": "KS2 standard: SEN support",
    "E7": "Suspensions: EHC plan", "P1": "NEET or not known", "P2": "In employment", "L1": "Local Offer users",
}  # fmt: skip


@dataclass
class Judged:
    """What became of some states: how many KPIs and verdicts were read back, which phrases, and what is wrong."""

    kpis: int = 0
    verdicts: int = 0
    surfaces: int = 0
    phrases: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def add(self, other: Judged) -> None:
        self.kpis, self.verdicts, self.surfaces = self.kpis + other.kpis, self.verdicts + other.verdicts, self.surfaces + other.surfaces
        self.phrases |= other.phrases
        self.faults += other.faults


def read_back(state: MadeState, folder: Path, monkeypatch: pytest.MonkeyPatch, *, pages: bool = True) -> Iterator[ReadBack]:
    """Every surface of a state. The home is made anew in ``folder``."""
    home, sheet = folder / f"home-{state.seed}", folder / f"made-{state.seed}.csv"
    sheet.write_text(state.text, encoding="utf-8")
    day = state.looked_at.isoformat()
    assert cli.main(["load", str(sheet), "--home", str(home), "--received", state.received.isoformat()]) == 0, state.seed
    made_packs = {}
    for form in FORMS:
        out = folder / f"pack-{state.seed}.{form}"
        asked = ["pack", "--format", form, "--area", AREA, "--as-at", day, "--home", str(home), "--out", str(out)]
        assert cli.main(asked) == 0, (state.seed, form)
        made_packs[form] = out
    yield from surfaces.packs(made_packs)
    if pages:
        yield from surfaces.pages(home, state, monkeypatch, [one.code for one in state.kpis])


def judged(state: MadeState, found: list[ReadBack]) -> Judged:
    """What the oracle says of the surfaces of one state."""
    result = Judged(surfaces=len(found))
    verdicts: dict[str, str] = {}
    for kpi in state.kpis:
        said = {one.name: phrases(one.text, SHORTS[kpi.code]) | rows(one.tables, kpi.code) for one in found}
        result.faults += [f"state {state.seed}: {fault}" for fault in faults_of(kpi, state, said)]
        every = set().union(*said.values())
        result.kpis, result.verdicts = result.kpis + 1, result.verdicts + sum(map(bool, said.values()))
        result.phrases |= every
        if not every:
            result.faults.append(f"state {state.seed}: {kpi.code} has no verdict on any surface")
        verdicts[kpi.code] = next(iter(every), "")
        for one in found:
            result.faults += [f"state {state.seed}: {one.name}: {fault}" for fault in changes_of(kpi, one.text, SHORTS[kpi.code])]
    for one in found:
        result.faults += [f"state {state.seed}: {one.name}: …{words}…" for words in loose_words(one.text)]
        result.faults += [
            f"state {state.seed}: {one.name}: {fault}" for fault in title_faults(one.text, verdicts) if one.name == "overview"
        ]
    return result


def states(first: int, many: int, *, pages: bool = True) -> Judged:
    """Some states drawn, read back and judged, in this process."""
    result = Judged()
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_BACKUPS", "off")
        for seed in range(first, first + many):
            state = made(seed)
            result.add(judged(state, list(read_back(state, Path(folder), patch, pages=pages))))
    return result
