"""Each indicator knows since when it has figures; its history keeps no pointer at its newest figure."""

from django.db import migrations, models
from django.db.models import Min, OuterRef, Subquery

FINANCIAL = ("year", "half", "quarter", "month")


def fill(apps, schema_editor):
    """As indicators.services.judge does it."""
    figures = apps.get_model("indicators", "Measurement").objects.filter(
        actual__isnull=False, period__kind__in=FINANCIAL
    )
    here = figures.filter(indicator=OuterRef("pk")).order_by().values("indicator")
    since = Subquery(here.annotate(since=Min("period__starts")).values("since"))
    apps.get_model("indicators", "Indicator").objects.update(figures_since=since)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0004_restated_by_the_councils_clock")]
    operations = [
        migrations.RemoveField(model_name="historicalindicator", name="latest"),
        migrations.AddField(
            model_name="indicator",
            name="figures_since",
            field=models.DateField(
                editable=False,
                help_text="The first day of its first financial period with a value. Worked out by indicators.services.judge.",
                null=True,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
