"""Files as somebody's machine or malice might make them of good ones: by bytes, by parts of a zip file, by words."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from random import Random

ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "cp1252", "cp500", "utf-7", "latin-1")
NUMBERS = ("-1", "0", "99999999999999999999", "1e999", "NaN", "-Infinity", "1.0000000000000000000000001", "\u0663")
BITS = (
    "\x00",
    "\ufeff",
    "\u202e",
    "\U0001f4a9",
    '"',
    "'",
    "\t",
    "\r",
    "\n",
    ",",
    ";",
    "<",
    ">",
    "&",
    "]]>",
    "\ud83d",
    "%s",
    "{{",
    "../",
)
NESTED = ("<a>", "<w:p>", "<row>", "<c>", "[", "{", "(", "<table:table>", "<td><table>")


def mutated(content: bytes, chance: Random) -> bytes:
    """A file that differs from a good one in one to four ways."""
    for _ in range(chance.randint(1, 4)):
        ways = [_bytes, _bytes, _words]
        if content[:2] == b"PK":
            ways += [_parts] * 4 + [_declared]
        content = chance.choice(ways)(content, chance)
    return content


def mutated_text(text: str, chance: Random) -> str:
    """Words that differ from good ones."""
    for _ in range(chance.randint(1, 4)):
        at, end = sorted(chance.choices(range(len(text) + 1), k=2))
        end = min(end, at + 200)
        middle = chance.choice(
            (
                "",
                text[at:end] * chance.randint(2, 50),
                chance.choice(BITS) * chance.choice((1, 3, 300)),
                "x" * chance.choice((1_000, 40_000, 200_000)),
                chance.choice(NESTED) * chance.choice((3, 150, 3_000)),
                chance.choice(NUMBERS),
                text[at:end][::-1],
            )
        )
        text = text[:at] + middle + text[end:]
    return text


def _bytes(content: bytes, chance: Random) -> bytes:
    """Bytes changed, lost, repeated, put in, or cut off."""
    made = bytearray(content)
    at = chance.randrange(len(made) + 1)
    way = chance.randrange(6)
    if way == 0:
        for _ in range(chance.choice((1, 5, 50))):
            if made:
                made[chance.randrange(len(made))] = chance.randrange(256)
    elif way == 1:
        del made[at:]
    elif way == 2:
        del made[at : at + chance.choice((1, 10, 1_000))]
    elif way == 3:
        made[at:at] = made[at : at + chance.choice((1, 10, 1_000))] * chance.randint(1, 20)
    elif way == 4:
        made[at:at] = bytes(chance.choice((1, 4, 5_000)))
    else:
        made[at:at] = chance.randbytes(chance.choice((1, 10, 500)))
    return bytes(made)


def _words(content: bytes, chance: Random) -> bytes:
    """The text of a file changed, or written in another encoding."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return _bytes(content, chance)
    if chance.random() < 0.2:
        return text.encode(chance.choice(ENCODINGS), "replace")
    return mutated_text(text, chance).encode("utf-8", "surrogatepass")


def _parts(content: bytes, chance: Random) -> bytes:
    """A part of a zip file lost, doubled, renamed, swapped, or changed within."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [(name, archive.read(name)) for name in archive.namelist()]
    except Exception:  # noqa: BLE001 - what earlier changes have made of it
        return _bytes(content, chance)
    if not parts:
        return _bytes(content, chance)
    at = chance.randrange(len(parts))
    name, part = parts[at]
    way = chance.randrange(8)
    if way == 0:
        del parts[at]
    elif way == 1:
        parts.append((name, chance.choice(parts)[1]))
    elif way == 2:
        parts[at] = (
            chance.choice(("../../x", "/etc/x", "x" * 300, name.upper(), "xl/workbook.bin", "\u202e.xml")),
            part,
        )
    elif way == 3:
        other = chance.randrange(len(parts))
        parts[at], parts[other] = (name, parts[other][1]), (parts[other][0], part)
    elif way == 4:
        parts[at] = (name, content)  # itself, within itself
    else:
        parts[at] = (name, _xml(part, chance))
    made = io.BytesIO()
    kind = chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    packed = kind if chance.random() < 0.2 else zipfile.ZIP_DEFLATED
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(made, "w") as archive:  # of names that come twice
        for named, held in parts:
            archive.writestr(zipfile.ZipInfo(named), held, packed)
    return made.getvalue()


def _xml(part: bytes, chance: Random) -> bytes:
    """XML changed in its tags, attributes, numbers and words."""
    try:
        text = part.decode()
    except UnicodeDecodeError:
        return _bytes(part, chance)
    way = chance.randrange(7)
    tags = list(re.finditer(r"<[^>]*>", text))
    tag = chance.choice(tags) if tags else None
    if way == 0 and tag:
        text = text[: tag.start()] + text[tag.end() :]
    elif way == 1 and tag:
        text = text[: tag.end()] + tag[0] * chance.choice((1, 50, 2_000)) + text[tag.end() :]
    elif way == 2:
        numbers = list(re.finditer(r'"\d+"', text)) or [None]
        if number := chance.choice(numbers):
            text = f'{text[: number.start()]}"{chance.choice(NUMBERS)}"{text[number.end() :]}'
    elif way == 3 and tag:
        text = text[: tag.start()] + re.sub(r' [\w:]+="[^"]*"', "", tag[0], count=1) + text[tag.end() :]
    elif way == 4:
        text = '<!DOCTYPE a [<!ENTITY e "ha">]>' + text.replace("</", "&e;</", 1)
    elif way == 5 and tag:
        text = text[: tag.end()] + f"<![CDATA[{'x' * chance.choice((10, 50_000))}]]>" + text[tag.end() :]
    else:
        text = mutated_text(text, chance)
    return text.encode("utf-8", "surrogatepass")


def _declared(content: bytes, chance: Random) -> bytes:
    """A zip file whose directory says something else of its parts than is true."""
    made = bytearray(content)
    entries = [found.start() for found in re.finditer(b"PK\x01\x02", content)]
    if not entries:
        return _bytes(content, chance)
    field = chance.choice((10, 16, 20, 24, 42))  # how it is packed, its check sum, its sizes, its place
    size = 2 if field == 10 else 4
    at = chance.choice(entries) + field
    if at + size <= len(made):
        value = chance.choice((0, 1, 8, 99, 0xFFFF, 0xFFFFFFFF, 10_000_000)) & (0xFFFF if size == 2 else 0xFFFFFFFF)
        made[at : at + size] = struct.pack("<H" if size == 2 else "<I", value)
    return bytes(made)
