from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_weights")]

    operations = [
        migrations.AddField(
            model_name="sku",
            name="piece_g",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
