"""Addresses of the desk."""

from django.urls import path, re_path

from namro.doors.desk import (
    account,
    beside,
    case,
    cases,
    files,
    identity,
    intake,
    offices,
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
    path("places", places.places, name="places"),
    path("permissions", permissions.permissions, name="permissions"),
    path("trail", trail.trail, name="trail"),
    path("identity", identity.requests, name="identity-requests"),
    path("offices", offices.offices, name="offices"),
    path("offices/new", offices.new, name="office-new"),
    path("people", people.people, name="people"),
    path("people/new", people.new, name="person-new"),
    path("people/<int:pk>", people.person, name="person"),
    path("people/<int:pk>/appoint", people.appoint, name="appoint"),
    path("people/<int:pk>/password", people.reset_password, name="reset-password"),
    path("people/<int:pk>/account", people.account, name="person-account"),
    path("people/<int:pk>/end/<int:holding>", people.end, name="end-holding"),
]
