"""What account pages say in words."""

from django import template

from portal.accounts import browsers

register = template.Library()


@register.filter
def browser(agent: str) -> str:
    """'Firefox, Windows' for a browser's long name for itself."""
    return browsers.name_of(agent or "")
