from modeltranslation.translator import TranslationOptions, register

from knowledgebase.tutorials.models import Step, Tutorial


@register(Tutorial)
class TutorialTranslation(TranslationOptions):
    fields = ("title", "slug", "summary", "tools", "keywords")
    required_languages = {"en": ("title", "slug")}


@register(Step)
class StepTranslation(TranslationOptions):
    fields = ("title", "body", "body_html", "stuck", "stuck_html")
    required_languages = {"en": ("title",)}
