"""Requests for new dates, prompts in updates, and since when there is an action."""

import actions.choices
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def decide(apps, schema_editor):
    """What moved a milestone before there were requests was decided when it was asked for."""
    changes = apps.get_model("actions", "DateChange").objects.filter(decided_at__isnull=True)
    changes.update(decided_at=models.F("requested_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0001_initial'),
        ('organisation', '0002_dates_approved_by'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='update',
            name='update_says_something',
        ),
        migrations.AddField(
            model_name='action',
            name='opened_on',
            field=models.DateField(blank=True, help_text='When it was agreed. Empty: for as long as anybody remembers.', null=True),
        ),
        migrations.AddField(
            model_name='datechange',
            name='approved_by_board',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='date_changes_approved', to='organisation.board'),
        ),
        migrations.AddField(
            model_name='datechange',
            name='decided_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='datechange',
            name='decided_by',
            field=models.ForeignKey(blank=True, help_text='Empty where it came with an imported paper, and where nobody has to approve.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='date_changes_decided', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='datechange',
            name='decision',
            field=models.CharField(choices=[('waiting', 'Waiting for a decision'), ('approved', 'Approved'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default=actions.choices.Decision['APPROVED'], max_length=10),
        ),
        migrations.AddField(
            model_name='datechange',
            name='note',
            field=models.TextField(blank=True, help_text='What was said with the decision.'),
        ),
        migrations.AddField(
            model_name='historicalaction',
            name='opened_on',
            field=models.DateField(blank=True, help_text='When it was agreed. Empty: for as long as anybody remembers.', null=True),
        ),
        migrations.AddField(
            model_name='historicalmilestone',
            name='added_on',
            field=models.DateField(blank=True, editable=False, help_text='When it was added. Empty: with the action itself.', null=True),
        ),
        migrations.AddField(
            model_name='milestone',
            name='added_on',
            field=models.DateField(blank=True, editable=False, help_text='When it was added. Empty: with the action itself.', null=True),
        ),
        migrations.AddField(
            model_name='update',
            name='effect',
            field=models.CharField(blank=True, choices=[('', 'None'), ('closed', 'Closed'), ('reopened', 'Reopened')], default=actions.choices.Effect['NONE'], max_length=10),
        ),
        migrations.AddField(
            model_name='update',
            name='evidence',
            field=models.CharField(blank=True, help_text='Where it can be seen: a link to a document.', max_length=500, validators=[django.core.validators.URLValidator(['http', 'https'], message='Give a link that begins with https:// or http://.')]),
        ),
        migrations.AddField(
            model_name='update',
            name='so_what',
            field=models.TextField(blank=True, help_text='What does it mean for the result or for people?'),
        ),
        migrations.AddField(
            model_name='update',
            name='unchanged',
            field=models.BooleanField(default=False, help_text='Whoever updated it said that nothing has changed.', verbose_name='same as last time'),
        ),
        migrations.AddField(
            model_name='update',
            name='what_next',
            field=models.TextField(blank=True, help_text='What will be done next, by when?'),
        ),
        migrations.AlterField(
            model_name='action',
            name='closed_on',
            field=models.DateField(blank=True, editable=False, help_text='From then on it takes no updates. Updates change it.', null=True),
        ),
        migrations.AlterField(
            model_name='historicalaction',
            name='closed_on',
            field=models.DateField(blank=True, editable=False, help_text='From then on it takes no updates. Updates change it.', null=True),
        ),
        migrations.AlterField(
            model_name='update',
            name='words',
            field=models.TextField(blank=True, verbose_name='what changed'),
        ),
        migrations.RunPython(decide, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='datechange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decision', actions.choices.Decision['WAITING'])), models.Q(models.Q(('decision', actions.choices.Decision['WAITING']), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='date_change_decided_at_a_time', violation_error_message='A decision was made at a time; a request that waits has none.'),
        ),
        migrations.AddConstraint(
            model_name='datechange',
            constraint=models.UniqueConstraint(condition=models.Q(('decision', actions.choices.Decision['WAITING'])), fields=('milestone',), name='one_request_at_a_time', violation_error_message='A new date has been asked for already and waits for a decision.'),
        ),
        migrations.AddConstraint(
            model_name='update',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', ''), _negated=True), models.Q(('words', ''), _negated=True), ('unchanged', True), _connector='OR'), name='update_says_something', violation_error_message='Choose a status or write what has happened.'),
        ),
    ]
