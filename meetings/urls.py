"""Addresses of meetings, by what they are of."""

from django.urls import path

from meetings.views import (
    agenda,
    attendance,
    boards,
    coverage,
    files,
    keeping,
    letters,
    meetings,
    minutes,
    packs,
    readers,
    report_review,
    report_writing,
    reports,
    resolutions,
    templates,
    writing,
)

BOARD = "meetings/boards/<int:pk>/"
MEETING = "meetings/<int:pk>/"
REPORT = "meetings/reports/<int:pk>/"
TEMPLATE = "meetings/templates/<int:pk>/"

urlpatterns = [
    # Meetings, and one of them as it is kept
    path("meetings/", meetings.MeetingList.as_view(), name="meetings"),
    path("meetings/new/", keeping.NewMeeting.as_view(), name="new-meeting"),
    path(MEETING, meetings.MeetingPage.as_view(), name="meeting"),
    path("meetings/<int:pk>.ics", keeping.MeetingCalendar.as_view(), name="meeting-calendar"),
    path(f"{MEETING}edit/", keeping.EditMeeting.as_view(), name="edit-meeting"),
    path(f"{MEETING}cancel/", keeping.CancelMeeting.as_view(), name="cancel-meeting"),
    path(f"{MEETING}restore/", keeping.RestoreMeeting.as_view(), name="restore-meeting"),
    path(f"{MEETING}history/", keeping.MeetingHistory.as_view(), name="meeting-history"),
    # Boards, what stands on their agendas, and a year's meetings at once
    path("meetings/boards/", boards.BoardList.as_view(), name="boards"),
    path(BOARD, boards.BoardPage.as_view(), name="board"),
    path(f"{BOARD}edit/", boards.EditBoard.as_view(), name="edit-board"),
    path(f"{BOARD}plan/", boards.PlanYear.as_view(), name="plan-year"),
    path(f"{BOARD}plan/undo/", boards.TakeBackPlan.as_view(), name="undo-plan-year"),
    path(f"{BOARD}standing/add/", boards.AddStandingItem.as_view(), name="add-standing-item"),
    path(f"{BOARD}standing/arrange/", boards.ArrangeStandingItems.as_view(), name="arrange-standing-items"),
    path(f"{BOARD}standing/<int:item>/", boards.EditStandingItem.as_view(), name="edit-standing-item"),
    # The agenda of a meeting
    path(f"{MEETING}agenda/", agenda.AgendaPage.as_view(), name="agenda"),
    path(f"{MEETING}agenda/begin/", agenda.BeginAgenda.as_view(), name="begin-agenda"),
    path(f"{MEETING}agenda/add/", agenda.AddItem.as_view(), name="add-item"),
    path(f"{MEETING}agenda/arrange/", agenda.ArrangeAgenda.as_view(), name="arrange-agenda"),
    path(f"{MEETING}agenda/<int:item>/", agenda.EditItem.as_view(), name="edit-item"),
    path(f"{MEETING}agenda/<int:item>/withdraw/", agenda.WithdrawItem.as_view(), name="withdraw-item"),
    # An item as it is read, its files, and those that go with it
    path(f"{MEETING}items/<int:number>/", meetings.ItemPage.as_view(), name="item"),
    path(f"{MEETING}items/<int:number>.pdf", files.ItemPdf.as_view(), name="item-pdf"),
    path(f"{MEETING}items/<int:number>.docx", files.ItemWord.as_view(), name="item-docx"),
    path(f"{MEETING}items/<int:number>/files/", packs.Attachments.as_view(), name="item-attachments"),
    path(f"{MEETING}files/<int:attachment>.pdf", packs.AttachmentFile.as_view(), name="item-attachment"),
    path(f"{MEETING}files/<int:attachment>/take-off/", packs.TakeOff.as_view(), name="attachment-off"),
    path(f"{MEETING}items/", files.FilesPage.as_view(), name="item-files"),
    path(f"{MEETING}items/make/", files.MakeFiles.as_view(), name="make-item-files"),
    path(f"{MEETING}items/progress/", files.FilesProgress.as_view(), name="item-files-progress"),
    path(f"{MEETING}items.zip", files.FilesZip.as_view(), name="item-files-zip"),
    path(f"{MEETING}items/<str:audience>-<int:edition>.zip", files.FilesZip.as_view(), name="item-files-edition"),
    # The packs of a meeting
    path(f"{MEETING}pack/", packs.PackPage.as_view(), name="pack"),
    path(f"{MEETING}pack/build/", packs.BuildPack.as_view(), name="build-pack"),
    path(f"{MEETING}pack/progress/", packs.PackProgress.as_view(), name="pack-progress"),
    path(f"{MEETING}pack.pdf", packs.PackFile.as_view(), name="pack-pdf"),
    path(f"{MEETING}pack/<str:audience>-<int:edition>.pdf", packs.PackFile.as_view(), name="pack-edition"),
    path(f"{MEETING}pack/<str:audience>-<int:edition>/", packs.ReadPack.as_view(), name="pack-read"),
    path(f"{MEETING}pack/<str:audience>-<int:edition>/issue/", packs.IssuePack.as_view(), name="issue-pack"),
    # The minutes of a meeting, who was there, and what became of its resolutions
    path(f"{MEETING}minutes/", minutes.MinutesPage.as_view(), name="minutes"),
    path(f"{MEETING}minutes.pdf", minutes.MinutesPdf.as_view(), name="minutes-pdf"),
    path(f"{MEETING}minutes/begin/", writing.BeginMinutes.as_view(), name="begin-minutes"),
    path(f"{MEETING}minutes/write/", writing.WriteMinutes.as_view(), name="write-minutes"),
    path(f"{MEETING}minutes/order/", writing.OrderMinutes.as_view(), name="order-minutes"),
    path(f"{MEETING}minutes/add/", writing.AddMinute.as_view(), name="add-minute"),
    path("meetings/minutes/<int:minute>/", writing.OneMinute.as_view(), name="edit-minute"),
    path(f"{MEETING}minutes/publish/", minutes.PublishMinutes.as_view(), name="publish-minutes"),
    path(f"{MEETING}minutes/take-back/", minutes.TakeBackMinutes.as_view(), name="take-back-minutes"),
    path(f"{MEETING}minutes/approve/", minutes.ApproveMinutes.as_view(), name="approve-minutes"),
    path("meetings/resolutions/<int:resolution>/", resolutions.OneResolution.as_view(), name="resolution"),
    path("meetings/resolutions/<int:resolution>/date/", resolutions.ResolvedDate.as_view(), name="resolved-date"),
    path(f"{MEETING}matters-arising/", minutes.MattersArisingPage.as_view(), name="matters-arising"),
    path(f"{MEETING}minutes/attendance/", attendance.MeetingAttendance.as_view(), name="meeting-attendance"),
    path(f"{BOARD}attendance/", attendance.BoardAttendance.as_view(), name="board-attendance"),
    # Reports
    path("meetings/reports/", reports.ReportList.as_view(), name="reports"),
    path(f"{MEETING}items/<int:number>/report/", reports.StartReport.as_view(), name="start-report"),
    path(REPORT, reports.ReportPage.as_view(), name="report"),
    path(f"{REPORT}facts/", reports.EditReport.as_view(), name="edit-report"),
    path(f"{REPORT}preview/", reports.PreviewReport.as_view(), name="preview-report"),
    path(f"{REPORT}signed/<int:number>/", reports.FrozenVersion.as_view(), name="frozen-report"),
    # Writing a report
    path(f"{REPORT}write/", report_writing.WriteReport.as_view(), name="write-report"),
    path(f"{REPORT}draft/", report_writing.KeepDraft.as_view(), name="keep-draft"),
    path(f"{REPORT}appendices/", report_writing.Appendices.as_view(), name="report-appendices"),
    path(f"{REPORT}appendices/add/", report_writing.EditAppendix.as_view(), name="add-appendix"),
    path(f"{REPORT}appendices/<int:appendix>/", report_writing.EditAppendix.as_view(), name="edit-appendix"),
    # Reviewing a report
    path(f"{REPORT}reviewers/", report_review.Reviewers.as_view(), name="report-reviewers"),
    path(f"{REPORT}send/", report_review.SendReport.as_view(), name="send-report"),
    path(f"{REPORT}withdraw/", report_review.WithdrawReport.as_view(), name="withdraw-report"),
    path(f"{REPORT}sign/", report_review.SignReport.as_view(), name="sign-report"),
    path(f"{REPORT}return/", report_review.ReturnReport.as_view(), name="return-report"),
    path(f"{REPORT}reopen/", report_review.ReopenReport.as_view(), name="reopen-report"),
    path(f"{REPORT}comment/", report_review.CommentOnReport.as_view(), name="comment-on-report"),
    # Report templates
    path("meetings/templates/", templates.TemplateList.as_view(), name="report-templates"),
    path("meetings/templates/adopt/", templates.AdoptTemplate.as_view(), name="adopt-template"),
    path(TEMPLATE, templates.EditTemplate.as_view(), name="report-template"),
    path(f"{TEMPLATE}default/", templates.MakeDefault.as_view(), name="default-template"),
    path(f"{TEMPLATE}headings/add/", templates.AddHeading.as_view(), name="add-heading"),
    path(f"{TEMPLATE}headings/arrange/", templates.ArrangeHeadings.as_view(), name="arrange-headings"),
    path(f"{TEMPLATE}headings/<int:heading>/", templates.EditHeading.as_view(), name="edit-heading"),
    # Readers: their papers, calendar and notes
    path("meetings/mine/", readers.MyPapersPage.as_view(), name="my-papers"),
    path("meetings/calendar/<str:token>.ics", readers.MeetingsCalendar.as_view(), name="meetings-calendar"),
    path(f"{MEETING}notes/", readers.MyNotesPage.as_view(), name="my-notes"),
    path(f"{MEETING}notes/on/<int:item>/", readers.WriteNote.as_view(), name="write-note"),
    path("meetings/notes/<int:note>/", readers.ChangeNote.as_view(), name="change-note"),
    path("meetings/notes/<int:note>/delete/", readers.DeleteNote.as_view(), name="delete-note"),
    path("meetings/notes/<int:note>/back/", readers.TakeNoteBack.as_view(), name="take-note-back"),
    # Mail on papers
    path("meetings/mail/", letters.LetterList.as_view(), name="paper-letters"),
    path("meetings/mail/send/", letters.SendLetters.as_view(), name="send-paper-letters"),
    path("meetings/mail/<int:pk>/", letters.LetterPage.as_view(), name="paper-letter"),
    # How many actions were updated between meetings
    path("actions/coverage/", coverage.CoveragePage.as_view(), name="coverage"),
]
