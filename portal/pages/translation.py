from modeltranslation.translator import TranslationOptions, register

from portal.pages.models import Activity, PortalImage


@register(PortalImage)
class PortalImageTranslation(TranslationOptions):
    fields = ("alt",)


@register(Activity)
class ActivityTranslation(TranslationOptions):
    fields = ("name", "description")
    required_languages = {"en": ("name",)}
