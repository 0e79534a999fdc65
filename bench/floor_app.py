"""The users of the floor: the table alone, without what the product sets up beside it when it starts."""

from django.apps import AppConfig


class Users(AppConfig):
    name = "peersupport.accounts"
    label = "accounts"
