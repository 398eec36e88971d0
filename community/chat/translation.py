from modeltranslation.translator import TranslationOptions, register

from community.chat.models import Room


@register(Room)
class RoomTranslation(TranslationOptions):
    fields = ("title", "slug", "description")
    required_languages = {"en": ("title", "slug")}
