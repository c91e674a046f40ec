"""Addresses of reminders."""

from django.urls import path

from reminders import views

urlpatterns = [
    path("reminders/", views.ReminderList.as_view(), name="reminders"),
    path("reminders/send/", views.SendReminders.as_view(), name="send-reminders"),
    path("reminders/<int:pk>/", views.ReminderPage.as_view(), name="reminder"),
    path("u/<str:token>/", views.MailedLink.as_view(), name="mailed-link"),
]
