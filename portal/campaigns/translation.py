from modeltranslation.translator import TranslationOptions, register

from portal.campaigns.models import Banner


@register(Banner)
class BannerTranslation(TranslationOptions):
    fields = ("heading", "text", "action")
    required_languages = {"en": ("heading",)}
