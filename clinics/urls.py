"""Addresses of clinics."""

from django.urls import path

from clinics.views import pages, suggestions

urlpatterns = [
    path("clinics/", pages.ClinicList.as_view(), name="clinics"),
    path("clinics/<int:pk>/", pages.ClinicPage.as_view(), name="clinic"),
    # What is suggested, and what becomes of it
    path("clinics/suggested/", suggestions.SuggestedClinics.as_view(), name="suggested-clinics"),
    path("clinics/suggested.pdf", suggestions.SuggestedClinicsPdf.as_view(), name="suggested-clinics-pdf"),
    path("clinics/suggested/<str:code>/<str:ref>/", suggestions.SuggestionPage.as_view(), name="suggestion"),
    path("clinics/commission/", suggestions.CommissionClinic.as_view(), name="commission-clinic"),
    path("clinics/rules/", suggestions.RuleWeights.as_view(), name="clinic-rules"),
]
