"""Addresses of improvement plans."""

from django.urls import path

from improvement_plan.views import importing, pages

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
    path("plans/<slug:slug>.pdf", pages.PlanPdf.as_view(), name="plan-pdf"),
    path("plans/<slug:slug>/", pages.PlanPage.as_view(), name="plan"),
    path("plans/<slug:slug>/<str:ref>/", pages.EntryAddress.as_view(), name="plan-entry"),
]
