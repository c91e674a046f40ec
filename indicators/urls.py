"""Addresses of indicators."""

from django.urls import path

from indicators import views

urlpatterns = [
    path("indicators/", views.IndicatorList.as_view(), name="indicators"),
    path("indicators/<str:set>/<str:ref>/", views.IndicatorPage.as_view(), name="indicator"),
]
