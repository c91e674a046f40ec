"""Addresses of frameworks, their outcomes and what serves them."""

from django.urls import path

from frameworks.views import importing, keeping, linking, pages

ONE = "frameworks/<int:pk>/"
OUTCOME = f"{ONE}outcomes/<int:outcome>/"

urlpatterns = [
    path("frameworks/", pages.FrameworkList.as_view(), name="frameworks"),
    path("frameworks/new/", keeping.NewFramework.as_view(), name="new-framework"),
    path("frameworks/adopt/<slug:shipped>/", keeping.AdoptFramework.as_view(), name="adopt-framework"),
    path(ONE, pages.FrameworkPage.as_view(), name="framework"),
    path("frameworks/<int:pk>.pdf", pages.FrameworkPage.as_view(on_paper=True), name="framework-pdf"),
    path(f"{ONE}edit/", keeping.EditFramework.as_view(), name="edit-framework"),
    path(f"{ONE}import/", importing.ImportOutcomes.as_view(), name="import-outcomes"),
    path(f"{ONE}outcomes/", keeping.FrameworkOutcomes.as_view(), name="framework-outcomes"),
    path(f"{ONE}outcomes/new/", keeping.NewOutcome.as_view(), name="new-outcome"),
    path(OUTCOME, pages.OutcomePage.as_view(), name="outcome"),
    path(f"{OUTCOME}edit/", keeping.EditOutcome.as_view(), name="edit-outcome"),
    path(f"{OUTCOME}move/", keeping.MoveOutcome.as_view(), name="move-outcome"),
    path(f"{OUTCOME}remove/", keeping.RemoveOutcome.as_view(), name="remove-outcome"),
    path(f"{OUTCOME}links/", linking.OutcomeLinks.as_view(), name="outcome-links"),
    path("actions/<int:pk>/outcomes/", linking.ActionServes.as_view(), name="action-outcomes"),
    path("indicators/<str:set>/<str:ref>/outcomes/", linking.IndicatorServes.as_view(), name="indicator-outcomes"),
]
