"""References that are stored already get the key by which they are sorted."""

import re

from django.db import migrations


def fill(apps, schema_editor):
    """As Indicator.save does it."""
    for name in ("Indicator", "HistoricalIndicator"):
        for row in apps.get_model("indicators", name).objects.filter(sort_key="").iterator():
            row.sort_key = re.sub(r"\d+", lambda digits: digits[0].zfill(6), row.ref.upper())[:120]
            row.save(update_fields=["sort_key"])


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_judgement")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
