"""Files of every layout and every fault, read as an analyst would load them: findings, questions, refusals, and answers given.

The files were gathered once from all that the tests gave to the readers: one of each outcome, the smallest. They stay as they are.
"""

from __future__ import annotations

import ast
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.freeze import product, shelf
from tests.freeze.homes import Homes

CORPUS = Path(__file__).parent / "kept" / "files.zip"
LEFT_OUT = ("tests", "samples", ".venv")
Texts = dict[str, str]


def files(homes: Homes) -> Texts:
    """What is said of each kept file, and the conversation about one that has to be asked about."""
    texts = {f"file {name}.txt": one(homes, name.partition("/")[2], content, area) for name, content, area in corpus()}
    texts = {name.replace("/", " "): body for name, body in texts.items()}
    return texts | _asked(homes) | {"refusals.txt": refusals(product.ROOT)}


def corpus() -> Iterator[tuple[str, bytes, str]]:
    """Each kept file by its name, with the area that it is to be read for."""
    with zipfile.ZipFile(CORPUS) as kept:
        names = kept.namelist()
        for name in names:
            if not name.endswith("/area"):
                area = f"{name.partition('/')[0]}/area"
                yield name, kept.read(name), kept.read(area).decode("utf-8") if area in names else ""


def one(homes: Homes, name: str, content: bytes, area: str) -> str:
    """One file read and let go: its record, and the answers file that it would like to have."""
    folder = homes.folder("files")
    path, asked = folder / name, folder / "asked.toml"
    asked.unlink(missing_ok=True)
    path.write_bytes(content)
    given = ("--area", area) if area else ()
    said = homes.run("load", path, "--home", homes.empty, "--dry-run", "--json", "--ask", asked, *given)
    path.unlink()
    return said + (homes.masks.text(f"--- answers file\n{asked.read_text(encoding='utf-8')}") if asked.is_file() else "")


def _asked(homes: Homes) -> Texts:
    """A workbook that asks, its answers filled in, the next one that asks less, and one whose answers are wrong."""
    home, folder = homes.work / "asked", homes.folder("asked-files")
    answers, wrong = folder / "answers.toml", folder / "wrong.toml"
    for name, content in product.asking_workbooks().items():
        (folder / name).write_bytes(shelf.timeless(content))
    texts: Texts = {}

    def run(name: str, *arguments: Any) -> None:
        texts[f"asked {len(texts) + 1:02} {name}.txt"] = homes.run(*arguments, "--home", home)

    run("what is open", "load", folder / "devon.xlsx", "--dry-run", "--ask", answers, "--json")
    texts["asked answers.toml.txt"] = homes.masks.text(answers.read_text(encoding="utf-8"))
    filled = _filled(answers.read_text(encoding="utf-8"))
    answers.write_text(filled, encoding="utf-8")
    run("filled in", "load", folder / "devon.xlsx", "--map", answers, "--received", "2024-12-01", "--json")
    run("later", "load", folder / "devon-later.xlsx", "--received", "2025-04-01", "--json")
    run("in words", "load", folder / "devon-later.xlsx", "--received", "2025-04-01", "--dry-run")
    run("another council", "load", folder / "kent.xlsx", "--received", "2023-04-20", "--json")
    run("another council later", "load", folder / "kent-later.xlsx", "--received", "2023-05-20", "--json")
    for at, text in enumerate((filled.replace("S5", "S99"), "not TOML", filled.replace("area", "place"), "[kpi]\nx = 7\n", ""), 1):
        wrong.write_text(text, encoding="utf-8")
        run(f"wrong answers {at}", "load", folder / "devon.xlsx", "--map", wrong, "--dry-run", "--json")
    for area in ("Devon", "Kent"):
        run(f"shown {area}", "show", "--area", area, "--json")
    run("loads", "loads", "--json")
    return texts


def _filled(text: str) -> str:
    """The answers file with each question answered, and a KPI of the area's own."""
    for key, answer in (("percentage of ehcps issued within 20 weeks", "S5"), ("number of appeals to the tribunal lodged", "S12"),
                        ("suspensions of pupils with an ehcp rate per 100", "X1"), ("parents who feel listened to survey", "leave out"),
                        ("rag note", "comment")):  # fmt: skip
        text = text.replace(f'"{key}" = ""', f'"{key}" = "{answer}"')
    entry = {"area": "Devon", "code": "X1", "title": "Suspensions, EHC plan, rate", "section": "E", "unit": "rate", "polarity": "lower"}
    return text + "\n[[indicator]]\ndecimals = 1\n" + "".join(f'{key} = "{value}"\n' for key, value in entry.items())


def refusals(root: Path) -> str:
    """Every text that the product's code refuses with, wherever it stands, each once, with … for what is put into it."""
    found: set[str] = set()
    for path in sorted(root.rglob("*.py")):
        if not any(part in LEFT_OUT for part in path.relative_to(root).parts):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for raised in (node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise)):
                if isinstance(raised, ast.Call):
                    found |= {text for given in (*raised.args, *(word.value for word in raised.keywords)) for text in _texts(given)}
    return "\n".join(sorted(found)) + "\n"


def _texts(node: ast.expr) -> Iterator[str]:
    """The texts of an expression; those within a text that is put together are texts of their own."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and node.value.strip():
            yield node.value.replace("\n", "\\n")
    elif isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        yield "".join(str(part) for part in parts).replace("\n", "\\n")
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from _texts(part.value)
    elif isinstance(node, ast.BinOp | ast.IfExp | ast.BoolOp):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                yield from _texts(child)
