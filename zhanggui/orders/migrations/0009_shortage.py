from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_compact_results")]

    operations = []
