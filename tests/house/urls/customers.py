"""What the addresses of customers need."""

from portal.customers import actions
from portal.customers.actions import merging
from portal.customers.enums import PartyKind, RelationRole
from portal.customers.models import MatchCandidate
from tests.factories import accounts, customers


def objects() -> dict:
    party, second, third = customers.party(), customers.party(), customers.party()
    merging.note_candidate(party.pk, second.pk, score=0.8, weights={"name": 4.0}, rule="names")
    home = customers.party(kind=PartyKind.HOUSEHOLD)
    return {
        "party": party,
        "signed_up": accounts.user().party,
        "pair": MatchCandidate.objects.get(),
        "merge": merging.merge_parties(customers.party(), third, by=None, reason="The same number"),
        "home": home,
        "member": actions.relate(second, RelationRole.HOUSEHOLD_MEMBER, home, by=None),
    }
