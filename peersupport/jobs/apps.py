from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "peersupport.jobs"
