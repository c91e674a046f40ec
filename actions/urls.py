"""Addresses of actions."""

from django.urls import path

from actions import views

urlpatterns = [
    path("actions/", views.ActionList.as_view(), name="actions"),
    path("actions/<int:pk>/", views.ActionPage.as_view(), name="action"),
    path("actions/<int:pk>/update/", views.UpdateAction.as_view(), name="update-action"),
]
