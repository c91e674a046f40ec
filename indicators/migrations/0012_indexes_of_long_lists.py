from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0011_words_for_the_public"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="indicator",
            name="indicators_in_order",
        ),
        migrations.AddIndex(
            model_name="indicator",
            index=models.Index(fields=["set", "sort_key", "id", "closed_on"], name="indicators_in_order"),
        ),
        migrations.AddIndex(
            model_name="indicator",
            index=models.Index(fields=["theme"], name="themes_of_indicators"),
        ),
        migrations.AddIndex(
            model_name="measurement",
            index=models.Index(
                fields=["period", "indicator", "rating", "direction", "quartile", "id"], name="verdicts_of_a_period"
            ),
        ),
        migrations.AddIndex(
            model_name="measurement",
            index=models.Index(
                condition=models.Q(("actual__isnull", False)), fields=["period"], name="figures_of_a_period"
            ),
        ),
    ]
