"""Addresses of actions."""

from django.urls import path

from actions.views import dates, many, pages, requests, settling, subscriptions, turning

urlpatterns = [
    path("actions/date/", dates.DateInWords.as_view(), name="read-date"),
    path("actions/calendar/<str:token>.ics", subscriptions.PostCalendar.as_view(), name="action-calendar"),
    path("actions/change/", many.ChangeActions.as_view(), name="change-actions"),
    path("actions/<int:pk>/", pages.ActionPage.as_view(), name="action"),
    path("actions/<int:pk>/update/", pages.UpdateAction.as_view(), name="update-action"),
    path("actions/<int:pk>/close/", turning.TurnAction.as_view(), name="close-action"),
    path("actions/<int:pk>/milestones/<int:milestone>/", dates.AskForDate.as_view(), name="ask-for-date"),
    path("actions/dates/", requests.DateRequests.as_view(), name="date-requests"),
    path("actions/dates/settle/", settling.DatesToSettle.as_view(), name="dates-to-settle"),
    path("actions/dates/settle/<int:pk>/", settling.SettleDate.as_view(), name="settle-date"),
    path("actions/dates/<int:pk>/", requests.DecideDate.as_view(), name="decide-date"),
]
