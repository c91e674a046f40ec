from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0012_who_answers_on_accessibility"),
    ]

    operations = [
        migrations.AddField(
            model_name="board",
            name="papers_are_public",
            field=models.BooleanField(
                default=False,
                help_text="Papers of a board of officers or a partnership that were issued to the public stand on the public pages too, also those issued before. Those of councillors always do.",
                verbose_name="papers are published",
            ),
        ),
        migrations.AddField(
            model_name="historicalboard",
            name="papers_are_public",
            field=models.BooleanField(
                default=False,
                help_text="Papers of a board of officers or a partnership that were issued to the public stand on the public pages too, also those issued before. Those of councillors always do.",
                verbose_name="papers are published",
            ),
        ),
    ]
