"""One place decides who may do what: nothing else asks about roles, groups or permissions."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from accounts.choices import Role

ASKS = {
    "has_role",
    "has_perm",
    "has_perms",
    "has_module_perms",
    "is_staff",
    "is_superuser",
    "groups",
    "user_permissions",
}
APPS = (
    "organisation",
    "indicators",
    "actions",
    "improvement_plan",
    "clinics",
    "meetings",
    "publishing",
    "reminders",
    "search",
    "frameworks",
    "councilperf",
    "core",
)
DECIDES = {"organisation/rights.py"}
LOADS = {
    "meetings/announcing/sending.py": {"groups"},
    "organisation/filters.py": {"groups"},
    "organisation/history.py": {"groups"},
    "organisation/imports/looking.py": {"groups"},
    "organisation/imports/workbook.py": {"groups"},
    "organisation/services/people.py": {"groups", "Role.PERFORMANCE"},
    "organisation/tables.py": {"groups"},
    "organisation/views/people.py": {"groups"},
    "reminders/reporting.py": {"groups"},
    "councilperf/demo/papers.py": {"groups"},
}
"""What reads or sets the roles of many people at once, and lets organisation.rights decide on them."""


def files() -> list[str]:
    base = Path(settings.BASE_DIR)
    found = (path for app in APPS for path in (base / app).rglob("*.py") if path.parent.name != "migrations")
    return sorted(str(path.relative_to(base)) for path in found)


def asked(path: str) -> set[str]:
    """What a file asks a person or a model about rights; a regular expression has groups too, as a method."""
    tree = ast.parse((Path(settings.BASE_DIR) / path).read_text())
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and not node.args}
    found = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ASKS
        and not (node.attr == "groups" and (id(node) in called or is_self(node.value)))
    }
    names = {node.value.id + "." + node.attr for node in ast.walk(tree) if is_role(node)}
    return found | names


def is_self(node: ast.AST) -> bool:
    """Whether something is asked of itself: a report has groups of its own."""
    return isinstance(node, ast.Name) and node.id in ("self", "report")


def is_role(node: ast.AST) -> bool:
    """Whether a role is named."""
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Role"
        and node.attr in Role.__members__
    )


def test_roles_groups_and_permissions_are_asked_about_in_one_place():
    elsewhere = {path: asked(path) - LOADS.get(path, set()) for path in files() if path not in DECIDES}
    assert {path: found for path, found in elsewhere.items() if found} == {}


@pytest.mark.parametrize("path", sorted(LOADS))
def test_what_is_excepted_is_there(path):
    assert asked(path) >= LOADS[path]


def test_a_file_that_decided_by_itself_would_be_found():
    assert {"has_role", "groups", "Role.PERFORMANCE"} - asked("organisation/rights.py") == {"groups"}
