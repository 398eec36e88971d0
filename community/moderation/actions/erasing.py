"""What the log of moderation loses when somebody leaves."""

from community.moderation.models import ModerationLog
from portal.core.privacy import Subject


def empty_log(subject: Subject) -> int:
    """Texts about him, and his name where he acted himself; the acts stay."""
    count = ModerationLog.objects.filter(party_id__in=subject.party_ids).update(before={}, after={}, note="")
    return count + ModerationLog.objects.filter(actor_id__in=subject.user_ids).update(actor_name="", note="")
