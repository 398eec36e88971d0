"""Pictures of an imported list: out of a folder, or fetched when asked for; looked at before anything is decoded."""

import http.client
import io
import ipaddress
import os
import socket
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.utils.translation import gettext as _
from PIL import Image

MOST_BYTES = 15 * 2**20
MOST_SIDE = 12_000
MOST_PIXELS = 40_000_000
SECONDS = 15
CHUNK = 64 * 1024
FORMATS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp"}

Finder = Callable[[str], bytes | None]
"""Finds a picture by its address in the list; None when there is none. Raises PictureRefused."""


class PictureRefused(Exception):  # noqa: N818 - nothing went wrong with us
    """The picture is not taken; the message says why, in the reader's language."""


def from_folder(folder: Path) -> Finder:
    """Pictures by the last part of their address, from a folder; nothing outside it."""
    root = folder.resolve()

    def find(source: str) -> bytes | None:
        path = _below(root, source)
        if path is None:
            return None
        if path.stat().st_size > MOST_BYTES:
            raise PictureRefused(_("The picture is larger than %(size)s MB.") % {"size": MOST_BYTES // 2**20})
        return path.read_bytes()

    return find


def _below(root: Path, source: str) -> Path | None:
    """The file an address means; None for an address that cannot be one of a file in the folder."""
    try:
        name = PurePosixPath(unquote(urlsplit(source).path if "://" in source else source)).name
        path = (root / name).resolve() if name and name not in {".", ".."} else root
    except (OSError, ValueError):
        return None
    return path if path.parent == root and os.path.isfile(path) else None  # noqa: PTH113 - Path.is_file() raises for a name too long


def fetched(source: str) -> bytes | None:
    """The picture at a public address: no redirects, no private networks, with limits of size and time."""
    try:
        parts = urlsplit(source)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    _refuse_private(host)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects, _ToPublicOnly, _SafelyToPublicOnly)
    address = quote(source, safe="%/:=&?~#+!$,;'@()*[]")
    try:
        with opener.open(urllib.request.Request(address, headers={"User-Agent": "picture-import"}), timeout=SECONDS) as answer:  # noqa: S310 - the scheme is checked above
            return _all_of(answer)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise PictureRefused(_("The picture could not be fetched: %(reason)s") % {"reason": str(error)[:120]}) from error


def _all_of(answer: Any) -> bytes:
    data, ends = b"", time.monotonic() + SECONDS
    while part := answer.read1(CHUNK):
        data += part
        if len(data) > MOST_BYTES:
            raise PictureRefused(_("The picture is larger than %(size)s MB.") % {"size": MOST_BYTES // 2**20})
        if time.monotonic() > ends:
            raise TimeoutError("timed out")
    return data


def _connected(*args: Any, **kwargs: Any) -> socket.socket:
    """A connection to what the name meant at this very moment, which may be another address than the one looked at before."""
    link = socket.create_connection(*args, **kwargs)
    if not ipaddress.ip_address(link.getpeername()[0]).is_global:
        link.close()
        raise PictureRefused(_("The picture's address is not a public one."))
    return link


class _Connection(http.client.HTTPConnection):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._create_connection = _connected


class _SafeConnection(http.client.HTTPSConnection):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._create_connection = _connected


class _ToPublicOnly(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(_Connection, req)


class _SafelyToPublicOnly(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(_SafeConnection, req)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _refuse_private(host: str) -> None:
    try:
        found = {ipaddress.ip_address(info[4][0]) for info in socket.getaddrinfo(host, None)}
    except (OSError, ValueError, UnicodeError) as error:
        raise PictureRefused(_("The picture could not be fetched: %(reason)s") % {"reason": host[:80]}) from error
    if not found or not all(address.is_global for address in found):
        raise PictureRefused(_("The picture's address is not a public one."))


def file_ending(data: bytes) -> str:
    """'jpg', 'png', …: what the picture really is. Its size is read from its head; nothing is decoded before it is allowed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=list(FORMATS))
            width, height = picture.size
    except Image.DecompressionBombError as error:
        raise PictureRefused(_("The picture has too many pixels.")) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise PictureRefused(_("This is no JPEG, PNG, GIF or WebP picture.")) from error
    if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
        raise PictureRefused(_("The picture has too many pixels: %(width)s × %(height)s.") % {"width": width, "height": height})
    return FORMATS[picture.format or "PNG"]
