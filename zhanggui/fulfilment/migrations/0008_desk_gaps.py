from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0007_shortage")]

    operations = []
