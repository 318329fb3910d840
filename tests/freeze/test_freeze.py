"""The freeze itself: it finds what is planted, names what is stale, and a home and a backup made before still open as they did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.freeze import __main__ as freeze
from tests.freeze import clock, compared, shelf, trees
from tests.freeze.compared import Intended
from tests.freeze.homes import AREA, Homes
from tests.freeze.kept import BACKUP, opened
from tests.freeze.masks import Masks

GROUPS = ["samples/pages", "samples/commands", "inputs/pages"]
OLD = {"samples/pages/a.txt": "one\ntwo\nthree\n", "samples/pages/b.txt": "two\n", "samples/pages/c.txt": "same\n"}


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    """Homes of this test, on the day that does not move."""
    with clock.fixed():
        yield Homes(tmp_path.resolve())


def test_a_planted_difference_is_found_and_shown_line_by_line() -> None:
    (found,) = compared.compare(OLD, OLD | {"samples/pages/a.txt": "one\n2\nthree\n"}, [])
    assert compared.shown(found).splitlines()[0] == "=== samples/pages/a.txt"
    assert [line for line in found.lines if line[0] in "+-"] == ["-two", "+2"]
    assert compared.compare(OLD, OLD, []) == []


def test_a_file_that_is_gone_or_new_is_a_difference() -> None:
    new = {name: text for name, text in OLD.items() if name != "samples/pages/b.txt"} | {"samples/pages/d.txt": "x"}
    assert [one.name for one in compared.compare(OLD, new, [])] == ["samples/pages/b.txt", "samples/pages/d.txt"]
    meant = [Intended("samples/pages/b.txt", "why", change="gone"), Intended("samples/pages/d.txt", "why", change="new")]
    assert compared.compare(OLD, new, meant) == []
    assert compared.stale(meant, GROUPS[:1], GROUPS) == []


def test_what_is_meant_is_let_through_and_nothing_beside_it() -> None:
    meant = [
        Intended("samples/pages/*", "said in numbers", "two", "2"),
        Intended("samples/pages/a.txt", "a pattern", r"^t(h)ree$", r"T\1", regex=True),
    ]
    new = OLD | {"samples/pages/a.txt": "one\n2\nTh\n", "samples/pages/b.txt": "2\n"}
    assert compared.compare(OLD, new, meant) == []
    (found,) = compared.compare(OLD, new | {"samples/pages/b.txt": "2\nmore\n"}, meant)
    assert [line for line in found.lines if line[0] in "+-"] == ["+more"]


def test_an_entry_that_nothing_needs_is_stale_once_its_group_was_compared() -> None:
    meant = [Intended("samples/pages/a.txt", "never", "five", "5"), Intended("inputs/pages/*", "another part", "five", "5"),
             Intended("samples/typo/*", "no such group", "five", "5")]  # fmt: skip
    compared.compare(OLD, OLD, meant)
    assert [one.reason for one in compared.stale(meant, GROUPS[:2], GROUPS)] == ["never", "no such group"]


@pytest.mark.parametrize(
    "entry",
    [
        'file = "a"\nreason = ""\nold = "x"',
        'file = "a"\nreason = "y"',
        'file = "a"\nreason = "y"\nold = "x"\nchange = "odd"',
        'colour = "a"',
    ],
)
def test_an_entry_without_a_reason_or_a_change_is_refused(entry: str, tmp_path: Path) -> None:
    path = tmp_path / "intended.toml"
    path.write_text(f"[[intended]]\n{entry}\n", encoding="utf-8")
    with pytest.raises(compared.ListFault):
        compared.intended(path)


def test_the_list_of_the_project_can_be_read() -> None:
    assert all(one.reason for one in compared.intended(freeze.HERE / "intended.toml"))


def test_html_is_compared_as_a_tree() -> None:
    one = "<div class='b a' id=x><p>said  so</p>\n  <p>and <b>on</b></p></div>"
    other = '<div id="x" class="a b"><p>said so</p><p>and <b>on</b></p></div>'
    assert trees.lines(one) == trees.lines(other)
    assert trees.lines(one) != trees.lines(other.replace("and <b>", "and<b>"))
    assert trees.lines(one) != trees.lines(other.replace("x", "y"))


def test_what_is_random_has_stable_words(tmp_path: Path) -> None:
    masks = Masks(tmp_path, tmp_path / "code")
    said = masks.text(f"{tmp_path / 'home' / 'a.txt'} 000001-0a1b2c3d 000001-0a1b2c3d 000002-ffffffff {'0a' * 16}")
    assert said == "<work>/home/a.txt 000001-buildA 000001-buildA 000002-buildB <key 1>"


def test_what_is_stored_is_read_back_and_the_same_texts_are_the_same_bytes(tmp_path: Path) -> None:
    assert shelf.write(tmp_path, "group", {"b.txt": "–\n", "a.txt": ""})
    before = (tmp_path / "group.zip").read_bytes()
    assert not shelf.write(tmp_path, "group", {"a.txt": "", "b.txt": "–\n"})
    assert shelf.read(tmp_path, "group") == {"a.txt": "", "b.txt": "–\n"}
    (tmp_path / "group.zip").unlink()
    shelf.write(tmp_path, "group", {"a.txt": "", "b.txt": "–\n"})
    assert (tmp_path / "group.zip").read_bytes() == before


def test_bury_is_shown_as_it_was(homes: Homes) -> None:
    frozen = _meant(shelf.read(freeze.FROZEN, "commands"), "commands", "bury show, JSON.txt")
    assert homes.run("show", "--area", AREA, "--home", homes.bury, "--json") == frozen


def test_a_home_and_a_backup_made_before_open_and_show_what_they_showed(homes: Homes) -> None:
    kept, again = shelf.read(freeze.FROZEN, "kept"), homes.work / "again"
    home = opened(homes.folder("kept"))
    assert homes.run("show", "--area", AREA, "--home", home, "--json") == _meant(kept, "kept", "home show.txt")
    assert homes.run("risks", "--area", AREA, "--home", home, "--json") == _meant(kept, "kept", "home risks.txt")
    assert homes.run("verify", BACKUP, "--json").startswith("exit 0")
    assert homes.run("restore", BACKUP, "--home", again, "--json").startswith("exit 0")
    assert homes.run("show", "--area", AREA, "--home", again, "--json") == _meant(kept, "kept", "restored show.txt")


def _meant(texts: dict[str, str], group: str, name: str) -> str:
    """A frozen text with what is meant to have changed since."""
    text, where = texts[name], f"samples/{group}/{name}"
    for one in compared.intended(freeze.HERE / "intended.toml"):
        if one.holds(where) and one.change == "text":
            text = one.turned(text)
    return text
