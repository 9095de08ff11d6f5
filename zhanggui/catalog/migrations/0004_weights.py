from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_cost")]

    operations = [
        migrations.AddField(
            model_name="packingspec",
            name="packaging_g",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="packingspec",
            name="piece_g",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
