"""A page as text: every element below what holds it, HTML as a tree, charts and small files apart."""

from __future__ import annotations

import base64
import json
import re
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from google.protobuf.json_format import MessageToDict

from tests.freeze import trees
from tests.freeze.masks import Masks
from tests.freeze.product import Opened

LEFT_OUT = ("formId", "url", "deferredFileId", "setValue", "proto", "elementType", "hasBinaryData", "file", "data")
ASSETS = ("jsContent", "cssContent", "htmlContent")
LONG_WORDS = 2000  # of a page of documentation, of which only the headings are kept
ARRAYS = {"f8": "d", "f4": "f", "i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I"}


class Shared:
    """What many pages hold and is kept once: stylesheets, and the scripts of the page's own parts."""

    def __init__(self) -> None:
        self.styles: dict[str, str] = {}
        self.parts: dict[str, str] = {}

    def style(self, body: str) -> str:
        """A stylesheet's name, by the order in which it was first seen."""
        return self.styles.setdefault(body, f"style {len(self.styles) + 1}")

    def texts(self) -> dict[str, str]:
        """All of it, by the names of frozen files."""
        return {f"{name}.txt": body for body, name in self.styles.items()} | self.parts


class Screen:
    """One page drawn, in words; ``charts`` are its figures in order."""

    def __init__(self, opened: Opened, shared: Shared) -> None:
        self._shared, self.charts = shared, list[str]()
        at = opened.at
        ids = {key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in dict(at.query_params).items()}
        self.lines = [f"address: {json.dumps(ids, ensure_ascii=False, sort_keys=True)}"]
        for one in (at._tree.children or {}).values():
            self._walk(one, 0)
        for name, body in opened.files.items():
            self.lines += [f"file offered: {name}", *(f"  {line}" for line in body.splitlines())]

    def text(self, masks: Masks) -> str:
        """The whole page, a line an element."""
        return masks.text("\n".join(self.lines) + "\n")

    def _walk(self, node: Any, depth: int) -> None:
        proto = getattr(node, "proto", None)
        if proto is not None and hasattr(proto, "DESCRIPTOR"):
            self.lines += [" " * depth + line for line in self._element(node, proto)]
        elif node.type not in ("main", "sidebar", "event"):
            self.lines.append(f"{' ' * depth}[{node.type}]")
        for child in (getattr(node, "children", None) or {}).values():
            self._walk(child, depth + 1)

    def _element(self, node: Any, proto: Any) -> list[str]:
        if node.type == "html":
            return [self._shared.style(proto.body)] if proto.body.lstrip().startswith("<style") else trees.lines(proto.body)
        fields = MessageToDict(proto)
        if node.type == "plotly_chart":
            self.charts.append(spec_text(json.loads(fields.pop("spec"))))
            fields["chart"] = len(self.charts)
        if node.type == "bidi_component":
            fields = self._part(fields)
        found = [f"[{node.type}] {_words(fields)}".rstrip()]
        if "arrowData" in fields or node.type in ("dataframe", "table", "data_editor"):
            found += [f" {line}" for line in node.value.to_csv(index=False, lineterminator="\n").splitlines()]
        return found

    def _part(self, fields: dict[str, Any]) -> dict[str, Any]:
        """A part with a script of its own: its assets are kept once."""
        assets = {name: fields.pop(name, "") for name in ASSETS}
        body = "".join(f"--- {name}\n{text}\n" for name, text in assets.items())
        self._shared.parts.setdefault(f"part {fields.get('componentName', '')}.txt", body)
        return {name: json.loads(value) if name == "json" else value for name, value in fields.items()}


def _words(fields: Mapping[str, Any]) -> str:
    """An element's fields, its key first; what the run made up is left out."""
    kept = {name: value for name, value in fields.items() if name not in (*LEFT_OUT, "id", "arrowData")}
    told = re.fullmatch(r"\$\$ID-[0-9a-f]+-(.+)", str(fields.get("id", "")))
    key = f"key={told.group(1)} " if told and told.group(1) != "None" else ""
    for name, value in kept.items():
        if name == "body" and isinstance(value, str) and len(value) > LONG_WORDS:
            kept[name] = [line for line in value.splitlines() if line.startswith("#")]
    return key + json.dumps(kept, ensure_ascii=False, sort_keys=True)


def spec_text(spec: Any) -> str:
    """A chart's JSON: a line a value, short lists on one, numbers packed by the library unpacked."""
    return "\n".join(_spec(_unpacked(spec), 0)) + "\n"


def _unpacked(value: Any) -> Any:
    if isinstance(value, Mapping):
        if set(value) >= {"dtype", "bdata"}:
            content = base64.b64decode(value["bdata"])
            form = ARRAYS[value["dtype"]]
            return list(struct.unpack(f"<{len(content) // struct.calcsize(form)}{form}", content))
        return {key: _unpacked(one) for key, one in value.items()}
    return [_unpacked(one) for one in value] if isinstance(value, list) else value


def _spec(value: Any, depth: int, head: str = "") -> list[str]:
    pad, short = " " * depth, json.dumps(value, ensure_ascii=False, sort_keys=True)
    if len(short) <= 100 or not isinstance(value, Mapping | Sequence) or isinstance(value, str):
        return [f"{pad}{head}{short}"]
    if isinstance(value, Mapping):
        return [f"{pad}{head}{{", *(line for key in sorted(value) for line in _spec(value[key], depth + 1, str(key) + ": ")), f"{pad}}}"]
    return [f"{pad}{head}[", *(line for one in value for line in _spec(one, depth + 1)), f"{pad}]"]
