from django.db import migrations, models

UNFINISHED = ("waiting", "building")


def say_progress_as_packs_do(apps, schema_editor):
    """How many files are finished, of how many. What is ready lists its files."""
    for files in apps.get_model("meetings", "ItemFiles").objects.exclude(state="ready").filter(total__gt=0):
        files.progress = {"step": "filing", "done": files.done, "of": files.total}
        files.save(update_fields=["progress"])


def say_progress_in_figures(apps, schema_editor):
    for files in apps.get_model("meetings", "ItemFiles").objects.all():
        if files.state == "ready":
            files.done = files.total = sum(bool(entry["file"]) for entry in files.contents)
        else:
            files.done, files.total = files.progress.get("done", 0), files.progress.get("of", 0)
        files.save(update_fields=["done", "total"])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0013_minutes_read_as_before")]

    operations = [
        migrations.RenameField("itemfiles", "step_at", "heartbeat"),
        migrations.AlterField(
            "itemfiles",
            "heartbeat",
            models.DateTimeField(blank=True, help_text="When its making last gave a sign of life.", null=True),
        ),
        migrations.AddField("itemfiles", "attempts", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(
            "itemfiles",
            "progress",
            models.JSONField(blank=True, default=dict, help_text="Where its making stands."),
        ),
        migrations.RunPython(say_progress_as_packs_do, say_progress_in_figures),
        migrations.RemoveField("itemfiles", "done"),
        migrations.RemoveField("itemfiles", "total"),
        migrations.AddConstraint(
            "itemfiles",
            models.UniqueConstraint(
                condition=models.Q(state__in=UNFINISHED),
                fields=("meeting", "audience"),
                name="one_zip_made_at_a_time",
                violation_error_message="The files of this meeting's items are being made already.",
            ),
        ),
    ]
