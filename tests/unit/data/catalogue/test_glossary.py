"""Every term is whole, and a faulty entry is named."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree

import pytest

from data.catalogue.glossary import REFERENCE, read_glossary
from data.catalogue.reference_entry import CatalogueFault


def test_every_term_says_what_it_stands_for_in_one_sentence_with_a_source() -> None:
    every = read_glossary()
    assert {"WSOA", "PAP", "APP", "DCO", "DMO", "INMSS", "EHC plan", "SENDIASS", "PCF", "NEET", "KS2", "KS4", "Attainment 8", "Progress 8",
            "ICB", "SEN2", "LAIT", "SN", "RAG", "SPC", "XmR", "R12M", "YTD", "AP", "EHE", "EOTAS"} <= set(every)  # fmt: skip
    assert all(one.source and len(one.sentence) <= 240 for one in every.values())


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('[[term]]\nterm = "X1"\nstands_for = "x"\nsentence = "A thing."\nalso = ["wsoa"]\nsource = "s"\n', "'wsoa' is also that of WSOA"),
        ('[[term]]\nterm = "X1"\nstands_for = "x"\nsentence = "A thing"\nalso = []\nsource = "s"\n', "sentence must end with a full stop"),
        ('[[term]]\nterm = "X1"\nstands_for = "x"\nsentence = "A thing."\nalso = []\n', "source is missing"),
    ],
)
def test_a_faulty_glossary_names_the_entry_and_the_fault(more: str, told: str, tmp_path: Path) -> None:
    folder = copytree(REFERENCE, tmp_path / "reference")
    with (folder / "glossary.toml").open("a", encoding="utf-8") as file:
        file.write(more)
    with pytest.raises(CatalogueFault, match=re.escape(told)):
        read_glossary(folder)
