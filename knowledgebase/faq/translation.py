from modeltranslation.translator import TranslationOptions, register

from knowledgebase.faq.models import Question


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("question", "slug", "answer", "answer_html", "keywords")
    required_languages = {"en": ("question", "slug")}
