from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    """Performance clinics."""

    name = "clinics"
    verbose_name = "Performance clinics"
