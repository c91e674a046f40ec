"""The addresses of the search and of what somebody looked at last."""

from django.urls import path

from search import views

urlpatterns = [
    path("search/", views.Search.as_view(), name="search"),
    path("search/viewed/clear/", views.ClearViewed.as_view(), name="clear-viewed"),
]
