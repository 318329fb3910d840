"""One reader of a running Streamlit server, without a browser: speaks its websocket and counts time and bytes of a run."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import NamedTuple
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Selectbox_pb2 import Selectbox
from websockets.sync.client import connect

ROOT = Path(__file__).parents[2]
LONGEST_RUN = 60.0


class Served(NamedTuple):
    """A running server: where, how long it took to be ready, and its process."""

    address: str
    seconds: float
    pid: int


class Visitor:
    """One session. ``run()`` asks for a run of the page and returns (seconds, bytes received, messages).

    As a browser does, it keeps the large pieces it was sent and says so, and a piece that is the same again comes as its name alone.
    ``choose()`` does so with another option of a drop-down, by its label, as a browser would: the others keep what they show.
    """

    def __init__(self, address: str, page: str, query: str = "") -> None:
        self._address, self._page, self._query, self._hash = address, page, query, ""
        self.lists: dict[str, Selectbox] = {}  # drop-downs of the last run, by their labels
        self._kept: dict[str, ForwardMsg] = {}
        self._chosen: dict[str, str] = {}  # what was chosen, by the drop-down's id
        url = address.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = connect(url, subprotocols=["streamlit"], origin=address, max_size=None, compression=None)  # type: ignore[arg-type]

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._socket.close()

    def choose(self, label: str, option: str) -> tuple[float, int, list[ForwardMsg]]:
        self._chosen[self.lists[label].id] = option
        return self.run()

    def run(self) -> tuple[float, int, list[ForwardMsg]]:
        asked = BackMsg()
        for widget, option in self._chosen.items():
            asked.rerun_script.widget_states.widgets.add(id=widget, string_value=option)
        asked.rerun_script.query_string = self._query
        asked.rerun_script.cached_message_hashes.extend(self._kept)
        asked.rerun_script.page_script_hash = self._hash
        asked.rerun_script.page_name = "" if self._hash else self._page
        asked.rerun_script.context_info.url = self._address
        began = time.perf_counter()
        self._socket.send(asked.SerializeToString())
        received, messages = 0, []
        while True:
            if hasattr(socket, "TCP_QUICKACK"):  # else the kernel may hold an acknowledgement, and so the next message, for 40 ms
                self._socket.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            raw = self._socket.recv(LONGEST_RUN)
            assert isinstance(raw, bytes)
            received += len(raw)
            message = ForwardMsg.FromString(raw)
            if message.WhichOneof("type") == "ref_hash":
                message = self._kept[message.ref_hash]
            elif message.metadata.cacheable:
                self._kept[message.hash] = message
            messages.append(message)
            what = message.WhichOneof("type")
            if what == "navigation":
                self._hash = message.navigation.page_script_hash or self._hash
            if what == "page_info_changed":
                self._query = message.page_info_changed.query_string
            if what == "delta" and message.delta.new_element.WhichOneof("type") == "selectbox":
                self.lists[message.delta.new_element.selectbox.label] = message.delta.new_element.selectbox
            if what == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return time.perf_counter() - began, received, messages


@contextmanager
def serving(script: Path, log: Path, env: Mapping[str, str]) -> Iterator[Served]:
    """A server of one script."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    address, began = f"http://127.0.0.1:{port}", time.perf_counter()
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | dict(env), stdout=out, stderr=out)
        try:
            while True:
                try:
                    urlopen(f"{address}/_stcore/health", timeout=5).close()
                    break
                except OSError:
                    if process.poll() is not None:
                        raise RuntimeError(log.read_text(encoding="utf-8")) from None
                    try:
                        process.wait(0.02)
                    except subprocess.TimeoutExpired:
                        continue
            yield Served(address, time.perf_counter() - began, process.pid)
        finally:
            process.terminate()
            process.wait(20)
