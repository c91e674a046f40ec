"""Migrates an empty database as ``manage.py migrate`` does, in a quarter of its time: ``python -m tests.migrating``.

After each operation Django makes anew the class of every model that hangs on the one that changed, over any number of
relations, which for a council is nearly all of them, seven hundred times. A table needs its own model, what that points
to and what points to it; a migration that runs Python is given all of them made anew, as Django does it where it spares
itself some. Each migration is run by Django all the same, and what comes out is compared with the models
(tests/councilperf/test_migrations.py). ``bin/check`` migrates by ``manage.py migrate`` itself.
"""

import os


def neighbours(state, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
    """A model, those that it points to and those that point to it."""
    state.is_delayed = True
    changed = app_label, model_name
    pointing = set(state.relations.get(changed, ()))
    return {changed} | pointing | {model for model, by in state.relations.items() if changed in by}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "councilperf.settings")
    import django
    from django.core.management import call_command
    from django.db.migrations.state import ProjectState

    django.setup()
    ProjectState._find_reload_model = neighbours
    call_command("migrate", verbosity=0)
