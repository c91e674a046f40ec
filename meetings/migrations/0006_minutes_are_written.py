"""Minutes are written, published and approved; attendance says more than present or not."""

import re

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.db.models import Count

import core.records  # noqa: F401
import meetings.choices

NOTED = re.compile(
    r"(?:that\s+)?[^,;.:]*?\b(?:be|is|are)\s+(?:noted|received|welcomed|agreed|approved)(?:\s+and\s+\w+)?"
    r"(?:\s+as\s+a\s+correct\s+record)?\s*\.?",
    re.IGNORECASE,
)


def fill(apps, schema_editor):
    """The board of each minute; where a board has used a number twice, its numbers begin again each May."""
    Minute, Attendance = apps.get_model("meetings", "Minute"), apps.get_model("meetings", "Attendance")
    twice = Minute.objects.values("meeting__board", "number").annotate(n=Count("pk")).filter(n__gt=1)
    again = set(twice.values_list("meeting__board", flat=True))
    apps.get_model("organisation", "Board").objects.filter(pk__in=again).update(minutes_begin_again=True)
    for pk, board, day in Minute.objects.values_list("pk", "meeting__board", "meeting__date"):
        series = day.year - (day.month < 5) if board in again else 0
        Minute.objects.filter(pk=pk).update(board=board, series=series)
    Resolution = apps.get_model("meetings", "Resolution")
    formal = [pk for pk, text in Resolution.objects.values_list("pk", "text") if NOTED.fullmatch(text.strip())]
    Resolution.objects.filter(pk__in=formal).update(for_information=True)
    for model in (Attendance, apps.get_model("meetings", "HistoricalAttendance")):
        model.objects.filter(present=False).update(presence="apologies")
    Member = apps.get_model("organisation", "BoardMember")
    for attendance in Attendance.objects.filter(user__isnull=False).select_related("meeting"):
        place = Member.objects.filter(board=attendance.meeting.board_id, user=attendance.user_id).first()
        if place and not Attendance.objects.filter(meeting=attendance.meeting_id, member=place).exists():
            Attendance.objects.filter(pk=attendance.pk).update(member=place)


