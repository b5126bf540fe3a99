"""Addresses of the API."""

from django.urls import path

from namro.doors.api import docs
from namro.doors.api.router import api

urlpatterns = [
    path("", docs.page),
    path("v1/openapi.json", docs.document),
    path("v1/", api.urls),
]
