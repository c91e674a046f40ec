from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The newest update of each action is found by an index."""

    dependencies = [
        ("actions", "0003_doors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="update",
            index=models.Index(fields=["action", "-at", "-id"], name="update_newest_first"),
        ),
    ]
