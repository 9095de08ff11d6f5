from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shops", "0007_plan")]

    operations = []
