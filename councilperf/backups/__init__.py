"""Backups: everything that a council has in the program as one file, and the way back from it.

A backup is a ZIP file: ``manifest.json`` says which program made it, when, from which kind of database with which
migrations, how many rows each table had with their digest, and the size and SHA-256 of every other part; then the
database, and the files under ``media/``. It holds no settings and no secret key.
"""

from councilperf.backups.archive import BackupError, Manifest, Part, read_manifest
from councilperf.backups.making import back_up
from councilperf.backups.restoring import restore

__all__ = ["BackupError", "Manifest", "Part", "back_up", "read_manifest", "restore"]
