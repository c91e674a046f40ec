"""Addresses of meetings."""

from django.urls import path

from meetings.views import coverage, meetings, packs, readers

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
    path("meetings/mine/", readers.MyPapersPage.as_view(), name="my-papers"),
    path("meetings/calendar/<str:token>.ics", readers.MeetingsCalendar.as_view(), name="meetings-calendar"),
    path("meetings/<int:pk>/notes/", readers.MyNotesPage.as_view(), name="my-notes"),
    path("meetings/<int:pk>/notes/on/<int:item>/", readers.WriteNote.as_view(), name="write-note"),
    path("meetings/notes/<int:note>/", readers.ChangeNote.as_view(), name="change-note"),
    path("meetings/notes/<int:note>/delete/", readers.DeleteNote.as_view(), name="delete-note"),
    path("meetings/notes/<int:note>/back/", readers.TakeNoteBack.as_view(), name="take-note-back"),
]
