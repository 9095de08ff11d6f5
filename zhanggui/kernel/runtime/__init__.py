"""What runs below Django: the home folder, our PostgreSQL, the supervisor, backups.

Pure Python: nothing here imports Django, so that commands can start the database first.
"""
