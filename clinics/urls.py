"""Addresses of clinics."""

from django.urls import path

from clinics.views import pages, room

urlpatterns = [
    path("clinics/", pages.ClinicList.as_view(), name="clinics"),
    path("clinics/suggested/", pages.SuggestedClinics.as_view(), name="suggested-clinics"),
    path("clinics/<int:pk>/", pages.ClinicPage.as_view(), name="clinic"),
]

SITTING = "clinics/<int:pk>/sittings/<int:sitting>/"
urlpatterns += [
    path(SITTING, room.SittingPage.as_view(), name="clinic-sitting"),
    path(f"{SITTING}briefing/", room.BriefingPage.as_view(), name="clinic-briefing"),
    path(f"{SITTING}briefing.pdf", room.BriefingPdf.as_view(), name="clinic-briefing-pdf"),
    path(f"{SITTING}begin/", room.Begin.as_view(), name="clinic-begin"),
    path(f"{SITTING}room/", room.Room.as_view(), name="clinic-room"),
    path(f"{SITTING}room/understood/", room.Understood.as_view(), name="clinic-understood"),
    path(f"{SITTING}room/present/", room.Present.as_view(), name="clinic-present"),
    path(f"{SITTING}room/move/", room.Move.as_view(), name="clinic-move"),
    path(f"{SITTING}room/lines/<int:note>/", room.OneNote.as_view(), name="clinic-note"),
    path(f"{SITTING}end/", room.End.as_view(), name="clinic-end"),
    path(f"{SITTING}take-up/", room.TakeUp.as_view(), name="clinic-take-up"),
    path(f"{SITTING}minutes/", room.MinutesPage.as_view(), name="clinic-minutes"),
    path(f"{SITTING}minutes.pdf", room.MinutesPdf.as_view(), name="clinic-minutes-pdf"),
]
