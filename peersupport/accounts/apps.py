from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "peersupport.accounts"

    def ready(self) -> None:
        from peersupport.accounts.actions import second_factors
        from peersupport.shared import sealing

        sealing.register("second factors", second_factors.reseal)
