"""``python -m tests.arch.report [--tree]``: the plan of the house in figures, or every module with what it is.

To look at; nothing here passes or fails."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from pathlib import Path

from tests.arch.positions import MOST, by_position
from tests.arch.structure import Sources, arrows, package_of, project_sources, repeated

FEW, MANY = 60, 400
MOST_MODULES = 14
# Words that say a relation or an act where a module's name should say a thing.
RELATIONS = frozenset((
    "about", "above", "across", "after", "against", "along", "among", "around", "at", "before", "behind", "below", "beside", "between",
    "beyond", "by", "down", "during", "for", "from", "in", "into", "of", "off", "on", "onto", "out", "over", "past", "per", "since", "so",
    "through", "till", "to", "towards", "under", "until", "up", "upon", "whose", "with", "within", "without",
))  # fmt: skip
SET_TERMS = ("year_to_date", "about")  # terms of the field, and what a page is called everywhere
VAGUE = frozenset(("base", "common", "core", "helper", "helpers", "misc", "parts", "stuff", "things", "tools", "util", "utils"))
LIBRARIES = frozenset(("docx", "duckdb", "openpyxl", "pandas", "plotly", "pptx", "streamlit"))


def odd_names(sources: Sources) -> list[str]:
    """Modules whose name holds a preposition, is vague, or is a library's or a standard module's."""
    found = []
    for path in sources:
        name = Path(path).stem
        words = set(name.split("_"))
        if name == "__init__" or "samples/" in path:
            continue
        if words & RELATIONS and name not in SET_TERMS:
            found.append(f"{path}: a preposition")
        if words & VAGUE:
            found.append(f"{path}: vague")
        if name in LIBRARIES or name in sys.stdlib_module_names:
            found.append(f"{path}: a library's name")
    return found


def tree(sources: Sources) -> str:
    """Every package and module with the first line of what it says of itself."""
    lines, last = [], ""
    for path, source in sorted(sources.items(), key=lambda one: (package_of(one[0]), not one[0].endswith("__init__.py"), one[0])):
        said = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
        package = package_of(path)
        if package != last:
            lines.append(f"{package.replace('.', '/')}/")
            last = package
        lines.append(f"  {Path(path).name if not path.endswith('__init__.py') else '':28} {said}".rstrip())
    return "\n".join(lines)


def main() -> None:
    """Prints modules a folder, lines a module, arrows between packages, and names to look at."""
    sources = project_sources()
    if "--tree" in sys.argv[1:]:
        print(tree(sources))
        return
    modules = {path: source.count("\n") for path, source in sources.items() if not path.endswith("__init__.py") and "samples/" not in path}
    folders = Counter(package_of(path) or "(top)" for path in modules)
    between = arrows(sources)
    print(f"{len(modules)} modules, {sum(modules.values()):,} lines, {len(folders)} folders")
    for folder, count in sorted(folders.items()):
        lines = sum(lines for path, lines in modules.items() if (package_of(path) or "(top)") == folder)
        out = sum(a == folder and b.partition(".")[0] == folder.partition(".")[0] for a, b in between)
        print(f"  {folder:26} {count:3} modules {lines:6,} lines {out:3} arrows inside its room{'  many' if count > MOST_MODULES else ''}")
    for title, found in {
        f"Modules under {FEW} lines": [f"{path} {lines}" for path, lines in modules.items() if lines < FEW],
        f"Modules over {MANY} lines": [f"{path} {lines}" for path, lines in modules.items() if lines > MANY],
        "Names to look at": odd_names(sources),
        "Class names with two meanings": [f"{name}: {', '.join(paths)}" for name, paths in repeated(sources).items()],
        f"What takes or is handed more than {MOST} by position": by_position(sources),
    }.items():
        print(f"{title}: {len(found)}")
        print(*(f"  {line}" for line in found), sep="\n")


if __name__ == "__main__":
    main()
