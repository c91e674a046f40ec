"""Addresses of meetings."""

from django.urls import path

from meetings.views import agenda, boards, coverage, keeping, meetings, packs, templates

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
    path("meetings/<int:pk>/pack/<str:audience>-<int:edition>/", packs.ReadPack.as_view(), name="pack-read"),
    path("meetings/<int:pk>/pack/<str:audience>-<int:edition>/issue/", packs.IssuePack.as_view(), name="issue-pack"),
    path("meetings/<int:pk>/items/<int:number>/files/", packs.Attachments.as_view(), name="item-attachments"),
    path("meetings/<int:pk>/files/<int:attachment>.pdf", packs.AttachmentFile.as_view(), name="item-attachment"),
    path("meetings/<int:pk>/files/<int:attachment>/take-off/", packs.TakeOff.as_view(), name="attachment-off"),
]

BOARD, MEETING, TEMPLATE = "meetings/boards/<int:pk>/", "meetings/<int:pk>/", "meetings/templates/<int:pk>/"
urlpatterns += [
    # Boards, and a year's meetings at once
    path("meetings/boards/", boards.BoardList.as_view(), name="boards"),
    path(BOARD, boards.BoardPage.as_view(), name="board"),
    path(f"{BOARD}edit/", boards.EditBoard.as_view(), name="edit-board"),
    path(f"{BOARD}plan/", boards.PlanYear.as_view(), name="plan-year"),
    path(f"{BOARD}plan/undo/", boards.TakeBackPlan.as_view(), name="undo-plan-year"),
    path(f"{BOARD}standing/add/", boards.AddStandingItem.as_view(), name="add-standing-item"),
    path(f"{BOARD}standing/arrange/", boards.ArrangeStandingItems.as_view(), name="arrange-standing-items"),
    path(f"{BOARD}standing/<int:item>/", boards.EditStandingItem.as_view(), name="edit-standing-item"),
    # A meeting
    path("meetings/new/", keeping.NewMeeting.as_view(), name="new-meeting"),
    path(f"{MEETING}edit/", keeping.EditMeeting.as_view(), name="edit-meeting"),
    path(f"{MEETING}cancel/", keeping.CancelMeeting.as_view(), name="cancel-meeting"),
    path(f"{MEETING}restore/", keeping.RestoreMeeting.as_view(), name="restore-meeting"),
    path(f"{MEETING}history/", keeping.MeetingHistory.as_view(), name="meeting-history"),
    path("meetings/<int:pk>.ics", keeping.MeetingCalendar.as_view(), name="meeting-calendar"),
    # Its agenda
    path(f"{MEETING}agenda/", agenda.AgendaPage.as_view(), name="agenda"),
    path(f"{MEETING}agenda/begin/", agenda.BeginAgenda.as_view(), name="begin-agenda"),
    path(f"{MEETING}agenda/add/", agenda.AddItem.as_view(), name="add-item"),
    path(f"{MEETING}agenda/arrange/", agenda.ArrangeAgenda.as_view(), name="arrange-agenda"),
    path(f"{MEETING}agenda/<int:item>/", agenda.EditItem.as_view(), name="edit-item"),
    path(f"{MEETING}agenda/<int:item>/withdraw/", agenda.WithdrawItem.as_view(), name="withdraw-item"),
    # Report templates
    path("meetings/templates/", templates.TemplateList.as_view(), name="report-templates"),
    path("meetings/templates/adopt/", templates.AdoptTemplate.as_view(), name="adopt-template"),
    path(TEMPLATE, templates.EditTemplate.as_view(), name="report-template"),
    path(f"{TEMPLATE}default/", templates.MakeDefault.as_view(), name="default-template"),
    path(f"{TEMPLATE}headings/add/", templates.AddHeading.as_view(), name="add-heading"),
    path(f"{TEMPLATE}headings/arrange/", templates.ArrangeHeadings.as_view(), name="arrange-headings"),
    path(f"{TEMPLATE}headings/<int:heading>/", templates.EditHeading.as_view(), name="edit-heading"),
]
