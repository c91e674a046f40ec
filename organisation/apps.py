from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """The council and its posts."""

    name = "organisation"
    verbose_name = "Organisation"
