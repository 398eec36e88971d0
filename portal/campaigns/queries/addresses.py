"""Where an address typed by a marketer leads in another language: editors' pages have their own address in each."""

from urllib.parse import urlsplit

from wagtail.models import Page

from portal.campaigns import addresses
from portal.core.i18n import LANGUAGE_NAMES
from portal.core.kept import kept


def address_in(address: str, language: str) -> str:
    """The same page in `language`: an editors' page by its translation, anything else below the language's prefix; kept a minute."""
    plain = addresses.in_language(address, language)
    if not address.startswith("/"):
        return plain
    return kept(f"advert-address:{language}:{address}", lambda: _translated(address, language) or plain, 60)


def _translated(address: str, language: str) -> str:
    parts = urlsplit(address)
    named = [part for part in parts.path.split("/") if part]
    wanted = named[1:] if named and named[0] in LANGUAGE_NAMES else named
    if not wanted:
        return ""
    tail = "/" + "/".join(wanted) + "/"
    rows = Page.objects.live().filter(slug=wanted[-1], url_path__endswith=tail, depth=2 + len(wanted)).order_by("path")
    sister = Page.objects.live().filter(translation_key=rows.values("translation_key")[:1], locale__language_code=language).first()
    url = sister.get_url() if sister else None
    if not url:
        return ""
    return urlsplit(url).path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
