from django.db import migrations, models

from zhanggui.kernel.watching import FUNCTION, watch


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_notices")]

    operations = [
        migrations.CreateModel(
            name="TableChange",
            fields=[
                ("name", models.CharField(max_length=63, primary_key=True, serialize=False)),
                ("stamp", models.UUIDField()),
                ("changed_in", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION kernel_stamp_change()"),
        watch("kernel_rulevalue", "kernel_approval", "kernel_installation", "kernel_backuprun", "kernel_importbatch"),
    ]
