"""A reader of iCalendar files, written from RFC 5545 and not from what writes them here."""

import re

ESCAPES = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n", "\\N": "\n"}
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "UID", "NAME", "X-WR-CALNAME", "PRODID"}
LINE = re.compile(
    r'(?P<name>[A-Z0-9-]+)(?P<parameters>(?:;[A-Z0-9-]+=(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^":;,\x00-\x1f]+))*):(?P<value>.*)',
    re.DOTALL,
)
PARAMETER = re.compile(r';([A-Z0-9-]+)=(?:"([^"]*)"|([^":;,]+))')
SEVERAL = {"ATTENDEE"}
"""What an event may have more than once."""


def unfolded(octets: bytes) -> list[str]:
    """The lines of content: folds taken back, each line ended by CRLF."""
    assert octets.endswith(b"\r\n")
    return octets[:-2].replace(b"\r\n ", b"").decode().split("\r\n")


def properties(lines: list[str]) -> dict[str, str]:
    """Each property, with its parameters in its name, and its value; none twice."""
    found = {}
    for line in lines:
        read = LINE.fullmatch(line)
        assert read, f"no line of content: {line!r}"
        name, value = read["name"], read["value"]
        if name in ("BEGIN", "END") or name in SEVERAL:
            continue
        name += read["parameters"]
        assert name not in found, f"{name} twice"
        found[name] = re.sub(r"\\[\\;,nN]", lambda e: ESCAPES[e[0]], value) if name in TEXTS else value
    return found


def attendees_in(octets: bytes) -> list[dict[str, str]]:
    """Who is invited: the parameters of each, and the address under the key of the property."""
    found = []
    for line in unfolded(octets):
        read = LINE.fullmatch(line)
        if read and read["name"] in SEVERAL:
            parameters = {name: quoted or bare for name, quoted, bare in PARAMETER.findall(read["parameters"])}
            found.append(parameters | {read["name"]: read["value"]})
    return found


def events_in(octets: bytes) -> list[dict[str, str]]:
    """The events of a calendar, each by its properties."""
    lines = unfolded(octets)
    starts = [n for n, line in enumerate(lines) if line == "BEGIN:VEVENT"]
    ends = [n for n, line in enumerate(lines) if line == "END:VEVENT"]
    return [properties(lines[start : end + 1]) for start, end in zip(starts, ends, strict=True)]
