"""Pictures of imported articles: what is too large or may hold a script is refused before it is decoded."""

import hashlib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from knowledgebase.faq.article_files import ArticleFault

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 25_000_000
KINDS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP"}
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = {
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title", "desc", "defs",
    "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "symbol", "use", "marker",
}  # fmt: skip


def checked(path: Path) -> bytes:
    """The picture's bytes. Raises ArticleFault for what is no harmless picture of a sensible size."""
    if path.stat().st_size > MAX_BYTES:
        raise ArticleFault(_("The picture %(name)s is larger than %(size)d MB.") % {"name": path.name, "size": MAX_BYTES // 1024**2})
    data = path.read_bytes()
    suffix = path.suffix.lower()
    if suffix == ".svg":
        _check_drawing(path.name, data)
    elif suffix in KINDS:
        _check_pixels(path, KINDS[suffix])
    else:
        raise ArticleFault(_("%(name)s is no picture that can be shown (PNG, JPEG, GIF, WebP, SVG).") % {"name": path.name})
    return data


def _check_pixels(path: Path, kind: str) -> None:
    """Reads the head of the file only: a picture of 30,000 × 30,000 points is never unpacked."""
    unreadable = ArticleFault(_("The picture %(name)s cannot be read.") % {"name": path.name})
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        with Image.open(path, formats=[kind]) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as fault:
        raise unreadable from fault
    finally:
        Image.MAX_IMAGE_PIXELS = limit
    if width * height > MAX_PIXELS:
        told = {"name": path.name, "width": width, "height": height}
        raise ArticleFault(_("The picture %(name)s has %(width)d × %(height)d points; that is too many.") % told)


def _check_drawing(name: str, data: bytes) -> None:
    """An SVG of shapes only: no script, style, link to elsewhere, event or entity."""
    refused = ArticleFault(_("The drawing %(name)s holds something other than shapes (a script, a style or a link).") % {"name": name})
    try:
        head = data.decode("utf-8")[:200].lower()
    except UnicodeDecodeError as fault:
        raise refused from fault
    if "encoding=" in head and "utf-8" not in head:
        raise refused
    if b"<!ENTITY" in data or b"<!DOCTYPE" in data or b"<?xml-stylesheet" in data:
        raise refused
    try:
        root = ET.fromstring(data)  # noqa: S314 - no entity can be declared in it
    except (ET.ParseError, ValueError, LookupError) as fault:
        raise ArticleFault(_("The picture %(name)s cannot be read.") % {"name": name}) from fault
    if root.tag != f"{_SVG}svg":
        raise refused
    for node in root.iter():
        if str(node.tag).removeprefix(_SVG) not in _SHAPES or any(_is_live(key, value) for key, value in node.attrib.items()):
            raise refused


def _is_live(key: str, value: Any) -> bool:
    bare, told = key.rsplit("}", 1)[-1].lower(), "".join(str(value).lower().split())
    if bare == "href":
        return not told.startswith("#")
    return bare.startswith("on") or bare == "style" or "url(" in told.replace("url(#", "") or "javascript:" in told


def title_of(data: bytes, name: str) -> str:
    """The title a picture is kept under: the same bytes are the same picture."""
    return f"{name[:80]} {hashlib.sha256(data).hexdigest()[:12]}"
