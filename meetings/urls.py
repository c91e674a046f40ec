"""Addresses of meetings."""

from django.urls import path

from meetings.views import coverage, meetings, packs, report_review, report_writing, reports

urlpatterns = [
    path("actions/coverage/", coverage.CoveragePage.as_view(), name="coverage"),
    path("meetings/", meetings.MeetingList.as_view(), name="meetings"),
    path("meetings/<int:pk>/", meetings.MeetingPage.as_view(), name="meeting"),
    path("meetings/<int:pk>/items/<int:number>/", meetings.ItemPage.as_view(), name="item"),
    path("meetings/<int:pk>/pack/", packs.PackPage.as_view(), name="pack"),
    path("meetings/<int:pk>/pack/build/", packs.BuildPack.as_view(), name="build-pack"),
    path("meetings/<int:pk>/pack/progress/", packs.PackProgress.as_view(), name="pack-progress"),
    path("meetings/<int:pk>/pack.pdf", packs.PackFile.as_view(), name="pack-pdf"),
    path("meetings/<int:pk>/pack/<str:audience>-<int:edition>.pdf", packs.PackFile.as_view(), name="pack-edition"),
]

REPORT = "meetings/reports/<int:pk>/"
urlpatterns += [
    path("meetings/reports/", reports.ReportList.as_view(), name="reports"),
    path("meetings/<int:pk>/items/<int:number>/report/", reports.StartReport.as_view(), name="start-report"),
    path(REPORT, reports.ReportPage.as_view(), name="report"),
    path(f"{REPORT}facts/", reports.EditReport.as_view(), name="edit-report"),
    path(f"{REPORT}preview/", reports.PreviewReport.as_view(), name="preview-report"),
    path(f"{REPORT}signed/<int:number>/", reports.FrozenVersion.as_view(), name="frozen-report"),
    # Writing
    path(f"{REPORT}write/", report_writing.WriteReport.as_view(), name="write-report"),
    path(f"{REPORT}draft/", report_writing.KeepDraft.as_view(), name="keep-draft"),
    path(f"{REPORT}appendices/", report_writing.Appendices.as_view(), name="report-appendices"),
    path(f"{REPORT}appendices/add/", report_writing.EditAppendix.as_view(), name="add-appendix"),
    path(f"{REPORT}appendices/<int:appendix>/", report_writing.EditAppendix.as_view(), name="edit-appendix"),
    # Review
    path(f"{REPORT}reviewers/", report_review.Reviewers.as_view(), name="report-reviewers"),
    path(f"{REPORT}send/", report_review.SendReport.as_view(), name="send-report"),
    path(f"{REPORT}withdraw/", report_review.WithdrawReport.as_view(), name="withdraw-report"),
    path(f"{REPORT}sign/", report_review.SignReport.as_view(), name="sign-report"),
    path(f"{REPORT}return/", report_review.ReturnReport.as_view(), name="return-report"),
    path(f"{REPORT}reopen/", report_review.ReopenReport.as_view(), name="reopen-report"),
    path(f"{REPORT}comment/", report_review.CommentOnReport.as_view(), name="comment-on-report"),
]
