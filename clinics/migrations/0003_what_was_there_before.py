"""Progress becomes the first update, attendance belongs to the first sitting, and a closed clinic has its day."""

from django.db import migrations
from django.utils import timezone


def move(apps, schema_editor):
    def model(name):
        return apps.get_model("clinics", name)

    last_saved = dict(model("HistoricalClinic").objects.order_by("history_date").values_list("id", "history_date"))
    for clinic in model("Clinic").objects.order_by("pk"):
        at = last_saved.get(clinic.pk) or timezone.now()
        if clinic.progress.strip():
            model("ProgressUpdate").objects.create(clinic=clinic, words=clinic.progress.strip(), at=at)
        if clinic.state == "closed":
            model("Clinic").objects.filter(pk=clinic.pk).update(closed_on=timezone.localdate(at))
        first = clinic.sittings.order_by("date").first()
        for person in clinic.attendance.order_by("pk"):
            model("Invitee").objects.get_or_create(clinic=clinic, role=person.role, post=person.post)
            if first is None:
                person.delete()
                continue
            person.sitting, person.presence = first, "present" if person.present else "apologies"
            person.save(update_fields=["sitting", "presence"])


class Migration(migrations.Migration):
    dependencies = [("clinics", "0002_the_life_of_a_clinic")]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
