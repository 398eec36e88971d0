"""A database seeded by command holds what was asked for, counted, and segments find in it whom a plain evaluation finds."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.customers.models import Interaction, Party, PartyFeature
from portal.customers.queries import features as counting
from portal.segments import queries
from portal.site.bench import segments as bench
from tests.portal.segments import naive

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL is seeded"),
]


def test_what_is_seeded_is_counted_and_found():
    call_command("seed_customers", customers=300, facts=4000, stdout=StringIO())
    assert (Party.objects.count(), Interaction.objects.count(), PartyFeature.objects.count()) == (300, 4000, 300)
    world = naive.World(counting.site_today())
    for tree in (bench.RAW, bench.ON_FEATURES):
        found = queries.ids(tree)
        assert found
        assert found == world.ids(tree)
    with pytest.raises(CommandError, match="customers already"):
        call_command("seed_customers", customers=1, facts=1)
