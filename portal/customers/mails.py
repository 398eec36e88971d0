"""The mails customers write themselves: the question whether an address agrees to what was asked for it."""

from datetime import timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.accounts import gates, mails
from portal.core.clock import now
from portal.customers import gate, links
from portal.customers.actions import contacts
from portal.customers.enums import ConsentStatus, ContactChannel, Purpose, SuppressionReason
from portal.customers.models import ConsentState, Identifier, Suppression
from portal.customers.queries import consent as queries
from portal.jobs.work import job

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
_DAY = timedelta(days=1)
_QUESTION = "customers.question"


def ask_to_confirm(identifier: Identifier, *, again: bool = False) -> bool:
    """Write to the address whether it agrees to all that waits; whether a mail was laid down.

    The same question is asked once (`again`: once more, on request), and no address is asked more than MOST_A_DAY times a day: the
    contact ledger says so, in the transaction that lays the mail down, so that neither a crash nor a second worker loses or doubles it.
    """
    with transaction.atomic():
        row = Identifier.objects.select_for_update(of=("self",)).select_related("party").get(pk=identifier.pk)
        waiting = list(ConsentState.objects.filter(identifier=row, status=ConsentStatus.PENDING).order_by("event_id"))
        today = queries.contacts_since(row, _QUESTION, now() - _DAY)
        if not waiting or today >= MOST_A_DAY or not _may_ask(row):
            return False
        numbers = [state.event_id for state in waiting]
        reference = f"{_QUESTION}:{row.pk}:{numbers[-1]}" + (f":again:{now():%Y%m%d%H%M%S%f}" if again else "")
        if not contacts.note_contacts([contacts.Made(row.party_id, ContactChannel.EMAIL, Purpose.ACCOUNT, reference, row.pk)]):
            return False
        _write(row, [state.purpose for state in waiting], numbers, reference)
    return True


@job(retries=12, queue="mail")
def ask_waiting(identifier_id: int) -> bool:
    """Ask an address by mail whether it agrees to what waits for its confirmation; queued with the grants, asked once for all of them."""
    row = Identifier.objects.filter(pk=identifier_id, ended_at=None, party__erased_at=None).first()
    return row is not None and ask_to_confirm(row)


def _write(identifier: Identifier, purposes: list[str], numbers: list[int], reference: str) -> None:
    language = identifier.party.language
    with translation.override(language):
        named = ", ".join(str(Purpose(purpose).label) for purpose in dict.fromkeys(purposes))
        context = {"confirm_url": links.confirmation_url(numbers, language), "purposes": named}
        mail = mails.compose(CONFIRM, identifier.value_norm, context)
    mail.extra_headers[gates.REFERENCE_HEADER] = reference
    mail.send()


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
