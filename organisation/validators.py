"""What a council may and may not choose, each refusal a sentence."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File

from accounts.rules import obvious
from core.clock import today
from organisation.file_names import example_of, wrong_with

ENOUGH_CONTRAST = 4.5
MILLION = 1_000_000
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""The parts of a JPEG that say how large it is."""
FIRST_DAY = date(1974, 4, 1)
"""When councils as they are now began."""
YEARS_AHEAD = 5


def validate_tolerance(text: str) -> None:
    """A tolerance is a percentage of the target, "10%", or an amount in the indicator's unit, "0.5"."""
    try:
        amount = Decimal(text.strip().removesuffix("%"))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0:
        raise ValidationError(f"“{text}” is not a tolerance: write 10% of the target, or an amount such as 0.5.")


def validate_brand_colour(text: str) -> None:
    """A brand colour carries white text and stands on white, so both need a contrast of 4.5 to 1."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ValidationError(f"“{text}” is not a colour: write six hexadecimal digits such as #12436d.")
    ratio = contrast_with_white(text)
    if ratio < ENOUGH_CONTRAST:
        raise ValidationError(
            f"White text on {text} has a contrast of {ratio:.1f} to 1; people need {ENOUGH_CONTRAST} to 1. "
            "Choose a darker colour."
        )


def validate_item_file_pattern(text: str) -> None:
    """A pattern for the names of items' files, whose places exist and whose names are no two alike."""
    wrong = wrong_with(text)
    if wrong:
        raise ValidationError(
            f"{wrong} As an example, {{board}}-item-{{number:02}} gives {example_of('{board}-item-{number:02}')}."
        )


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of a colour against white, from 1 to 21 (WCAG 2.2, relative luminance)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def validate_logo(file: File) -> None:
    """A logo is a PNG or JPEG of few bytes and pixels, each a setting. Only its first bytes are read."""
    if file.size > settings.LOGO_MB * 1024 * 1024:
        raise ValidationError(
            f"The logo has {file.size / 1024 / 1024:.0f} MB; at most {settings.LOGO_MB} MB are taken. Save a smaller one."
        )
    file.open("rb")
    file.seek(0)
    size = picture_size(file.read(settings.LOGO_MB * 1024 * 1024))
    file.seek(0)
    if size is None:
        raise ValidationError("The logo is no PNG or JPEG picture. Save it as PNG and choose that.")
    width, height = size
    if width * height > settings.LOGO_MEGAPIXELS * MILLION:
        raise ValidationError(
            f"The logo has {width:,} × {height:,} pixels, {width * height / MILLION:.0f} million; at most "
            f"{settings.LOGO_MEGAPIXELS} million are taken. A logo of 600 pixels in width is enough."
        )


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height as a PNG or JPEG states them in its header; none for anything else. Nothing is decoded."""
    if content.startswith(PNG) and content[12:16] == b"IHDR" and len(content) >= 24:
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    if not content.startswith(JPEG):
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in JPEG_FRAMES:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None


class CouncilNameValidator:
    """Refuses a password that is little more than the council's name: whoever guesses begins with it."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where the password is the council's name with a little added."""
        from organisation.models import Council

        council = Council.objects.only("name", "short_name").first()
        names = [*council.name.split(), council.short_name, council.name] if council else []
        if word := obvious(password, names):
            raise ValidationError(f"“{word}” with a little added is guessed first here. Choose something else.")

    def get_help_text(self) -> str:
        """Said by the other rules."""
        return ""


def likely(day: date | None) -> date | None:
    """The day. Raises ValidationError for one that is surely mistyped."""
    if day and not FIRST_DAY <= day <= today() + timedelta(days=366 * YEARS_AHEAD):
        raise ValidationError(f"Choose a day between April 1974 and {YEARS_AHEAD} years from now. Check the year.")
    return day
