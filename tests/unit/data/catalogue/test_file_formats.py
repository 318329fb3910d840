"""The formats of tidy tables: what a home adds stands beside what is shipped, and each fault is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.catalogue.catalogue import REFERENCE, read
from data.catalogue.reference_entry import CatalogueFault

FIGURE = '[[figure]]\nkpi = "X1"\nmeasure = "waiting"\nwhere = {{ service = [{}] }}\n'


def with_home(folder: Path, text: str, name: str = "nhs_waits.toml") -> Path:
    (folder / "formats").mkdir()
    (folder / "formats" / name).write_text(text, encoding="utf-8")
    return folder


def test_a_home_adds_key_by_key(tmp_path: Path) -> None:
    own = '[columns]\nplace = ["Neighbourhood"]\n[measures]\nseen = ["Seen"]\n[places]\n"Our Place" = "E08000002"\n' + FIGURE.format('"OT"')
    shipped, found = read().formats["nhs_waits"], read(REFERENCE, with_home(tmp_path, own)).formats["nhs_waits"]
    assert found.columns == {**shipped.columns, "place": (*shipped.columns["place"], "neighbourhood")}
    assert found.measures == {**shipped.measures, "seen": ("seen",)}
    assert (found.title, found.places) == (shipped.title, {"our place": "E08000002"})
    assert [(f.kpi, f.measure, f.where) for f in found.figures] == [("X1", "waiting", {"service": ("ot",)})]
    assert shipped.figures == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[places]\n"Here" = "E12000002"', "formats/nhs_waits.toml: format: places: Here: E12000002 is no authority in areas.csv"),
        ('[measures]\nseen = ["Month"]', "formats/nhs_waits.toml: format: the heading 'month' stands twice"),
        (FIGURE.format('"OT"').replace("waiting", "wait"), "formats/nhs_waits.toml: figure 1: measure wait is not one of waiting, "),
        (FIGURE.format(""), "formats/nhs_waits.toml: figure 1: where: service is no column of the format, or holds no word"),
        (FIGURE.format('"OT", "PT"') + FIGURE.format('"ot"').replace("X1", "X2"),
         "formats/nhs_waits.toml: format: X1 and X2 are both given the measure waiting of the same rows"),
        ('[[figure]]\nkpi = "X1"\nmeasure = "waiting"\nwhere = {}', "formats/nhs_waits.toml: figure 1: where is empty"),
        ('colour = "red"', "formats/nhs_waits.toml: format: unknown key colour"),
    ],
)  # fmt: skip
def test_a_fault_names_the_file_and_the_entry(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(CatalogueFault) as raised:
        read(REFERENCE, with_home(tmp_path, text))
    assert str(raised.value).startswith(fault)


def test_a_format_that_nothing_reads_is_never_ignored(tmp_path: Path) -> None:
    with pytest.raises(CatalogueFault) as raised:
        read(REFERENCE, with_home(tmp_path, 'title = "Ours"', "our_waits.toml"))
    there = ", ".join(sorted(path.stem for path in (REFERENCE / "formats").glob("*.toml")))
    assert str(raised.value) == f"formats/our_waits.toml: no source reads this format. There are: {there}"