def back(apps, schema_editor):
    """Present or not, as it was."""
    for name in ("Attendance", "HistoricalAttendance"):
        model = apps.get_model("meetings", name)
        model.objects.exclude(presence="present").update(present=False)
    Attendance = apps.get_model("meetings", "Attendance")
    for pk, user in Attendance.objects.filter(member__isnull=False).values_list("pk", "member__user"):
        Attendance.objects.filter(pk=pk).update(user=user)


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0005_guidance_of_headings"),
        ("actions", "0002_requests_and_prompts"),
        ("organisation", "0006_minutes_of_boards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalMinutesPaper",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being written"),
                            ("published", "Draft, to be approved"),
                            ("approved", "Approved"),
                        ],
                        default=meetings.choices.MinutesState["DRAFT"],
                        max_length=10,
                    ),
                ),
                ("published_on", models.DateField(blank=True, null=True)),
                (
                    "corrections",
                    models.TextField(blank=True, help_text="What the approving meeting corrected, in words."),
                ),
                ("payload", models.JSONField(editable=False, null=True)),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical minutes paper",
                "verbose_name_plural": "historical minutes papers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="MinutesPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being written"),
                            ("published", "Draft, to be approved"),
                            ("approved", "Approved"),
                        ],
                        default=meetings.choices.MinutesState["DRAFT"],
                        max_length=10,
                    ),
                ),
                ("published_on", models.DateField(blank=True, null=True)),
                (
                    "corrections",
                    models.TextField(blank=True, help_text="What the approving meeting corrected, in words."),
                ),
                ("payload", models.JSONField(editable=False, null=True)),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256")),
            ],
            options={
                "ordering": ["meeting"],
            },
        ),
        migrations.AddField(
            model_name="attendance",
            name="capacity",
            field=models.CharField(
                choices=[
                    ("member", "Member of the board"),
                    ("substitute", "Substitute for a member"),
                    ("officer", "Officer in attendance"),
                    ("other", "Also present"),
                ],
                default=meetings.choices.Capacity["MEMBER"],
                max_length=10,
                verbose_name="as",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="member",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose place.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attendance",
                to="organisation.boardmember",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="post",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings_attended",
                to="organisation.post",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="presence",
            field=models.CharField(
                choices=[("present", "Present"), ("apologies", "Apologies"), ("absent", "Absent")],
                default=meetings.choices.Presence["PRESENT"],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="stands_for",
            field=models.ForeignKey(
                blank=True,
                help_text="The member for whom a substitute came.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="substitutes",
                to="organisation.boardmember",
            ),
        ),
        migrations.AddField(
            model_name="historicalattendance",
            name="capacity",
            field=models.CharField(
                choices=[
                    ("member", "Member of the board"),
                    ("substitute", "Substitute for a member"),
                    ("officer", "Officer in attendance"),
                    ("other", "Also present"),
                ],
                default=meetings.choices.Capacity["MEMBER"],
                max_length=10,
                verbose_name="as",
            ),
        ),
        migrations.AddField(
            model_name="historicalattendance",
            name="member",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Whose place.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="organisation.boardmember",
            ),
        ),
        migrations.AddField(
            model_name="historicalattendance",
            name="post",
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
            model_name="historicalattendance",
            name="presence",
            field=models.CharField(
                choices=[("present", "Present"), ("apologies", "Apologies"), ("absent", "Absent")],
                default=meetings.choices.Presence["PRESENT"],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="historicalattendance",
            name="stands_for",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The member for whom a substitute came.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="organisation.boardmember",
            ),
        ),
        migrations.AddField(
            model_name="historicalminute",
            name="board",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="organisation.board",
            ),
        ),
        migrations.AddField(
            model_name="historicalminute",
            name="item",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The item of the agenda that it minutes. Of an exempt item the public sees the number alone.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="meetings.agendaitem",
            ),
        ),
        migrations.AddField(
            model_name="historicalminute",
            name="series",
            field=models.PositiveSmallIntegerField(
                default=0, editable=False, help_text="The municipal year of its number; 0 where numbers run on."
            ),
        ),
        migrations.AddField(
            model_name="historicalresolution",
            name="for_information",
            field=models.BooleanField(
                default=False,
                help_text="It notes, receives or approves something, and never stands among matters arising.",
                verbose_name="nothing is to be done on it",
            ),
        ),
        migrations.AddField(
            model_name="historicalresolution",
            name="made_action",
            field=models.BooleanField(
                default=False, editable=False, help_text="Whether the action was made for it, or was there before."
            ),
        ),
        migrations.AddField(
            model_name="historicalresolution",
            name="settled_on",
            field=models.DateField(blank=True, null=True, verbose_name="dealt with on"),
        ),
        migrations.AddField(
            model_name="historicalresolution",
            name="settled_words",
            field=models.CharField(blank=True, max_length=500, verbose_name="what came of it"),
        ),
        migrations.AddField(
            model_name="minute",
            name="board",
            field=models.ForeignKey(
                null=True,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="minutes",
                to="organisation.board",
            ),
        ),
        migrations.AddField(
            model_name="minute",
            name="item",
            field=models.ForeignKey(
                blank=True,
                help_text="The item of the agenda that it minutes. Of an exempt item the public sees the number alone.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="minutes_taken",
                to="meetings.agendaitem",
            ),
        ),
        migrations.AddField(
            model_name="minute",
            name="series",
            field=models.PositiveSmallIntegerField(
                default=0, editable=False, help_text="The municipal year of its number; 0 where numbers run on."
            ),
        ),
        migrations.AddField(
            model_name="resolution",
            name="for_information",
            field=models.BooleanField(
                default=False,
                help_text="It notes, receives or approves something, and never stands among matters arising.",
                verbose_name="nothing is to be done on it",
            ),
        ),
        migrations.AddField(
            model_name="resolution",
            name="made_action",
            field=models.BooleanField(
                default=False, editable=False, help_text="Whether the action was made for it, or was there before."
            ),
        ),
        migrations.AddField(
            model_name="resolution",
            name="settled_on",
            field=models.DateField(blank=True, null=True, verbose_name="dealt with on"),
        ),
        migrations.AddField(
            model_name="resolution",
            name="settled_words",
            field=models.CharField(blank=True, max_length=500, verbose_name="what came of it"),
        ),
        migrations.AlterField(
            model_name="attendance",
            name="role",
            field=models.CharField(
                help_text="As the minutes have it: Chair of the Board. Never a name.", max_length=150
            ),
        ),
        migrations.AlterField(
            model_name="historicalattendance",
            name="role",
            field=models.CharField(
                help_text="As the minutes have it: Chair of the Board. Never a name.", max_length=150
            ),
        ),
        migrations.AlterField(
            model_name="historicalminute",
            name="title",
            field=models.CharField(max_length=300),
        ),
        migrations.AlterField(
            model_name="minute",
            name="title",
            field=models.CharField(max_length=300),
        ),
        migrations.AddField(
            model_name="historicalminutespaper",
            name="approved_at",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="meetings.meeting",
            ),
        ),
        migrations.AddField(
            model_name="historicalminutespaper",
            name="history_user",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="historicalminutespaper",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="meetings.meeting",
            ),
        ),
        migrations.AddField(
            model_name="minutespaper",
            name="approved_at",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="minutes_approved",
                to="meetings.meeting",
            ),
        ),
        migrations.AddField(
            model_name="minutespaper",
            name="meeting",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="minutes_paper", to="meetings.meeting"
            ),
        ),
        migrations.RunPython(fill, back),
    ]
