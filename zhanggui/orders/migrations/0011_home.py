from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_shortage")]

    operations = [
        migrations.AddIndex(
            model_name="checkresult",
            index=models.Index(
                condition=models.Q(("is_passed", True)), fields=["shop_id", "checked_at"], name="check_result_passed"
            ),
        ),
    ]
