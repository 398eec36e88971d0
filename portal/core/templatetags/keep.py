"""`{% keep "home" page.pk seconds=60 %}…{% endkeep %}`: a part of a page that is the same for everybody, rendered once.

`{% keep "product" pk given=page %}…{% endkeep %}`: the values of `page`, a dict that may be lazy, have names of their own inside; a
view hands over everything costly this way, and it is made only when the part is.

`{% keep "tutorial" pk unless=progress %}…{% endkeep %}`: made for this answer alone where `progress` is something.

It is kept in the process until what visitors see changes, at most `seconds` (600), for each language and each value named after it.
Nothing in it may be personal: a part that holds a form's token, messages or the reader is a template error. The nonce of its
scripts is replaced by each answer's own.
"""

from typing import Any

from django import template
from django.template import TemplateSyntaxError
from django.template.base import FilterExpression, NodeList, Parser, Token, VariableNode, token_kwargs
from django.template.defaulttags import CsrfTokenNode
from django.template.library import SimpleNode
from django.utils.safestring import SafeString, mark_safe

from portal.core.i18n import current_language
from portal.core.kept import kept

register = template.Library()
_OPTIONS, _SECONDS = ("seconds=", "given=", "unless="), 600
_OF_ONE_READER = {"csrf_token", "messages", "user", "perms"}


class KeepNode(template.Node):
    def __init__(self, name: str, vary: list[FilterExpression], options: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.name, self.vary, self.given, self.nodelist = name, vary, options.get("given"), nodelist
        self.unless = options.get("unless")
        self.seconds = float(options["seconds"].resolve(template.Context())) if "seconds" in options else _SECONDS

    def render(self, context: template.Context) -> SafeString:
        if getattr(context.get("request"), "is_preview", False) or (self.unless is not None and self.unless.resolve(context)):
            return self.made(context)
        nonce = str(context.get("csp_nonce", ""))
        values = "/".join(str(one.resolve(context)) for one in self.vary)
        made, then = kept(f"part:{self.name}:{current_language()}:{values}", lambda: (self.made(context), nonce), self.seconds)
        return mark_safe(made.replace(then, nonce) if then else made)  # noqa: S308 - rendered by templates

    def made(self, context: template.Context) -> SafeString:
        if self.given is None:
            return self.nodelist.render(context)
        with context.push(**dict(self.given.resolve(context) or {})):
            return self.nodelist.render(context)


def _is_of_one_reader(node: Any) -> bool:
    if isinstance(node, SimpleNode):
        return getattr(node.func, "__name__", "") == "place"
    name = node.filter_expression.token.split("|")[0].split(".")[0] if isinstance(node, VariableNode) else ""
    return isinstance(node, CsrfTokenNode) or name in _OF_ONE_READER


@register.tag
def keep(parser: Parser, token: Token) -> KeepNode:
    bits = token.split_contents()[1:]
    if not bits or bits[0][0] not in "\"'":
        raise TemplateSyntaxError("keep needs a quoted name first")
    positional = [bit for bit in bits[1:] if not bit.startswith(_OPTIONS)]
    named = token_kwargs([bit for bit in bits[1:] if bit.startswith(_OPTIONS)], parser)
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    if any(_is_of_one_reader(node) for kind in (VariableNode, CsrfTokenNode, SimpleNode) for node in nodelist.get_nodes_by_type(kind)):
        raise TemplateSyntaxError(f"keep {bits[0]} holds something of one reader: it would be shown to everybody")
    return KeepNode(bits[0][1:-1], [parser.compile_filter(bit) for bit in positional], named, nodelist)
