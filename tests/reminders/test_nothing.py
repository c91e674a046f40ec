"""A council in which nobody is reminded of anything."""

from django.core.management import call_command


def test_an_empty_database_is_written_nothing(db, today, capsys):
    call_command("send_reminders")
    assert capsys.readouterr().out == "0 written, 0 sent.\n"
