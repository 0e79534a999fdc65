from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "peersupport.desk"

    def ready(self) -> None:
        from peersupport.desk import registrations

        registrations.register_all()
