"""Addresses of improvement plans. The exceptions, which want to know the boards' cycles, are in councilperf.urls."""

from django.urls import path

from improvement_plan.views import files, importing, pages, reading

urlpatterns = [
    path("plans/", pages.PlanList.as_view(), name="plans"),
    path("plans/import/", importing.PaperPage.as_view(), name="plan-import"),
    path("plans/import/<int:pk>/", importing.PaperReview.as_view(), name="plan-upload"),
    path("plans/import/<int:pk>/columns/", importing.PointOut.as_view(), name="plan-upload-columns"),
    path("plans/import/<int:pk>/table/", importing.ChooseTable.as_view(), name="plan-upload-table"),
    path("plans/import/<int:pk>/rows/<int:row>/", importing.RowPage.as_view(), name="plan-upload-row"),
    path("plans/import/<int:pk>/posts/", importing.SettlePosts.as_view(), name="plan-upload-posts"),
    path("plans/import/<int:pk>/proposed/", importing.AcceptProposed.as_view(), name="plan-upload-proposed"),
    path("plans/import/<int:pk>/staying/", importing.KeepGone.as_view(), name="plan-upload-staying"),
    path("plans/import/<int:pk>/undo/", importing.UndoImport.as_view(), name="plan-upload-undo"),
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
