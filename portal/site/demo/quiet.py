"""A bulk load without thousands of small jobs: the editor's indexes are made anew once, afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db.models.signals import post_save  # noqa: TID251 - no receiver is added: Wagtail's own is silenced for a while
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.signal_handlers import disable_reference_index_auto_update


@contextmanager
def editors_indexes_afterwards() -> Iterator[None]:
    """Saves ask for no job of Wagtail's meanwhile; what is used where, and what the editor's search finds, is made anew at the end."""
    silenced = [model for model in get_indexed_models() if post_save.disconnect(post_save_signal_handler, sender=model)]
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for model in silenced:
            post_save.connect(post_save_signal_handler, sender=model)
    call_command("rebuild_references_index", verbosity=0)
    call_command("wagtail_update_index", verbosity=0)
