"""Django's handle on this room: imports every room's actions and puts the guard on every connection."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class Gate(AppConfig):
    name = "namro.ground.gate"
    label = "gate"

    def ready(self) -> None:
        for module in action_modules():
            import_module(module)
        import_module("namro.ground.gate.guard").install()
        import_module("namro.ground.engine").set_up()


def action_modules() -> list[str]:
    """The modules that hold actions: each room's `actions.py`, every `*_actions.py` beside it."""
    found: list[str] = []
    for config in apps.get_app_configs():
        if not config.name.startswith("namro."):
            continue
        package = find_spec(config.name)
        folders = list(package.submodule_search_locations or []) if package else []
        for folder in folders:
            found += _modules_in(config.name, folder)
    return sorted(found)


def _modules_in(package: str, folder: str) -> list[str]:
    from pathlib import Path

    here = Path(folder)
    names = [p.stem for p in here.glob("*.py") if p.stem == "actions" or p.stem.endswith("_actions")]
    inside = here / "actions"
    if inside.is_dir():
        names += [f"actions.{p.stem}" for p in inside.glob("*.py") if p.stem != "__init__"]
    return [f"{package}.{name}" for name in names]
