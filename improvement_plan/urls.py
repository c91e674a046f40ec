"""Addresses of improvement plans."""

from django.urls import path

from improvement_plan.views import pages

urlpatterns = [
    path("plans/", pages.PlanList.as_view(), name="plans"),
    path("plans/<slug:slug>.pdf", pages.PlanPdf.as_view(), name="plan-pdf"),
    path("plans/<slug:slug>/", pages.PlanPage.as_view(), name="plan"),
    path("plans/<slug:slug>/<str:ref>/", pages.EntryAddress.as_view(), name="plan-entry"),
]
