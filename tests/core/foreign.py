"""PDFs of somebody else's, for tests."""

import io

import pikepdf


def pdf(pages: int = 1, *, change=None, **save) -> io.BytesIO:
    """A PDF of blank pages, changed as a test wants it."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    made.docinfo["/Author"] = "Somebody by name"
    made.docinfo["/Title"] = "Annual audit letter"
    if change:
        change(made)
    file = io.BytesIO()
    made.save(file, **save)
    file.seek(0)
    return file
