"""Which browsers have been seen with which login."""

from datetime import timedelta

from django.db import IntegrityError, transaction

from portal.accounts.models import KnownBrowser, User
from portal.core import pruning
from portal.core.clock import now
from portal.core.text import clean_line

FRESH = timedelta(hours=1)
"""A login as young as this signs in with the browser it was made with: that is no news."""


def see_browser(user: User, *, mark_hash: str, name: str, address: str) -> bool:
    """Note that the user signed in with this browser; True when that is news to him."""
    row = KnownBrowser.objects.filter(user=user, mark_hash=mark_hash)
    if row.update(last_seen_at=now(), address=address[:64]):
        return False
    is_first = not KnownBrowser.objects.filter(user=user).exists()
    try:
        with transaction.atomic():
            KnownBrowser.objects.create(user=user, mark_hash=mark_hash, name=clean_line(name)[:300], address=address[:64])
    except IntegrityError:
        return False  # two sign-ins of one browser at one moment: the other one tells
    return not (is_first and user.date_joined > now() - FRESH)


def forget_old_browsers(*, after: timedelta = timedelta(days=730)) -> int:
    """Browsers not seen for two years are forgotten; returns how many."""
    return pruning.forget(KnownBrowser.objects.filter(last_seen_at__lt=now() - after))
