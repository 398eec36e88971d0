"""Every write on templates. Words are checked before anything is kept; each save that changes something is a version of its own."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from portal.core.clock import now
from portal.messaging.models import MessageTemplate, TemplateText, TemplateVersion
from portal.messaging.rendering.compiling import Words, prepare

FIELDS = ("subject", "preheader", "body", "short")
Texts = Mapping[str, Mapping[str, str]]


class TemplateChangedError(Exception):
    """Somebody else saved the template since it was opened."""


def check_words(texts: Texts) -> None:
    """Raise UnknownVariableError or NoAddressError for the first thing that is wrong in any language."""
    for words in texts.values():
        prepare(Words(**{name: words.get(name, "") for name in FIELDS}))


def save_template(slug: str, *, by: Any, name: str, purpose: str, texts: Texts, expected: int | None = None) -> MessageTemplate:
    """Make or change the template called `slug`; `texts` is language → subject, preheader, body, short, and is all it will say.

    Raises what `check_words` raises, and TemplateChangedError when the version is no longer the `expected` one. Saving what is there
    already makes no new version.
    """
    kept = {code: {field: words.get(field, "") for field in FIELDS} for code, words in texts.items()}
    check_words(kept)
    with transaction.atomic():
        template, made = MessageTemplate.objects.select_for_update().get_or_create(slug=slug, defaults={"name": name, "purpose": purpose})
        if expected is not None and not made and template.version != expected:
            raise TemplateChangedError(slug)
        newest = template.versions.filter(number=template.version).first()
        if newest is None or newest.texts != kept:
            template.version = 1 if made else template.version + (newest is not None)
            TemplateVersion.objects.create(
                template=template, number=template.version, texts=kept, created_by=by if getattr(by, "pk", None) else None
            )
            _write_texts(template, kept)
        template.name, template.purpose, template.updated_at = name, purpose, now()
        template.save(update_fields=["name", "purpose", "version", "updated_at"])
    return template


def restore_version(template: MessageTemplate, number: int, *, by: Any) -> MessageTemplate:
    """Say again what version `number` said; it becomes the newest version. DoesNotExist for a number there is not."""
    old = TemplateVersion.objects.get(template=template, number=number)
    return save_template(template.slug, by=by, name=template.name, purpose=template.purpose, texts=old.texts)


def _write_texts(template: MessageTemplate, texts: Texts) -> None:
    TemplateText.objects.filter(template=template).exclude(language__in=list(texts)).delete()
    for code, words in texts.items():
        TemplateText.objects.update_or_create(template=template, language=code, defaults=dict(words))
