"""Addresses of what is published. They stand on other sites and in other programs: none is ever changed."""

from django.urls import path

from publishing.views import api, choosing, open_data, pages

INDICATOR = "public/indicators/<str:set>/<str:ref>/"
PACK = "public/meetings/<int:pk>/<int:edition>"

urlpatterns = [
    # Pages for residents
    path("public/", pages.PublicFront.as_view(), name="public"),
    path("public/indicators/", pages.PublicIndicators.as_view(), name="public-indicators"),
    path(INDICATOR, pages.PublicIndicator.as_view(), name="public-indicator"),
    path("public/plans/", pages.PublicPlans.as_view(), name="public-plans"),
    path("public/plans/<slug:slug>/", pages.PublicPlan.as_view(), name="public-plan"),
    path("public/clinics/", pages.PublicClinics.as_view(), name="public-clinics"),
    path("public/meetings/", pages.PublicMeetings.as_view(), name="public-meetings"),
    path(f"{PACK}/", pages.PublicPack.as_view(), name="public-pack"),
    path(f"{PACK}.pdf", pages.PublicPackFile.as_view(), name="public-pack-pdf"),
    path(f"{PACK}/files/<int:attachment>.pdf", pages.PublicPackAttachment.as_view(), name="public-pack-attachment"),
    # For pages of other sites
    path(f"{INDICATOR}chart/", pages.EmbeddedChart.as_view(), name="public-chart"),
    path(f"{INDICATOR}table/", pages.EmbeddedTable.as_view(), name="public-table"),
    path(f"{INDICATOR}chart.svg", pages.ChartFile.as_view(), name="public-chart-svg"),
    # Open data
    path("data/", open_data.DataPage.as_view(), name="data"),
    path("data/datapackage.json", open_data.DataPackage.as_view(), name="data-package"),
    path("data/dictionary.json", open_data.DataDictionary.as_view(), name="data-dictionary"),
    path("data/dictionary.csv", open_data.DataDictionary.as_view(kind="csv"), name="data-dictionary-csv"),
    path("data/<slug:table>.csv", open_data.TableFile.as_view(kind="csv"), name="data-csv"),
    path("data/<slug:table>.json", open_data.TableFile.as_view(kind="json"), name="data-json"),
    # The read API
    path("api/", api.ApiPage.as_view(), name="api"),
    path("api/v1/openapi.json", api.ApiDocument.as_view(), name="api-document"),
    path("api/v1/<slug:table>/", api.ApiTable.as_view(), name="api-table"),
    # Where it is decided
    path("publishing/", choosing.PublishingPage.as_view(), name="publishing"),
    path("publishing/keys/", choosing.KeyList.as_view(), name="api-keys"),
    path("publishing/keys/new/", choosing.NewKey.as_view(), name="new-api-key"),
    path("publishing/keys/<int:pk>/revoke/", choosing.RevokeKey.as_view(), name="revoke-api-key"),
    path("publishing/<slug:kind>/", choosing.ChoosingPage.as_view(), name="publishing-kind"),
    path("publishing/<slug:kind>/switch/", choosing.Switch.as_view(), name="publishing-switch"),
]
