"""What a council may and may not choose, each refusal a sentence."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError

from organisation.file_names import example_of, wrong_with

ENOUGH_CONTRAST = 4.5


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
