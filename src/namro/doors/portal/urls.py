"""Addresses of the portal. The first part is the language; none ever holds a code or a name."""

from django.urls import path

from namro.doors.portal import follow, home, places, plans, receipt, report, second_looks

urlpatterns = [
    path("", home.root),
    path("robots.txt", home.robots),
    path("second-looks.json", second_looks.figures_json),
    path("<str:lang>/", home.home),
    path("<str:lang>/danger", home.danger),
    path("<str:lang>/what-we-never-do", home.never),
    path("<str:lang>/report/", home.choose),
    path("<str:lang>/report/<slug:id>/", report.begin),
    path("<str:lang>/report/<slug:id>/<slug:slug>", report.step),
    path("<str:lang>/receipt", receipt.receipt),
    path("<str:lang>/receipt/save", receipt.save),
    path("<str:lang>/receipt/pdf", receipt.pdf),
    path("<str:lang>/follow", follow.follow),
    path("<str:lang>/follow/file", follow.file),
    path("<str:lang>/places", places.lookup),
    path("<str:lang>/plans", plans.plans),
    path("<str:lang>/plans/file/<slug:code>", plans.file),
    path("<str:lang>/plans/<slug:code>", plans.plan),
    path("<str:lang>/plans/<slug:code>/<int:nth>", plans.task),
    path("<str:lang>/second-looks", second_looks.second_looks),
]
