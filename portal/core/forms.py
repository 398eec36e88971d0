"""How every form looks and what every text field does with hostile input."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe

from portal.core.text import clean_line, clean_text
from portal.core.widgets import drawn


class PortalFormRenderer(TemplatesSetting):
    """Forms, fields and error lists from `ui/forms/`."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Widgets are drawn without a template where they can be."""
        text = drawn(template_name, context["widget"]) if "widget" in context else None
        return super().render(template_name, context, request) if text is None else mark_safe(text.strip())  # noqa: S308 - as it was


class LineField(forms.CharField):
    """One line of text, cleaned by `portal.core.text.clean_line`."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(_plain(value)) or "")


class TextField(forms.CharField):
    """Several lines of text, cleaned by `portal.core.text.clean_text`."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(_plain(value)) or "").strip()


def _plain(value: Any) -> Any:
    return value.encode("utf-8", "ignore").decode() if isinstance(value, str) else value
