"""Passwords that are guessed first, each refusal a sentence. No rules of composition: length and thought are enough."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from accounts.rules import bare, is_run, obvious

WORDS = (
    "password", "passphrase", "passwort", "letmein", "welcome", "qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "iloveyou", "changeme", "secret", "administrator", "admin", "council", "performance", "councilperformance",
    "improvement", "spring", "summer", "autumn", "winter", "january", "february", "march", "april", "june", "july",
    "august", "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "football", "liverpool", "arsenal", "chelsea", "everton", "manchester", "england",
    "princess", "dragon", "monkey", "sunshine", "superman", "batman", "pokemon", "computer", "internet", "whatever",
)  # fmt: skip


class DenyListValidator:
    """Refuses runs (aaaaaaaaaaaa, 123456789012) and what is little more than a word that everybody tries.

    Beside Django's list of 20,000 passwords, which it also looks for behind figures, signs and “0” for “o”.
    """

    def __init__(self) -> None:
        self.common = CommonPasswordValidator().passwords

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password that is on the list."""
        if is_run(password):
            raise ValidationError("This repeats or counts. Choose three words that have nothing to do with each other.")
        if word := obvious(password, WORDS):
            raise ValidationError(f"“{word}” with a little added is guessed first. Choose something else.")
        if bare(password) in self.common:
            raise ValidationError("This is a common password with figures or signs added. Choose something else.")

    def get_help_text(self) -> str:
        """What is asked for."""
        return "Three words that have nothing to do with each other are easy to keep and hard to guess."
