"""Counting guesses: at most ten in five minutes for an account, and for an address (accounts.rules)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Guess
from accounts.rules import GUESSES_WITHIN, MOST_GUESSES
from core.network import household
from core.records import create_many


class TooManyGuessesError(Exception):
    """Too many guesses of one account, or from one address."""


def of_account(account: str) -> str:
    """What guesses of an account are counted under, whether there is such an account or not."""
    return _digest(f"account {account.strip().lower()}")


def of_address(address: str) -> str:
    """What guesses from an address are counted under."""
    return _digest(f"address {household(address)}")


def of_letters(account: str) -> str:
    """What letters to an account, with a link for a new password, are counted under."""
    return _digest(f"letters {account.strip().lower()}")


def of_codes(person: int) -> str:
    """What guesses of a person's second factor are counted under."""
    return _digest(f"codes {person}")


def of_keys(address: str) -> str:
    """What wrong keys of the read API from an address are counted under.

    Apart from passwords, so that a program that sends an old one locks nobody out.
    """
    return _digest(f"keys {household(address)}")


def count_guess(*of: str) -> list[int]:
    """Count a guess before it is looked at. Gives its keys, for ``take_back`` once it has turned out right.

    It is written down first and counted then, so that of many at the same moment no more than ten are let through.
    Raises TooManyGuessesError, and then does not count: who waits five minutes may guess again.
    """
    now = timezone.now()
    _forget(now - GUESSES_WITHIN)
    rows = [Guess(of=one, at=now) for one in of]
    create_many(rows)
    keys = [row.pk for row in rows]
    recent = Guess.objects.filter(of__in=of, at__gt=now - GUESSES_WITHIN)
    if recent.values("of").annotate(guesses=Count("pk")).filter(guesses__gt=MOST_GUESSES).exists():
        take_back(keys)
        raise TooManyGuessesError
    return keys


def take_back(keys: Sequence[int]) -> None:
    """It was no guess: the password was right."""
    Guess.objects.filter(pk__in=keys).delete()


def _forget(before: timezone.datetime) -> None:
    """Drop guesses that no longer count, without waiting for somebody who does the same."""
    with transaction.atomic():
        old = Guess.objects.filter(at__lte=before).select_for_update(skip_locked=True).values_list("pk", flat=True)
        Guess.objects.filter(pk__in=list(old)).delete()


def _digest(words: str) -> str:
    return salted_hmac("accounts.throttle", words, algorithm="sha256").hexdigest()
