"""Tables that people upload: kept as they came, looked over, then taken in whole or not at all."""

from __future__ import annotations

import hashlib

from django.db import transaction

from accounts.models import User
from core.clock import now
from indicators.choices import UploadKind
from indicators.imports import import_content
from indicators.imports.findings import Findings
from indicators.models import Upload


def keep(kind: UploadKind, name: str, content: bytes, *, by: User) -> Upload:
    """Keep a table as it came, once it is known to be one. Raises SheetError where it cannot be read."""
    import_content(kind, content, name, by=by, dry_run=True, confirmed=False)
    return Upload.objects.create(
        kind=kind, name=name[-150:], content=content, sha256=hashlib.sha256(content).hexdigest(), by=by, at=now()
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
def take_in(upload: Upload, *, by: User, seen: str, confirmed: bool) -> Findings | None:
    """Take a table in, if that does what was seen; None where it would do something else by now, and nothing is written."""
    if fingerprint(look_over(upload, by=by)) != seen:
        return None
    findings = import_content(
        UploadKind(upload.kind), bytes(upload.content), upload.name, by=by, dry_run=False, confirmed=confirmed
    )
    if findings.done and (confirmed or not findings.questions):
        upload.taken_at, upload.summary = now(), str(findings)
        upload.save(update_fields=["taken_at", "summary"])
    return findings
