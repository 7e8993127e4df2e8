from django.apps import AppConfig


class NewsportalConfig(AppConfig):
    name = "newsportal"
    verbose_name = "Newsroom"

    def ready(self) -> None:
        from newsportal import checks  # noqa: F401  (registers the start-up checks)
