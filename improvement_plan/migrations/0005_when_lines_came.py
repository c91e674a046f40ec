"""When each line came into its plan: the day the plan starts, or that of its first history where that is earlier."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.utils import timezone


def fill(apps, schema_editor):
    Entry = apps.get_model("improvement_plan", "PlanEntry")
    History = apps.get_model("improvement_plan", "HistoricalPlanEntry")
    first = History.objects.filter(id=OuterRef("pk")).order_by("history_date").values("history_date")[:1]
    starts = "objective__area__section__plan__starts"
    known = Entry.objects.annotate(first=Subquery(first)).values_list("pk", starts, "first")
    for pk, plan_starts, recorded in known.iterator():
        days = [plan_starts, timezone.localdate(recorded) if recorded else None]
        day = min(filter(None, days), default=timezone.localdate())
        Entry.objects.filter(pk=pk).update(added_on=day)
        History.objects.filter(id=pk).update(added_on=day)
    History.objects.filter(added_on=None).update(added_on=timezone.localdate())


class Migration(migrations.Migration):
    dependencies = [("improvement_plan", "0004_papers_that_are_imported")]

    operations = [
        migrations.AddField("planentry", "added_on", models.DateField(null=True)),
        migrations.AddField("historicalplanentry", "added_on", models.DateField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
