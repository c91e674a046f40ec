"""Reports show a plan in counts, what changed in it and what of it wants attention."""

from django.db import migrations, models

import meetings.choices


class Migration(migrations.Migration):
    dependencies = [
        ("improvement_plan", "0006_each_line_has_its_day"),
        ("meetings", "0003_one_order"),
        ("organisation", "0003_one_order"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="reportappendix",
            name="plan_appendix_names_its_plan",
        ),
        migrations.AlterField(
            model_name="historicalreportappendix",
            name="kind",
            field=models.CharField(
                choices=[
                    ("clinics", "Clinics held, with progress and outcome"),
                    ("suggested_clinics", "Suggested clinics with their reasons"),
                    ("plan", "An improvement plan"),
                    ("plan_summary", "An improvement plan in counts, by section and directorate"),
                    ("plan_changes", "What changed in an improvement plan since the board last met"),
                    ("plan_exceptions", "What of an improvement plan wants attention"),
                    ("scorecard", "The indicators of a period"),
                    ("exceptions", "The exceptions of a period, with what is said of them"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="reportappendix",
            name="kind",
            field=models.CharField(
                choices=[
                    ("clinics", "Clinics held, with progress and outcome"),
                    ("suggested_clinics", "Suggested clinics with their reasons"),
                    ("plan", "An improvement plan"),
                    ("plan_summary", "An improvement plan in counts, by section and directorate"),
                    ("plan_changes", "What changed in an improvement plan since the board last met"),
                    ("plan_exceptions", "What of an improvement plan wants attention"),
                    ("scorecard", "The indicators of a period"),
                    ("exceptions", "The exceptions of a period, with what is said of them"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="reportappendix",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "kind__in",
                            (
                                meetings.choices.AppendixKind["PLAN"],
                                meetings.choices.AppendixKind["PLAN_SUMMARY"],
                                meetings.choices.AppendixKind["PLAN_CHANGES"],
                                meetings.choices.AppendixKind["PLAN_EXCEPTIONS"],
                            ),
                        ),
                        ("plan__isnull", False),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "kind__in",
                                (
                                    meetings.choices.AppendixKind["PLAN"],
                                    meetings.choices.AppendixKind["PLAN_SUMMARY"],
                                    meetings.choices.AppendixKind["PLAN_CHANGES"],
                                    meetings.choices.AppendixKind["PLAN_EXCEPTIONS"],
                                ),
                            ),
                            _negated=True,
                        ),
                        ("plan__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="plan_appendix_names_its_plan",
                violation_error_message="An appendix that shows a plan names it; others name none.",
            ),
        ),
    ]
