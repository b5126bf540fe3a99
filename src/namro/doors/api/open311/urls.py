"""Addresses of Open311. The ending says in which form the answer comes."""

from django.urls import re_path

from namro.doors.api.open311 import requests, services

FORM = r"\.(?P<form>xml|json)$"

urlpatterns = [
    re_path(rf"^discovery{FORM}", services.discovery),
    re_path(rf"^v2/services{FORM}", services.services),
    re_path(rf"^v2/services/(?P<code>[a-z0-9-]{{1,60}}){FORM}", services.service),
    re_path(rf"^v2/requests{FORM}", requests.requests),
    re_path(rf"^v2/requests/(?P<ref>[A-Za-z0-9-]{{1,40}}){FORM}", requests.one),
    re_path(rf"^v2/tokens/(?P<ref>[A-Za-z0-9-]{{1,40}}){FORM}", requests.token),
]
