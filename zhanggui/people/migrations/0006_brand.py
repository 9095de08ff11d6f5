from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_watched")]

    operations = [
        migrations.RemoveConstraint(model_name="positionholding", name="holding_place_once"),
        migrations.AddField(
            model_name="positionholding",
            name="brand",
            field=models.CharField(db_default="", default="", max_length=100),
        ),
        migrations.AddConstraint(
            model_name="positionholding",
            constraint=models.UniqueConstraint(
                fields=("user", "position", "shop_id", "warehouse_id", "brand"),
                name="holding_place_once",
                nulls_distinct=False,
            ),
        ),
    ]
