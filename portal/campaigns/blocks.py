"""What marketers build a landing page from. Every block says what it is for; every word of it is translated with the page."""

from copy import copy
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from catalog.products import queries as products
from catalog.products.models import Product
from portal.campaigns.addresses import check_address
from portal.campaigns.enums import FormKind
from portal.core.clock import now
from portal.customers.enums import BASIS_OF, Basis, Purpose
from portal.pages.blocks import FEATURES
from portal.segments.models import Segment

MOST_PRODUCTS = 8


class AddressBlock(blocks.CharBlock):
    """An address on this site; the reader's language is put in by itself."""

    def __init__(self, **kwargs: Any) -> None:
        words = {"label": _("Leads to"), "help_text": _("/shop/ or another page of this site; #form for the form of this page.")}
        super().__init__(max_length=250, required=False, validators=[check_address], **(words | kwargs))


class ActionBlock(blocks.StructBlock):
    """The one thing to do; left out while one of the two is empty."""

    label = blocks.CharBlock(label=_("Words on the button"), max_length=40, required=False)
    address = AddressBlock()

    class Meta:
        label = _("Button")


class ProductBlock(SnippetChooserBlock):
    """A product, read with what its card shows: the cards of a page ask for no product again."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Product, **kwargs)

    def bulk_to_python(self, values: list[Any]) -> list[Product | None]:
        found = products.for_cards(Product.objects.all()).in_bulk([pk for pk in values if pk is not None])
        return [copy(found[pk]) if pk in found else None for pk in values]

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """To migrations it is the plain chooser: how rows are read is none of theirs."""
        _path, _args, options = super().deconstruct()
        return "wagtail.snippets.blocks.SnippetChooserBlock", (Product,), options


def offered() -> blocks.ListBlock:
    chooser = ProductBlock(label=_("Product"))
    return blocks.ListBlock(chooser, label=_("Products"), default=[], max_num=MOST_PRODUCTS)


def cards_of(chosen: Any) -> list[products.Card]:
    """The published ones among these products, as cards in the order given; one query, and one more when an editor has just chosen."""
    rows = [one for one in chosen or [] if one is not None]
    if any(not hasattr(one, "first_picture") for one in rows):
        found = products.for_cards(Product.objects.all()).in_bulk([one.pk for one in rows])
        rows = [found[one.pk] for one in rows if one.pk in found]
    return products.cards(one for one in rows if one.live)


class HeroBlock(blocks.StructBlock):
    eyebrow = blocks.CharBlock(label=_("Line above the heading"), max_length=60, required=False)
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), max_length=400, required=False)
    picture = ImageChooserBlock(label=_("Picture"), required=False)
    action = ActionBlock()

    class Meta:
        icon = "home"
        label = _("Opening")
        template = "campaigns/blocks/hero.html"


class OfferBlock(blocks.StructBlock):
    badge = blocks.CharBlock(label=_("In large type"), max_length=16, required=False, help_text=_("For example −15 %."))
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), max_length=500, required=False)
    until = blocks.DateTimeBlock(label=_("Valid until"), required=False)
    products = offered()
    small_print = blocks.TextBlock(label=_("Small print"), max_length=400, required=False)
    action = ActionBlock()

    class Meta:
        icon = "tag"
        label = _("Offer")
        template = "campaigns/blocks/offer.html"

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        over = bool(value["until"] and value["until"] <= now())
        return super().get_context(value, parent_context) | {"over": over, "cards": cards_of(value["products"])}


class CountdownBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    ends_at = blocks.DateTimeBlock(label=_("Ends at"))
    after = blocks.CharBlock(label=_("What it says afterwards"), max_length=160)

    class Meta:
        icon = "time"
        label = _("Countdown")
        template = "campaigns/blocks/countdown.html"

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        left = max(0, int((value["ends_at"] - now()).total_seconds())) if value["ends_at"] else 0
        parts = {"days": left // 86400, "hours": left // 3600 % 24, "minutes": left // 60 % 60, "seconds": left % 60}
        return super().get_context(value, parent_context) | {"over": not left, "left": parts}


class ProductsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), max_length=300, required=False)
    products = offered()

    class Meta:
        icon = "list-ul"
        label = _("Row of products")
        template = "campaigns/blocks/products.html"

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        return super().get_context(value, parent_context) | {"cards": cards_of(value["products"])}


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words"), max_length=400)
    who = blocks.CharBlock(label=_("Whose"), max_length=120)
    what = blocks.CharBlock(label=_("Who that is"), max_length=120, required=False)
    picture = ImageChooserBlock(label=_("Picture"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "campaigns/blocks/quote.html"


class FormBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(label=_("What for"), choices=FormKind.choices, default=FormKind.SIGN_UP)
    purpose = blocks.ChoiceBlock(
        label=_("What people agree to"), default=Purpose.NEWS,
        choices=[(one.value, one.label) for one in Purpose if BASIS_OF[one] == Basis.CONSENT],
        help_text=_("The text they agree to is the published one of this purpose, in the language of the page."),
    )  # fmt: skip
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), max_length=400, required=False)
    button = blocks.CharBlock(label=_("Words on the button"), max_length=40)
    thanks = blocks.TextBlock(label=_("What it says afterwards"), max_length=300)

    class Meta:
        icon = "form"
        label = _("Form")
        template = "campaigns/blocks/form.html"


def _segments() -> list[tuple[str, str]]:
    return [(one.slug, str(one)) for one in Segment.objects.order_by("slug")]


class PersonalBlock(blocks.StructBlock):
    """Words for the members of a segment. Visitors and everybody else see the other words, or nothing."""

    segment = blocks.ChoiceBlock(label=_("Segment"), choices=_segments)
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), max_length=400, required=False)
    action = ActionBlock()
    other_heading = blocks.CharBlock(label=_("Heading for everybody else"), max_length=120, required=False)
    other_text = blocks.TextBlock(label=_("Text for everybody else"), max_length=400, required=False)

    class Meta:
        icon = "user"
        label = _("Words for a segment")
        template = "campaigns/blocks/personal.html"


class LandingBlocks(blocks.StreamBlock):
    """A landing page, from top to bottom."""

    hero = HeroBlock()
    offer = OfferBlock()
    countdown = CountdownBlock()
    products = ProductsBlock()
    quote = QuoteBlock()
    text = blocks.RichTextBlock(label=_("Text"), features=FEATURES)
    form = FormBlock()
    personal = PersonalBlock()

    class Meta:
        block_counts = {"hero": {"max_num": 1}, "form": {"max_num": 3}}
