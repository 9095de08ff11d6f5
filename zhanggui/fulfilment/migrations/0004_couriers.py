from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0003_notices_and_signed_rows")]

    operations = []
