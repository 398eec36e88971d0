"""What landing pages, banners and links hold of people, and what becomes of it."""

from django.utils.translation import gettext_lazy as _

from portal.core import privacy

privacy.not_personal("campaigns.Banner", staff=["created_by"])
privacy.not_personal("campaigns.AdvertLink", staff=["created_by"])
privacy.not_personal("campaigns.AdvertVisit")
privacy.not_personal("campaigns.LandingPage", staff=["owner", "locked_by"])
privacy.declare("campaigns.BannerDismissal", of=["party"], export=["banner__heading", "at"], erase=privacy.DELETE)
privacy.declare("campaigns.Invitation", of=["party"], export=["code", "created_at"], erase=privacy.DELETE)
privacy.declare("campaigns.Referral", of=["referrer", "joined"], export=["at"], erase=privacy.DELETE)
privacy.declare(
    "campaigns.FormAnswer", of=["party", "identifier"],
    export=["page__title", "kind", "language", "at", "call_time", "question", "done_at"],
    erase={"question": "", "call_time": "", "identifier": None}, staff=["done_by"],
    keep=_("That somebody answered is counted for the campaign; nothing in the row says who."),
)  # fmt: skip
