"""Addresses of improvement plans. Those of pages stand before those of plans and of lines, which take any word.

The exceptions, which want to know the boards' cycles, are in councilperf.urls.
"""

from django.urls import path

from improvement_plan.views import files, pages, reading, versions
from improvement_plan.views.editing import lines, order, parts, plans
from improvement_plan.views.importing import columns, papers, review, rows

urlpatterns = [
    path("plans/", pages.PlanList.as_view(), name="plans"),
    path("plans/import/", papers.PaperPage.as_view(), name="plan-import"),
    path("plans/import/<int:pk>/", review.PaperReview.as_view(), name="plan-upload"),
    path("plans/import/<int:pk>/columns/", columns.PointOut.as_view(), name="plan-upload-columns"),
    path("plans/import/<int:pk>/table/", columns.ChooseTable.as_view(), name="plan-upload-table"),
    path("plans/import/<int:pk>/rows/<int:row>/", rows.RowPage.as_view(), name="plan-upload-row"),
    path("plans/import/<int:pk>/posts/", review.SettlePosts.as_view(), name="plan-upload-posts"),
    path("plans/import/<int:pk>/proposed/", review.AcceptProposed.as_view(), name="plan-upload-proposed"),
    path("plans/import/<int:pk>/staying/", review.KeepGone.as_view(), name="plan-upload-staying"),
    path("plans/import/<int:pk>/undo/", review.UndoImport.as_view(), name="plan-upload-undo"),
    path("plans/new/", plans.NewPlan.as_view(), name="new-plan"),
    path("plans/<slug:slug>.pdf", files.PlanPdf.as_view(), name="plan-pdf"),
    path("plans/<slug:slug>.xlsx", files.PlanXlsx.as_view(), name="plan-xlsx"),
    path("plans/<slug:slug>.docx", files.PlanDocx.as_view(), name="plan-docx"),
    path("plans/<slug:slug>/", pages.PlanPage.as_view(), name="plan"),
    path("plans/<slug:slug>/changes/", reading.PlanChangesPage.as_view(), name="plan-changes"),
    path("plans/<slug:slug>/changes.pdf", reading.PlanChangesPage.as_view(on_paper=True), name="plan-changes-pdf"),
    path("plans/<slug:slug>/summary/", reading.PlanSummaryPage.as_view(), name="plan-summary"),
    path("plans/<slug:slug>/summary.pdf", reading.PlanSummaryPage.as_view(on_paper=True), name="plan-summary-pdf"),
    path("plans/<slug:slug>/timeline/", reading.PlanTimelinePage.as_view(), name="plan-timeline"),
    path("plans/<slug:slug>/edit/", plans.EditPlan.as_view(), name="edit-plan"),
    path("plans/<slug:slug>/edit/plan/", plans.EditPlanFacts.as_view(), name="edit-plan-facts"),
    path("plans/<slug:slug>/edit/order/", order.Rearrange.as_view(), name="rearrange-plan"),
    path("plans/<slug:slug>/edit/numbers/", order.NumberAnew.as_view(), name="number-anew"),
    path("plans/<slug:slug>/edit/add/line/", lines.AddLine.as_view(), name="add-line"),
    path("plans/<slug:slug>/edit/add/existing/", lines.AddExisting.as_view(), name="add-existing"),
    path("plans/<slug:slug>/edit/add/<str:kind>/", parts.AddPart.as_view(), name="add-part"),
    path("plans/<slug:slug>/edit/line/<int:pk>/", lines.EditLine.as_view(), name="edit-line"),
    path("plans/<slug:slug>/edit/line/<int:pk>/close/", lines.CloseLine.as_view(), name="close-line"),
    path("plans/<slug:slug>/edit/<str:kind>/<int:pk>/move/", order.MovePart.as_view(), name="move-part"),
    path("plans/<slug:slug>/edit/<str:kind>/<int:pk>/", parts.EditPart.as_view(), name="edit-part"),
    path("plans/<slug:slug>/history/", versions.PlanHistory.as_view(), name="plan-history"),
    path("plans/<slug:slug>/versions/", versions.PlanVersions.as_view(), name="plan-versions"),
    path("plans/<slug:slug>/versions/record/", versions.RecordVersion.as_view(), name="record-version"),
    path("plans/<slug:slug>/versions/compare/", versions.CompareVersions.as_view(), name="compare-versions"),
    path("plans/<slug:slug>/versions/<str:number>/", versions.VersionPage.as_view(), name="plan-version"),
    path("plans/<slug:slug>/<str:ref>/", pages.EntryAddress.as_view(), name="plan-entry"),
]
