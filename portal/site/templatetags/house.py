"""`{% house_parts as house %}`: what the home page shows of the house, in the view and in the editor's preview alike."""

from typing import Any

from django import template

from portal.site import queries

register = template.Library()


@register.simple_tag
def house_parts() -> dict[str, Any]:
    return queries.house_parts()
