"""Addresses of reminders, and of what people are sent."""

from django.urls import path

from reminders.views import letters, messages

urlpatterns = [
    path("reminders/", messages.ReminderList.as_view(), name="reminders"),
    path("reminders/send/", messages.SendReminders.as_view(), name="send-reminders"),
    path("reminders/people/", letters.ReadersList.as_view(), name="letter-readers"),
    path("reminders/<int:pk>/", messages.ReminderPage.as_view(), name="reminder"),
    path("account/letters/", letters.OwnLetters.as_view(), name="own-letters"),
    path("letters/stop/<str:token>/", letters.StopLetters.as_view(), name="stop-letters"),
    path("u/<str:token>/", messages.MailedLink.as_view(), name="mailed-link"),
]
