"""Addresses of the history."""

from django.urls import path

from history import views

urlpatterns = [path("history/", views.ChangeList.as_view(), name="history")]
