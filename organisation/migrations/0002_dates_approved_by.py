"""Who approves a new date."""

import organisation.choices
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='council',
            name='dates_approved_by',
            field=models.CharField(choices=[('superior', 'The post that the lead answers to'), ('board', 'A board; the performance team records what it decided'), ('nobody', 'Nobody: the new date stands at once, with its reason')], default=organisation.choices.DateApproval['SUPERIOR'], help_text='An officer asks for a later date with a reason; the first date is kept whoever approves.', max_length=10, verbose_name='who approves a new date'),
        ),
        migrations.AddField(
            model_name='historicalcouncil',
            name='dates_approved_by',
            field=models.CharField(choices=[('superior', 'The post that the lead answers to'), ('board', 'A board; the performance team records what it decided'), ('nobody', 'Nobody: the new date stands at once, with its reason')], default=organisation.choices.DateApproval['SUPERIOR'], help_text='An officer asks for a later date with a reason; the first date is kept whoever approves.', max_length=10, verbose_name='who approves a new date'),
        ),
    ]
