"""Addresses of actions."""

from django.urls import path

from actions import date_views, views

urlpatterns = [
    path("actions/date/", views.DateInWords.as_view(), name="read-date"),
    path("actions/calendar/<str:token>.ics", views.PostCalendar.as_view(), name="action-calendar"),
    path("actions/<int:pk>/", views.ActionPage.as_view(), name="action"),
    path("actions/<int:pk>/update/", views.UpdateAction.as_view(), name="update-action"),
    path("actions/<int:pk>/close/", date_views.TurnAction.as_view(), name="close-action"),
    path("actions/<int:pk>/milestones/<int:milestone>/", date_views.AskForDate.as_view(), name="ask-for-date"),
    path("actions/dates/", date_views.DateRequests.as_view(), name="date-requests"),
    path("actions/dates/<int:pk>/", date_views.DecideDate.as_view(), name="decide-date"),
]
