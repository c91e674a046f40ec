"""The day on which a person is reminded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicaluser",
            name="reminded_on",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday")],
                help_text="The day of the week on which reminders come. Empty: whenever there is one.",
                null=True,
                verbose_name="day of reminders",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="reminded_on",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday")],
                help_text="The day of the week on which reminders come. Empty: whenever there is one.",
                null=True,
                verbose_name="day of reminders",
            ),
        ),
    ]
