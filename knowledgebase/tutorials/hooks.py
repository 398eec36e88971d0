"""What tutorials add elsewhere: rights, the act of finishing, votes, search, menu, product page, preview."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from catalog.products import panels as product_panels
from knowledgebase.feedback import votables
from knowledgebase.tutorials import pages, panels, queries
from knowledgebase.tutorials.models import Tutorial
from portal.accounts.roles import Role, grant
from portal.core import translation_state
from portal.customers import timeline, traits
from portal.search import kinds

_RIGHTS = [f"tutorials.{verb}_tutorial" for verb in ("add", "change", "delete", "view", "publish", "lock", "unlock")]
grant("tutorials", Role.EDITOR, _RIGHTS)
grant("tutorials", Role.ADMINISTRATOR, _RIGHTS)
grant("tutorials", Role.MARKETER, ["tutorials.view_tutorial", "tutorials.add_tutorial", "tutorials.change_tutorial"])


class FinishedAttributes(BaseModel):
    """The tutorial's title in the reader's language, and its code, which stays."""

    model_config = ConfigDict(extra="forbid")
    title: str
    tutorial: str


timeline.register(timeline.Kind(
    "tutorials.finished", label=_("Finished a tutorial"), sentence=_("You read the tutorial “%(title)s” to the end."),
    schema=FinishedAttributes, icon="graduation-cap", roles=(Role.AGENT, Role.EDITOR, Role.MARKETER), named="title",
))  # fmt: skip
traits.counts_as("tutorials.finished", traits.Activity.HELP)

translation_state.tracked.add("tutorials.Tutorial", Tutorial)
kinds.add("tutorial", kinds.Kind(_("Tutorials"), order=30, icon="list-checks"))
product_panels.registry.add("tutorials", panels.tutorials_of)
votables.registry.add("tutorial", votables.Votable(
    model=Tutorial, label=_("Tutorial"), find=queries.with_words,
    add_name="wagtailsnippets_tutorials_tutorial:add", edit_name="wagtailsnippets_tutorials_tutorial:edit",
))  # fmt: skip


def _preview(request: HttpRequest, tutorial: Tutorial) -> dict[str, Any]:
    return {"request": request, **pages.overview(request, tutorial, preview=True)}


Tutorial.preview_context = staticmethod(_preview)
