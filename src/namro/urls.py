"""Which door answers which address."""

from django.urls import include, path

urlpatterns = [
    path("desk/", include("namro.doors.desk.urls")),
    path("api/", include("namro.doors.api.urls")),
    path("open311/", include("namro.doors.api.open311.urls")),
    path("", include("namro.doors.portal.urls")),
]
handler404 = "namro.doors.refusals.not_found"
handler403 = "namro.doors.refusals.not_found"
handler400 = "namro.doors.refusals.bad_request"
handler500 = "namro.doors.refusals.went_wrong"
