"""What tests of meetings do with reports."""

from meetings.models import CommitteeReport
from meetings.signing import sign_off


def signed_off(report: CommitteeReport) -> CommitteeReport:
    """A report signed off as it stands now, so that others read it; one that was signed before is frozen anew."""
    fresh = CommitteeReport.objects.get(pk=report.pk)
    sign_off(report=fresh, by=None)
    return fresh
