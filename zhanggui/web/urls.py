"""Pages of the shell itself."""

from django.urls import path

from zhanggui.web import approvals, clocks, health, notices, palette, seeing_pages, setup, values, views

urlpatterns = [
    path("setup", setup.doors, name="setup"),
    path("setup/shop", setup.own_shop, name="setup_shop"),
    path("setup/demo", setup.start_demo, name="setup_demo"),
    path("setup/demo/progress", setup.demo_progress, name="setup_demo_progress"),
    path("healthz", views.health, name="health"),
    path("desk/", views.home, name="home"),
    path("desk/home", views.home_live, name="home_live"),
    path("desk/tasks", views.tasks, name="tasks"),
    path("desk/approvals", approvals.approvals, name="approvals"),
    path("desk/approvals/<int:approval_id>", approvals.approval, name="approval"),
    path("desk/clocks", clocks.clocks, name="clocks"),
    path("desk/values", values.values, name="values"),
    path("desk/values/<slug:shop>", values.shop_values, name="shop_values"),
    path("desk/see-as", seeing_pages.see_as, name="see_as"),
    path("desk/see-as/end", seeing_pages.end_seeing, name="end_seeing"),
    path("desk/seen-as", seeing_pages.seen_as, name="seen_as"),
    path("desk/notices", notices.notices, name="notices"),
    path("desk/notices/read", notices.read_all, name="read_all_notices"),
    path("desk/notices/<int:notice_id>/open", notices.open_notice, name="open_notice"),
    path("desk/search", views.search, name="search"),
    path("desk/palette", palette.actions, name="palette"),
    path("desk/palette/words", palette.words, name="palette_words"),
    path("desk/jobs/<int:run_id>", views.job, name="job"),
    path("desk/jobs/<int:run_id>/cancel", views.cancel_job, name="cancel_job"),
    path("desk/health", health.health_page, name="health_page"),
    path("desk/health/settings", health.health_settings, name="health_settings"),
    path("desk/health/jobs/<int:job_id>/retry", health.retry_failed_job, name="retry_job"),
    path("desk/health/jobs/<int:job_id>/drop", health.drop_failed_job, name="drop_job"),
    path("desk/switch-shop", views.switch_shop, name="switch_shop"),
    path("desk/language", views.set_language, name="set_language"),
    path("desk/theme", views.set_theme, name="set_theme"),
    path("desk/keys", views.set_keys, name="set_keys"),
]
