"""Words of the exported file."""

from django.utils.translation import gettext_lazy as _

COLUMNS = {
    "at": _("When"), "kind": _("Kind"), "channel": _("Channel"),
    "direction": _("Direction"), "source": _("Source"), "value": _("Value"),
    "attrs": _("Details"), "amount": _("Amount"), "currency": _("Currency"),
    "recorded_at": _("Noted"), "created_at": _("Made"), "reason": _("Reason"),
    "value_raw": _("As it was written"), "value_norm": _("As we compare it"),
    "verified_at": _("Confirmed"), "ended_at": _("Ended"),
    "first_seen_at": _("First seen"), "last_seen_at": _("Last seen"),
    "attribute": _("What"), "observed_at": _("When"), "purpose": _("Purpose"),
    "action": _("Act"), "state": _("State"), "status": _("State"),
    "body_md": _("Text"), "text": _("Text"), "body": _("Text"),
    "code": _("Code"), "title": _("Title"), "email": _("E-mail address"),
    "language": _("Language"), "joined_at": _("Joined"), "left_at": _("Left"),
    "act": _("Act"), "name": _("Name"), "type": _("Kind"),
    "user_agent": _("Browser"), "ip": _("Network address"),
    "address": _("Network address"),
}  # fmt: skip
"""How columns are called for the reader, where the model has no words for them."""
