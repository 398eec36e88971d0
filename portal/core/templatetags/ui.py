"""`{% ui "card" title=x %}` and `{% uiblock "card" %}…{% slot "foot" %}…{% endslot %}{% enduiblock %}`: components with declared props.

A component is `templates/ui/<name>.html`; its first line declares what it takes:
`{# props: title tone="plain" href="" #}`. A prop without a default is required; an unknown one is a template error.
Block components find their content in `slot` and named ones in `slots.<name>`.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

import lucide
from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import TemplateSyntaxError
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.loader import get_template
from django.urls import reverse, translate_url
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import get_language

from portal.core import money as money_module
from portal.core import places, translation_state
from portal.core.markup import joined

register = template.Library()
_PROPS = re.compile(r"\{#\s*props:(.*?)#\}", re.DOTALL)
_PROP = re.compile(r"""([a-z_]+)(?:=("[^"]*"|\d+|True|False|None))?(?=\s|$)""")
_REQUIRED = object()
_CURRENT = SafeString(' aria-current="true"')
_PREFIXES = {code for code, _name in settings.LANGUAGES}


@cache
def component(name: str) -> tuple[Any, dict[str, Any]]:
    """The template of a component and its declared props with defaults."""
    if not re.fullmatch(r"[a-z][a-z-]*", name):
        raise TemplateSyntaxError(f"{name!r} is no component name")
    loaded = get_template(f"ui/{name}.html").template
    head = _PROPS.search(loaded.source)
    if head is None:
        raise TemplateSyntaxError(f"ui/{name}.html declares no props")
    return loaded, {m[1]: _REQUIRED if m[2] is None else ast.literal_eval(m[2]) for m in _PROP.finditer(head[1].strip())}


class UiNode(template.Node):
    def __init__(self, name: str, props: dict[str, FilterExpression], body: NodeList | None, slots: dict[str, NodeList]) -> None:
        self.name, self.props, self.body, self.slots = name, props, body, slots
        self.loaded, declared = component(name)
        if unknown := set(props) - set(declared):
            raise TemplateSyntaxError(f"ui {name!r} has no prop {', '.join(sorted(unknown))}")
        if missing := {k for k, v in declared.items() if v is _REQUIRED} - set(props):
            raise TemplateSyntaxError(f"ui {name!r} needs {', '.join(sorted(missing))}")
        self.defaults = {k: v for k, v in declared.items() if v is not _REQUIRED}

    def render(self, context: template.Context) -> SafeString:
        values = self.defaults | {k: v.resolve(context) for k, v in self.props.items()}
        if self.body is not None:
            values["slot"] = self.body.render(context)
            values["slots"] = defaultdict(str, {name: nodes.render(context) for name, nodes in self.slots.items()})
        with context.push(**values):
            return self.loaded.render(context)


class SlotNode(template.Node):
    def __init__(self, name: str, nodes: NodeList) -> None:
        self.name, self.nodes = name, nodes

    def render(self, context: template.Context) -> str:
        return ""


def _name_and_props(parser: Parser, token: Token) -> tuple[str, dict[str, FilterExpression]]:
    tag, *bits = token.split_contents()
    if not bits or bits[0][0] not in "\"'":
        raise TemplateSyntaxError(f"{tag} needs a quoted component name first")
    rest = bits[1:]
    props = token_kwargs(rest, parser)
    if rest:
        raise TemplateSyntaxError(f"{tag}: cannot read {rest[0]!r}; write prop=value")
    return bits[0][1:-1], props


@register.tag
def ui(parser: Parser, token: Token) -> UiNode:
    return UiNode(*_name_and_props(parser, token), None, {})


@register.tag
def uiblock(parser: Parser, token: Token) -> UiNode:
    name, props = _name_and_props(parser, token)
    body = parser.parse(("enduiblock",))
    parser.delete_first_token()
    slots = {node.name: node.nodes for node in body if isinstance(node, SlotNode)}
    if len(body.get_nodes_by_type(SlotNode)) > len(slots):
        raise TemplateSyntaxError(f"uiblock {name!r}: a slot stands directly inside its block, once, with any condition inside it")
    return UiNode(name, props, body, slots)


@register.tag
def slot(parser: Parser, token: Token) -> SlotNode:
    name = token.split_contents()[1].strip("\"'")
    nodes = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode(name, nodes)


ALONG = frozenset({"arrow-left", "arrow-right", "external-link", "log-in", "log-out", "reply", "send", "undo-2"})
"""Icons that point where the text goes, or back: mirrored where it goes to the left."""


@lru_cache(maxsize=512)
def _icon(name: str, size: int) -> SafeString:
    words = "icon along" if name in ALONG else "icon"
    return mark_safe(lucide._render_icon(name, size, **{"aria-hidden": "true", "class": words, "stroke_width": "1.75"}))  # noqa: S308, SLF001 - the package's own drawing


@register.filter
def percent(share: Any) -> str:
    """A share of one as the reader's language writes per cent."""
    return money_module.percent(share)


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """An inline icon of the installed Lucide set, hidden from screen readers: the text beside it speaks."""
    return _icon(name, size)


@register.filter
def price(amount: Any, currency: str = "") -> str:
    """`{{ amount|price:currency }}` as the reader's language writes money; without a currency in the house's own."""
    return money_module.money(amount, currency or settings.CURRENCY)


