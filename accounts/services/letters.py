"""What a person may choose of the letters that they are sent, and the signed link that stops a kind of them."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.choices import LetterKind, Pace
from accounts.models import User

STOP = "[the reader's own link to stop these letters]"
"""What stands in a stored text for the link: whoever reads the list of letters cannot use it."""
SWITCHES = {LetterKind.PAPERS: "told_of_papers", LetterKind.SOON: "told_of_soon"}
"""Where each kind is switched off and on."""
CHOSEN = ("reminded_on", "reminded_daily", "told_of_soon", "told_of_papers", "papers_pace", "papers_on")
"""All that a person chooses of their letters."""
DAILY, NONE = "daily", "none"
_SIGNER = Signer(salt="accounts.letters", sep=".")


def stop_token(person: int, kind: LetterKind) -> str:
    """What stands in the address that stops a kind of letter for a person: it cannot be made up or altered."""
    return _SIGNER.sign(f"{person}-{kind.value}")


def stopping(given: str) -> tuple[User, LetterKind] | None:
    """Whose letters of which kind an address stops; None where it was made up, altered or cut short."""
    try:
        key, _, kind = _SIGNER.unsign(given).partition("-")
        person = User.objects.filter(pk=int(key)).first()
        return (person, LetterKind(kind)) if person else None
    except (BadSignature, ValueError):
        return None


def is_sent(person: User, kind: LetterKind) -> bool:
    """Whether a person is sent a kind of letter as far as they choose it."""
    return getattr(person, SWITCHES[kind])


def stop(person: User, kind: LetterKind) -> None:
    """Switch a kind of letter off for a person. Done again, it changes nothing."""
    if is_sent(person, kind):
        setattr(person, SWITCHES[kind], False)
        person.save(update_fields=[SWITCHES[kind]])


def with_way_out(mail: EmailMessage, person: int, kind: LetterKind) -> EmailMessage:
    """A letter with the link that stops its kind: in its text, and in the headers that mail programs show as a button.

    RFC 2369 and RFC 8058. The link asks on a page first; a mail program's own button asks by itself.
    """
    address = f"{settings.SITE_URL}{reverse('stop-letters', args=[stop_token(person, kind)])}"
    mail.body = mail.body.replace(STOP, address)
    mail.extra_headers |= {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return mail


def reminders_chosen(person: User) -> str:
    """How often reminders come: a day of the week by its number, daily, or nothing for whenever it presses."""
    if person.reminded_daily:
        return DAILY
    return "" if person.reminded_on is None else str(person.reminded_on)


def papers_chosen(person: User) -> str:
    """How often mail on papers comes: each, daily, a day of the week by its number, or none."""
    if not person.told_of_papers:
        return NONE
    return str(person.papers_on) if person.papers_pace == Pace.WEEKLY else person.papers_pace


def choose_letters(person: User, *, reminders: str, soon: bool, papers: str) -> None:
    """Keep what a person chooses, in the words of ``reminders_chosen`` and ``papers_chosen``.

    What was gathered for them by then goes out by what they chose now.
    """
    person.reminded_daily = reminders == DAILY
    person.reminded_on = int(reminders) if reminders.isdecimal() else None
    person.told_of_soon, person.told_of_papers = soon, papers != NONE
    if papers != NONE:  # switched on again, it comes as it did
        person.papers_on = int(papers) if papers.isdecimal() else None
        person.papers_pace = Pace.WEEKLY if papers.isdecimal() else Pace(papers)
    person.save(update_fields=CHOSEN)


def reminders_words(person: User) -> str:
    """How often reminders come, for people to read."""
    if person.reminded_daily:
        return "Every working day"
    day = person.get_reminded_on_display()
    return f"On {day}s" if day else "Weekly, at once when pressing"


def papers_words(person: User) -> str:
    """How often mail on papers comes, for people to read."""
    if not person.told_of_papers:
        return "None"
    return (
        f"Together, on {person.get_papers_on_display()}s"
        if person.papers_on is not None
        else person.get_papers_pace_display()
    )
