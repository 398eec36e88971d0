from modeltranslation.translator import TranslationOptions, register

from portal.pages.models import PortalImage


@register(PortalImage)
class PortalImageTranslation(TranslationOptions):
    fields = ("alt",)
