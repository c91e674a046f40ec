"""Each line of a plan has the day on which it came into it."""

from django.db import migrations, models

import core.clock

HELP = "When it came into the plan. At a day before, the plan is shown without it."


class Migration(migrations.Migration):
    dependencies = [("improvement_plan", "0005_when_lines_came")]

    operations = [
        migrations.AlterField(name, "added_on", models.DateField(default=core.clock.today, help_text=HELP))
        for name in ("planentry", "historicalplanentry")
    ]