@register.filter
def localnumber(value: Any) -> str:
    """A number with the language's separators and digits."""
    return money_module.number(value)


@register.simple_tag
def said(record: Any, field: str) -> SafeString:
    """`{% said product "name" %}`: a translated text, marked with its language where it fell back to the default one."""
    return translation_state.said(record, field)


@register.simple_tag
def when(moment: Any, style: str = "date") -> SafeString:
    """`<time>` for a moment: style 'date' (day), 'time' (hour) or 'both'; the machine form is always whole."""
    return clock(style)(moment)


def clock(style: str = "date") -> Callable[[Any], SafeString]:
    """What draws moments as `when` does, for a list of them: time zone and language are looked up once."""
    zone, language = get_current_timezone(), get_language() or ""

    def drawn(moment: Any) -> SafeString:
        if moment is None:
            return SafeString()
        return _time(moment, zone if isinstance(moment, datetime) else None, style, language)

    return drawn


@lru_cache(maxsize=4096)
def _time(moment: date, zone: tzinfo | None, style: str, language: str) -> SafeString:
    """The element for a moment in the active time zone and language, which are part of the key."""
    local = localtime(moment, zone) if isinstance(moment, datetime) else moment
    machine = local.isoformat(timespec="seconds") if isinstance(local, datetime) else local.isoformat()
    form = {"date": "DATE_FORMAT", "time": "TIME_FORMAT", "both": "SHORT_DATETIME_FORMAT"}[style]
    return format_html('<time datetime="{}">{}</time>', machine, date_format(local, form))


@register.simple_tag(takes_context=True)
def place(context: template.Context, name: str) -> SafeString:
    """`{% place "help" %}`: what upper apps put here. Stands outside every `{% keep %}`: it may be for one reader."""
    return mark_safe("".join(fill(context, name) for fill in places.fillers))  # noqa: S308 - each filler returns safe HTML


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """The page's query string with some parameters changed; None or '' removes one; paging starts anew."""
    request = context["request"]
    if not request.GET:
        return query_of(**changes)
    query = request.GET.copy()
    query.pop("after", None)
    query.pop("before", None)
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(value)
    return "?" + query.urlencode() if query else "?"


@register.simple_tag
def query_of(**values: Any) -> str:
    """A query string of the given values."""
    return "?" + urlencode({k: v for k, v in values.items() if v not in (None, "")})


@register.simple_tag(takes_context=True)
def alternates_of(context: template.Context) -> list[dict[str, str]]:
    """The page's addresses for `hreflang`: the view's own `alternates` ([] for none), else the same path under each language's prefix."""
    request, own = context.get("request"), context.get("alternates")
    if own is not None or request is None or context.get("request_id"):  # an error page has no sisters
        return own or []
    if getattr(request, "resolver_match", None) is None or not _has_prefix(request.path):
        return []
    return [{"code": code, "url": url} for code, url in _sisters(request).items()]


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> SafeString:
    """List entries that lead to this page in every language."""
    request = context["request"]
    own = {other["code"]: other["url"] for other in context.get("alternates") or []}
    query = query_with(context) if own else ""
    links = []
    for other in context["other_languages"]:
        code = other["code"]
        url = _with_choices(own[code], query) if code in own else _elsewhere(request, code)
        here = _CURRENT if other["current"] else ""
        links.append((url, code, code, here, other["name"]))
    return joined('<li><a href="{}" lang="{}" hreflang="{}"{}>{}</a></li>', links)


def _with_choices(url: str, query: str) -> str:
    """Filters and choices in the query go along; the place in a list does not, its order is another one there."""
    return url + query if len(query) > 1 and "?" not in url else url


def _elsewhere(request: HttpRequest, code: str) -> str:
    """The same path under the other prefix; where no language is in the address, the page that changes it."""
    if not _has_prefix(request.path):
        return f"{_chooser(code)}?{urlencode({'next': request.get_full_path()})}"
    _path, mark, query = request.get_full_path().partition("?")
    return _sisters(request)[code] + mark + query


@cache
def _chooser(code: str) -> str:
    """The page that changes to a language; its address holds none itself."""
    return reverse("choose_language", args=[code])


def _sisters(request: HttpRequest) -> dict[str, str]:
    """The request's path in every language, worked out once a request."""
    found: dict[str, str] | None = getattr(request, "_sisters", None)
    if found is None:
        path = request.get_full_path().partition("?")[0]
        match = getattr(request, "resolver_match", None)
        fixed = match is not None and not match.kwargs and not match.args
        found = _sisters_of_fixed(path, get_language() or "") if fixed else _translated(path)
        request._sisters = found  # type: ignore[attr-defined]  # noqa: SLF001 - ours
    return found


def _translated(path: str) -> dict[str, str]:
    return {code: translate_url(path, code) for code, _name in settings.LANGUAGES}


@lru_cache(maxsize=256)
def _sisters_of_fixed(path: str, language: str) -> dict[str, str]:
    """Of an address that names no object, so that there are few; the active language is that of the address."""
    return _translated(path)


def _has_prefix(path: str) -> bool:
    return path.split("/", 2)[1] in _PREFIXES
