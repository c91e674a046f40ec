"""A backup notes the newest seal, so that an end that is cut off later is found."""

import json
import zipfile

import pytest
from django.core.management import CommandError, call_command

from history.management.commands.check_history import noted_in_backup


def backup(tmp_path, manifest: str):
    file = tmp_path / "backup.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("manifest.json", manifest)
    return file


def test_the_chain_is_held_against_the_seal_of_a_backup(sealed, tmp_path, capsys):
    file = backup(tmp_path, json.dumps({"history": "7:" + "a" * 64}))
    with pytest.raises(CommandError):
        call_command("check_history", "--backup", file)
    assert "Seal 7 was noted outside the database and is not in the chain" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("manifest", "sentence"),
    [("{}", "is no backup"), ("[", "is no backup"), ('{"history": ""}', "nothing was sealed yet")],
)
def test_what_is_no_backup_with_a_seal_is_refused(tmp_path, manifest, sentence):
    with pytest.raises(CommandError, match=sentence):
        noted_in_backup(backup(tmp_path, manifest))
