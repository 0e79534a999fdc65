from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "peersupport.letters"

    def ready(self) -> None:
        from peersupport.letters.adapter import PASSWORD_RESET
        from peersupport.letters.registry import register

        register(PASSWORD_RESET)
