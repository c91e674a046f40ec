"""Addresses of clinics."""

from django.urls import path

from clinics import views

urlpatterns = [
    path("clinics/", views.ClinicList.as_view(), name="clinics"),
    path("clinics/suggested/", views.SuggestedClinics.as_view(), name="suggested-clinics"),
    path("clinics/<int:pk>/", views.ClinicPage.as_view(), name="clinic"),
]
