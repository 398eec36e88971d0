"""What editors build a text from."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "hr"]


class PictureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("picture"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "pages/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("words"), max_length=600)
    who = blocks.CharBlock(label=_("whose"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "pages/blocks/quote.html"


class NoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("note"), max_length=600)
    tone = blocks.ChoiceBlock(label=_("tone"), choices=[("info", _("Good to know")), ("warning", _("Take care"))], default="info")

    class Meta:
        icon = "warning"
        label = _("Note")
        template = "pages/blocks/note.html"


class TextBlocks(blocks.StreamBlock):
    """A page's text: paragraphs, pictures, quotes, notes."""

    text = blocks.RichTextBlock(label=_("Text"), features=FEATURES)
    picture = PictureBlock()
    quote = QuoteBlock()
    note = NoteBlock()
