"""Every write of customers, one module a noun; those on parties are called straight from here."""

from portal.customers.actions.parties import (
    HandleTakenError,
    IdentifierTakenError,
    add_identifier,
    choose_handle,
    confirm_email,
    edit_profile,
    end_email,
    end_identifier,
    end_relation,
    open_party,
    party_for_user,
    relate,
    set_phone,
    sign_up,
    state_fact,
    verify_identifier,
)

__all__ = [
    "HandleTakenError",
    "IdentifierTakenError",
    "add_identifier",
    "choose_handle",
    "confirm_email",
    "edit_profile",
    "end_email",
    "end_identifier",
    "end_relation",
    "open_party",
    "party_for_user",
    "relate",
    "set_phone",
    "sign_up",
    "state_fact",
    "verify_identifier",
]
