"""What is left to SQLite alone is Python's to decide: what a database does by itself is asked of both.

Which tests PostgreSQL is spared says tests/conftest.py.
"""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
MARK = "pytest.mark.one_database"
OF_A_DATABASE = re.compile(
    r"\b(guards\.\w+\(|(Thread|ThreadPoolExecutor|select_for_update|savepoint|on_commit|cursor|psycopg2|check_constraints"
    r"|\w*IntegrityError|OperationalError|DatabaseError|InternalError|ProgrammingError|DataError)\b)"
)
"""Locks, triggers, constraints, transactions and questions in SQL."""
NO_QUESTION = {
    "councilperf/test_headers.py": "OperationalError",  # a view of its own raises it
    "deploy/test_containers.py": "Thread",  # serves files
}
"""Words of those in files that ask no database by them."""
ON_BOTH = {
    "test_demonstration_pages.py": "test_every_page_of_the_demonstration_takes_at_most_twelve_queries",
    "test_guards.py": "test_everybody_gets_the_answer_that_the_table_gives",
    "test_migrations.py": "test_migrating_makes_what_the_models_say",
    "test_two_at_once.py": "test_the_second_sees_both_texts_and_loses_no_word",
}
"""Which open each address and each kind of page, write by each form, and migrate: so that others need not."""


def marked(source: str) -> list[str]:
    """The source of what is marked: of a whole file, or of each test of it."""
    if MARK not in source:
        return []
    tree = ast.parse(source)
    if any(isinstance(found, ast.Assign) and MARK in ast.unparse(found) for found in tree.body):
        return [source]
    tests = [found for found in tree.body if isinstance(found, ast.FunctionDef)]
    return [ast.unparse(test) for test in tests if any(ast.unparse(mark) == MARK for mark in test.decorator_list)]


FILES = {
    str(path.relative_to(TESTS)): found
    for path in sorted(TESTS.rglob("test_*.py"))
    if path != Path(__file__) and (found := marked(path.read_text()))
}


@pytest.mark.parametrize("name", FILES)
def test_what_a_database_does_by_itself_is_asked_of_both(name):
    words = {found[0] for source in FILES[name] for found in OF_A_DATABASE.finditer(source)}
    assert words - {NO_QUESTION.get(name)} == set()


@pytest.mark.parametrize(("file", "test"), ON_BOTH.items())
def test_every_page_and_every_form_is_asked_for_on_both(file, test):
    source = (TESTS / "councilperf" / file).read_text()
    assert f"def {test}(" in source
    assert [spared for spared in marked(source) if f"def {test}(" in spared] == []
