"""Addresses of improvement plans. The exceptions, which want to know the boards' cycles, are in councilperf.urls."""

from django.urls import path

from improvement_plan.views import files, pages, reading

urlpatterns = [
    path("plans/", pages.PlanList.as_view(), name="plans"),
    path("plans/<slug:slug>.pdf", files.PlanPdf.as_view(), name="plan-pdf"),
    path("plans/<slug:slug>.xlsx", files.PlanXlsx.as_view(), name="plan-xlsx"),
    path("plans/<slug:slug>.docx", files.PlanDocx.as_view(), name="plan-docx"),
    path("plans/<slug:slug>/", pages.PlanPage.as_view(), name="plan"),
    path("plans/<slug:slug>/changes/", reading.PlanChangesPage.as_view(), name="plan-changes"),
    path("plans/<slug:slug>/changes.pdf", reading.PlanChangesPage.as_view(on_paper=True), name="plan-changes-pdf"),
    path("plans/<slug:slug>/summary/", reading.PlanSummaryPage.as_view(), name="plan-summary"),
    path("plans/<slug:slug>/summary.pdf", reading.PlanSummaryPage.as_view(on_paper=True), name="plan-summary-pdf"),
    path("plans/<slug:slug>/timeline/", reading.PlanTimelinePage.as_view(), name="plan-timeline"),
    path("plans/<slug:slug>/<str:ref>/", pages.EntryAddress.as_view(), name="plan-entry"),
]
