"""Moves modules and renames classes as moved-modules.csv and moved-names.csv say, and every mention of them.

``python docs/developing/move_modules.py [ROOM ...] [--dry-run]``: all rows of the tables, or those whose old or new path begins with one
of ROOM. What has been moved already is left alone, so it can be run again, also on a branch that began before the move.
A name that would hide another one in the same file is kept apart by ``import … as``; each such place is printed, to be read by a person.
"""

from __future__ import annotations

import argparse
import ast
import csv
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PYTHON = ("app.py", "cli.py", "data", "kpis", "loaders", "pages", "tests", "docs")
TEXTS = ("README.md", "METHODS.md", "docs", "tests", "data", "pyproject.toml")
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def dotted(path: str) -> str:
    """``kpis/rag.py`` as ``kpis.rag``; a package's ``__init__`` as the package."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the two tables."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Plan:
    """What is to be moved now: old path to new path, and (old module, old name) to its new name."""

    paths: dict[str, str]
    names: dict[tuple[str, str], str]
    homes: dict[tuple[str, str], str]  # (old module, old name) to the path of the module it goes to, where that is not its module's own
    modules: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.modules = {dotted(old): dotted(new) for old, new in self.paths.items() if old.endswith(".py")}


def planned(rooms: Iterable[str]) -> Plan:
    """The rows that are still to do, of these rooms or of all."""
    wanted = tuple(rooms)

    def chosen(*paths: str) -> bool:
        return not wanted or any(path.startswith(wanted) for path in paths)

    paths = {
        row["old"]: row["new"] for row in table("moved-modules.csv")
        if row["old"] != row["new"] and (ROOT / row["old"]).is_file() and chosen(row["old"])
    }  # fmt: skip
    rows = [row for row in table("moved-names.csv") if (ROOT / row["old_module"]).is_file() and chosen(row["old_module"])]
    names = {(dotted(row["old_module"]), row["old_name"]): row["new_name"] for row in rows}
    return Plan(paths, names, {(dotted(row["old_module"]), row["old_name"]): row["new_module"] for row in rows if row["new_module"]})


def python_files() -> Iterator[Path]:
    """Every Python file of the project."""
    for name in PYTHON:
        path = ROOT / name
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


@dataclass
class Module:
    """One file as parsed: its tree, and where each name that it imports or defines comes from."""

    path: Path
    name: str
    source: str
    tree: ast.Module
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)


def read_modules() -> dict[str, Module]:
    """Every module of the project by its dotted name."""
    found = {}
    for path in python_files():
        source = path.read_text(encoding="utf-8")
        name = dotted(path.relative_to(ROOT).as_posix())
        module = Module(path, name, source, ast.parse(source))
        for node in module.tree.body:
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    module.imported[alias.asname or alias.name] = (node.module, alias.name)
        found[name] = module
    return found


def origin(modules: dict[str, Module], module: str, name: str) -> tuple[str, str]:
    """Where a name that ``module`` hands on was defined."""
    seen = set()
    while (module, name) not in seen and module in modules and name in modules[module].imported:
        seen.add((module, name))
        base, what = modules[module].imported[name]
        if f"{base}.{what}" in modules:
            break
        module, name = base, what
    return module, name


@dataclass
class Binding:
    """What a name in one file stands for: a module of ours (``what`` empty) or a name of one; and what it is to be called."""

    module: str
    what: str
    new: str


class Rewriter:
    """One file's new text."""

    def __init__(self, module: Module, modules: dict[str, Module], plan: Plan) -> None:
        self.module, self.modules, self.plan = module, modules, plan
        self.edits: list[tuple[int, int, str, str]] = []  # from, to, the new text, the old one
        self.notes: list[str] = []
        lines = module.source.splitlines(keepends=True)
        self.starts = [0]
        for line in lines:
            self.starts.append(self.starts[-1] + len(line))
        self.lines = lines
        self.scopes = {id(module.tree): bound_in(module.tree)}
        for node in ast.walk(module.tree):
            if isinstance(node, SCOPES):
                self.scopes[id(node)] = bound_in(node)

    def at(self, line: int, column: int) -> int:
        """A place of the tree, which counts bytes, as a place in the text."""
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def replace(self, node: ast.AST, text: str, old: str = "") -> None:
        start, end = self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]  # every node asked has a place
        self.edits.append((start, end, text, old or self.module.source[start:end]))

    def run(self) -> str:
        self.walk(self.module.tree, [])
        if self.module.name.startswith(("data", "kpis", "loaders", "pages")):
            self.rename_own()
        text = self.module.source
        for start, end, new, old in sorted(set(self.edits), reverse=True):
            if text[start:end] != old:
                self.notes.append(f"{self.module.path}: {old} is not where the tree says; change it by hand to {new}")
                continue
            text = text[:start] + new + text[end:]
        return text

    def rename_own(self) -> None:
        """Names that this very module defines and the table renames."""
        own = {old: new for (module, old), new in self.plan.names.items() if module == self.module.name}
        if not own:
            return
        for node in ast.walk(self.module.tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name in own:
                word = "class " if isinstance(node, ast.ClassDef) else "def "
                start = self.at(node.lineno, node.col_offset) + len(word)
                self.edits.append((start, start + len(node.name), own[node.name], node.name))
        self.rename_uses(own, self.module.tree, frozenset())
        for old, new in own.items():
            if old != new and any(new in names for names in self.scopes.values()):
                self.notes.append(f"{self.module.path}: {new} is already a name here")

    def walk(self, node: ast.AST, above: list[ast.AST]) -> None:
        """Rewrites the imports of a scope, then the uses of what they bind."""
        uses: dict[str, str] = {}
        attributes: dict[str, str] = {}
        for statement in statements(node):
            if isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
                self.imports(statement, node, uses, attributes)
        if uses:
            self.rename_uses(uses, node, frozenset())
        if attributes:
            self.rename_attributes(attributes, node)
        for inner in ast.walk(node):
            if inner is not node and isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and owner_is(node, inner):
                self.walk(inner, [*above, node])

    def imports(self, statement: ast.ImportFrom, scope: ast.AST, uses: dict[str, str], attributes: dict[str, str]) -> None:
        """One import statement, and what follows from it for the names it binds."""
        by_base: dict[str, list[str]] = defaultdict(list)
        changed = False
        for alias in statement.names:
            base, name, bound = self.target(statement.module or "", alias.name)
            old = alias.asname or alias.name
            asname = alias.asname
            if asname and asname == alias.name:  # handed on under its own name
                asname = name
                if name != old:
                    uses[old] = name
            elif asname is None and name != old:
                if self.hidden(old, name, scope) or name in uses.values():
                    asname = old
                    self.notes.append(f"{self.module.path.relative_to(ROOT)}: {base}.{name} stays {old}, since {name} is taken")
                else:
                    uses[old] = name
            if bound:
                attributes[old] = bound
            changed = changed or (base, name) != (statement.module, alias.name)
            if asname == name and alias.asname != alias.name:
                asname = None
            by_base[base].append(name if asname is None else f"{name} as {asname}")
        if changed:
            lines = [f"from {base} import {', '.join(names)}" for base, names in by_base.items()]
            indent = " " * statement.col_offset
            self.replace(statement, f"\n{indent}".join(lines))

    def target(self, base: str, name: str) -> tuple[str, str, str]:
        """The new base and name of one import, and the module that the name stands for where it is one of ours."""
        whole = f"{base}.{name}"
        if whole in self.modules:
            new = self.plan.modules.get(whole, whole)
            parent, _, leaf = new.rpartition(".")
            return parent, leaf, whole
        source, what = (base, name) if base in ("loaders",) else origin(self.modules, base, name)
        new_name = self.plan.names.get(origin(self.modules, source, what), what)
        if new_name == what and source == base:
            new_name = self.plan.names.get((base, name), name)
        home = self.plan.homes.get((source, what))
        return dotted(home) if home else self.plan.modules.get(source, source), new_name, ""

    def hidden(self, old: str, new: str, scope: ast.AST) -> bool:
        """Whether calling ``old`` by its new name would clash anywhere in this scope."""
        if new in self.scopes[id(scope)]:
            return True
        return any(new in self.scopes[id(inner)] for inner in ast.walk(scope) if isinstance(inner, SCOPES) and mentions(inner, old))

    def rename_uses(self, uses: dict[str, str], node: ast.AST, hidden: frozenset[str]) -> None:
        """Every name of ``uses`` below a scope that no inner scope binds anew."""
        for child in ast.iter_child_nodes(node):
            now = hidden
            if isinstance(child, SCOPES) and child is not node:
                for outer in outside_scope(child):
                    self.rename_one(uses, outer, hidden)
                now = hidden | (self.scopes[id(child)] & set(uses))
            self.rename_one(uses, child, hidden)
            self.rename_uses(uses, child, now)

    def rename_one(self, uses: dict[str, str], node: ast.AST, hidden: frozenset[str]) -> None:
        if isinstance(node, ast.Name) and node.id in uses and node.id not in hidden:
            self.replace(node, uses[node.id], node.id)
        elif isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            for entry in ast.walk(node.value):
                if isinstance(entry, ast.Constant) and entry.value in uses:
                    self.replace(entry, f'"{uses[entry.value]}"')

    def rename_attributes(self, attributes: dict[str, str], scope: ast.AST) -> None:
        """``module.Name`` where the table renames that name."""
        for node in ast.walk(scope):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in attributes:
                source = origin(self.modules, attributes[node.value.id], node.attr)
                new = self.plan.names.get(source) or self.plan.names.get((attributes[node.value.id], node.attr))
                if new:
                    end = self.at(node.end_lineno or 0, node.end_col_offset or 0)
                    self.edits.append((end - len(node.attr), end, new, node.attr))


def statements(scope: ast.AST) -> Iterator[ast.AST]:
    """The statements of a scope, without those of scopes inside it."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, SCOPES):
            yield from statements(child)


def owner_is(scope: ast.AST, inner: ast.AST) -> bool:
    """Whether ``inner`` is a function right in this scope (or in a class of it)."""
    for child in ast.iter_child_nodes(scope):
        if child is inner:
            return True
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and owner_is(child, inner):
            return True
    return False


def outside_scope(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a scope's head that are read in the scope around it: defaults, annotations, decorators, the first iterable."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        heads: list[ast.AST | None] = [*node.decorator_list, *node.args.defaults, *node.args.kw_defaults, node.returns]
        heads += [arg.annotation for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        heads += [arg.annotation for arg in (node.args.vararg, node.args.kwarg) if arg]
    elif isinstance(node, ast.Lambda):
        heads = [*node.args.defaults, *node.args.kw_defaults]
    elif isinstance(node, ast.ClassDef):
        heads = [*node.bases, *node.decorator_list, *(keyword.value for keyword in node.keywords)]
    else:
        heads = [node.generators[0].iter]  # type: ignore[attr-defined]  # the kinds asked are comprehensions
    for head in heads:
        if head is not None:
            yield from ast.walk(head)


def mentions(scope: ast.AST, name: str) -> bool:
    """Whether a name is read anywhere below a scope."""
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(scope))


def bound_in(scope: ast.AST) -> set[str]:
    """The names that a scope itself binds, its parameters among them."""
    found: set[str] = set()
    args = getattr(scope, "args", None)
    if isinstance(args, ast.arguments):
        found |= {arg.arg for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs)}
        found |= {arg.arg for arg in (args.vararg, args.kwarg) if arg}
    if isinstance(scope, ast.ClassDef):
        return {node.id for node in statements(scope) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in statements(scope):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif (isinstance(node, ast.ExceptHandler) and node.name) or (isinstance(node, ast.MatchAs | ast.MatchStar) and node.name):
            found.add(node.name)
    return found


def rename_strings(text: str, plan: Plan) -> str:
    """Module names and paths that stand inside strings and papers: ``"data.store.X"`` whole, ``kpis/rag.py`` anywhere."""
    if plan.paths:
        paths = "|".join(re.escape(old) for old in sorted(plan.paths, key=len, reverse=True))
        text = re.sub(rf"(?<![\w/])({paths})(?!\w)", lambda found: plan.paths[found[1]], text)
    if plan.modules:
        modules = "|".join(re.escape(old) for old in sorted(plan.modules, key=len, reverse=True))
        text = re.sub(rf"([\"'])({modules})((?:\.\w+)*)\1", lambda found: f"{found[1]}{plan.modules[found[2]]}{found[3]}{found[1]}", text)
    return text


def rename_quoted_imports(text: str, plan: Plan) -> str:
    """``from data.store import Store`` inside a string: the scripts that tests hand to a Python of its own."""
    modules = "|".join(re.escape(old) for old in sorted(plan.modules, key=len, reverse=True))
    if not modules:
        return text

    used: dict[str, str] = {}

    def renamed(found: re.Match[str]) -> str:
        names = [name.strip() for name in found[2].split(",")]
        used.update({name: plan.names[found[1], name] for name in names if (found[1], name) in plan.names})
        return f"from {plan.modules[found[1]]} import {', '.join(used.get(name, name) for name in names)}"

    lines = text.splitlines(keepends=True)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " import " in node.value:
            used.clear()
            for at in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[at] = re.sub(rf"from ({modules}) import ([\w, ]+)", renamed, lines[at])
                for old, new in used.items():
                    lines[at] = re.sub(rf"\b{old}\b", new, lines[at])
    return "".join(lines)


def split(plan: Plan) -> None:
    """Takes names out of a module that has been moved and puts each into the module it goes to."""
    by_old: dict[str, dict[str, str]] = defaultdict(dict)
    for (old, name), home in plan.homes.items():
        by_old[old][plan.names.get((old, name), name)] = home
    for old, homes in by_old.items():
        source = plan.modules[old].replace(".", "/") + ".py"
        text = (ROOT / source).read_text(encoding="utf-8")
        tree, lines = ast.parse(text), text.splitlines(keepends=True)
        parts: dict[str, list[tuple[int, int, ast.stmt]]] = defaultdict(list)
        for node in tree.body:
            name = node.name if isinstance(node, ast.ClassDef | ast.FunctionDef) else assigned(node)
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
            parts[homes.get(name, source) if name else ""].append((first - 1, node.end_lineno or 0, node))
        heads = "".join("".join(lines[a:b]) for a, b, node in parts[""] if isinstance(node, ast.Import | ast.ImportFrom))
        where = {**{n: dotted(h) for n, h in homes.items()}, **{n: dotted(source) for n in names_of(parts[source])}}
        for home, nodes in parts.items():
            if not home:
                continue
            used = {n.id for _, _, node in nodes for n in ast.walk(node) if isinstance(n, ast.Name)} & set(where)
            needs = "".join(f"from {where[n]} import {n}\n" for n in sorted(used) if where[n] != dotted(home))
            body = "\n\n".join("".join(lines[a:b]).rstrip() + "\n" for a, b, _ in nodes)
            if home != source and (ROOT / home).is_file():
                there = (ROOT / home).read_text(encoding="utf-8")
                (ROOT / home).write_text(there.rstrip() + f"\n\n\n{needs}\n\n{body}", encoding="utf-8", newline="\n")
            else:
                head = '"""To be described."""\n\n' if home != source else "".join(lines[: parts[""][0][1]])
                (ROOT / home).write_text(f"{head}{heads}{needs}\n\n{body}", encoding="utf-8", newline="\n")
                git("add", home)


def assigned(node: ast.stmt) -> str:
    """The name that a statement gives a value, if it is one."""
    return node.targets[0].id if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) else ""


def names_of(nodes: Iterable[tuple[int, int, ast.stmt]]) -> set[str]:
    """What these statements define."""
    return {getattr(node, "name", "") or assigned(node) for _, _, node in nodes}


def beside(text: str, old: str, new: str, plan: Plan) -> str:
    """A file beside the module, named from where the module stands, stays where it is unless it moves along."""
    deeper = len(Path(new).parts) - len(Path(old).parts)

    def further(found: re.Match[str]) -> str:
        kept = (Path(old).parent / found[1]).as_posix()
        return found[0] if kept in plan.paths or not (ROOT / kept).exists() else f'Path(__file__).parents[{deeper}] / "{found[1]}"'

    return re.sub(r'Path\(__file__\)\.parent / "([^"]+)"', further, text) if deeper > 0 else text


def main() -> None:
    """Rewrites, then moves; formats nothing: run ruff afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rooms", nargs="*")
    parser.add_argument("--dry-run", action="store_true")
    options = parser.parse_args()
    plan, modules = planned(options.rooms), read_modules()
    notes = []
    for module in modules.values():
        rewriter = Rewriter(module, modules, plan)
        new = rewriter.run()
        if HERE not in module.path.parents:
            new = rename_quoted_imports(rename_strings(new, plan), plan)
        place = module.path.relative_to(ROOT).as_posix()
        if place in plan.paths:
            new = beside(new, place, plan.paths[place], plan)
        notes += rewriter.notes
        if new != module.source and not options.dry_run:
            module.path.write_text(new, encoding="utf-8", newline="\n")
    print(*notes, sep="\n")
    if options.dry_run:
        return
    for name in TEXTS:
        path = ROOT / name
        for paper in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if paper.suffix in (".md", ".toml") and paper.parent != HERE:
                text = paper.read_text(encoding="utf-8")
                if (new := rename_strings(text, plan)) != text:
                    paper.write_text(new, encoding="utf-8", newline="\n")
    # A package may bear the name of the module that moves into it, so everything steps aside first.
    for old in plan.paths:
        git("mv", old, f"{old}.moving")
    for old, new in plan.paths.items():
        (ROOT / new).parent.mkdir(parents=True, exist_ok=True)
        git("mv", f"{old}.moving", new)
    split(plan)
    for package in sorted({parent for new in plan.paths.values() for parent in (ROOT / new).relative_to(ROOT).parents if parent.name}):
        face = ROOT / package / "__init__.py"
        if not face.exists():
            face.write_text("", encoding="utf-8")
            git("add", str(face))
    for parent in sorted({(ROOT / old).parent for old in plan.paths}):
        if [one.name for one in parent.iterdir() if one.name != "__pycache__"] == ["__init__.py"]:  # nothing is left in that room
            git("rm", "-q", str(parent / "__init__.py"))
    print(f"{len(plan.paths)} moved, {len(plan.names)} names changed")


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
