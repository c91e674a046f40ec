"""Addresses of indicators."""

from django.urls import path

from indicators.views import entry, many, pages, scorecard, signing, uploads

urlpatterns = [
    path("indicators/", pages.IndicatorList.as_view(), name="indicators"),
    path("indicators/change/", many.ChangeIndicators.as_view(), name="change-indicators"),
    path("indicators/import/", uploads.UploadPage.as_view(), name="uploads"),
    path("indicators/import/<int:pk>/", uploads.UploadReview.as_view(), name="upload"),
    path("indicators/import/<int:pk>/progress/", uploads.UploadProgress.as_view(), name="upload-progress"),
    path("indicators/import/catalogue/<slug:name>/", uploads.AdoptCatalogue.as_view(), name="adopt-catalogue"),
    path("indicators/entry/", entry.EntryGrid.as_view(), name="entry"),
    path("indicators/entry/lock/", entry.LockPeriod.as_view(), name="lock-period"),
    path("indicators/sign-off/", signing.SignOff.as_view(), name="sign-off"),
    path("indicators/collection.xlsx", entry.Collection.as_view(), name="collection"),
    path("indicators/<str:set>/<str:ref>/changes/", pages.IndicatorChanges.as_view(), name="indicator-changes"),
    path("indicators/<str:set>/<str:ref>/targets/", entry.Targets.as_view(), name="targets"),
    path("indicators/<str:set>/<str:ref>/figure/", entry.EnterFigure.as_view(), name="figure"),
    path("indicators/scorecard/", scorecard.ScorecardPage.as_view(), name="scorecard"),
    path("indicators/scorecard.pdf", scorecard.ScorecardPdf.as_view(), name="scorecard-pdf"),
    path("indicators/direction-of-travel/", scorecard.DirectionOfTravel.as_view(), name="direction-of-travel"),
    path(
        "indicators/direction-of-travel.pdf", scorecard.DirectionOfTravelPdf.as_view(), name="direction-of-travel-pdf"
    ),
    path("indicators/<str:set>/<str:ref>.pdf", pages.IndicatorPdf.as_view(), name="indicator-pdf"),
    path("indicators/<str:set>/<str:ref>/", pages.IndicatorPage.as_view(), name="indicator"),
]
