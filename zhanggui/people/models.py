"""Staff: who may sign in, which positions they hold where, their keys, and the tasks they give each other."""

from datetime import time

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from zhanggui.people.values import RoutineState, TaskPriority, TaskState


class UserManager(BaseUserManager["User"]):
    """Finds users by sign-in name, whatever the case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Used by Django at sign-in."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person who can sign in."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60, default="")
    email = models.EmailField(default="", blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="zh-hans")
    theme = models.CharField(max_length=10, default="auto")
    density = models.CharField(max_length=10, default="compact")
    are_single_keys_on = models.BooleanField(default=True)
    is_sound_on = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    list_columns = models.JSONField(default=dict)
    is_digest_on = models.BooleanField(default=False, db_default=False)
    digest_at = models.TimeField(default=time(8), db_default=time(8))
    digest_day = models.DateField(null=True)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    objects = UserManager()

    @property
    def shown_name(self) -> str:
        """The name that others see."""
        return self.name or self.username


class PositionHolding(models.Model):
    """A position that a person holds, in one shop or (shop empty) in all of them.

    Or in one warehouse of a shop, or for one brand of it, as it was written.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="holdings")
    position = models.CharField(max_length=40)
    shop_id = models.BigIntegerField(null=True)
    warehouse_id = models.BigIntegerField(null=True)
    brand = models.CharField(max_length=100, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "position", "shop_id", "warehouse_id", "brand"],
                name="holding_place_once",
                nulls_distinct=False,
            )
        ]


class ApiToken(models.Model):
    """A key for the API; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class PositionSetting(models.Model):
    """What the owner changed about a position template, or a position of the shop's own. Empty: as shipped."""

    code = models.CharField(max_length=40, unique=True)
    is_own = models.BooleanField(default=False)
    is_on = models.BooleanField(null=True)
    needs_second_factor = models.BooleanField(null=True)
    capabilities = models.JSONField(null=True)
    label_en = models.CharField(max_length=60, default="")
    label_zh = models.CharField(max_length=60, default="")
    shop_id = models.BigIntegerField(null=True)
    superior = models.CharField(max_length=40, default="", db_default="")
    changed_at = models.DateTimeField()


class StepSetting(models.Model):
    """Which position answers for a step of the order process, where it is not the proposed one (ORG-08)."""

    step = models.CharField(max_length=20, unique=True)
    position = models.CharField(max_length=40)
    changed_at = models.DateTimeField()


class SecrecyNote(models.Model):
    """A signature below the secrecy note, with the words that were signed (SEC-05). Never changed."""

    user_id = models.BigIntegerField()
    signed_name = models.CharField(max_length=60)
    text = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user_id", "-signed_at"], name="secrecy_note_user")]


class Wage(models.Model):
    """A person's agreed monthly pay from a day on; the newest row counts, the others are its history (SEC-05).

    Apart from account and timeline, so that nothing shows it by accident; it goes with the account.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="wages")
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    since = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount=None) | models.Q(amount__gte=0), name="wage_not_negative")
        ]
        indexes = [models.Index(fields=["user", "-id"], name="wage_newest")]


class RoutineStart(models.Model):
    """Since when a shop's routines make tasks: what was due before is nobody's fault (TSK-02)."""

    shop_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()


class RoutineSetting(models.Model):
    """A routine as a shop changed it, or one of its own. Without a row: as shipped (TSK-02)."""

    shop_id = models.BigIntegerField()
    code = models.CharField(max_length=80)
    is_own = models.BooleanField(default=False)
    is_on = models.BooleanField(default=True)
    position = models.CharField(max_length=40)
    title_en = models.CharField(max_length=120)
    title_zh = models.CharField(max_length=120)
    rhythm = models.CharField(max_length=12)
    at = models.TimeField()
    day = models.PositiveSmallIntegerField(default=1)
    month = models.PositiveSmallIntegerField(default=1)
    lead_days = models.PositiveSmallIntegerField(default=0)
    day_off = models.CharField(max_length=5)
    event = models.CharField(max_length=60, default="")
    days_after = models.PositiveSmallIntegerField(default=0)
    needs_evidence = models.BooleanField(default=False)
    checklist = models.JSONField(default=list)
    since = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop_id", "code"], name="routine_setting_once")]


class RoutineTask(models.Model):
    """One time that a routine was due: its checklist, what came of it, and whether it was missed (TSK-02)."""

    shop_id = models.BigIntegerField()
    routine = models.CharField(max_length=80)
    period = models.CharField(max_length=40)
    position = models.CharField(max_length=40)
    title_en = models.CharField(max_length=240)
    title_zh = models.CharField(max_length=240)
    checklist = models.JSONField(default=list)
    needs_evidence = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=RoutineState, default=RoutineState.OPEN)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    escalated_to = models.CharField(max_length=40, default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, default="")
    words = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=RoutineState.values), name="routine_task_state"),
            models.UniqueConstraint(fields=["shop_id", "routine", "period"], name="routine_task_once"),
        ]
        indexes = [
            models.Index(fields=["shop_id", "due_at"], condition=models.Q(closed_at=None), name="routine_task_open"),
            models.Index(fields=["shop_id", "-id"], name="routine_task_newest"),
        ]


class RoutineFile(models.Model):
    """Evidence that goes with a routine task."""

    task = models.ForeignKey(RoutineTask, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=300)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()


class GivenTask(models.Model):
    """Work that one person gave another by hand: what, until when, what is expected, what came of it (ORG-10)."""

    shop_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    expected = models.TextField(default="")
    priority = models.PositiveSmallIntegerField(choices=TaskPriority, default=TaskPriority.NORMAL)
    giver_id = models.BigIntegerField()
    giver_name = models.CharField(max_length=80)
    owner_id = models.BigIntegerField()
    owner_name = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.GIVEN)
    given_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=TaskState.values), name="given_task_state"),
            models.CheckConstraint(condition=models.Q(priority__in=TaskPriority.values), name="given_task_priority"),
        ]
        indexes = [
            models.Index(fields=["owner_id", "-id"], name="given_task_owner"),
            models.Index(fields=["giver_id", "-id"], name="given_task_giver"),
            models.Index(
                fields=["shop_id", "due_at", "id"], condition=models.Q(closed_at=None), name="given_task_open"
            ),
        ]


class TaskWord(models.Model):
    """One step of a given task in the words of who took it; may name people, so it stands outside the timeline."""

    task = models.ForeignKey(GivenTask, on_delete=models.CASCADE, related_name="words")
    verb = models.CharField(max_length=10)
    text = models.TextField(default="")
    actor_name = models.CharField(max_length=80)
    position = models.CharField(max_length=60, default="")
    at = models.DateTimeField()


class TaskFile(models.Model):
    """A file that goes with a given task."""

    task = models.ForeignKey(GivenTask, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=300)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()
