"""What campaigns count, when their clock ticks, and where they stand in the desk's menu."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from portal.accounts import audit
from portal.campaigns import measures, rules, tasks
from portal.campaigns.measures import Measure
from portal.campaigns.queries import campaigns, checklist, closing
from portal.core import menus
from portal.core.schedules import Schedule, schedules
from portal.messaging import events as messages
from portal.messaging.enums import EventKind, MessageState

_OPENED, _CLICKED = (EventKind.OPENED,), (EventKind.CLICKED,)
_AGREED = _("Known only of those who agreed to be measured.")
for _measure in (
    Measure("reached", _("Sent"), _("A message left for the household."), states=(MessageState.SENT,)),
    Measure("read", _("Read"), _AGREED, events=_OPENED, needs_tracking=True),
    Measure("clicked", _("Clicked"), _AGREED, events=_CLICKED, needs_tracking=True),
    Measure(
        "scanned", _("Followed by programs"), _("A scanner or proxy followed a link: counted apart."), events=_CLICKED, machine=True,
        needs_tracking=True,
    ),
    Measure(
        "unsubscribed", _("Unsubscribed"), _("By the link in the message, or the button of the mail program."),
        events=(EventKind.UNSUBSCRIBED,), is_good=False,
    ),
    Measure("complained", _("Complained"), _("Reported the message as unwanted."), events=(EventKind.COMPLAINED,), is_good=False),
    Measure("bounced", _("Did not arrive"), _("The address refused it for good."), events=(EventKind.BOUNCED_HARD,), is_good=False),
    Measure(
        "joined", _("Joined"), _("Opened an account, signed up on a landing page, or joined by invitation."),
        kinds=("accounts.signed_up", "campaigns.signed_on", "campaigns.was_invited"),
    ),
    Measure(
        "asked", _("Asked"), _("Wrote in a room, asked to be called, or searched and found nothing."),
        kinds=("chat.sent", "campaigns.asked_for_call", "search.nothing_found"),
    ),
    Measure("learned", _("Finished a tutorial"), _("Read a tutorial to its end."), kinds=("tutorials.finished",)),
    Measure("withdrew", _("Withdrew a consent"), _("For any purpose."), kinds=("customers.consent_withdrawn",), is_good=False),
):  # fmt: skip
    measures.add(_measure)

checklist.parts.add("landing pages", campaigns.has_landing_page)
checklist.parts.add("banners", campaigns.has_banner)

schedules.add("campaigns.clock", Schedule(tasks.look_at_clock, every=timedelta(seconds=5), label=_("Begin and end campaigns")))
schedules.add("campaigns.measure", Schedule(tasks.measure_all, every=timedelta(minutes=15), label=_("Count what followed campaigns")))
schedules.add("campaigns.forget_visits", Schedule(tasks.forget_old_visits, at=time(4, 20), label=_("Forget old visits through adverts")))
messages.events_needed.add("campaigns", closing.mailings_not_closed)

for _act, _words in (
    ("campaigns.approved", _("Approved a campaign")),
    ("campaigns.words_approved", _("Approved newer words of a campaign")),
    ("campaigns.returned", _("Sent a campaign back")),
    ("campaigns.stopped", _("Stopped a campaign")),
):
    audit.acts.add(_act, _words)

menus.desk.add(
    "campaigns",
    menus.Entry(_("Campaigns"), "desk_campaigns", order=500, icon="megaphone", group=_("Marketing"), allowed=rules.can_see_campaigns),
)
menus.desk.add(
    "campaign_approvals",
    menus.Entry(
        _("Approvals"), "desk_campaign_approvals", order=505, icon="stamp", group=_("Marketing"), allowed=rules.can_see_campaigns,
        count=campaigns.waiting_count,
    ),
)  # fmt: skip
