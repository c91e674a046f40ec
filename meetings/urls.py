"""Addresses of meetings."""

from django.urls import path

from meetings.views import attendance, coverage, meetings, minutes, packs, resolutions, writing

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
    path("meetings/<int:pk>/minutes/", minutes.MinutesPage.as_view(), name="minutes"),
    path("meetings/<int:pk>/minutes.pdf", minutes.MinutesPdf.as_view(), name="minutes-pdf"),
    path("meetings/<int:pk>/minutes/publish/", minutes.PublishMinutes.as_view(), name="publish-minutes"),
    path("meetings/<int:pk>/minutes/take-back/", minutes.TakeBackMinutes.as_view(), name="take-back-minutes"),
    path("meetings/<int:pk>/minutes/approve/", minutes.ApproveMinutes.as_view(), name="approve-minutes"),
    path("meetings/<int:pk>/matters-arising/", minutes.MattersArisingPage.as_view(), name="matters-arising"),
    path("meetings/<int:pk>/minutes/begin/", writing.BeginMinutes.as_view(), name="begin-minutes"),
    path("meetings/<int:pk>/minutes/write/", writing.WriteMinutes.as_view(), name="write-minutes"),
    path("meetings/<int:pk>/minutes/order/", writing.OrderMinutes.as_view(), name="order-minutes"),
    path("meetings/<int:pk>/minutes/add/", writing.AddMinute.as_view(), name="add-minute"),
    path("meetings/minutes/<int:minute>/", writing.OneMinute.as_view(), name="edit-minute"),
    path("meetings/resolutions/<int:resolution>/", resolutions.OneResolution.as_view(), name="resolution"),
    path("meetings/resolutions/<int:resolution>/date/", resolutions.ResolvedDate.as_view(), name="resolved-date"),
    path("meetings/<int:pk>/minutes/attendance/", attendance.MeetingAttendance.as_view(), name="meeting-attendance"),
    path("meetings/boards/<int:pk>/attendance/", attendance.BoardAttendance.as_view(), name="board-attendance"),
]
