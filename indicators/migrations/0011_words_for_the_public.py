import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0010_tables_taken_in_beside"),
        ("organisation", "0013_boards_publish_their_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalmeasurement",
            name="public_words",
            field=models.TextField(
                blank=True,
                help_text="What residents read beside the figure, once somebody who may sign it off has approved the words.",
                verbose_name="words for the public",
            ),
        ),
        migrations.AddField(
            model_name="historicalmeasurement",
            name="public_words_approved_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="words for the public approved by",
            ),
        ),
        migrations.AddField(
            model_name="historicalmeasurement",
            name="public_words_approved_on",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="words for the public approved on"
            ),
        ),
        migrations.AddField(
            model_name="historicalmeasurement",
            name="public_words_of",
            field=models.DecimalField(
                blank=True,
                decimal_places=6,
                editable=False,
                help_text="The figure of which the words were approved.",
                max_digits=18,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="measurement",
            name="public_words",
            field=models.TextField(
                blank=True,
                help_text="What residents read beside the figure, once somebody who may sign it off has approved the words.",
                verbose_name="words for the public",
            ),
        ),
        migrations.AddField(
            model_name="measurement",
            name="public_words_approved_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="public_words_approved",
                to=settings.AUTH_USER_MODEL,
                verbose_name="words for the public approved by",
            ),
        ),
        migrations.AddField(
            model_name="measurement",
            name="public_words_approved_on",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="words for the public approved on"
            ),
        ),
        migrations.AddField(
            model_name="measurement",
            name="public_words_of",
            field=models.DecimalField(
                blank=True,
                decimal_places=6,
                editable=False,
                help_text="The figure of which the words were approved.",
                max_digits=18,
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("public_words_approved_by__isnull", True), ("public_words_approved_on__isnull", True)),
                    models.Q(("public_words_approved_by__isnull", False), ("public_words_approved_on__isnull", False)),
                    _connector="OR",
                ),
                name="approved_words_say_by_whom",
                violation_error_message="Say who approved the words for the public, and when.",
            ),
        ),
    ]
