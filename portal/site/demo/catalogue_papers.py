"""Short manuals, written out of a product's own data: what it is, its facts and parts, in each language."""

import re
from typing import Any

from django.core.files.base import ContentFile
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.documents.models import Document

from catalog.products import presentation
from catalog.products.enums import MediaKind
from catalog.products.models import Product, ProductAttribute, ProductMedia, Variant
from portal.site.demo.book import LANGUAGES


def add_manual(product: Product, row: dict[str, Any]) -> None:
    """Give the product its manual in every language, where the content names one."""
    for place, code in enumerate(LANGUAGES if row.get("manual") else []):
        title = product.text_in("name", code) or product.name
        paper = Document(title=title)
        paper.file.save(f"{product.code}-{code}.txt", ContentFile(_text(product, title, row["manual"][code], code).encode()), save=False)
        paper.file_size = paper.file.size
        paper.save()
        ProductMedia.objects.create(product=product, kind=MediaKind.MANUAL, document=paper, language=code, position=20 + place)


def _text(product: Product, title: str, advice: str, code: str) -> str:
    with translation.override(code):
        facts = [presentation.fact(one) for one in ProductAttribute.objects.filter(product=product).select_related("attribute", "choice")]
        lines = [title, "=" * len(title), "", product.summary, "", advice.strip(), "", _plain(product.body), ""]
        lines += [f"{fact.attribute.name}: {strip_tags(fact.html)}" for fact in facts]
        lines += ["", *(f"{_('Article number')}: {one.sku}" for one in Variant.objects.filter(product=product))]
        lines += ["", "Calder & Finch, Werkstattgasse 7, 79098 Freiburg · help@calder-finch.example · +49 761 5550 120", ""]
    return "\n".join(lines)


def _plain(html: str) -> str:
    text = re.sub(r"</(p|li|h\d|tr)>", "\n\n", html)
    text = strip_tags(re.sub(r"<li[^>]*>", "- ", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip().replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
