"""What feedback adds to the floor: its act on the timeline and its places in the desk's menu."""

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from knowledgebase.feedback import rules
from portal.accounts.roles import Role
from portal.core import menus
from portal.customers import timeline, traits


class VotedAttributes(BaseModel):
    """The article's title in the reader's language, and what he said."""

    model_config = ConfigDict(extra="forbid")
    title: str
    helpful: bool


timeline.register(timeline.Kind(
    "feedback.voted", label=_("Voted on an article"), sentence=_("You told us whether “%(title)s” helped you."), schema=VotedAttributes,
    icon="thumbs-up", roles=(Role.AGENT, Role.EDITOR, Role.MARKETER), named="title",
))  # fmt: skip
traits.counts_as("feedback.voted", traits.Activity.HELP)

_HELP = _("Help centre")
menus.desk.add("missing", menus.Entry(
    _("Missing answers"), "answers:missing_list", order=310, icon="circle-question-mark", group=_HELP, allowed=rules.can_work_on_answers,
))  # fmt: skip
menus.desk.add("votes", menus.Entry(
    _("Did not help"), "answers:complaints", order=320, icon="thumbs-down", group=_HELP, allowed=rules.can_work_on_answers,
))  # fmt: skip
