"""The demo's segments can be used, named in every language, and are made once."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.segments import queries
from portal.segments.models import Segment
from portal.site.demo import load_segments
from portal.site.demo.book import Book, read

pytestmark = pytest.mark.django_db


def test_the_demo_s_segments_are_made_once():
    for _ in range(2):
        load_segments.load(Book(scale=1))
        assert Segment.objects.count() == len(read("segments"))
    for segment in Segment.objects.all():
        assert queries.count(segment.tree) == segment.size
        assert len(segment.languages_of("name")) == 4


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL is seeded")
def test_only_an_empty_postgresql_is_seeded():
    with pytest.raises(CommandError, match="Only PostgreSQL"):
        call_command("seed_customers", customers=1, facts=1)
    with pytest.raises(CommandError, match="Up to"):
        call_command("seed_customers", customers=10**9, facts=1)
