from django.db import migrations

from zhanggui.kernel.watching import watch


class Migration(migrations.Migration):
    dependencies = [("couriers", "0003_encrypted_account"), ("kernel", "0007_table_changes")]

    operations = [watch("couriers_courier")]
