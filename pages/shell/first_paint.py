"""The frame of a page in the very first bytes a browser gets: Streamlit draws its own wide margins until our stylesheet comes.

With it comes the line that stands in place of Streamlit's box while the server is away.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kpis.markup import style
from pages.widgets.stylesheet import head

END = b"</head>"
SCRIPT = Path(__file__).parent / "away.js"
AWAY = (
    ".sd-away-line{position:fixed;left:50%;bottom:1.5rem;transform:translateX(-50%);z-index:1000000;padding:.6rem 1rem;border-radius:.4rem;"
    "background:#1d2b3a;color:#fff;font:1rem/1.4 sans-serif;max-width:90vw}"
)


class FirstPaint:
    """Adds the frame's style, and the line for a server that is away, to the head of every web page that is served, and nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        scope = _plain(scope)
        start: Message | None = None
        body = b""

        async def told(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is not None and message["type"] == "http.response.body":
                body += message.get("body", b"")
                if not message.get("more_body"):
                    whole = body.replace(END, head().encode() + away() + END, 1)
                    await send({**start, "headers": _measured(start["headers"], len(whole))})
                    await send({"type": "http.response.body", "body": whole})
            else:
                await send(message)

        await self.app(scope, receive, told)


@cache
def away() -> bytes:
    """What puts a calm line of ours in the place of Streamlit's box about a lost connection."""
    return style(AWAY).encode() + b"<script>" + SCRIPT.read_bytes() + b"</script>"


def _plain(scope: Scope) -> Scope:
    """A request for a page without its wish for compression: what is squeezed cannot be added to."""
    headers = scope["headers"]
    if not any(name == b"accept" and b"text/html" in value for name, value in headers):
        return scope
    return {**scope, "headers": [(name, value) for name, value in headers if name != b"accept-encoding"]}


def _is_page(message: Message) -> bool:
    headers = {name.lower(): value for name, value in message["headers"]}
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers


def _measured(headers: Any, size: int) -> list[tuple[bytes, bytes]]:
    """The headers for a body of another length; what names the body as the file's is left out."""
    kept = [(name, value) for name, value in headers if name.lower() not in (b"content-length", b"etag", b"last-modified")]
    return [*kept, (b"content-length", str(size).encode())]
