"""Addresses of clinics."""

from django.urls import path

from clinics.views import effects, life, pages, people, room, said, suggestions

urlpatterns = [
    path("clinics/", pages.ClinicList.as_view(), name="clinics"),
    path("clinics/<int:pk>/", pages.ClinicPage.as_view(), name="clinic"),
    # What is suggested, and what becomes of it
    path("clinics/suggested/", suggestions.SuggestedClinics.as_view(), name="suggested-clinics"),
    path("clinics/suggested.pdf", suggestions.SuggestedClinicsPdf.as_view(), name="suggested-clinics-pdf"),
    path("clinics/suggested.xlsx", suggestions.SuggestedClinicsXlsx.as_view(), name="suggested-clinics-xlsx"),
    path("clinics/suggested/<str:code>/<str:ref>/", suggestions.SuggestionPage.as_view(), name="suggestion"),
    path("clinics/commission/", suggestions.CommissionClinic.as_view(), name="commission-clinic"),
    path("clinics/rules/", suggestions.RuleWeights.as_view(), name="clinic-rules"),
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
    path(f"{SITTING}call-back/", room.CallBack.as_view(), name="clinic-call-back"),
    path(f"{SITTING}take-up/", room.TakeUp.as_view(), name="clinic-take-up"),
    path(f"{SITTING}minutes/", room.MinutesPage.as_view(), name="clinic-minutes"),
    path(f"{SITTING}minutes.pdf", room.MinutesPdf.as_view(), name="clinic-minutes-pdf"),
]

urlpatterns += [
    path("clinics/<int:pk>/agree/", life.AgreeClinic.as_view(), name="clinic-agree"),
    path("clinics/<int:pk>/schedule/", life.ScheduleClinic.as_view(), name="clinic-schedule"),
    path("clinics/<int:pk>/follow-up/", life.FollowUpClinic.as_view(), name="clinic-follow-up"),
    path("clinics/<int:pk>/close/", life.CloseClinic.as_view(), name="clinic-close"),
    path("clinics/<int:pk>/cancel/", life.CancelClinic.as_view(), name="clinic-cancel"),
    path("clinics/<int:pk>/reopen/", life.ReopenClinic.as_view(), name="clinic-reopen"),
    path("clinics/<int:pk>/people/", people.ClinicPeople.as_view(), name="clinic-people"),
    path("clinics/<int:pk>/progress/", said.SayProgress.as_view(), name="clinic-progress"),
    path("clinics/<int:pk>/outcome/", said.WriteOutcome.as_view(), name="clinic-outcome"),
    path("clinics/<int:pk>/actions/", said.ClinicActions.as_view(), name="clinic-actions"),
    path("clinics/<int:pk>/history/", said.ClinicHistory.as_view(), name="clinic-history"),
    path(f"{SITTING}change/", life.ChangeSitting.as_view(), name="sitting-change"),
    path(f"{SITTING}cancel/", life.CancelSitting.as_view(), name="sitting-cancel"),
    path(f"{SITTING}held/", life.SittingHeld.as_view(), name="sitting-held"),
    path(f"{SITTING}attendance/", people.SittingAttendance.as_view(), name="sitting-attendance"),
    path(f"{SITTING}invitation.ics", people.SittingInvitation.as_view(), name="sitting-invitation"),
    path(f"{SITTING}invite/", people.InviteToSitting.as_view(), name="sitting-invite"),
]

urlpatterns += [
    # Whether they worked
    path("clinics/effect/", effects.ClinicEffects.as_view(), name="clinic-effect"),
    path("clinics/effect.pdf", effects.ClinicEffects.as_view(on_paper=True), name="clinic-effect-pdf"),
    path("clinics/summary/", effects.ClinicSummary.as_view(), name="clinic-summary"),
    path("clinics/summary.pdf", effects.ClinicSummary.as_view(on_paper=True), name="clinic-summary-pdf"),
    path("clinics/summary.xlsx", effects.ClinicSummary.as_view(as_workbook=True), name="clinic-summary-xlsx"),
    path("clinics/programme/", effects.ClinicProgramme.as_view(), name="clinic-programme"),
]
