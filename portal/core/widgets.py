"""The markup of Django's widgets, put together here: its templates, one inside the other for each option, take thirty times as long.

Character for character what the templates give, which a test compares; a widget with a template of its own keeps it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeData, SafeString, mark_safe

_FOLDER = "django/forms/widgets/"
_OPTION, _INPUT_OPTIONS = f"{_FOLDER}select_option.html", {f"{_FOLDER}radio_option.html", f"{_FOLDER}checkbox_option.html"}
Described = Mapping[str, Any]
"""What a widget tells its template: `context["widget"]`."""


def drawn(template_name: str, widget: Described) -> SafeString | None:
    """The widget's markup, or None where only its template knows it."""
    draw = _DRAWN.get(template_name)
    text = draw(widget) if draw is not None else None
    return None if text is None else mark_safe(text)  # noqa: S308 - every part is escaped below


def _plain(value: Any) -> str:
    """`{{ value|stringformat:"s" }}`."""
    return value if isinstance(value, SafeData) else escape(str(value))  # type: ignore[return-value]  # safe text is text


def _shown(value: Any) -> str:
    """`{{ value }}`."""
    return conditional_escape(value if isinstance(value, str) else localize(value))


def _attrs(widget: Described) -> str:
    given = widget["attrs"].items()
    return "".join(
        f" {_shown(name)}" if value is True else f' {_shown(name)}="{_plain(value)}"' for name, value in given if value is not False
    )


def _input(widget: Described) -> str:
    value = "" if widget["value"] is None else f' value="{_plain(widget["value"])}"'
    return f'<input type="{_shown(widget["type"])}" name="{_shown(widget["name"])}"{value}{_attrs(widget)}>'


def _textarea(widget: Described) -> str:
    value = _shown(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_shown(widget["name"])}"{_attrs(widget)}>\n{value}</textarea>'


def _select(widget: Described) -> str | None:
    parts = [f'<select name="{_shown(widget["name"])}"{_attrs(widget)}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{_shown(group)}">')
        for option in options:
            if option["template_name"] != _OPTION:
                return None
            parts.append(f'\n  <option value="{_plain(option["value"])}"{_attrs(option)}>{_shown(option["label"])}</option>\n')
        if group:
            parts.append("\n  </optgroup>")
    return "".join(parts) + "\n</select>"


def _option(widget: Described) -> str:
    if not widget.get("wrap_label"):
        return f"{_input(widget)}\n"
    number = widget["attrs"].get("id")
    aimed = f' for="{_shown(number)}"' if number else ""
    return f"<label{aimed}>{_input(widget)}\n {_shown(widget['label'])}</label>"


def _boxes(widget: Described) -> str | None:
    number, style = widget["attrs"].get("id"), widget["attrs"].get("class")
    parts = ["<div", f' id="{_shown(number)}"' if number else "", f' class="{_shown(style)}"' if style else "", ">"]
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f"\n  <div><label>{_shown(group)}</label>")
        for option in options:
            if option["template_name"] not in _INPUT_OPTIONS:
                return None
            parts.append(f"<div>\n    {_option(option)}\n\n</div>")
        if group:
            parts.append("\n  </div>")
    return "".join(parts) + "\n</div>"


_INPUTS = ["input", "text", "number", "email", "url", "password", "hidden", "date", "datetime", "time", "checkbox"]
_DRAWN: dict[str, Callable[[Described], str | None]] = {
    **{f"{_FOLDER}{name}.html": _input for name in _INPUTS},
    f"{_FOLDER}textarea.html": _textarea,
    f"{_FOLDER}select.html": _select,
    f"{_FOLDER}radio.html": _boxes,
    f"{_FOLDER}checkbox_select.html": _boxes,
    **dict.fromkeys(_INPUT_OPTIONS, _option),
}
