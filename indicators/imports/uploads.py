"""Tables that people upload: kept as they came, looked over, then taken in whole or not at all."""

from __future__ import annotations

import hashlib

from django.db import transaction

from accounts.models import User
from core.clock import now
from core.formats import count
from core.telling import Tell, silent
from indicators.choices import UploadKind
from indicators.imports import IMPORTERS, import_content, read_table
from indicators.imports.findings import Findings
from indicators.models import Upload


def keep(kind: UploadKind, name: str, content: bytes, *, by: User) -> Upload:
    """Keep a table as it came, once it is known to be one. Raises SheetError where it cannot be read."""
    sheet = read_table(kind, content, name)
    return Upload.objects.create(
        kind=kind,
        name=name[-150:],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        rows=len(sheet.rows),
        by=by,
        at=now(),
    )


def look_over(upload: Upload, *, by: User) -> Findings:
    """What the table would do now. Writes nothing."""
    kind, content = UploadKind(upload.kind), bytes(upload.content)
    return import_content(kind, content, upload.name, by=by, dry_run=True, confirmed=False)


def fingerprint(findings: Findings) -> str:
    """What somebody saw when they looked a table over, in short: it differs where taking it in would do something else."""
    seen = [str(findings), *map(str, findings.questions)]
    seen += [f"{pending.row} {pending.kind} {pending.differences}" for pending in findings.pending]
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


@transaction.atomic
def take_in(upload: Upload, *, by: User, seen: str, confirmed: bool, tell: Tell = silent) -> Findings | None:
    """Take a table in, if that does what was seen; None where it would do something else by now, and nothing is written.

    ``tell`` is told how far it is. The row of the upload is written at the end alone, so that how far it is can be
    written there meanwhile. Raises IntegrityError where somebody stores one of its rows at the same moment.
    """
    if Upload.objects.filter(pk=upload.pk, taken_at__isnull=False).exists():
        return None
    kind = UploadKind(upload.kind)
    importer = IMPORTERS[kind](by, tell=tell)
    findings = importer.look(read_table(kind, bytes(upload.content), upload.name))
    if fingerprint(findings) != seen:
        return None
    if findings.done and (confirmed or not findings.questions):
        importer.take()
        upload.taken_at, upload.summary = now(), str(findings)
        upload.save(update_fields=["taken_at", "summary"])
    return findings


CHANGED = "What is stored has changed since you looked. Nothing was done: look again."


def outcome(findings: Findings | None, *, confirmed: bool) -> tuple[bool, str]:
    """Whether a table was taken in, and what is said of it."""
    if findings is None:
        return False, CHANGED
    if findings.doubts:
        return False, str(findings)
    if findings.questions and not confirmed:
        unlikely = count(len(findings.questions), "figure")
        return False, f"Nothing was done: say first whether the {unlikely} that look unlikely are right."
    return True, str(findings)
