"""Addresses of improvement plans."""

from django.urls import path

from improvement_plan import views

urlpatterns = [
    path("plans/", views.PlanList.as_view(), name="plans"),
    path("plans/<slug:slug>.pdf", views.PlanPdf.as_view(), name="plan-pdf"),
    path("plans/<slug:slug>/", views.PlanPage.as_view(), name="plan"),
    path("plans/<slug:slug>/<str:ref>/", views.EntryAddress.as_view(), name="plan-entry"),
]
