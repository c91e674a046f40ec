"""Minutes may hold sub-headings and tables from now on: what was typed before goes on reading as it did."""

from django.db import migrations
from django.db.models import Q

from core import prose


def read_as_before(apps, schema_editor):
    """Escape what would be shown as a sub-heading or a table. Approved minutes are read from what was frozen."""
    minutes = apps.get_model("meetings", "Minute").objects.filter(Q(text__contains="#") | Q(text__contains="|"))
    for minute in minutes.iterator():
        shown = prose.to_html(minute.text)
        if prose.rich_html(minute.text) != shown:
            minute.text = prose.from_html(shown)
            minute.save(update_fields=["text"])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0012_sent_once")]

    operations = [migrations.RunPython(read_as_before, migrations.RunPython.noop)]
