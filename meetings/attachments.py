"""PDFs that come with items: checked, kept whole, and never changed."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from core.clock import now
from core.foreign_pdf import MB, check
from meetings.models import AgendaItem, ItemAttachment
from meetings.stored import keep_file


def attach(*, item: AgendaItem, title: str, name: str, file: UploadedFile, by: User) -> ItemAttachment:
    """Attach a PDF to an item as a file of its own. Raises core.foreign_pdf.ForeignPdfError where it is not taken."""
    content = file.read(settings.ATTACHMENT_MEGABYTES * MB + 1)
    found = check(content, name, megabytes=settings.ATTACHMENT_MEGABYTES, pages=settings.ATTACHMENT_PAGES)
    attachment = ItemAttachment(
        item=item, title=title, name=found.name, sha256=found.sha256, pages=found.pages, size=len(found.content),
        added_by=by, added_at=now(),
    )  # fmt: skip
    keep_file(attachment, "file", found.name, found.content)
    attachment.save()
    return attachment


@transaction.atomic
def take_off(attachment: ItemAttachment, *, by: User) -> None:
    """Take a file off its item. It stays in the editions that were issued with it."""
    attachment = ItemAttachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if attachment.removed_at is None:
        attachment.removed_at, attachment.removed_by = now(), by
        attachment.save(update_fields=["removed_at", "removed_by"])
