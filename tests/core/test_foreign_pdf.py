import io
import zlib
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from core.foreign_pdf import ForeignPdfError, check, clean_name
from tests.core.foreign import pdf
from tests.work import calls_of

LIMITS = {"megabytes": 1, "pages": 20}
LITTLE = 20_000
"""Calls of functions: a PDF of a page takes a few hundred."""


def taken(file: io.BytesIO, name: str = "letter.pdf"):
    return check(file.getvalue(), name, **LIMITS)


def script(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def named_script(made: pikepdf.Pdf) -> None:
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["x", made.make_indirect(Dictionary(JS="1"))])))


def other_file(made: pikepdf.Pdf) -> None:
    made.attachments["secret.txt"] = b"words"


def launches(made: pikepdf.Pdf) -> None:
    made.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.Launch, F="calc.exe"))


def film(made: pikepdf.Pdf) -> None:
    made.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 1, 1])])


def program(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = Dictionary(XFA=made.make_stream(b"<xdp/>"))


def test_a_plain_pdf_is_taken_without_the_name_of_its_author():
    found = taken(pdf(pages=12), "C:\\Docs\\Audit Letter (final) 2007.PDF")
    assert (found.pages, found.name) == (12, "audit-letter-final-2007.pdf")
    assert b"Somebody by name" not in found.content
    with pikepdf.open(io.BytesIO(found.content)) as kept:
        assert {key: str(value) for key, value in kept.docinfo.items()} == {"/Title": "Annual audit letter"}
        assert len(kept.pages) == 12


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (script, "holds a script"),
        (named_script, "holds a script"),
        (other_file, "holds another file"),
        (launches, "holds a command that starts a program"),
        (film, "holds a film or a sound"),
        (program, "holds a form that is a program"),
    ],
)
def test_a_pdf_that_does_something_is_refused(change, sentence):
    with pytest.raises(ForeignPdfError, match=sentence):
        taken(pdf(change=change))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n...", "is a picture, and no PDF. Put the picture into a document"),
        (b"\xff\xd8\xff\xe0...", "is a picture"),
        (b"PK\x03\x04...", "is a Word, Excel or other office document, and no PDF. Open it and save it as PDF"),
        (b"\xd0\xcf\x11\xe0...", "is an old office document"),
        (b"Dear Sir", "is no PDF"),
        (b"%PDF-1.7 and nothing more", "is damaged"),
        (b"%PDF-1.7" + bytes(1024 * 1024), "at most 1 MB are taken"),
    ],
)
def test_what_is_no_pdf_is_refused_with_what_to_do(content, sentence):
    with pytest.raises(ForeignPdfError, match=sentence):
        check(content, "x.pdf", **LIMITS)


def test_a_pdf_of_too_many_pages_is_refused():
    with pytest.raises(ForeignPdfError, match="has 21 pages; at most 20 are taken"):
        taken(pdf(pages=21))


@pytest.mark.parametrize(("user", "sentence"), [("word", "opens with a password only"), ("", "is encrypted")])
def test_a_locked_pdf_is_refused(user, sentence):
    with pytest.raises(ForeignPdfError, match=sentence):
        taken(pdf(encryption=pikepdf.Encryption(owner="owner", user=user)))


def test_a_signed_pdf_stays_as_it_is():
    def sign(made: pikepdf.Pdf) -> None:
        made.Root.AcroForm = Dictionary(Fields=Array([made.make_indirect(Dictionary(FT=Name.Sig, T="x"))]))

    file = pdf(change=sign)
    assert taken(file).content == file.getvalue()


@given(st.binary(max_size=300), st.integers(0, 400))
def test_any_bytes_are_taken_or_refused_and_nothing_else_happens(noise, at):
    content = pdf().getvalue()
    with suppress(ForeignPdfError):
        found = check(content[:at] + noise + content[at + len(noise) :], "x.pdf", **LIMITS)
        assert found.pages >= 1


@given(st.text())
def test_a_name_is_clean_whatever_it_was(name):
    cleaned = clean_name(name)
    assert cleaned.endswith(".pdf")
    assert set(cleaned) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")


def packed(made: pikepdf.Pdf) -> None:
    made.Root.Packed = made.make_stream(zlib.compress(bytes(30_000_000), 9), Type=Name.ObjStm, N=1, First=4)
    made.Root.Packed.Filter = Name.FlateDecode


def objects(count: int) -> bytes:
    return b"%PDF-1.5\n" + b"".join(b"%d 0 obj<<>>endobj\n" % number for number in range(count))


def page_named_often(times: int) -> bytes:
    return b"%%PDF-1.5\n1 0 obj<</Kids [%s] /Type /Pages>>endobj\n" % (b"3 0 R " * times)


def wide(dictionary: bytes) -> bytes:
    stream = b"1 0 obj<<%s>>\nstream\n%s\nendstream endobj" % (dictionary, zlib.compress(b"x"))
    return b"%PDF-1.5\n" + stream


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pdf(change=packed).getvalue(), "packed objects of more than 100 times their size"),
        (objects(200_001), "more than 200,000 objects"),
        (page_named_often(20_001), "more than 20 pages"),
        (
            wide(b"/Type/XRef/W [1 2 2]/DecodeParms<</Columns 2000000000>>/Filter/FlateDecode"),
            "lines of more than 100,000",
        ),
        (wide(b"/Type /Obj#53tm/N 300000/First 4"), "more than 200,000 objects"),
        (wide(b"/Type /ObjStm/Filter [/ASCIIHexDecode /FlateDecode]"), "packed in an unusual way"),
    ],
)
def test_a_pdf_that_would_take_much_to_open_is_not_opened(content, sentence):
    def refused() -> None:
        with pytest.raises(ForeignPdfError, match=sentence):
            check(content, "x.pdf", megabytes=20, pages=20)

    assert calls_of(refused) < LITTLE


def elsewhere(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = Dictionary(S=Name.URI, URI="http://127.0.0.1/")


def elsewhere_on_a_page(made: pikepdf.Pdf) -> None:
    made.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.GoToR, F="x.pdf"))


def in_another_file(made: pikepdf.Pdf) -> None:
    made.pages[0].Contents = made.make_stream(b"", F="/etc/hostname")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (elsewhere, "a command that opens something else by itself"),
        (elsewhere_on_a_page, "a command that opens something else by itself"),
        (in_another_file, "a part that stands in another file"),
    ],
)
def test_a_pdf_that_reaches_out_when_it_is_opened_is_refused(change, sentence):
    with pytest.raises(ForeignPdfError, match=sentence):
        taken(pdf(change=change))
