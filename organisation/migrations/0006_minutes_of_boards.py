"""How the minutes of a board are numbered, and what papers call a place on it."""

from django.db import migrations, models

import organisation.choices


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0005_boards_have_a_usual_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="board",
            name="minutes_begin_again",
            field=models.BooleanField(
                default=False,
                help_text="Unless set, numbers run on from meeting to meeting for good.",
                verbose_name="minutes are numbered from 1 again each May",
            ),
        ),
        migrations.AddField(
            model_name="board",
            name="resolution_style",
            field=models.CharField(
                choices=[("numbers", "(1), (2), (3)"), ("letters", "(a), (b), (c)")],
                default=organisation.choices.ResolutionStyle["NUMBERS"],
                help_text="How the parts of a resolution are counted in its minutes.",
                max_length=10,
                verbose_name="parts of a resolution",
            ),
        ),
        migrations.AddField(
            model_name="boardmember",
            name="seat",
            field=models.CharField(
                blank=True,
                help_text="What papers and minutes call this place: Chair of the Board; Director of Place. Never a name. Empty: by the role.",
                max_length=150,
            ),
        ),
        migrations.AddField(
            model_name="historicalboard",
            name="minutes_begin_again",
            field=models.BooleanField(
                default=False,
                help_text="Unless set, numbers run on from meeting to meeting for good.",
                verbose_name="minutes are numbered from 1 again each May",
            ),
        ),
        migrations.AddField(
            model_name="historicalboard",
            name="resolution_style",
            field=models.CharField(
                choices=[("numbers", "(1), (2), (3)"), ("letters", "(a), (b), (c)")],
                default=organisation.choices.ResolutionStyle["NUMBERS"],
                help_text="How the parts of a resolution are counted in its minutes.",
                max_length=10,
                verbose_name="parts of a resolution",
            ),
        ),
        migrations.AddField(
            model_name="historicalboardmember",
            name="seat",
            field=models.CharField(
                blank=True,
                help_text="What papers and minutes call this place: Chair of the Board; Director of Place. Never a name. Empty: by the role.",
                max_length=150,
            ),
        ),
    ]
