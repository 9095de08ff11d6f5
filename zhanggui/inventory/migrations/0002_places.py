from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="StoragePlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shop_id", models.BigIntegerField()),
                ("warehouse_id", models.BigIntegerField()),
                ("code", models.CharField(max_length=30)),
                ("route_no", models.PositiveIntegerField(null=True)),
                ("stack_limit", models.PositiveIntegerField(null=True)),
                ("note", models.CharField(default="", max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("shop_id", "warehouse_id", "code"), name="storage_place_once")
                ],
            },
        )
    ]
