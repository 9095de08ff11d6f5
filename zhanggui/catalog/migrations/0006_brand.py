from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_sku_weights")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="brand",
            field=models.CharField(db_default="", default="", max_length=100),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["shop_id", "brand"], name="product_brand"),
        ),
    ]
