"""Pictures of an imported list: out of a folder, or fetched when asked for; looked at before anything is decoded."""

import io
import ipaddress
import socket
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _
from PIL import Image

MOST_BYTES = 15 * 2**20
MOST_SIDE = 12_000
MOST_PIXELS = 40_000_000
SECONDS = 15
FORMATS = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp"}

Finder = Callable[[str], bytes | None]
"""Finds a picture by its address in the list; None when there is none. Raises PictureRefused."""


class PictureRefused(Exception):  # noqa: N818 - nothing went wrong with us
    """The picture is not taken; the message says why, in the reader's language."""


def from_folder(folder: Path) -> Finder:
    """Pictures by the last part of their address, from a folder; nothing outside it."""
    root = folder.resolve()

    def find(source: str) -> bytes | None:
        name = PurePosixPath(unquote(urlsplit(source).path if "://" in source else source)).name
        path = (root / name).resolve() if name and name not in {".", ".."} else root
        if path.parent != root or not path.is_file():
            return None
        if path.stat().st_size > MOST_BYTES:
            raise PictureRefused(_("The picture is larger than %(size)s MB.") % {"size": MOST_BYTES // 2**20})
        return path.read_bytes()

    return find


def fetched(source: str) -> bytes | None:
    """The picture at a public address: no redirects, no private networks, with limits of size and time."""
    parts = urlsplit(source)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    _refuse_private(parts.hostname)
    opener = urllib.request.build_opener(_NoRedirects)
    try:
        with opener.open(urllib.request.Request(source, headers={"User-Agent": "picture-import"}), timeout=SECONDS) as answer:  # noqa: S310 - the scheme is checked above
            data = answer.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise PictureRefused(_("The picture could not be fetched: %(reason)s") % {"reason": str(error)[:120]}) from error
    if len(data) > MOST_BYTES:
        raise PictureRefused(_("The picture is larger than %(size)s MB.") % {"size": MOST_BYTES // 2**20})
    return data


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
