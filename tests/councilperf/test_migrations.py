"""Migrating an empty database makes what the models say, which is what all other tests stand on."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection

from accounts.choices import Role
from tests import demonstration

pytestmark = pytest.mark.whole

ROWS = {
    "roles": "SELECT name FROM auth_group",
    "migrations": "SELECT app, name FROM django_migrations",
    "kinds of rows": "SELECT app_label, model FROM django_content_type",
    "permissions": """
        SELECT app_label, model, codename, name FROM auth_permission
        JOIN django_content_type ON django_content_type.id = content_type_id""",
}
TABLES = {
    "sqlite": {"tables and indexes": "SELECT name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"},
    "postgresql": {
        "columns": """
            SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale,
                   is_nullable, column_default, is_identity, collation_name
            FROM information_schema.columns WHERE table_schema = 'public'""",
        "constraints": """
            SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
        "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    },
}
QUESTIONS = TABLES[connection.vendor] | ROWS
PART = re.compile(r', (?="\w+" \w|CONSTRAINT )')
"""Between the columns and constraints of a table of SQLite, not between the columns of one constraint."""
DJANGOS_OWN = "auth_group_permissions"
"""On PostgreSQL its rows are numbered with 64 bits by Django's migration and with 32 by Django's model."""


@pytest.fixture(scope="module")
def migrated(demonstration_made) -> Iterator:
    """Asks a database that was migrated as bin/demo does it."""
    with demonstration.cursor(demonstration_made) as cursor:
        yield cursor


def answers(cursor, question: str) -> list[tuple]:
    """What the database says, in an order of its own: columns that came later stand at the end of their table."""
    cursor.execute(question)
    return sorted(tuple(map(settled, row)) for row in cursor.fetchall() if row[:2] != (DJANGOS_OWN, "id"))


def settled(said: object) -> str:
    """The definition of a table as its parts in the order of the alphabet; anything else as it is."""
    head, _, parts = str(said).partition(" (")
    if not head.startswith("CREATE TABLE"):
        return str(said)
    return "\n".join([head, *sorted(PART.split(parts.removesuffix(")")))])


@pytest.mark.parametrize("question", QUESTIONS)
def test_migrating_makes_what_the_models_say(migrated, db, question):
    with connection.cursor() as made_from_models:
        assert answers(migrated, QUESTIONS[question]) == answers(made_from_models, QUESTIONS[question])


def test_the_roles_are_those_of_the_program(migrated):
    assert answers(migrated, ROWS["roles"]) == sorted((str(role),) for role in Role)
