"""Vocabularies of meetings."""

from core.vocabulary import Words


class ItemKind(Words):
    """What an agenda item is."""

    PROCEDURAL = "procedural", "Procedural"
    MINUTES = "minutes", "Minutes"
    MATTERS_ARISING = "matters_arising", "Matters arising"
    REPORT = "report", "Report"
    VERBAL = "verbal", "Verbal report"


class HeadingField(Words):
    """A heading of a report that the program fills in by itself."""

    MEETING = "meeting", "The board"
    DATE = "date", "The date of the meeting"
    TITLE = "title", "The title of the report"
    DIRECTORATE = "directorate", "The directorate"


class AppendixKind(Words):
    """What an appendix shows. Each is worked out from the data, at the date of the meeting."""

    CLINICS = "clinics", "Clinics held, with progress and outcome"
    SUGGESTED_CLINICS = "suggested_clinics", "Suggested clinics with their reasons"
    PLAN = "plan", "An improvement plan"
    PLAN_SUMMARY = "plan_summary", "An improvement plan in counts, by section and directorate"
    PLAN_CHANGES = "plan_changes", "What changed in an improvement plan since the board last met"
    PLAN_EXCEPTIONS = "plan_exceptions", "What of an improvement plan wants attention"
    SCORECARD = "scorecard", "The indicators of a period"
    EXCEPTIONS = "exceptions", "The exceptions of a period, with what is said of them"


OF_PLANS = (AppendixKind.PLAN, AppendixKind.PLAN_SUMMARY, AppendixKind.PLAN_CHANGES, AppendixKind.PLAN_EXCEPTIONS)
"""The appendices that show a plan."""
OF_INDICATORS = (AppendixKind.SCORECARD, AppendixKind.EXCEPTIONS)
"""The appendices that show the indicators of a period."""


class ReportState(Words):
    """Where a report stands."""

    DRAFT = "draft", "Draft"
    REVIEW = "review", "In review"
    SIGNED = "signed", "Signed off"


class ReportStep(Words):
    """What somebody did with a report."""

    SENT = "sent", "Sent for review"
    WITHDRAWN = "withdrawn", "Withdrawn from review"
    RETURNED = "returned", "Returned to its author"
    SIGNED = "signed", "Signed"
    SIGNED_OFF = "signed_off", "Signed off"
    REOPENED = "reopened", "Opened again"


class Audience(Words):
    """Who a pack is for."""

    PUBLIC = "public", "Public"
    MEMBERS = "members", "Members of the board"


class PackState(Words):
    """Where the building of a pack, or of files of items, stands."""

    WAITING = "waiting", "Waiting to be built"
    BUILDING = "building", "Being built"
    READY = "ready", "Ready"
    FAILED = "failed", "Not built"


UNFINISHED = (PackState.WAITING, PackState.BUILDING)
"""What is still to come."""


class LetterState(Words):
    """What became of a letter that tells of papers."""

    WAITING = "waiting", "Waiting to be sent"
    HELD = "held", "Kept for the person's day"
    SENT = "sent", "Sent"
    FAILED = "failed", "Refused"
    BOUNCED = "bounced", "Bounced"
    JOINED = "joined", "Told in another letter"
    NOT_WANTED = "not_wanted", "Switched off by the person"
    DROPPED = "dropped", "No longer concerned"


class MinutesState(Words):
    """Where the minutes of a meeting stand."""

    DRAFT = "draft", "Being written"
    PUBLISHED = "published", "Draft, to be approved"
    APPROVED = "approved", "Approved"


class Presence(Words):
    """Whether somebody was at a meeting."""

    PRESENT = "present", "Present"
    APOLOGIES = "apologies", "Apologies"
    ABSENT = "absent", "Absent"


class Capacity(Words):
    """As what somebody was at a meeting."""

    MEMBER = "member", "Member of the board"
    SUBSTITUTE = "substitute", "Substitute for a member"
    OFFICER = "officer", "Officer in attendance"
    OTHER = "other", "Also present"


EXEMPT_PARAGRAPHS = [
    (1, "1. Information relating to any individual"),
    (2, "2. Information likely to reveal the identity of an individual"),
    (3, "3. Financial or business affairs of any person, including the authority"),
    (4, "4. Consultations or negotiations on labour relations"),
    (5, "5. Legal professional privilege"),
    (6, "6. Notices and orders that the authority proposes to make"),
    (7, "7. Prevention, investigation or prosecution of crime"),
]
