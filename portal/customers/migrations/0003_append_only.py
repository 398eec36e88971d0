from django.db import migrations

TABLES = ["customers_interaction", "customers_partyfact"]

SQLITE = [
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    # INSERT OR REPLACE deletes without firing delete triggers
    "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
    "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
]
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION customers_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
POSTGRESQL = [
    "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION customers_append_only()",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION customers_append_only()",
]


def guard(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)  # params would have the driver read its per cent sign
    for table in TABLES:
        for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[vendor]:
            schema_editor.execute(statement.format(table=table))


def unguard(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table in TABLES:
        if vendor == "sqlite":
            for name in ("no_update", "no_delete", "no_replace"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}")
        else:
            for name in ("append_only", "no_truncate"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}")
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS customers_append_only()")


class Migration(migrations.Migration):
    """The timeline and the profile facts are append-only: the database refuses UPDATE and DELETE.

    A later migration that alters one of these tables must drop the triggers before and make them after
    (SQLite drops them silently with the table it rebuilds; tests/portal/customers/test_append_only.py notices).
    """

    dependencies = [("customers", "0002_actor_is_kept")]

    operations = [migrations.RunPython(guard, unguard)]
