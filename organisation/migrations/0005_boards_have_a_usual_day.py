"""Boards have a usual day, time and venue, and clear days of their own where they need them."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0004_clinics_a_year"),
    ]

    operations = [
        migrations.AddField(
            model_name="board",
            name="clear_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Between publishing its agenda and the meeting. Empty: the council's for a political board, and none for others.",
                null=True,
                validators=[django.core.validators.MaxValueValidator(30)],
            ),
        ),
        migrations.AddField(
            model_name="board",
            name="usual_place",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(1, "First"), (2, "Second"), (3, "Third"), (4, "Fourth"), (5, "Last")],
                help_text="With the weekday: the second Monday of a month.",
                null=True,
                verbose_name="usually meets on the",
            ),
        ),
        migrations.AddField(
            model_name="board",
            name="usual_time",
            field=models.TimeField(blank=True, null=True, verbose_name="usual time"),
        ),
        migrations.AddField(
            model_name="board",
            name="usual_venue",
            field=models.CharField(blank=True, max_length=200, verbose_name="usual venue"),
        ),
        migrations.AddField(
            model_name="board",
            name="usual_weekday",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[
                    (0, "Monday"),
                    (1, "Tuesday"),
                    (2, "Wednesday"),
                    (3, "Thursday"),
                    (4, "Friday"),
                    (5, "Saturday"),
                    (6, "Sunday"),
                ],
                null=True,
                verbose_name="weekday",
            ),
        ),
        migrations.AddField(
            model_name="historicalboard",
            name="clear_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Between publishing its agenda and the meeting. Empty: the council's for a political board, and none for others.",
                null=True,
                validators=[django.core.validators.MaxValueValidator(30)],
            ),
        ),
        migrations.AddField(
            model_name="historicalboard",
            name="usual_place",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(1, "First"), (2, "Second"), (3, "Third"), (4, "Fourth"), (5, "Last")],
                help_text="With the weekday: the second Monday of a month.",
                null=True,
                verbose_name="usually meets on the",
            ),
        ),
        migrations.AddField(
            model_name="historicalboard",
            name="usual_time",
            field=models.TimeField(blank=True, null=True, verbose_name="usual time"),
        ),
        migrations.AddField(
            model_name="historicalboard",
            name="usual_venue",
            field=models.CharField(blank=True, max_length=200, verbose_name="usual venue"),
        ),
        migrations.AddField(
            model_name="historicalboard",
            name="usual_weekday",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[
                    (0, "Monday"),
                    (1, "Tuesday"),
                    (2, "Wednesday"),
                    (3, "Thursday"),
                    (4, "Friday"),
                    (5, "Saturday"),
                    (6, "Sunday"),
                ],
                null=True,
                verbose_name="weekday",
            ),
        ),
        migrations.AddConstraint(
            model_name="board",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("usual_place__isnull", True), ("usual_weekday__isnull", True)),
                    models.Q(("usual_place__isnull", False), ("usual_weekday__isnull", False)),
                    _connector="OR",
                ),
                name="usual_day_has_place_and_weekday",
                violation_error_message="Say both which one of the month and which weekday, or neither.",
            ),
        ),
    ]
