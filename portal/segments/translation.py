from modeltranslation.translator import TranslationOptions, register

from portal.segments.models import Segment


@register(Segment)
class SegmentTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = {"en": ("name",)}
