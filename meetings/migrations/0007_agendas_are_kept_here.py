"""Meetings are planned, moved and cancelled, and agendas arranged: standing items, headings, late, closed and withdrawn items."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import meetings.choices


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0006_minutes_are_written"),
        ("organisation", "0005_boards_have_a_usual_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalStandingItem",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "title",
                    models.CharField(
                        help_text="“Minutes of the last meeting” is dated by itself where its kind is Minutes.",
                        max_length=300,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("procedural", "Procedural"),
                            ("minutes", "Minutes"),
                            ("matters_arising", "Matters arising"),
                            ("report", "Report"),
                            ("verbal", "Verbal report"),
                        ],
                        default=meetings.choices.ItemKind["PROCEDURAL"],
                        max_length=20,
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        help_text="The heading that it stands under: For decision.",
                        max_length=100,
                        verbose_name="heading",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical standing item",
                "verbose_name_plural": "historical standing items",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="StandingItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "title",
                    models.CharField(
                        help_text="“Minutes of the last meeting” is dated by itself where its kind is Minutes.",
                        max_length=300,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("procedural", "Procedural"),
                            ("minutes", "Minutes"),
                            ("matters_arising", "Matters arising"),
                            ("report", "Report"),
                            ("verbal", "Verbal report"),
                        ],
                        default=meetings.choices.ItemKind["PROCEDURAL"],
                        max_length=20,
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        help_text="The heading that it stands under: For decision.",
                        max_length=100,
                        verbose_name="heading",
                    ),
                ),
            ],
            options={
                "ordering": ["board", "number"],
            },
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="group",
            field=models.CharField(
                blank=True,
                help_text="The heading that it stands under: For decision.",
                max_length=100,
                verbose_name="heading",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="is_confidential",
            field=models.BooleanField(
                default=False,
                help_text="Given by a government department on terms that forbid disclosure, or disclosure is forbidden by law or a court. The public must be excluded: there is nothing to weigh.",
                verbose_name="confidential",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="public_interest",
            field=models.TextField(
                blank=True,
                help_text="Why keeping it exempt outweighs the public interest in disclosing it. Shown to those who may read it.",
                verbose_name="why the public interest is in keeping it exempt",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="was_public_in",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="The edition in which it had been published before it was closed to the public.",
                max_length=200,
                verbose_name="was published in",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="withdrawn_because",
            field=models.CharField(blank=True, help_text="Why it is not taken. It keeps its number.", max_length=250),
        ),
        migrations.AddField(
            model_name="historicalagendaitem",
            name="group",
            field=models.CharField(
                blank=True,
                help_text="The heading that it stands under: For decision.",
                max_length=100,
                verbose_name="heading",
            ),
        ),
        migrations.AddField(
            model_name="historicalagendaitem",
            name="is_confidential",
            field=models.BooleanField(
                default=False,
                help_text="Given by a government department on terms that forbid disclosure, or disclosure is forbidden by law or a court. The public must be excluded: there is nothing to weigh.",
                verbose_name="confidential",
            ),
        ),
        migrations.AddField(
            model_name="historicalagendaitem",
            name="public_interest",
            field=models.TextField(
                blank=True,
                help_text="Why keeping it exempt outweighs the public interest in disclosing it. Shown to those who may read it.",
                verbose_name="why the public interest is in keeping it exempt",
            ),
        ),
        migrations.AddField(
            model_name="historicalagendaitem",
            name="was_public_in",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="The edition in which it had been published before it was closed to the public.",
                max_length=200,
                verbose_name="was published in",
            ),
        ),
        migrations.AddField(
            model_name="historicalagendaitem",
            name="withdrawn_because",
            field=models.CharField(blank=True, help_text="Why it is not taken. It keeps its number.", max_length=250),
        ),
        migrations.AddField(
            model_name="historicalmeeting",
            name="cancelled_because",
            field=models.CharField(
                blank=True, help_text="Why it is not held. A meeting is cancelled, never deleted.", max_length=250
            ),
        ),
        migrations.AddField(
            model_name="historicalmeeting",
            name="chair",
            field=models.CharField(blank=True, help_text="As the agenda names it: Chair of the Board.", max_length=150),
        ),
        migrations.AddField(
            model_name="historicalmeeting",
            name="planned_at",
            field=models.DateTimeField(
                blank=True, editable=False, help_text="When it was made together with others of its board.", null=True
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="cancelled_because",
            field=models.CharField(
                blank=True, help_text="Why it is not held. A meeting is cancelled, never deleted.", max_length=250
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="chair",
            field=models.CharField(blank=True, help_text="As the agenda names it: Chair of the Board.", max_length=150),
        ),
        migrations.AddField(
            model_name="meeting",
            name="planned_at",
            field=models.DateTimeField(
                blank=True, editable=False, help_text="When it was made together with others of its board.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="historicalmeeting",
            name="publication_deadline",
            field=models.DateField(
                blank=True,
                help_text="The last day on which the agenda can be published in time. Worked out from the clear days; an earlier day may be set, never a later one.",
                null=True,
                verbose_name="agenda published by",
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="publication_deadline",
            field=models.DateField(
                blank=True,
                help_text="The last day on which the agenda can be published in time. Worked out from the clear days; an earlier day may be set, never a later one.",
                null=True,
                verbose_name="agenda published by",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_confidential", False), ("exempt_paragraph__isnull", True), _connector="OR"),
                name="exempt_or_confidential",
                violation_error_message="An item is exempt under a paragraph or confidential, not both: what is confidential may not be disclosed whatever the public interest.",
            ),
        ),
        migrations.AddField(
            model_name="historicalstandingitem",
            name="board",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="organisation.board",
            ),
        ),
        migrations.AddField(
            model_name="historicalstandingitem",
            name="history_user",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="historicalstandingitem",
            name="presenter",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="organisation.post",
            ),
        ),
        migrations.AddField(
            model_name="standingitem",
            name="board",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="standing_items", to="organisation.board"
            ),
        ),
        migrations.AddField(
            model_name="standingitem",
            name="presenter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="standing_items",
                to="organisation.post",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingitem",
            constraint=models.UniqueConstraint(
                fields=("board", "number"),
                name="one_standing_item_per_number",
                violation_error_message="The board has a standing item with this number already.",
            ),
        ),
    ]
