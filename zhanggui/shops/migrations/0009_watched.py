from django.db import migrations

from zhanggui.kernel.watching import watch


class Migration(migrations.Migration):
    dependencies = [("shops", "0008_shortage"), ("kernel", "0007_table_changes")]

    operations = [watch("shops_shop", "shops_shopsettings", "shops_warehouse", "shops_calendarday", "shops_shopplan")]
