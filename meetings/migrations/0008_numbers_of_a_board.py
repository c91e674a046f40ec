"""No two minutes of a board have one number, and what was said of attendance in two ways is said in one."""

import django.db.models.deletion
from django.db import migrations, models

import meetings.choices


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_agendas_are_kept_here")]

    operations = [
        migrations.AlterField(
            model_name="minute",
            name="board",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="minutes",
                to="organisation.board",
            ),
        ),
        migrations.RemoveField(
            model_name="attendance",
            name="present",
        ),
        migrations.RemoveField(
            model_name="attendance",
            name="user",
        ),
        migrations.RemoveField(
            model_name="historicalattendance",
            name="present",
        ),
        migrations.RemoveField(
            model_name="historicalattendance",
            name="user",
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("member__isnull", False)),
                fields=("meeting", "member"),
                name="one_attendance_of_a_member",
                violation_error_message="Of this member it is said already whether they came.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stands_for__isnull", True),
                    models.Q(("capacity", meetings.choices.Capacity["SUBSTITUTE"]), ("member__isnull", True)),
                    _connector="OR",
                ),
                name="only_a_substitute_stands_for_a_member",
                violation_error_message="Only a substitute comes for a member.",
            ),
        ),
        migrations.AddConstraint(
            model_name="minute",
            constraint=models.UniqueConstraint(
                fields=("board", "series", "number"),
                name="one_minute_per_number_of_a_board",
                violation_error_message="The board has a minute with this number already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="resolution_says_something",
                violation_error_message="Write what was resolved.",
            ),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_on__isnull", True), ("settled_words", "")),
                    models.Q(("settled_on__isnull", False), models.Q(("settled_words", ""), _negated=True)),
                    _connector="OR",
                ),
                name="settled_resolution_says_how",
                violation_error_message="Say what came of it and on which day, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutespaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at__isnull", False),
                        ("state", meetings.choices.MinutesState["APPROVED"]),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", meetings.choices.MinutesState["APPROVED"]), _negated=True),
                        ("approved_at__isnull", True),
                        ("sha256", ""),
                    ),
                    _connector="OR",
                ),
                name="approved_minutes_are_frozen",
                violation_error_message="Minutes that are approved say at which meeting, and are frozen.",
            ),
        ),
    ]
