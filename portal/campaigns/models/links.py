"""Advert links and tags, and personal links: who came is counted at our door, one row a visit, with nothing of the visitor in it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.campaigns.addresses import check_target
from portal.campaigns.enums import Visitor
from portal.campaigns.models.campaigns import Campaign
from portal.core.clock import now, today
from portal.customers.models import Party


class AdvertLink(models.Model):
    """A short address /go/<code>/ that leads to a page of this site and is counted."""

    code = models.SlugField(_("code"), max_length=40, unique=True, help_text=_("The end of the short address: /go/code/"))
    name = models.CharField(_("name"), max_length=120, help_text=_("Where it stands: poster at the fair, letter of May."))
    target = models.CharField(_("leads to"), max_length=250, validators=[check_target], help_text=_("Begins with /."))
    campaign = models.ForeignKey(
        Campaign, on_delete=models.SET_NULL, null=True, blank=True, related_name="links", verbose_name=_("campaign")
    )
    source = models.CharField(_("source"), max_length=60, help_text=_("Who sends people: newsletter, fair, a magazine."))
    medium = models.CharField(_("medium"), max_length=60, help_text=_("What it is: e-mail, poster, banner."))
    tag = models.CharField(_("tag of the campaign"), max_length=60, blank=True)
    content = models.CharField(_("version"), max_length=60, blank=True)
    term = models.CharField(_("search word"), max_length=60, blank=True)
    created_at = models.DateTimeField(default=now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("advert link")
        verbose_name_plural = _("advert links")
        indexes = [models.Index(fields=["-created_at", "-id"], name="advert_link_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def tags(self) -> dict[str, str]:
        """The tags the address carries on, as browsers and other tools name them."""
        named = {"source": self.source, "medium": self.medium, "campaign": self.tag, "content": self.content, "term": self.term}
        return {f"utm_{name}": value for name, value in named.items() if value}


class AdvertVisit(models.Model):
    """Somebody came through an advert link, or to a page whose address carried tags. No address, no browser, no customer."""

    link = models.ForeignKey(AdvertLink, on_delete=models.CASCADE, null=True, blank=True, related_name="visits")
    source = models.CharField(max_length=60, blank=True)
    medium = models.CharField(max_length=60, blank=True)
    tag = models.CharField(max_length=60, blank=True)
    content = models.CharField(max_length=60, blank=True)
    term = models.CharField(max_length=60, blank=True)
    path = models.CharField(max_length=250)
    visitor = models.CharField(max_length=8, choices=Visitor)
    came_on = models.DateField(default=today)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("visit through an advert")
        indexes = [
            models.Index(fields=["link", "came_on", "visitor"], name="advert_visit_of_link"),
            models.Index(fields=["came_on", "source", "medium"], name="advert_visit_of_day"),
            models.Index(fields=["-at", "-id"], name="advert_visit_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.came_on}"


class Invitation(models.Model):
    """A customer's personal link."""

    party = models.OneToOneField(Party, on_delete=models.CASCADE, related_name="invitation")
    code = models.CharField(max_length=20, unique=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("personal link")

    def __str__(self) -> str:
        return self.code


class Referral(models.Model):
    """`joined` signed up through the personal link of `referrer`."""

    referrer = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="referrals")
    joined = models.OneToOneField(Party, on_delete=models.CASCADE, related_name="referred_by")
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("referral")
        constraints = [models.CheckConstraint(condition=~Q(referrer=F("joined")), name="referral_of_another")]
        indexes = [models.Index(fields=["referrer", "-at", "-id"], name="referral_newest")]

    def __str__(self) -> str:
        return f"{self.referrer_id} → {self.joined_id}"
