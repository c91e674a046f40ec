"""Headings of reports say what belongs under them, whether something must, and about how much."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0004_plans_in_reports"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalreportheading",
            name="guidance",
            field=models.TextField(blank=True, help_text="What belongs under it, for whoever writes the report."),
        ),
        migrations.AddField(
            model_name="historicalreportheading",
            name="required",
            field=models.BooleanField(
                default=False, help_text="Something must stand under it before the report is signed off."
            ),
        ),
        migrations.AddField(
            model_name="historicalreportheading",
            name="words",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="A hint, no limit. Empty where it does not matter.",
                null=True,
                verbose_name="about how many words",
            ),
        ),
        migrations.AddField(
            model_name="historicalreporttemplate",
            name="about",
            field=models.CharField(
                blank=True, help_text="Whose headings they are, and what they are for.", max_length=250
            ),
        ),
        migrations.AddField(
            model_name="reportheading",
            name="guidance",
            field=models.TextField(blank=True, help_text="What belongs under it, for whoever writes the report."),
        ),
        migrations.AddField(
            model_name="reportheading",
            name="required",
            field=models.BooleanField(
                default=False, help_text="Something must stand under it before the report is signed off."
            ),
        ),
        migrations.AddField(
            model_name="reportheading",
            name="words",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="A hint, no limit. Empty where it does not matter.",
                null=True,
                verbose_name="about how many words",
            ),
        ),
        migrations.AddField(
            model_name="reporttemplate",
            name="about",
            field=models.CharField(
                blank=True, help_text="Whose headings they are, and what they are for.", max_length=250
            ),
        ),
        migrations.AddConstraint(
            model_name="reportheading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("field", ""), models.Q(("required", False), ("words__isnull", True)), _connector="OR"
                ),
                name="nobody_writes_what_fills_itself_in",
                violation_error_message="A heading that the program fills in is not written: it is neither required nor of a length.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportheading",
            constraint=models.CheckConstraint(
                condition=models.Q(("words__isnull", True), ("words__gt", 0), _connector="OR"),
                name="heading_hints_at_a_word_or_more",
                violation_error_message="A hint at the length is at least one word; leave it empty for none.",
            ),
        ),
    ]
