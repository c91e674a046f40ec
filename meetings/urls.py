"""Addresses of meetings."""

from django.urls import path

from meetings import views

urlpatterns = [
    path("actions/coverage/", views.CoveragePage.as_view(), name="coverage"),
    path("meetings/", views.MeetingList.as_view(), name="meetings"),
    path("meetings/<int:pk>/", views.MeetingPage.as_view(), name="meeting"),
    path("meetings/<int:pk>/items/<int:number>/", views.ItemPage.as_view(), name="item"),
    path("meetings/<int:pk>/pack/", views.PackPage.as_view(), name="pack"),
    path("meetings/<int:pk>/pack/build/", views.BuildPack.as_view(), name="build-pack"),
    path("meetings/<int:pk>/pack/progress/", views.PackProgress.as_view(), name="pack-progress"),
    path("meetings/<int:pk>/pack.pdf", views.PackFile.as_view(), name="pack-pdf"),
    path("meetings/<int:pk>/pack/<str:audience>-<int:edition>.pdf", views.PackFile.as_view(), name="pack-edition"),
]
