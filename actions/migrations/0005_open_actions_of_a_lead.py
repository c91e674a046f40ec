import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The open actions that each post leads are counted in an index."""

    dependencies = [
        ("actions", "0004_newest_update_first"),
        ("organisation", "0013_boards_publish_their_papers"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["lead", "closed_on", "status"], name="action_by_lead_and_state"),
        ),
        migrations.AlterField(
            model_name="action",
            name="lead",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="The one post that answers for it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="actions_led",
                to="organisation.post",
            ),
        ),
    ]
