"""What templates say: the words of any of their versions."""

from collections.abc import Iterable

from portal.messaging.models import MessageTemplate, TemplateText, TemplateVersion

FIELDS = ("subject", "preheader", "body", "short")
Texts = dict[str, dict[str, str]]
"""Language → subject, preheader, body, short."""


def texts_of(wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Texts]:
    """The words of these versions: (template, number) → words; the number 0 stands for the newest. Three queries at most.

    A template whose versions were never kept says what it says now.
    """
    asked = set(wanted)
    newest = dict(
        MessageTemplate.objects.filter(pk__in={template for template, number in asked if not number}).values_list("pk", "version")
    )
    number_of = {one: one[1] or newest.get(one[0], 0) for one in asked}
    rows = TemplateVersion.objects.filter(template_id__in={template for template, _number in asked}, number__in=set(number_of.values()))
    kept = {(template, number): texts for template, number, texts in rows.values_list("template_id", "number", "texts")}
    found = {one: kept[one[0], number] for one, number in number_of.items() if (one[0], number) in kept}
    rest = asked - found.keys()
    for text in TemplateText.objects.filter(template_id__in={template for template, _number in rest}) if rest else ():
        words = {field: getattr(text, field) for field in FIELDS}
        for one in rest:
            if one[0] == text.template_id:
                found.setdefault(one, {})[text.language] = words
    return found
