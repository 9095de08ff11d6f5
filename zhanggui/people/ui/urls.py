"""Addresses of people, below /desk/. Names that allauth looks up stand outside the namespace."""

from django.urls import include, path

from zhanggui.people.ui import account, duties, given_tasks, people, positions, second_factor, secrecy, sign_in

_pages = [
    path("me", account.profile, name="profile"),
    path("me/password", account.password, name="password"),
    path("me/second-factor", second_factor.second_factor, name="second_factor"),
    path("me/second-factor/off", second_factor.switch_off, name="switch_off_second_factor"),
    path("me/second-factor/codes", second_factor.renew_codes, name="renew_codes"),
    path("me/secrecy", secrecy.secrecy, name="secrecy"),
    path("me/secrecy/paper", secrecy.paper, name="secrecy_paper"),
    path("me/sessions/others/end", account.end_others, name="end_others"),
    path("me/sessions/<int:session_id>/end", account.end_session, name="end_session"),
    path("me/keys", account.add_token, name="add_token"),
    path("me/keys/<int:token_id>/end", account.end_token, name="end_token"),
    path("me/duties", duties.duties, name="duties"),
    path("given", given_tasks.tasks, name="tasks"),
    path("given/new", given_tasks.give, name="give_task"),
    path("given/<int:task_id>", given_tasks.task, name="task"),
    path("given/<int:task_id>/files/<int:file_id>", given_tasks.attachment, name="task_file"),
    path("people", people.people, name="list"),
    path("people/new", people.new_person, name="new"),
    path("people/positions", positions.positions, name="positions"),
    path("people/positions/new", positions.new_position, name="new_position"),
    path("people/positions/<slug:code>", positions.position, name="position"),
    path("people/steps", positions.steps, name="steps"),
    path("people/denied", positions.denied, name="denied"),
    path("people/-/<str:username>", people.person, name="person"),
    path("people/-/<str:username>/positions", people.positions_of, name="positions_of"),
    path("people/-/<str:username>/disable", people.disable, name="disable"),
    path("people/-/<str:username>/enable", people.enable, name="enable"),
    path("people/-/<str:username>/password", people.new_password, name="new_password"),
    path("people/-/<str:username>/wage", people.wage, name="wage"),
    path("people/-/<str:username>/second-factor/off", people.take_second_factor, name="take_second_factor"),
]

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="account_login"),
    path("sign-out", sign_in.sign_out, name="account_logout"),
    path("account/second-step", sign_in.second_step, name="mfa_authenticate"),
    path("account/sign-up", sign_in.closed, name="account_signup"),
    path("account/closed", sign_in.closed, name="account_inactive"),
    path("account/reset", sign_in.closed, name="account_reset_password"),
    path("account/again", sign_in.closed, name="account_reauthenticate"),
    path("account/second-factor", sign_in.closed, name="mfa_index"),
    path("me/sessions", account.sessions, name="usersessions_list"),
    path("", include((_pages, "people"))),
]
