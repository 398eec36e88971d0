"""What is on the timeline stays as it was written, whoever asks and however."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.core import appendonly
from portal.customers import actions, timeline
from portal.customers.enums import Source
from portal.customers.models import Interaction, PartyFact
from tests.factories import accounts, customers

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    party = customers.party(source=Source.IMPORT)
    actions.state_fact(party, "city", "Kiel", by=None, source=Source.STAFF)
    return {"customers_interaction": party.interactions.get().pk, "customers_partyfact": party.facts.get().pk}


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


CHANGES = {"customers_interaction": "kind = 'forged'", "customers_partyfact": "attribute = 'forged'"}


@pytest.mark.parametrize("table", CHANGES)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {change} WHERE id = {pk}", "DELETE FROM {table} WHERE id = {pk}"])
def test_raw_sql_cannot_change_or_delete_a_fact(rows, table, statement):
    with pytest.raises(IntegrityError, match="append-only"):
        run(statement.format(table=table, change=CHANGES[table], pk=rows[table]))
    assert Interaction.objects.get(pk=rows["customers_interaction"]).kind == "customers.opened"
    assert PartyFact.objects.get(pk=rows["customers_partyfact"]).attribute == "city"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has INSERT OR REPLACE")
@pytest.mark.parametrize("table", CHANGES)
def test_replacing_is_changing(rows, table):
    with pytest.raises(IntegrityError, match="append-only"):
        run(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = {rows[table]}")  # noqa: S608 - names of ours


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has TRUNCATE")
def test_truncating_is_deleting(rows):
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="append-only"):
        run("TRUNCATE customers_partyfact CASCADE")


def test_the_models_cannot_do_it_either(rows):
    row = Interaction.objects.get(pk=rows["customers_interaction"])
    row.kind = "forged"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Interaction.objects.all().delete()
    assert Interaction.objects.get().kind == "customers.opened"


def test_without_the_guard_the_same_statement_changes_the_row_and_putting_it_back_stops_it_again(rows):
    """The negative control: it is the trigger that refuses, and it can be taken off and put on."""
    statement = f"UPDATE customers_interaction SET kind = 'forged' WHERE id = {rows['customers_interaction']}"  # noqa: S608 - a number of ours
    editor = connection.schema_editor(atomic=False)
    editor.deferred_sql = []
    appendonly.unguard(editor, "customers_interaction")
    run(statement)
    assert Interaction.objects.get().kind == "forged"
    appendonly.guard(editor, "customers_interaction", personal=["attrs", "key"])
    with pytest.raises(IntegrityError, match="append-only"):
        run(statement.replace("forged", "again"))


def test_deleting_a_user_leaves_his_acts_as_they_were():
    user = accounts.user()
    party = user.party
    timeline.record(party, "accounts.signed_up", actor=user)
    number = user.pk
    user.delete()
    row = Interaction.objects.select_related("actor").get(party=party)
    assert row.actor_id == number
    assert Interaction.objects.filter(actor_id=number).count() == 1
    party.refresh_from_db()
    assert party.user is None


def test_the_fifty_newest_of_a_party_are_read_from_the_index():
    party = customers.party()
    question = timeline.newest([party.pk], own=True)[:50]
    with connection.cursor() as cursor:
        sql, params = question.query.sql_with_params()
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")  # so few rows are sorted more cheaply than read in order
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + sql, params)
        plan = "\n".join(str(row) for row in cursor.fetchall())
    assert "interaction_of_party" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_a_kind_over_time_is_read_from_the_index():
    question = Interaction.objects.filter(kind="chat.sent", at__isnull=False).order_by("at")
    with connection.cursor() as cursor:
        sql, params = question.query.sql_with_params()
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")  # so few rows are sorted more cheaply than read in order
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + sql, params)
        plan = "\n".join(str(row) for row in cursor.fetchall())
    assert "interaction_of_kind" in plan
