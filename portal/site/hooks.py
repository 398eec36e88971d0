"""The roof's own menu entries, and the facts it writes."""

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from portal.core import menus
from portal.customers import timeline, traits
from portal.site import rooms
from portal.topics import asking


class NothingFound(BaseModel):
    """A search that found nothing."""

    model_config = ConfigDict(extra="forbid")
    text: str
    language: str


timeline.register(
    timeline.Kind(
        "search.nothing_found",
        label=_("Searched and found nothing"),
        sentence=_("You searched for “%(text)s” and found nothing."),
        schema=NothingFound,
        icon="search-x",
    )
)
traits.counts_as("search.nothing_found", traits.Activity.HELP)

menus.footer.add("site_map", menus.Entry(_("Site map"), "site_map", order=900))
menus.main.add("help", menus.Entry(_("Help"), "help_home", order=30, icon="life-buoy"))
asking.places.add("rooms", rooms.rooms_of)
