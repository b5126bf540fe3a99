"""Django's handle on this room."""

from django.apps import AppConfig


class Desk(AppConfig):
    name = "namro.doors.desk"
    label = "desk"

    def ready(self) -> None:
        from namro.doors.desk import digest_mail
        from namro.work.jobs.rhythm import Job, register

        register(Job("mail", "tell", 900, 900, digest_mail.run, digest_mail.wanted))
