"""Every change to people: accounts, positions, passwords, sessions, second factor, API keys."""

from zhanggui.people.services.accounts import (
    change_list_columns,
    change_name,
    change_preferences,
    create_user,
    disable_user,
    enable_user,
    reset_password,
)
from zhanggui.people.services.attachments import Attachment
from zhanggui.people.services.digests import choose_digest, send_digest, start_digests
from zhanggui.people.services.given_tasks import (
    accept_task,
    give_task,
    hand_tasks_over,
    report_task,
    return_task,
    take_task_back,
)
from zhanggui.people.services.passwords import change_own_password, random_password
from zhanggui.people.services.positions import change_positions
from zhanggui.people.services.routine_tasks import RoutineRun, run_routines
from zhanggui.people.services.routine_work import finish_routine_task, settle_routine, tick_routine_task
from zhanggui.people.services.routines import RoutineChange, add_routine, change_routine, reset_routine
from zhanggui.people.services.second_factor import (
    remove_second_factor,
    renew_recovery_codes,
    switch_off_second_factor,
    switch_on_second_factor,
)
from zhanggui.people.services.sessions import end_other_sessions, end_own_session
from zhanggui.people.services.set_up import FirstShop, set_up_shop
from zhanggui.people.services.templates import add_position, change_position, name_step_position, reset_position
from zhanggui.people.services.tokens import create_api_token, revoke_api_token, user_of_api_token
from zhanggui.people.services.wages import agree_wage

__all__ = [
    "Attachment",
    "FirstShop",
    "RoutineChange",
    "RoutineRun",
    "accept_task",
    "add_position",
    "add_routine",
    "agree_wage",
    "change_list_columns",
    "change_name",
    "change_own_password",
    "change_position",
    "change_positions",
    "change_preferences",
    "change_routine",
    "choose_digest",
    "create_api_token",
    "create_user",
    "disable_user",
    "enable_user",
    "end_other_sessions",
    "end_own_session",
    "finish_routine_task",
    "give_task",
    "hand_tasks_over",
    "name_step_position",
    "random_password",
    "remove_second_factor",
    "renew_recovery_codes",
    "report_task",
    "reset_password",
    "reset_position",
    "reset_routine",
    "return_task",
    "revoke_api_token",
    "run_routines",
    "send_digest",
    "set_up_shop",
    "settle_routine",
    "start_digests",
    "switch_off_second_factor",
    "switch_on_second_factor",
    "take_task_back",
    "tick_routine_task",
    "user_of_api_token",
]
