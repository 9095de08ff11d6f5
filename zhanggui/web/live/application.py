"""A small ASGI application that tells open pages what changed; pages then fetch the rest.

Only `GET /events/` exists. The session cookie of the desk is sent along because the host is the
same; other origins are refused.
"""

import asyncio
from collections.abc import Awaitable, Callable
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.conf import settings

from zhanggui.web.live.hub import Hub
from zhanggui.web.live.visitors import visible_shop_ids

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_PING_SECONDS = 15
_hub = Hub()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Entry point of the ASGI server."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        await _serve(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            _hub.start()
            await send({"type": "lifespan.startup.complete"})
        else:
            await _hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def allowed_origin(origin: str, host: str) -> bool:
    """Whether the page that asks came from our own host (another port is our own pages)."""
    return bool(origin) and urlsplit(origin).hostname == urlsplit(f"//{host}").hostname


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def _serve(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"] != "/events/" or scope["method"] != "GET":
        await _refuse(send, 404)
        return
    origin, host = _header(scope, b"origin"), _header(scope, b"host")
    if origin and not allowed_origin(origin, host):
        await _refuse(send, 403)
        return
    cookies: SimpleCookie = SimpleCookie(_header(scope, b"cookie"))
    session = cookies.get(settings.SESSION_COOKIE_NAME)
    shops = await sync_to_async(visible_shop_ids)(session.value if session else "")
    if shops is None:
        await _refuse(send, 401)
        return
    headers = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]
    if origin:
        headers += [
            (b"access-control-allow-origin", origin.encode()),
            (b"access-control-allow-credentials", b"true"),
            (b"vary", b"origin"),
        ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await _stream(shops, receive, send)


async def _stream(shops: frozenset[int], receive: Receive, send: Send) -> None:
    queue = _hub.join(shops)
    gone = asyncio.create_task(_until_gone(receive))
    try:
        await _write(send, ": hello\n\n")
        while not gone.done():
            try:
                message = await asyncio.wait_for(queue.get(), _PING_SECONDS)
            except TimeoutError:
                await _write(send, ": ping\n\n")
            else:
                await _write(send, f"data: {message}\n\n")
    finally:
        _hub.leave(queue)
        gone.cancel()


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
