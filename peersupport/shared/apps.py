from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "peersupport.shared"

    def ready(self) -> None:
        from peersupport.shared import checks

        checks.register_all()
