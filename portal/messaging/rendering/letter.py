"""A letter on paper: A4 by DIN 5008 form B, so that the address shows in the window of a DL or C5/6 envelope (ISO 269)."""

from contextlib import nullcontext
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from portal.core.clock import today
from portal.core.text import direction_of
from portal.customers.enums import ContactChannel
from portal.messaging.channels.base import OutgoingMessage
from portal.messaging.rendering import fonts, paper

INK, SOFT, GREEN, LINE = (43, 34, 27), (99, 87, 77), (12, 83, 71), (160, 150, 138)
LEFT, WIDTH = 25.0, 165.0
WINDOW = (20.0, 45.0, 90.0, 45.0)
"""Where the envelope's window is: from the left, from the top, width, height, in millimetres."""
_ADDRESS_TOP = 62.7
_SUBJECT = 12.0
_FEWEST_LINES, _MOST_LINES = 3, 6


class LetterError(Exception):
    """The letter cannot be set; `reason` is a code, the text a sentence for staff."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


@dataclass(frozen=True)
class SetLetter:
    """A finished letter."""

    document: bytes
    pages: int


class _Blocks(HTMLParser):
    """The blocks of rendered words: (kind, text), links with their addresses behind them."""

    _KINDS = {"p": "p", "h2": "h2", "h3": "h3", "h4": "h3", "li": "li", "blockquote": "p", "pre": "p", "td": "p", "th": "p"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, str]] = []
        self._kind, self._text, self._href, self._label = "p", "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._KINDS and not (tag == "p" and self._kind == "li" and not self._text.strip()):
            self.flush()
            self._kind = self._KINDS[tag]
        elif tag == "br":
            self._text += "\n"
        elif tag == "a":
            self._href, self._label = dict(attrs).get("href") or "", ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._href:
            address = self._href.removeprefix("mailto:").removeprefix("tel:")
            self._text += f": {address}" if self._label.strip() != address else ""
            self._href = ""
        elif tag in self._KINDS:
            self.flush()

    def handle_data(self, data: str) -> None:
        text = data if self._kind == "pre" else data.replace("\n", " ")
        self._text, self._label = self._text + text, self._label + text

    def flush(self) -> None:
        """End the block that is open."""
        if self._text.strip():
            self.blocks.append((self._kind, self._text.strip()))
        self._kind, self._text = "p", ""


class _Sheet(FPDF):
    """The house's letter paper."""

    def __init__(self, language: str, pages: int) -> None:
        super().__init__(format="A4")
        self.alias_nb_pages(None)  # it would leave room for more digits than there are, and stands for words a letter may hold
        self.language, self.of_pages = language, pages
        self.side = "R" if direction_of(language) == "rtl" else "L"
        self.set_margins(LEFT, 25, 20)
        self.set_auto_page_break(auto=True, margin=32)
        faces = {face.name: face for face in fonts.faces()}
        first = {"ar": "arabic", "zh-hant": "chinese"}.get(language, "latin")
        self.main = first if first in faces else next(iter(faces))
        self._load(faces[self.main])
        self.set_font(self.main, size=10.5)
        self.set_text_shaping(use_shaping_engine=True)
        self.set_text_color(*INK)

    def _load(self, face: fonts.Face) -> None:
        """Fonts are large, the Chinese one takes half a second to read: a letter loads those whose signs it has."""
        self.add_font(face.name, fname=face.path, collection_font_number=face.number)
        self.set_fallback_fonts([one.name for one in fonts.faces() if one.name in self.fonts and one.name != self.main], exact_match=False)

    def header(self) -> None:
        """The house's name with its arch; on the first page room for the window and the marks for folding."""
        self.set_fill_color(*GREEN)
        self.rect(LEFT, 15, 4.2, 5.4, style="F", round_corners=True, corner_radius=2.05)
        self.rect(LEFT, 18, 4.2, 2.4, style="F")
        self.set_text_color(*GREEN)
        self.put(paper.site_name(), size=14, x=LEFT + 6.5, y=14.2, width=120, bold=True, side="L")
        self.set_text_color(*INK)
        if self.page_no() == 1:
            self.set_draw_color(*LINE)
            self.set_line_width(0.15)
            for height, length in ((105, 5), (148.5, 8), (210, 5)):
                self.line(4, height, 4 + length, height)
        self.set_y(30)

    def footer(self) -> None:
        """The sender and the number of the page."""
        self.set_text_color(*SOFT)
        self.put(f"{paper.house()} · {settings.SITE_URL}", size=7.5, y=-18, width=WIDTH, side="L")
        self.put(_("Page %(page)s of %(pages)s") % {"page": self.page_no(), "pages": self.of_pages}, size=7.5, y=-14, width=WIDTH, side="L")
        self.set_text_color(*INK)

    def put(
        self,
        text: str,
        *,
        size: float,
        width: float,
        x: float = LEFT,
        y: float | None = None,
        bold: bool = False,
        side: str = "",
        leading: float = 1.45,
    ) -> None:
        """Set lines of text; bold ones with a fine outline, as the fonts come in one weight."""
        if y is not None:
            self.set_xy(x, y)
        else:
            self.set_x(x)
        for face in fonts.needed(text, set(self.fonts)):
            self._load(face)
        self.set_font(self.main, size=size)
        height = size * 0.3528 * leading
        if bold and self.will_page_break(height * 3):
            self.add_page()
        with self.local_context() if bold else nullcontext():
            if bold:
                self.text_mode = "FILL_STROKE"
                self.set_draw_color(*(GREEN if size > _SUBJECT else INK))
                self.set_line_width(0.12)
            self.multi_cell(width, height, text, align=side or self.side, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def address_lines(message: OutgoingMessage) -> list[str]:
    """The lines of the address, the name first."""
    given = [line.strip() for line in message.address.replace(", ", "\n").splitlines() if line.strip()]
    lines = given if message.name and given and given[0].casefold() == message.name.casefold() else [message.name, *given]
    return [line for line in lines if line]


def set_letter(message: OutgoingMessage, *, lines: list[str] | None = None) -> SetLetter:
    """The letter as a PDF; `lines` stand where the address would (a fax has none).

    Raises LetterError for an address that fits no window, and for signs that no font here has."""
    lines = address_lines(message) if lines is None else lines
    if message.channel == ContactChannel.LETTER and not _FEWEST_LINES <= len(lines) <= _MOST_LINES:
        raise LetterError("bad_address", "The postal address needs a name, a street and a town, six lines at most.")
    blocks = blocks_of(message)
    missing = fonts.lacking("".join([*lines, message.rendered.subject, *(text for _kind, text in blocks)]))
    if missing:
        raise LetterError("no_font", f"No font here has these signs: {missing[:40]}")
    with translation.override(message.language):
        sheet = _sheet(message, lines, blocks, pages=1)
        if sheet.page_no() > 1:
            sheet = _sheet(message, lines, blocks, pages=sheet.page_no())
        return SetLetter(bytes(sheet.output()), sheet.page_no())


def _sheet(message: OutgoingMessage, lines: list[str], blocks: list[tuple[str, str]], *, pages: int) -> _Sheet:
    """The letter on its paper. Each foot says of how many pages it is one, so a letter of several is set twice."""
    sheet = _Sheet(message.language, pages)
    sheet.set_title(message.rendered.subject)
    sheet.set_lang(message.language)
    sheet.set_author(paper.site_name())
    sheet.add_page()
    _first_page(sheet, message, lines)
    _words(sheet, blocks)
    sheet.ln(4)
    sheet.set_text_color(*SOFT)
    sheet.put(paper.because(message.purpose), size=8, width=WIDTH)
    sheet.set_text_color(*INK)
    return sheet


def blocks_of(message: OutgoingMessage) -> list[tuple[str, str]]:
    reader = _Blocks()
    reader.feed(message.rendered.body_html)
    reader.close()
    reader.flush()
    return reader.blocks


def _first_page(sheet: _Sheet, message: OutgoingMessage, lines: list[str]) -> None:
    sheet.set_text_color(*SOFT)
    sheet.put(paper.house(), size=6.5, y=57.5, width=WINDOW[2] - 8, side="L")
    sheet.set_text_color(*INK)
    sheet.set_y(_ADDRESS_TOP)
    for line in lines:
        sheet.put(line, size=10, width=WINDOW[2] - 5, side="L", leading=1.26)
    sheet.put(date_format(today(), "DATE_FORMAT"), size=9.5, x=125, y=78, width=65, side="R")
    sheet.put(message.rendered.subject, size=12, y=103.4, width=WIDTH, bold=True)
    sheet.ln(3)


def _words(sheet: _Sheet, blocks: list[tuple[str, str]]) -> None:
    for kind, text in blocks:
        if kind in {"h2", "h3"}:
            sheet.ln(2)
            sheet.put(text, size=12 if kind == "h2" else 10.5, width=WIDTH, bold=True)
            sheet.ln(1)
        elif kind == "li":
            top = sheet.get_y()
            inner = WIDTH - 6
            sheet.put("•", size=10.5, x=LEFT if sheet.side == "L" else LEFT + inner, y=top, width=6)
            sheet.put(text, size=10.5, x=LEFT + 6 if sheet.side == "L" else LEFT, y=top, width=inner)
            sheet.ln(1)
        else:
            sheet.put(text, size=10.5, width=WIDTH)
            sheet.ln(2.4)


def joined(documents: list[bytes]) -> bytes:
    """Several letters as one document for the printer, each with its own pages, in their order."""
    from pypdf import PdfWriter  # noqa: PLC0415 - only who prints needs it

    writer: Any = PdfWriter()
    for document in documents:
        writer.append(BytesIO(document))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
