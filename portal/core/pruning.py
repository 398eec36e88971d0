"""Old rows go by night, some thousand at a time: no long lock, no long list, and whatever cuts it off, the next night goes on."""

from typing import Any

from django.db.models import QuerySet

AT_ONCE = 5_000


def forget(rows: QuerySet[Any]) -> int:
    """Delete `rows`, on which nothing hangs, in lots, each in a transaction of its own; how many went.

    By one statement a lot: Django's own way fetches every row first, for listeners that none of these tables has.
    """
    total, last = 0, None
    while lot := list((rows if last is None else rows.filter(pk__gt=last)).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        last = lot[-1]
        found = rows.filter(pk__gte=lot[0], pk__lte=last)  # asked again: what is in use by now stays
        total += found._raw_delete(found.db)  # noqa: SLF001 - no listeners, nothing that hangs on a row
    return total
