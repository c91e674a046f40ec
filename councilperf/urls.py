"""All addresses of the site."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from actions.views.lists import ActionList
from councilperf import health, metrics, views
from councilperf.directorate.views import DirectorateOnAPage
from councilperf.help.views import AccessibilityStatement, Help, HelpChapter, WhatWordsMean
from improvement_plan.views.reading import PlanExceptionsPage
from meetings.reporting import cycle_at, cycles_at

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("actions/", ActionList.as_view(cycle_at=cycle_at), name="actions"),
    path("actions/mine/", views.MyWork.as_view(), name="my-work"),
    path("plans/<slug:slug>/exceptions/", PlanExceptionsPage.as_view(cycles_at=cycles_at), name="plan-exceptions"),
    path(
        "plans/<slug:slug>/exceptions.pdf",
        PlanExceptionsPage.as_view(cycles_at=cycles_at, on_paper=True),
        name="plan-exceptions-pdf",
    ),
    path("start/", views.FirstStepsPage.as_view(), name="start"),
    path("start/show/", views.ShowFirstSteps.as_view(), name="show-first-steps"),
    path("directorates/<int:pk>/on-a-page/", DirectorateOnAPage.as_view(), name="directorate-on-a-page"),
    path(
        "directorates/<int:pk>/on-a-page.pdf",
        DirectorateOnAPage.as_view(on_paper=True),
        name="directorate-on-a-page-pdf",
    ),
    path("help/", Help.as_view(), name="help"),
    path("help/words/", WhatWordsMean.as_view(), name="words"),
    path("help/<slug:name>/", HelpChapter.as_view(), name="help-chapter"),
    path("accessibility/", AccessibilityStatement.as_view(), name="accessibility"),
    path("brand.css", views.brand, name="brand"),
    path("logo", views.logo, name="logo"),
    path("livez", health.live, name="live"),
    path("readyz", health.ready, name="ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("", include("accounts.urls")),
    path("", include("organisation.urls")),
    path("", include("history.urls")),
    path("", include("indicators.urls")),
    path("", include("actions.urls")),
    path("", include("improvement_plan.urls")),
    path("", include("clinics.urls")),
    path("", include("frameworks.urls")),
    path("", include("meetings.urls")),
    path("", include("reminders.urls")),
    path("", include("search.urls")),
    path("", include("publishing.urls")),
    path("keyboard/", views.Keyboard.as_view(), name="keyboard"),
    path("sign-ins/", views.SignInLog.as_view(), name="sign-ins"),
    path("admin/login/", views.admin_sign_in, name="admin-sign-in"),
    path(
        "admin/password_change/",
        RedirectView.as_view(pattern_name="change-password", http_method_names=("get", "head")),
        name="admin-password",
    ),
    path("admin/", admin.site.urls),
]

handler403 = "councilperf.errors.forbidden"
handler404 = "councilperf.errors.not_found"
handler500 = "councilperf.errors.broken"
handler400 = "councilperf.errors.bad_request"
