"""What a partnership sets: read back whole, a colour that can be read, a logo with nothing in it but the picture."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.model.finding import Refused
from data.model.record import RecordFault
from data.records.journal import Journal
from data.records.settings import AREA, KEY, KIND, PNG, Settings, contrast, faint, picture, settings
from tests.factories.pictures import chunk, png

NOW = datetime(2026, 11, 2, tzinfo=UTC)


def put(home: Path, body: dict[str, str] | None, seen: int | None = None) -> int:
    return Journal(home).append(KIND, AREA, KEY, body, who="Clerk", recorded_at=NOW, seen=seen).id


def test_before_anything_is_set_everything_is_empty(tmp_path: Path) -> None:
    assert settings(Journal(tmp_path)) == Settings()


def test_what_was_set_is_read_back_and_taken_away(tmp_path: Path) -> None:
    digest, _ = Journal(tmp_path).keep("logo.png", png())
    first = put(tmp_path, {"area": "E08000002", "name": "Bury SEND partnership", "rhythm": "monthly", "accent": "#1D70B8", "logo": digest})
    found = settings(Journal(tmp_path))
    assert (found.area, found.name, found.rhythm, found.accent, found.logo) == (
        "E08000002", "Bury SEND partnership", "monthly", "#1D70B8", png(),
    )  # fmt: skip
    assert (found.neighbours, found.contact) == ("", "")
    put(tmp_path, None, first)
    assert settings(Journal(tmp_path)) == Settings()


@pytest.mark.parametrize(("field", "value"), [("accent", "red"), ("accent", "#12345"), ("rhythm", "weekly"), ("logo", "x"), ("size", "9")])
def test_what_cannot_be_a_setting_is_refused_by_its_field(field: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(RecordFault) as told:
        put(tmp_path, {field: value})
    assert told.value.field == field


def test_a_damaged_journal_leaves_the_settings_empty(tmp_path: Path) -> None:
    put(tmp_path, {"name": "Bury"})
    path = Journal(tmp_path).path
    path.write_bytes(path.read_bytes().replace(b"Bury", b"Wigan"))
    assert settings(Journal(tmp_path)) == Settings()


# Ratios as WCAG 2 gives them: black on white 21, the same colour 1, and W3C's example of #767676 on white, the palest grey that passes.
@pytest.mark.parametrize(("one", "ratio"), [("#000000", 21.0), ("#FFFFFF", 1.0), ("#767676", 4.54), ("#777777", 4.48), ("#FF0000", 4.0)])
def test_contrast_is_worked_as_wcag_does(one: str, ratio: float) -> None:
    assert contrast(one, "#FFFFFF") == pytest.approx(ratio, abs=0.005)
    assert contrast("#FFFFFF", one) == contrast(one, "#FFFFFF")


def test_a_pale_colour_is_refused_with_its_contrast_and_a_dark_one_is_not() -> None:
    assert "its contrast is 4.4 to 1 and must be at least 4.5" in faint("#777777")
    assert faint("#767676") == ""
    assert "written #" in faint("blue")


def test_a_logo_keeps_its_picture_and_loses_everything_else() -> None:
    told = chunk(b"tEXt", b"Author\x00A. Person") + chunk(b"eXIf", b"GPS") + chunk(b"iCCP", b"profile")
    assert picture("logo.png", png(more=told) + b"<script>") == png()
    assert picture("logo.png", png()) == png()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a logo is a PNG picture"), (b"\xff\xd8\xff\xe0", "a logo is a PNG picture"),
        (png()[:-6], "damaged"), (png().replace(b"\x10\x20", b"\x10\x21")[:40], "damaged"), (PNG, "damaged"), (png(3000), "3000×1 dots"),
        (png(0), "0×1 dots"), (png() + b"x" * 200_001, "may have 200,000"), (PNG + chunk(b"IEND", b""), "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_sound_small_png_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(Refused, match=told):
        picture("logo.png", content)
