"""What was moved goes from where it was; what is now always there must be."""

import django.db.models.deletion
from django.db import migrations, models

import clinics.choices


class Migration(migrations.Migration):
    dependencies = [("clinics", "0003_what_was_there_before")]

    operations = [
        migrations.RemoveField(
            model_name="attendance",
            name="clinic",
        ),
        migrations.RemoveField(
            model_name="attendance",
            name="present",
        ),
        migrations.RemoveField(
            model_name="clinic",
            name="progress",
        ),
        migrations.RemoveField(
            model_name="historicalattendance",
            name="clinic",
        ),
        migrations.RemoveField(
            model_name="historicalattendance",
            name="present",
        ),
        migrations.RemoveField(
            model_name="historicalclinic",
            name="progress",
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", clinics.choices.State["CLOSED"]), _negated=True),
                    ("closed_on__isnull", False),
                    _connector="OR",
                ),
                name="closed_clinic_has_a_day",
                violation_error_message="Say on which day the clinic was closed.",
            ),
        ),
        migrations.AlterField(
            model_name="attendance",
            name="sitting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attendance", to="clinics.sitting"
            ),
        ),
    ]
