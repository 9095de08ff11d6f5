from django.db import migrations

from zhanggui.kernel.watching import watch


class Migration(migrations.Migration):
    dependencies = [("orders", "0012_checking_writes"), ("kernel", "0007_table_changes")]

    operations = [watch("orders_flaguse")]
