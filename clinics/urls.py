"""Addresses of clinics."""

from django.urls import path

from clinics.views import pages

urlpatterns = [
    path("clinics/", pages.ClinicList.as_view(), name="clinics"),
    path("clinics/suggested/", pages.SuggestedClinics.as_view(), name="suggested-clinics"),
    path("clinics/<int:pk>/", pages.ClinicPage.as_view(), name="clinic"),
]
