"""Everything customers keep, one module a noun."""

from portal.customers.models.consent import ConsentEvent, ConsentState, ConsentText, Contact, Suppression
from portal.customers.models.features import DirtyParty, FeatureClock, PartyFeature
from portal.customers.models.merging import MatchCandidate, MatchKey, MatchWeights, MergeEdge, PartyAlias
from portal.customers.models.parties import Identifier, Party, PartyFact, Relationship
from portal.customers.models.preferences import PreferenceEvent
from portal.customers.models.privacy import DataExport, Erasure
from portal.customers.models.timeline import Interaction

__all__ = [
    "ConsentEvent",
    "ConsentState",
    "ConsentText",
    "Contact",
    "DataExport",
    "DirtyParty",
    "Erasure",
    "FeatureClock",
    "Identifier",
    "Interaction",
    "MatchCandidate",
    "MatchKey",
    "MatchWeights",
    "MergeEdge",
    "Party",
    "PartyAlias",
    "PartyFact",
    "PartyFeature",
    "PreferenceEvent",
    "Relationship",
    "Suppression",
]
