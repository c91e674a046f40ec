"""Addresses of clinics."""

from django.urls import path

from clinics.views import effects, pages

urlpatterns = [
    path("clinics/", pages.ClinicList.as_view(), name="clinics"),
    path("clinics/suggested/", pages.SuggestedClinics.as_view(), name="suggested-clinics"),
    path("clinics/<int:pk>/", pages.ClinicPage.as_view(), name="clinic"),
    path("clinics/effect/", effects.ClinicEffects.as_view(), name="clinic-effect"),
    path("clinics/effect.pdf", effects.ClinicEffects.as_view(on_paper=True), name="clinic-effect-pdf"),
    path("clinics/summary/", effects.ClinicSummary.as_view(), name="clinic-summary"),
    path("clinics/summary.pdf", effects.ClinicSummary.as_view(on_paper=True), name="clinic-summary-pdf"),
    path("clinics/summary.xlsx", effects.ClinicSummary.as_view(as_workbook=True), name="clinic-summary-xlsx"),
    path("clinics/programme/", effects.ClinicProgramme.as_view(), name="clinic-programme"),
]
