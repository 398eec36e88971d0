"""What the addresses of customers need."""

from portal.customers import actions, timeline
from portal.customers.actions import features, merging, preferences
from portal.customers.actions import privacy as leaving
from portal.customers.enums import PartyKind, RelationRole, Source
from portal.customers.models import Contact, Erasure, MatchCandidate
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


def more(objects: dict, who) -> None:
    """Of the parties that the addresses name, of the customer, and of others: a pair, a merge, a household, facts that differ, acts."""
    number = objects["grown"] = objects.get("grown", 0) + 1
    for party in (objects["party"], objects["merge"].survivor, who.customer.party):
        _live(party, number, who)
    actions.relate(_somebody(number), RelationRole.HOUSEHOLD_MEMBER, objects["home"], by=who.staff)
    actions.relate(_somebody(number), RelationRole.HOUSEHOLD_MEMBER, customers.party(kind=PartyKind.HOUSEHOLD), by=who.staff)
    actions.state_fact(_somebody(number), "city", "Bonn", by=who.staff, source=Source.IMPORT)
    merging.never_same(_somebody(number), _somebody(number), by=who.staff, reason="Twins.")
    features.drain()


def _somebody(number: int):
    facts = {"name": "Anna Bergmann", "city": f"Ulm {number}"}
    return customers.party(billed_name="Anna Bergmann", phone="+49761555010", facts=facts)


def _live(party, number: int, who) -> None:
    double = _somebody(number)
    timeline.record(double, "search.nothing_found", attrs={"text": "gasket", "language": "en"})
    merging.note_candidate(*sorted((party.pk, _somebody(number).pk)), score=0.8, weights={"name": 4.0, "city": 1.0}, rule="names")
    merging.merge_parties(party, double, by=who.staff, reason="The same voice.")
    actions.relate(party, RelationRole.HOUSEHOLD_MEMBER, customers.party(kind=PartyKind.HOUSEHOLD, billed_name="Bergmann"), by=who.staff)
    actions.relate(party, RelationRole.CARER, _somebody(number), by=who.staff)
    for source in (Source.IMPORT, Source.CUSTOMER):
        actions.state_fact(party, "city", f"{source} {number}", by=who.staff, source=source)
    timeline.record(party, "search.nothing_found", attrs={"text": f"gasket {number}", "language": "en"})
    preferences.declare(party, {"measured": bool(number % 2)}, by=who.staff)
    Contact.objects.create(party=party, channel="email", purpose="news", reference=f"{party.pk}:{number}")
    leaving.finish_export(leaving.ask_export(party, by=who.staff, language="en", reason="He asked."), rows=1, size=1)
    Erasure.objects.create(party=party, by=who.staff, state="withdrawn", language="en", due_at=party.created_at)
