"""Addresses of the desk."""

from django.urls import path, re_path

from namro.doors.desk import (
    account,
    beside,
    case,
    cases,
    exports,
    files,
    identity,
    importing,
    imports,
    intake,
    people,
    permissions,
    places,
    register,
    steps,
    today,
    trail,
    workload,
)

app_name = "desk"
CASE = r"cases/(?P<ref>[A-Z0-9-]{4,20})"

urlpatterns = [
    path("", today.today, name="today"),
    path("sign-in", account.sign_in, name="sign-in"),
    path("sign-out", account.sign_out, name="sign-out"),
    path("account", account.account, name="account"),
    path("password", account.password, name="password"),
    path("cases", cases.cases, name="cases"),
    path("cases/", cases.cases),
    re_path(rf"^{CASE}$", case.case, name="case"),
    re_path(rf"^{CASE}/identity$", identity.ask, name="identity-ask"),
    re_path(rf"^{CASE}/identity/read$", identity.read, name="identity-read"),
    re_path(rf"^{CASE}/identity/agree/(?P<asked>\d{{1,9}})$", identity.agree, name="identity-agree"),
    re_path(rf"^{CASE}/(?P<what>message|attach|hand-over)$", beside.beside, name="beside"),
    re_path(rf"^{CASE}/(?P<step>[a-z][a-z0-9-]{{0,47}})$", steps.step, name="step"),
    re_path(r"^files/(?P<token>[A-Za-z0-9_-]{10,40})$", files.file, name="file"),
    path("register", register.register, name="register"),
    path("workload", workload.workload, name="workload"),
    path("new", intake.new, name="new"),
    path("new/<slug:procedure>", intake.form, name="new-form"),
    path("imports", imports.imports, name="imports"),
    path("imports/register", imports.go_on_after_paper, name="import-register"),
    path("imports/done/<int:pk>", imports.done, name="import-done"),
    path("imports/<slug:token>", importing.go_on, name="import"),
    path("imports/<slug:token>/wrong.xlsx", importing.wrong, name="import-wrong"),
    path("export/<slug:what>", exports.export, name="export"),
    path("places", places.places, name="places"),
    path("permissions", permissions.permissions, name="permissions"),
    path("trail", trail.trail, name="trail"),
    path("identity", identity.requests, name="identity-requests"),
    path("people", people.people, name="people"),
    path("people/new", people.new, name="person-new"),
    path("people/<int:pk>", people.person, name="person"),
    path("people/<int:pk>/appoint", people.appoint, name="appoint"),
    path("people/<int:pk>/password", people.reset_password, name="reset-password"),
    path("people/<int:pk>/end/<int:holding>", people.end, name="end-holding"),
]
