from django.db import migrations

from zhanggui.kernel.watching import watch


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_home"), ("kernel", "0007_table_changes")]

    operations = [watch("orders_flaguse")]
