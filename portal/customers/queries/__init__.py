"""Reads of customers, one module a noun; those on parties are called straight from here."""

from portal.customers.queries.parties import (
    contacts_by_party,
    contacts_of,
    counts,
    current_party,
    find,
    live_identifiers,
    party_of,
    phone_of,
    profile,
    recognisable,
    relations_of,
)

__all__ = [
    "contacts_by_party",
    "contacts_of",
    "counts",
    "current_party",
    "find",
    "live_identifiers",
    "party_of",
    "phone_of",
    "profile",
    "recognisable",
    "relations_of",
]
