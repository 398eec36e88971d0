"""After a backup was restored: carry out again what was erased since it was made."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.customers.actions import privacy as actions
from portal.customers.models import Party
from portal.customers.privacy import journal


class Command(BaseCommand):
    help = "Carries out again the erasures of the journal (ERASURE_JOURNAL) whose customers are there again after a backup was restored."

    def handle(self, *args: Any, **options: Any) -> None:
        repeated = 0
        for line in journal.lines():
            party = Party.objects.filter(pk=line["party"], erased_at=None).first()
            if party is not None:
                repeated += self._repeat(party, keep_words=line["keep_words"])
        self.stdout.write(f"{repeated} erasures were carried out again.")

    def _repeat(self, party: Party, *, keep_words: bool) -> bool:
        try:
            erasure = actions.order_erasure(party, by=None, reason="The backup was older than the erasure.", keep_words=keep_words)
        except (actions.StillStaffError, actions.AlreadyAskedError) as fault:
            self.stderr.write(f"customer {party.pk}: {type(fault).__name__}")
            return False
        actions.carry_out(erasure.pk)
        return True
