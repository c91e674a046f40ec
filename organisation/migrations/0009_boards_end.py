"""A board ends on a day, and is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0008_names_of_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="board",
            name="ends",
            field=models.DateField(
                blank=True,
                help_text="The last day on which it is a board. Empty while it goes on. What it did is kept.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="historicalboard",
            name="ends",
            field=models.DateField(
                blank=True,
                help_text="The last day on which it is a board. Empty while it goes on. What it did is kept.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="boardmember",
            name="ends",
            field=models.DateField(blank=True, help_text="The last day. Leave empty while they sit on it.", null=True),
        ),
        migrations.AlterField(
            model_name="historicalboardmember",
            name="ends",
            field=models.DateField(blank=True, help_text="The last day. Leave empty while they sit on it.", null=True),
        ),
    ]
