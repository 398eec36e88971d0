"""The mails customers write themselves: the question whether an address agrees to what was asked for it."""

from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.accounts import mails
from portal.customers import gate, links
from portal.customers.enums import ConsentStatus, ContactChannel, Purpose, SuppressionReason
from portal.customers.models import ConsentState, Identifier, Suppression

CONFIRM = "consent_confirmation"
WORDS = mails.Mail(
    _("Shall we write to you?"),
    (
        _("We were asked to write to this address: %(purposes)s."),
        _("Please tell us whether that is right. Only if you say yes on the page behind the button do we write; without it we do not."),
        _("If this was not you, you can ignore this mail: nothing happens."),
    ),
    link="confirm_url", button=_("Look and confirm"),
)  # fmt: skip
MOST_A_DAY = 5
_DAY = 24 * 3600


def ask_to_confirm(identifier: Identifier, *, again: bool = False) -> bool:
    """Write to the address whether it agrees to all that waits; whether a mail went off.

    The same question is asked once a day (`again`: on request), and no address is asked more than MOST_A_DAY times a day.
    """
    waiting = list(ConsentState.objects.filter(identifier=identifier, status=ConsentStatus.PENDING).order_by("event_id"))
    if not waiting or not _may_ask(identifier):
        return False
    numbers = [state.event_id for state in waiting]
    if not again and not cache.add(f"consent-mail:{identifier.pk}:{'-'.join(map(str, numbers))}"[:200], 1, _DAY):
        return False
    count = f"consent-mails:{identifier.pk}"
    cache.add(count, 0, _DAY)
    if cache.incr(count) > MOST_A_DAY:
        return False
    language = identifier.party.language
    with translation.override(language):
        purposes = ", ".join(str(Purpose(p).label) for p in dict.fromkeys(state.purpose for state in waiting))
        context = {"confirm_url": links.confirmation_url(numbers, language), "purposes": purposes}
        mails.compose(CONFIRM, identifier.value_norm, context).send()
    return True


def may_leave(address: str) -> bool:
    """May a letter of the account be sent to this address? What is no address of the usual shape cannot be on the list."""
    verdict = gate.address_verdict(address, ContactChannel.EMAIL, Purpose.ACCOUNT)
    return verdict.allowed or verdict.reason == gate.Reason.UNFIT


def _may_ask(identifier: Identifier) -> bool:
    """Not where mail cannot arrive, and not where somebody has complained of being written to."""
    if not gate.address_verdict(identifier.value_norm, ContactChannel.EMAIL, Purpose.ACCOUNT).allowed:
        return False
    row = {"address_hash": gate.address_hash(identifier.kind, identifier.value_norm), "channel": ContactChannel.EMAIL, "lifted_at": None}
    return not Suppression.objects.filter(reason=SuppressionReason.COMPLAINT, **row).exists()
