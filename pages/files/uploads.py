"""Uploaded files on disk while they are looked at, read in a box: which are published, what each release holds, and publishing them."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import streamlit as st

from data.home.intake import publish
from data.model.publication import Release
from data.store.store import ReceivedRelease
from data.store.stored_figures import StoreFault
from kpis.benchmark import release_text
from kpis.markup import Markup, html, joined
from loaders import ReadingBox, Refused, ReleaseFiles, rules_version
from pages.files import load_preview
from pages.queries import area_view, homes, session
from pages.widgets import components
from pages.widgets.markdown_text import as_typed, markdown

KEY = "desk"


@dataclass
class _UploadedRelease:
    """The files of one release, and what became of them: read, refused, or published as a load."""

    given: ReleaseFiles
    release: Release | None = None
    refused: str = ""
    told: str = ""

    @property
    def names(self) -> str:
        return ", ".join(path.name for path in self.given.paths)


@dataclass(eq=False, kw_only=True)
class UploadFolder:
    """One choice of uploaded files, and the box they are read in. Both go when nobody looks at them any more."""

    groups: list[_UploadedRelease]
    others: list[int]  # places in the upload
    alone: list[str]  # descriptions of files that are not there
    folder: Path
    box: ReadingBox
    done: bool = field(default=False)

    def __post_init__(self) -> None:
        weakref.finalize(self, shutil.rmtree, self.folder, True)


def lay_out(files: Sequence[Any]) -> UploadFolder:
    """The uploaded files sorted by what they are; laid out once for the same choice of files."""
    key = tuple(file.file_id for file in files)
    held: tuple[tuple[str, ...], UploadFolder] | None = st.session_state.get(KEY)
    if held is not None and held[0] == key:
        return held[1]
    folder, box = Path(mkdtemp(prefix="upload-")), ReadingBox()
    paths = []
    for n, file in enumerate(files):
        place = folder / str(n)  # a folder each: two files may have one name
        place.mkdir()
        paths.append(place / (Path(file.name.replace("\\", "/")).name or "file"))
        paths[-1].write_bytes(file.getbuffer())
    found = box.sort_out(paths)
    used = {path for files in found.releases for path in files.paths} | set(found.others)
    desk = UploadFolder(
        groups=[_UploadedRelease(files) for files in found.releases], others=[paths.index(path) for path in found.others],
        alone=[path.name for path in paths if path not in used], folder=folder, box=box,
    )  # fmt: skip
    st.session_state[KEY] = (key, desk)
    return desk


def clear() -> None:
    """Lets the files go."""
    st.session_state.pop(KEY, None)


def show(desk: UploadFolder, received: date) -> bool:
    """Each release as it was read, the button that publishes them, and their findings. True once they were published in this run."""
    for name in desk.alone:
        components.write(
            components.finding("note", "It describes a file of figures that is not among these.", "Add that file, or leave this out.", name)
        )
    for n, group in enumerate(desk.groups):
        _read(group, desk.folder / f"release-{n}.duckdb")
    for group in desk.groups:
        components.write(_told(group))
    ready = [(group, group.release) for group in desk.groups if group.release is not None]
    if not ready:
        return False
    words = ready[0][1].title if len(ready) == 1 else f"{len(ready)} releases"
    if st.button(markdown("Publish {}", words), type="primary", key="publish_releases"):
        return _publish([group for group, _ in ready], received)
    if session.build_of(session.own_home()) and st.button("Which ratings would this change?", key="effect_releases"):
        _effect([group for group, _ in ready], received)
    for _, release in ready:
        head = f"Findings in {release.title}: {len(release.findings)}"
        components.write(components.heading(head, level=2), findings(release_text.as_rows(release.findings)))
    return False


def _effect(ready: Sequence[_UploadedRelease], received: date) -> None:
    """Which ratings and verdicts the releases would change together, tried in a copy of the partnership's figures."""
    releases = [ReceivedRelease(group.release, group.given.paths, received) for group in ready if group.release is not None]
    with st.spinner("Trying it in a copy; nothing is kept"):
        try:
            found = area_view.with_releases(releases, rules_version())
        except (StoreFault, Refused) as why:
            components.write(components.finding("stop", str(why), "", ready[0].names))
            return
    components.write(load_preview.effect(found))


def _read(group: _UploadedRelease, into: Path) -> None:
    if group.release is not None or group.refused or group.told:
        return
    bar = st.progress(0.0, markdown("Reading {}", group.names))

    def step(share: float, words: str) -> None:
        bar.progress(min(1.0, share), as_typed(words))

    try:
        group.release = group.given.read(session.catalogue(session.own_home()), into, progress=step)
    except Refused as why:
        group.refused = str(why)
    finally:
        bar.empty()


def _told(group: _UploadedRelease) -> Markup:
    if group.refused:
        return components.heading("These files were refused", level=2) + components.finding("stop", group.refused, "", group.names)
    if group.told:
        return published(group.told)
    assert group.release is not None
    release = group.release
    checks = sum(f.severity == "check" for f in release.findings)
    title = f"{release.title}, {release.edition}" if release.edition else release.title
    facts = [("Files", group.names), ("What was read", f"{release_text.counts(release.counts, release.publication)}."),
             ("Neighbours", ", ".join(f"{one.edition}: {len(one.of)} authorities" for one in release.lists)),
             ("Notes on named areas", str(len(release.footnotes)) if release.footnotes else "")]  # fmt: skip
    sub = f"{checks} finding{'s' * (checks != 1)} to check, {len(release.findings) - checks} to know · nothing is saved yet"
    return components.heading(title, sub, 2) + components.fact_list(facts, (16, 84))


def published(words: str) -> Markup:
    """What became of a release, and where to look at it."""
    ways = (("the Overview", "./"), ("Explore", "explore"), ("Benchmark", "benchmark"))
    links = joined([html("<a href='{}' target='_self'>{}</a>", address, name) for name, address in ways], ", ")
    return html("<p role='status'><b>{}</b> Look at it on {}.</p>", words, links)


def findings(rows: Sequence[Any]) -> Markup:
    """Findings one by one, and those of a check that found more than ten folded behind one line."""
    body = Markup()
    for found in release_text.grouped(rows):
        each = joined(components.finding(f["severity"], f["what"], f["hint"], f["place"]) for f in found.each)
        if found.what:
            first = found.each[0]
            each = html(
                "<details class='alike'><summary><i class='m m-{severity}'></i> {word}: "
                "{what}. The first: {example}</summary>{each}</details>",
                severity=found.severity, word=found.severity.capitalize(), what=found.what, example=first["what"], each=each,
            )  # fmt: skip
        body += each
    return body or Markup("<p>Nothing to check.</p>")


def _publish(ready: Sequence[_UploadedRelease], received: date) -> bool:
    home = homes.writer(session.own_home())
    bar = st.progress(0.0, "Publishing")
    try:
        releases = [ReceivedRelease(group.release, group.given.paths, received) for group in ready if group.release is not None]
        bar.progress(0.5, markdown("Publishing {}", " and ".join(one.release.title for one in releases)))
        for group, one, done in zip(ready, releases, publish(home, (), releases, reader=rules_version()), strict=True):
            load, new = done.id, done.published
            name = f"{one.release.title}, {one.release.edition}".rstrip(", ")
            group.told = f"Published {name} as load {load}." if new else f"{name} is already loaded, as load {load}. Nothing was changed."
            group.release = None
    except StoreFault as why:
        components.write(components.finding("stop", str(why), "", ready[0].names))
        return False
    finally:
        bar.empty()
    return True
