"""`{% keep "home" page.pk seconds=60 %}…{% endkeep %}`: a part of a page that is the same for everybody, rendered once.

It is kept in the process until what visitors see changes, at most `seconds` (600), for each language and each value named after it.
Nothing in it may be personal: a part that holds a form's token, messages or the reader is a template error. The nonce of its
scripts is replaced by each answer's own.
"""

from typing import Any

from django import template
from django.template import TemplateSyntaxError
from django.template.base import FilterExpression, NodeList, Parser, Token, VariableNode, token_kwargs
from django.template.defaulttags import CsrfTokenNode
from django.utils.safestring import SafeString, mark_safe

from portal.core.i18n import current_language
from portal.core.kept import kept

register = template.Library()
_OF_ONE_READER = {"csrf_token", "messages", "user", "perms"}


class KeepNode(template.Node):
    def __init__(self, name: str, vary: list[FilterExpression], seconds: float, nodelist: NodeList) -> None:
        self.name, self.vary, self.seconds, self.nodelist = name, vary, seconds, nodelist

    def render(self, context: template.Context) -> SafeString:
        if getattr(context.get("request"), "is_preview", False):
            return self.nodelist.render(context)
        nonce = str(context.get("csp_nonce", ""))
        values = "/".join(str(one.resolve(context)) for one in self.vary)
        made, then = kept(f"part:{self.name}:{current_language()}:{values}", lambda: (self.nodelist.render(context), nonce), self.seconds)
        return mark_safe(made.replace(then, nonce) if then else made)  # noqa: S308 - rendered by templates


def _is_of_one_reader(node: Any) -> bool:
    name = node.filter_expression.token.split("|")[0].split(".")[0] if isinstance(node, VariableNode) else ""
    return isinstance(node, CsrfTokenNode) or name in _OF_ONE_READER


@register.tag
def keep(parser: Parser, token: Token) -> KeepNode:
    bits = token.split_contents()[1:]
    if not bits or bits[0][0] not in "\"'":
        raise TemplateSyntaxError("keep needs a quoted name first")
    positional = [bit for bit in bits[1:] if not bit.startswith("seconds=")]
    named = token_kwargs([bit for bit in bits[1:] if bit.startswith("seconds=")], parser)
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    if any(_is_of_one_reader(node) for kind in (VariableNode, CsrfTokenNode) for node in nodelist.get_nodes_by_type(kind)):
        raise TemplateSyntaxError(f"keep {bits[0]} holds something of one reader: it would be shown to everybody")
    seconds = float(named["seconds"].resolve(template.Context())) if named else 600
    return KeepNode(bits[0][1:-1], [parser.compile_filter(bit) for bit in positional], seconds, nodelist)
