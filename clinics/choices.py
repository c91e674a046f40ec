"""Vocabularies of clinics."""

from core.vocabulary import Words


class Kind(Words):
    """Who holds a clinic."""

    CORPORATE = "corporate", "Corporate"
    DIRECTORATE = "directorate", "Directorate"
    PARTNERSHIP = "partnership", "Partnership"
    OFFICERS = "officers", "Officers only"


class State(Words):
    """Where a clinic stands in its life."""

    SUGGESTED = "suggested", "Suggested"
    AGREED = "agreed", "Agreed"
    SCHEDULED = "scheduled", "Scheduled"
    HELD = "held", "Held"
    FOLLOW_UP = "follow_up", "Being followed up"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"


class Rule(Words):
    """The rule that called for a clinic."""

    FELL_QUARTILE = "fell_quartile", "Fell a quartile"
    STUCK_LOW = "stuck_low_quartile", "3rd or worst quartile two years running"
    OFF_TARGET = "off_target", "Off target this period, beyond tolerance"
    FORECAST_TO_MISS = "forecast_to_miss", "Forecast to miss its target"
    STRETCH_AT_RISK = "stretch_at_risk", "Stretch target at risk"
    BELOW_AVERAGE = "below_average", "Fell below the comparator average"
    DECLINED_THREE = "declined_three", "Declined three periods running"
    SPECIAL_CAUSE = "special_cause", "Special cause of concern"
    COMMISSIONED = "commissioned", "Commissioned"
    OTHER = "other", "Other concern"


class AttendanceRole(Words):
    """As what somebody attends a clinic."""

    CHAIR = "chair", "Chair"
    DIRECTOR = "director", "Director"
    CABINET_MEMBER = "cabinet_member", "Cabinet member"
    DEPUTY_LEADER = "deputy_leader", "Deputy leader"
    PI_MANAGER = "pi_manager", "PI manager"
    PERFORMANCE_OFFICER = "performance_officer", "Directorate performance officer"
    OTHER = "other", "Other"


class Presence(Words):
    """Whether somebody who is to come came."""

    EXPECTED = "expected", "Expected"
    PRESENT = "present", "Present"
    APOLOGIES = "apologies", "Apologies"


class NoteKind(Words):
    """What a line of the notes of a sitting records."""

    DISCUSSION = "discussion", "Discussion"
    DECISION = "decision", "Decision"
    MANDATE = "mandate", "Mandate"
    ACTION = "action", "Action"


class Answer(Words):
    """What was done with a suggestion that did not become a clinic."""

    DECLINED = "declined", "Declined"
    SENT = "sent", "Sent to the directorate"
