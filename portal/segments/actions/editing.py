"""Making, changing, freezing and putting away segments.

Whoever edits holds the clock of features first: two edits cannot close a circle between them, and nobody who counts meanwhile waits
for a segment that waits for him.
"""

import re
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.core.clock import now
from portal.core.i18n import column
from portal.customers.actions.features import held_clock
from portal.segments import queries
from portal.segments.actions import keeping
from portal.segments.enums import Because, Mode
from portal.segments.models import Segment, SegmentVersion
from portal.segments.trees import Group, TreeError


class StaleError(RuntimeError):
    """Somebody else changed the segment meanwhile."""


class InUseError(RuntimeError):
    """Other segments ask about this one; `names` says which."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def create_segment(*, by: Any, names: dict[str, str], tree: Any, note: str = "", slug: str = "") -> Segment:
    """Make a segment and find its members. `names` by language, 'en' among them. TreeError when the tree cannot be used."""
    node = queries.parsed(tree)
    with held_clock():
        code = slug or _free_slug(names["en"])
        _refuse_circle(code, node)
        segment = Segment(slug=code, note=note, tree=tree, created_by=by)
        _name(segment, names)
        segment.save()
        SegmentVersion.objects.create(segment=segment, version=1, tree=tree, by=by)
        keeping.rebuild(segment, because=Because.EDITED, told=False)
    return segment


def change_segment(segment: Segment, *, by: Any, names: dict[str, str], tree: Any, note: str = "", version: int | None = None) -> Segment:
    """Give a segment other names or conditions; with other conditions it is a new version, and members come and go.

    TreeError for a tree that cannot be used, StaleError when `version` is not the newest any more.
    """
    node = queries.parsed(tree)
    with held_clock():
        fresh = Segment.objects.select_for_update().get(pk=segment.pk)
        if version is not None and fresh.version != version:
            raise StaleError(fresh.version)
        _refuse_circle(fresh.slug, node)
        _name(fresh, names)
        fresh.note = note
        changed = fresh.tree != tree
        if changed:
            fresh.tree, fresh.version = tree, fresh.version + 1
            SegmentVersion.objects.create(segment=fresh, version=fresh.version, tree=tree, by=by)
        fresh.save()
        if changed and keeping.is_live(fresh):
            keeping.rebuild_with_followers(fresh, because=Because.EDITED)
    return fresh


def freeze_segment(segment: Segment, *, by: Any) -> None:
    """Keep the members as they are from now on. Freezing twice changes nothing."""
    with transaction.atomic():
        Segment.objects.filter(pk=segment.pk, mode=Mode.LIVE).update(mode=Mode.FROZEN, frozen_at=now())
    segment.refresh_from_db()


def thaw_segment(segment: Segment, *, by: Any) -> None:
    """Let the members follow the facts again, from now on. Thawing twice changes nothing."""
    with held_clock():
        changed = Segment.objects.filter(pk=segment.pk, mode=Mode.FROZEN).update(mode=Mode.LIVE, frozen_at=None)
        segment.refresh_from_db()
        if changed:
            keeping.rebuild_with_followers(segment, because=Because.EDITED)


def archive_segment(segment: Segment, *, by: Any) -> None:
    """Put a segment away: it is not kept any more. InUseError while another asks about it."""
    with held_clock():
        if others := queries.asked_by(segment.slug):
            raise InUseError([str(other) for other in others])
        Segment.objects.filter(pk=segment.pk, archived_at=None).update(archived_at=now())
        segment.members.all().delete()
        Segment.objects.filter(pk=segment.pk).update(size=0)
    segment.refresh_from_db()


def delete_segment(segment: Segment) -> None:
    """Take a segment and its whole story away, for measurements that leave nothing behind. People put segments away instead."""
    with transaction.atomic():
        segment.members.all().delete()
        segment.delete()


def _name(segment: Segment, names: dict[str, str]) -> None:
    for language, text in names.items():
        setattr(segment, column("name", language), text or None)


def _refuse_circle(code: str, tree: Group) -> None:
    if circle := queries.circle(code, tree):
        words = " → ".join(queries.names_of(circle).get(one, one) for one in circle)
        raise TreeError({(): _("This segment would ask about itself: %(circle)s.") % {"circle": words}})


def _free_slug(name: str) -> str:
    base = re.sub("-+$", "", slugify(name)[:50]) or "segment"
    taken = set(Segment.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(one for number in range(1, len(taken) + 2) if (one := base if number == 1 else f"{base}-{number}") not in taken)
