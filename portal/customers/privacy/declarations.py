"""What the tables of customers hold of people."""

from django.utils.translation import gettext_lazy as _

from portal.core import privacy
from portal.customers.actions import erasing

privacy.people["customers.Party"] = "party_ids"
privacy.people["customers.Identifier"] = "identifier_ids"

_ACTS = _("When something happened, of which kind, and sums of money stay as numbers of an unnamed customer; what was said does not.")
_PROOF = _("When you agreed or refused, and to which text, stays without your address, because we must be able to show it.")

privacy.declare(
    "customers.Party", of=["pk"], export=["kind", "handle", "billed_name", "language", "time_zone", "created_at"],
    erase=erasing.empty_party, staff=["user"], after=True, keep=_("An empty row with the day you came and the day you left."),
)  # fmt: skip
privacy.declare(
    "customers.Identifier", of=["party"],
    export=["kind", "system", "value_raw", "value_norm", "verified_at", "source", "first_seen_at", "last_seen_at", "ended_at"],
    erase=erasing.empty_identifiers, after=True, keep=_("That there was an address or a number, without the address or number itself."),
)  # fmt: skip
privacy.declare(
    "customers.PartyFact", of=["party"], export=["attribute", "value", "source", "observed_at", "confidence"], erase={"value": ""},
    keep=_("That something was noted, without what it was."),
)  # fmt: skip
privacy.declare(
    "customers.Relationship", of=["party", "other"], export=["party_id", "role", "other_id", "started_on", "ended_on"], erase=privacy.DELETE
)
privacy.declare(
    "customers.Interaction", of=["party"], staff=["actor", "identifier"], erase={"attrs": {}, "key": None}, keep=_ACTS,
    export=["at", "kind", "channel", "direction", "amount", "currency", "attrs", "source", "recorded_at"],
)  # fmt: skip
privacy.not_personal("customers.ConsentText", "customers.MatchWeights")
privacy.declare(
    "customers.ConsentEvent", of=["identifier"], staff=["actor"], erase={"evidence": {}, "key": None}, keep=_PROOF,
    export=["identifier__value_raw", "at", "purpose", "channel", "action", "basis", "source", "text__language", "text__version",
            "text__body", "evidence", "effective_at", "ends_at"],
)  # fmt: skip
privacy.declare(
    "customers.ConsentState", of=["identifier"], export=["identifier__value_raw", "purpose", "channel", "status", "since_at", "until_at"],
    erase=privacy.DELETE,
)  # fmt: skip
privacy.declare(
    "customers.Suppression", export=erasing.suppressions_of, erase=erasing.quiet_suppressions, staff=["lifted_by"],
    keep=_("A fingerprint of your address, from which it cannot be read, so that nobody writes to it again by mistake."),
)  # fmt: skip
privacy.declare("customers.Contact", of=["party"], export=["at", "channel", "purpose", "reference"], erase=privacy.DELETE)
privacy.declare(
    "customers.MergeEdge", of=["survivor", "loser"], export=["at", "reason", "score", "undone_at"], staff=["by", "undone_by"],
    erase={"reason": "", "evidence": {}, "undone_because": ""}, keep=_("Which unnamed rows were read as one customer."),
)  # fmt: skip
privacy.declare(
    "customers.PartyAlias", of=["party", "canonical"], export=["party_id", "canonical_id"],
    keep=_("Which unnamed rows were read as one customer."),
)  # fmt: skip
privacy.declare(
    "customers.MatchCandidate", of=["first", "second"], export=["found_at", "score", "state", "weights", "reason"], erase=privacy.DELETE
)
privacy.declare("customers.MatchKey", of=["party"], export=["rule", "key"], erase=privacy.DELETE)
privacy.declare(
    "customers.PreferenceEvent", of=["party"], export=["at", "key", "value", "source", "validated_at"], erase=privacy.DELETE
)
privacy.declare("customers.DataExport", of=["party"], export=["asked_at", "ready_at", "rows"], erase=privacy.DELETE, staff=["by"])
privacy.declare(
    "customers.Erasure", of=["party"], export=["asked_at", "due_at", "state", "reason"], erase={"reason": ""}, staff=["by"],
    keep=_("When you left, and the report of what was erased."),
)  # fmt: skip
privacy.declare(
    "customers.PartyFeature", of=["party"], erase=privacy.DELETE,
    export=["first_seen_at", "last_seen_at", "acts", "talk", "help", "purchases", "revenue_minor", "contacts", "last_contact_at"],
)  # fmt: skip
privacy.not_personal("customers.DirtyParty", "customers.FeatureClock")
