"""Passwords hashed as in life but with the least work, since tests make hundreds of accounts."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2PasswordHasher(Argon2PasswordHasher):
    """The same algorithm and form, about a hundred times cheaper to compute and to break."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
