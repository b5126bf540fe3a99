"""Django's handle on this room."""

from django.apps import AppConfig
from django.conf import settings

from namro.rules.packs.current import set_pack_folder


class Cli(AppConfig):
    name = "namro.doors.cli"
    label = "cli"

    def ready(self) -> None:
        set_pack_folder(settings.NAMRO_PACK)
