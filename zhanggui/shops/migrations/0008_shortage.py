from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shops", "0007_plan")]

    operations = [
        migrations.AddField(
            "shopsettings", "shortage_answer_hours", models.PositiveSmallIntegerField(db_default=24, default=24)
        )
    ]
